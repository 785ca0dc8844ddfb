export * from "./functions.ts";
export { type Pointwise, pointwise, pointwiseOp, pointwiseOps } from "./pointwise.ts";
export type { PointwiseParams, PointwiseRow } from "./row.ts";
export { type ParamsOf, POINTWISE, type PointwiseName } from "./rows.ts";
