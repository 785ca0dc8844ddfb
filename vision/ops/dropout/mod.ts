export { dropout, dropoutOp, type DropoutOptions } from "./dropout.ts";
