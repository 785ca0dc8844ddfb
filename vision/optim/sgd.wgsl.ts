import { updateKernels } from "./update.wgsl.ts";

/** `v' = momentum v + (1 - dampening) g`, `w' = w - rate d`, where `d` is `v'` or looks ahead of it. */
export const sgdKernels = updateKernels({
  name: "sgd",
  states: ["velocity"],
  params: { momentum: "f32", share: "f32", ahead: "f32", here: "f32" },
  body: `  g += decay * w + l1 * sign(w);
  velocity = p.momentum * velocity + p.share * g;
  w -= rate * (p.ahead * velocity + p.here * g);`,
});
