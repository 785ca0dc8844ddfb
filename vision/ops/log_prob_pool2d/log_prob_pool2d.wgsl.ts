import { defineLaneKernel, read, write } from "../../kernel/kernel.ts";
import {
  eachTap,
  eachWindow,
  PIXELS_OF_WINDOW,
  WINDOW,
  WINDOW_PARAMS,
} from "../window_geometry.wgsl.ts";

const PARAMS = {
  ...WINDOW_PARAMS,
  sharpness: "f32",
  mean: "u32",
  groups: "u32",
  channels: "u32",
} as const;

/** Which of the four channels of a plane there are: the logarithm of a sum over zeros is not 0. */
const USED = "4u * (plane % p.groups) + vec4u(0u, 1u, 2u, 3u) < vec4u(p.channels)";

/**
 * One lane an output pixel of four channels: two loads for each tap, for the largest and for the sum; with
 * `save` both are written too, as the difference of input and output would not be exact enough.
 */
function softMaximum(save: boolean): string {
  return `${WINDOW}  var largest = x[corner + ky0 * p.iw + kx0];
${eachTap("largest = max(largest, x[at]);")}
  var sum = vec4f(0.0);
${eachTap("sum += exp(p.sharpness * (x[at] - largest));")}
  ${save ? "maxima[lane] = largest;\n  sums[lane] = sum;" : ""}
  if (p.mean == 1u) { sum /= pixels(oy, ox); }
  let soft = largest + log(sum) / p.sharpness;
  y[lane] = select(vec4f(0.0), soft, ${USED});`;
}

/** See {@link softMaximum}, without a gradient in mind. */
export const logProbPoolInference = defineLaneKernel({
  name: "log_prob_pool2d inference",
  bindings: { x: read("vec4f"), y: write("vec4f") },
  params: PARAMS,
  functions: PIXELS_OF_WINDOW,
  body: softMaximum(false),
});

/** See {@link softMaximum}, for the gradient. */
export const logProbPoolForward = defineLaneKernel({
  name: "log_prob_pool2d",
  bindings: {
    x: read("vec4f"),
    y: write("vec4f"),
    maxima: write("vec4f"),
    sums: write("vec4f"),
  },
  params: PARAMS,
  functions: PIXELS_OF_WINDOW,
  body: softMaximum(true),
});

/** One lane an input pixel of four channels: three loads for each window that covers it. */
export const logProbPoolBackward = defineLaneKernel({
  name: "log_prob_pool2d gradient",
  bindings: {
    x: read("vec4f"),
    maxima: read("vec4f"),
    sums: read("vec4f"),
    dy: read("vec4f"),
    dx: write("vec4f"),
  },
  params: { ...WINDOW_PARAMS, sharpness: "f32" },
  body: `  let value = x[lane];
  var sum = vec4f(0.0);
${eachWindow("sum += dy[at] * exp(p.sharpness * (value - maxima[at])) / sums[at];")}
  dx[lane] = sum;`,
});
