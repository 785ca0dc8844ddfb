import { defineKernel, defineLaneKernel, read, write } from "../../kernel/kernel.ts";
import { PCG3D_WGSL } from "../../random.ts";

/** Steps are counted in f32, and whole numbers are exact below this. */
export const STEPS = 2 ** 24;

/** Takes the number of this step and counts on. */
export const stepKernel = defineKernel({
  name: "dropout step",
  bindings: { counter: write("f32"), step: write("f32") },
  params: {},
  workgroup: [1, 1, 1],
  body: `  let now = counter[0];
  step[0] = now;
  counter[0] = select(now + 1.0, 0.0, now >= ${STEPS - 1}.0);`,
});

/**
 * `y = x` times 0 or `p.scale`, one lane a `vec4`; `p.plane` neighbouring lanes share a draw. The mask is
 * a hash of seed, step and place, so that the backward pass draws the same one again and nothing is
 * kept. Four draws of 24 bits are made of the three words of one hash. Memory: one read, one write.
 */
export const dropoutKernel = defineLaneKernel({
  name: "dropout",
  bindings: { x: read("vec4f"), step: read("f32"), y: write("vec4f") },
  params: { plane: "u32", seed: "u32", threshold: "u32", scale: "f32" },
  functions: PCG3D_WGSL,
  body: `  let words = pcg3d(vec3u(lane / p.plane, p.seed, u32(step[0])));
  let rest = words & vec3u(255u);
  let draws = vec4u(words >> vec3u(8u), (rest.x << 16u) | (rest.y << 8u) | rest.z);
  y[lane] = select(vec4f(0.0), p.scale * x[lane], draws >= vec4u(p.threshold));`,
});
