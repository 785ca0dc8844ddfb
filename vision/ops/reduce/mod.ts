export { max, mean, reduceOps, sum } from "./reduce.ts";
export type { ReduceKind, ReduceOptions } from "./reduce_ref.ts";
