export { concat, concatOp, type ConcatOptions } from "./concat.ts";
