export { Adam, type AdamOptions } from "./adam.ts";
export type { GradientOptions, Optimizer } from "./optimizer.ts";
export {
  constant,
  cosine,
  exponential,
  inverseTime,
  linear,
  piecewise,
  type Schedule,
  stepwise,
  warmUp,
} from "./schedule.ts";
export { SGD, type SGDOptions } from "./sgd.ts";
