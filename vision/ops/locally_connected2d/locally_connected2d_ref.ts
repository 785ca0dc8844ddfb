import type { OpReference } from "../../autograd/op.ts";
import type { Tensor } from "../../tensor.ts";
import type { WindowGeometry } from "../window_geometry.ts";
import { type LocallyConnected2dOptions, locallyConnectedGeometry } from "./locally_connected2d.ts";

/** Images, weights, and a bias where there is one. */
export type LocallyConnected2dInputs = readonly [x: Tensor, weight: Tensor, bias: Tensor | null];

/** Calls `visit` with the places of output, pixel and weight of every product. */
function eachProduct(
  g: WindowGeometry & { readonly o: number },
  visit: (y: number, x: number, weight: number) => void,
): void {
  const { n, o, c, h, w, oh, ow, kh, kw } = g;
  let output = 0;
  for (let image = 0; image < n; image++) {
    for (let out = 0; out < o; out++) {
      for (let oy = 0; oy < oh; oy++) {
        for (let ox = 0; ox < ow; ox++, output++) {
          for (let channel = 0; channel < c; channel++) {
            for (let ky = 0; ky < kh; ky++) {
              for (let kx = 0; kx < kw; kx++) {
                const [y, x] = [oy * g.strideY + ky - g.top, ox * g.strideX + kx - g.left];
                if (y < 0 || y >= h || x < 0 || x >= w) continue;
                const kernel = ((out * c + channel) * kh + ky) * kw + kx;
                const pixel = ((image * c + channel) * h + y) * w + x;
                visit(output, pixel, (kernel * oh + oy) * ow + ox);
              }
            }
          }
        }
      }
    }
  }
}

/** Unshared convolution in f64. */
export const locallyConnectedReference: OpReference<
  LocallyConnected2dInputs,
  LocallyConnected2dOptions
> = {
  forward: ([x, weight, bias], options) => {
    const g = locallyConnectedGeometry(x.shape, weight.shape, options);
    const units = g.o * g.oh * g.ow;
    const data = new Float64Array(g.n * units).map((_, i) => bias?.data[i % units] ?? 0);
    eachProduct(g, (at, pixel, k) => data[at]! += weight.data[k]! * x.data[pixel]!);
    return { shape: [g.n, g.o, g.oh, g.ow], data };
  },
  backward: (gradient, [x, weight, bias], options) => {
    const g = locallyConnectedGeometry(x.shape, weight.shape, options);
    const dx = new Float64Array(x.data.length);
    const dw = new Float64Array(weight.data.length);
    eachProduct(g, (at, pixel, k) => {
      dx[pixel]! += weight.data[k]! * gradient.data[at]!;
      dw[k]! += x.data[pixel]! * gradient.data[at]!;
    });
    const db = bias ? new Float64Array(bias.data.length) : null;
    if (db) gradient.data.forEach((value, i) => db[i % db.length]! += value);
    return [
      { shape: x.shape, data: dx },
      { shape: weight.shape, data: dw },
      bias && db ? { shape: bias.shape, data: db } : null,
    ];
  },
};
