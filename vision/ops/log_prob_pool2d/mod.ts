export { logProbPool2d, logProbPool2dOp, type LogProbPool2dOptions } from "./log_prob_pool2d.ts";
