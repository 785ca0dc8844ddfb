import type { OpReference, RefArray } from "../../autograd/op.ts";
import { type Conv2dInputs, eachProduct } from "../conv2d/conv2d_ref.ts";
import { convTranspose2dGeometry, type ConvTranspose2dOptions } from "./geometry.ts";

function forward(
  x: RefArray,
  weight: RefArray,
  bias: RefArray | null,
  options: ConvTranspose2dOptions,
): RefArray {
  const g = convTranspose2dGeometry(x.shape, weight.shape, bias?.shape ?? null, options);
  const plane = g.h * g.w;
  const data = new Float64Array(g.n * g.c * plane);
  if (bias) {
    for (let i = 0; i < data.length; i++) data[i] = bias.data[Math.floor(i / plane) % g.c]!;
  }
  eachProduct(g, (from, to, w) => data[to]! += x.data[from]! * weight.data[w]!);
  if (options.activation === "relu") {
    for (let i = 0; i < data.length; i++) data[i] = Math.max(0, data[i]!);
  }
  return { shape: [g.n, g.c, g.h, g.w], data };
}

/**
 * Transposed convolution in f64: each product `y = x w` of the mirrored convolution is walked the other
 * way, `z += x w`, and hands back `dx += dz w` and `dw += dz x`.
 */
export const convTranspose2dReference: OpReference<Conv2dInputs, ConvTranspose2dOptions> = {
  forward: ([x, weight, bias], options) => forward(x, weight, bias, options),
  backward(gradient, [x, weight, bias], options) {
    const g = convTranspose2dGeometry(x.shape, weight.shape, bias?.shape ?? null, options);
    const dz = gradient.data.slice();
    if (options.activation === "relu") {
      const y = forward(x, weight, bias, options);
      for (let i = 0; i < dz.length; i++) if (!(y.data[i]! > 0)) dz[i] = 0;
    }
    const dx = new Float64Array(x.data.length);
    const dw = new Float64Array(weight.data.length);
    eachProduct(g, (from, to, w) => {
      dx[from]! += dz[to]! * weight.data[w]!;
      dw[w]! += dz[to]! * x.data[from]!;
    });
    const db = new Float64Array(g.c);
    const plane = g.h * g.w;
    dz.forEach((value, i) => db[Math.floor(i / plane) % g.c]! += value);
    return [
      { shape: x.shape, data: dx },
      { shape: weight.shape, data: dw },
      bias && { shape: bias.shape, data: db },
    ];
  },
};
