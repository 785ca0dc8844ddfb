export { pointwiseOp, pointwiseOps, relu, tanh } from "./pointwise.ts";
export { POINTWISE, type PointwiseRow } from "./rows.ts";
