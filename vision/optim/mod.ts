export { Adam, type AdamOptions } from "./adam.ts";
export {
  type GradientOptions,
  type Optimizer,
  ParameterUpdates,
  type UpdateRule,
} from "./optimizer.ts";
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
export type { UpdateKernel } from "./update.wgsl.ts";
