import { defineLaneKernel, read, uniform, write } from "../kernel/kernel.ts";

/** What changes from step to step. */
export const SGD_STEP = { rate: "f32" } as const;

/**
 * `v' = momentum v + g + decay w`, `w' = w - rate v'`, one lane a `vec4`: three reads, two writes.
 */
export const sgdKernel = defineLaneKernel({
  name: "sgd",
  bindings: {
    gradient: read("vec4f"),
    weight: write("vec4f"),
    velocity: write("vec4f"),
    step: uniform(SGD_STEP),
  },
  params: { momentum: "f32", decay: "f32" },
  body: `  let w = weight[lane];
  let v = p.momentum * velocity[lane] + gradient[lane] + p.decay * w;
  velocity[lane] = v;
  weight[lane] = w - step.rate * v;`,
});
