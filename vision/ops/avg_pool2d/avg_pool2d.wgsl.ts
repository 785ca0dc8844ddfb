import { defineLaneKernel, read, write } from "../../kernel/kernel.ts";
import {
  eachTap,
  eachWindow,
  PIXELS_OF_WINDOW,
  WINDOW,
  WINDOW_PARAMS,
} from "../window_geometry.wgsl.ts";

const PARAMS = { ...WINDOW_PARAMS, countIncludePad: "u32" } as const;

const COUNT = `${PIXELS_OF_WINDOW}
fn divisor(oy: u32, ox: u32) -> f32 {
  if (p.countIncludePad == 1u) { return f32(p.kh * p.kw); }
  return pixels(oy, ox);
}`;

/** One lane an output pixel of four channels: a load for each tap, one store. */
export const avgPoolForward = defineLaneKernel({
  name: "avg_pool2d",
  bindings: { x: read("vec4f"), y: write("vec4f") },
  params: PARAMS,
  functions: COUNT,
  body: `${WINDOW}  var sum = vec4f(0.0);
${eachTap("sum += x[at];")}  y[lane] = sum / divisor(oy, ox);`,
});

/** One lane an input pixel of four channels: a load for each window that covers it. */
export const avgPoolBackward = defineLaneKernel({
  name: "avg_pool2d gradient",
  bindings: { dy: read("vec4f"), dx: write("vec4f") },
  params: PARAMS,
  functions: COUNT,
  body: `  var sum = vec4f(0.0);
${eachWindow("sum += dy[at] / divisor(oy, ox);")}  dx[lane] = sum;`,
});
