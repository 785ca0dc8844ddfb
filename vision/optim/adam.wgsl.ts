import { updateKernels } from "./update.wgsl.ts";

/**
 * `m' = beta1 m + (1 - beta1) g`, `v' = beta2 v + (1 - beta2) g^2`, both corrected for their start at 0,
 * and `w' = w - rate m / (sqrt(v) + epsilon)`; decay goes into `g`, or straight to `w`.
 */
export const adamKernels = updateKernels({
  name: "adam",
  states: ["mean", "square"],
  params: {
    beta1: "f32",
    share1: "f32",
    beta2: "f32",
    share2: "f32",
    epsilon: "f32",
    apart: "f32",
  },
  body: `  g += (1.0 - p.apart) * decay * w + l1 * sign(w);
  mean = p.beta1 * mean + p.share1 * g;
  square = p.beta2 * square + p.share2 * g * g;
  let direction = corrections.x * mean / (sqrt(corrections.y * square) + p.epsilon);
  w -= rate * (direction + p.apart * decay * w);`,
});
