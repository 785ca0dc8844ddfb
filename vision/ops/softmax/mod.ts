export { softmax, softmaxOp } from "./softmax.ts";
