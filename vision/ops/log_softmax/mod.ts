export { logSoftmax, logSoftmaxOp } from "./log_softmax.ts";
