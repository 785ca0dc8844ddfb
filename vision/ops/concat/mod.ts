export { concat, concatOp } from "./concat.ts";
