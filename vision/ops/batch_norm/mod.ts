export { batchNorm, batchNormOp, type BatchNormOptions } from "./batch_norm.ts";
