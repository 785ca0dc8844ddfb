import type { OpReference } from "../../autograd/op.ts";
import type { Shape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { type WindowGeometry, windowGeometry, type WindowOptions } from "../window_geometry.ts";
import type { ScatterWindowsOptions } from "./windows.ts";

/** Calls `visit` with the place of each number of a row and that of its pixel, where it has one. */
function eachPlace(g: WindowGeometry, visit: (place: number, pixel: number) => void): void {
  let place = 0;
  for (let n = 0; n < g.n; n++) {
    for (let oy = 0; oy < g.oh; oy++) {
      for (let ox = 0; ox < g.ow; ox++) {
        for (let c = 0; c < g.c; c++) {
          for (let ky = 0; ky < g.kh; ky++) {
            for (let kx = 0; kx < g.kw; kx++, place++) {
              const [y, x] = [oy * g.strideY + ky - g.top, ox * g.strideX + kx - g.left];
              if (y < 0 || y >= g.h || x < 0 || x >= g.w) continue;
              visit(place, ((n * g.c + c) * g.h + y) * g.w + x);
            }
          }
        }
      }
    }
  }
}

function gather(data: Float64Array, imageShape: Shape, options: WindowOptions) {
  const g = windowGeometry(imageShape, options, "gather windows of");
  const shape = [g.n, g.oh * g.ow, g.c * g.kh * g.kw];
  const rows = new Float64Array(shape.reduce((a, b) => a * b, 1));
  eachPlace(g, (place, pixel) => rows[place] = data[pixel]!);
  return { shape, data: rows };
}

function scatter(rows: Float64Array, shape: Shape, options: WindowOptions) {
  const g = windowGeometry(shape, options, "scatter windows to");
  const data = new Float64Array(shape.reduce((a, b) => a * b, 1));
  eachPlace(g, (place, pixel) => data[pixel]! += rows[place]!);
  return { shape, data };
}

/** Windows as rows, in f64. */
export const gatherWindowsReference: OpReference<readonly [Tensor], WindowOptions> = {
  forward: ([x], options) => gather(x.data, x.shape, options),
  backward: (gradient, [x], options) => [scatter(gradient.data, x.shape, options)],
};

/** Rows added up to images, in f64. */
export const scatterWindowsReference: OpReference<readonly [Tensor], ScatterWindowsOptions> = {
  forward: ([x], options) => scatter(x.data, options.shape, options),
  backward: (gradient, _, options) => [gather(gradient.data, options.shape, options)],
};
