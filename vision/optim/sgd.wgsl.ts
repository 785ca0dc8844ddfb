import { updateKernels } from "./update.wgsl.ts";

/**
 * `v' = momentum v + (1 - dampening) g`, of the first step `v' = g`, and `w' = w - rate d`, where `d` is `v'`
 * or looks ahead of it.
 */
export const momentumKernels = updateKernels({
  name: "sgd",
  states: ["velocity"],
  params: { momentum: "f32", share: "f32", ahead: "f32", here: "f32" },
  body: `  g += decay * w + l1 * sign(w);
  velocity = p.momentum * velocity + select(p.share, 1.0, first) * g;
  w -= rate * (p.ahead * velocity + p.here * g);`,
});

/** `w' = w - rate g`. */
export const plainKernels = updateKernels({
  name: "sgd",
  states: [],
  params: {},
  body: "  w -= rate * (g + decay * w + l1 * sign(w));",
});
