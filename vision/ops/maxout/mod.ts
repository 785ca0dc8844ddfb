export { maxout, maxoutOp, type MaxoutOptions } from "./maxout.ts";
