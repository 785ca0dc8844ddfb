export { crossEntropy, crossEntropyOp } from "./cross_entropy.ts";
export type { CrossEntropyOptions } from "./cross_entropy_ref.ts";
