import { binaryOps } from "../binary/mod.ts";

export { add } from "../binary/mod.ts";

/** The operation behind `add()`. */
export const addOp = binaryOps.add;
