export { add, binaryOp, binaryOps, div, maximum, minimum, mul, sub } from "./binary.ts";
export { broadcastShape } from "./broadcast.ts";
export { BINARY, type BinaryRow } from "./rows.ts";
