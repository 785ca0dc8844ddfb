export { constant, cosine, type Schedule, stepwise, warmUp } from "./schedule.ts";
export { SGD, type SGDOptions } from "./sgd.ts";
