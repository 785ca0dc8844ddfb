import type { OpReference, RefArray } from "../../autograd/op.ts";
import type { Tensor } from "../../tensor.ts";
import { type Conv2dGeometry, conv2dGeometry, type Conv2dOptions } from "./geometry.ts";

/** Inputs of the operation: images, kernels, bias. */
export type Conv2dInputs = readonly [x: Tensor, weight: Tensor, bias: Tensor | null];

/**
 * Calls `visit` for every product that a convolution sums: indices of the output, the image and the
 * kernel element. Everything below is this one walk.
 */
export function eachProduct(
  g: Conv2dGeometry,
  visit: (y: number, x: number, w: number) => void,
): void {
  const inputs = g.c / g.groups;
  const outputs = g.o / g.groups;
  for (let n = 0; n < g.n; n++) {
    for (let o = 0; o < g.o; o++) {
      const first = Math.floor(o / outputs) * inputs;
      for (let oy = 0; oy < g.oh; oy++) {
        for (let ox = 0; ox < g.ow; ox++) {
          const y = ((n * g.o + o) * g.oh + oy) * g.ow + ox;
          for (let c = 0; c < inputs; c++) {
            for (let ky = 0; ky < g.kh; ky++) {
              const iy = oy * g.strideY + ky * g.dilationY - g.top;
              if (iy < 0 || iy >= g.h) continue;
              for (let kx = 0; kx < g.kw; kx++) {
                const ix = ox * g.strideX + kx * g.dilationX - g.left;
                if (ix < 0 || ix >= g.w) continue;
                visit(
                  y,
                  ((n * g.c + first + c) * g.h + iy) * g.w + ix,
                  ((o * inputs + c) * g.kh + ky) * g.kw + kx,
                );
              }
            }
          }
        }
      }
    }
  }
}

function forward(
  x: RefArray,
  weight: RefArray,
  bias: RefArray | null,
  options: Conv2dOptions,
): RefArray {
  const g = conv2dGeometry(x.shape, weight.shape, bias?.shape ?? null, options);
  const plane = g.oh * g.ow;
  const data = new Float64Array(g.n * g.o * plane);
  if (bias) {
    for (let i = 0; i < data.length; i++) data[i] = bias.data[Math.floor(i / plane) % g.o]!;
  }
  eachProduct(g, (y, xi, w) => data[y]! += x.data[xi]! * weight.data[w]!);
  if (options.activation === "relu") {
    for (let i = 0; i < data.length; i++) data[i] = Math.max(0, data[i]!);
  }
  return { shape: [g.n, g.o, g.oh, g.ow], data };
}

/**
 * Convolution in f64, one product after the other. With `z = conv(x, w) + b`, `y = relu(z)`:
 * `dz = dy [y > 0]`, and each product `z += x w` hands back `dx += dz w` and `dw += dz x`.
 */
export const conv2dReference: OpReference<Conv2dInputs, Conv2dOptions> = {
  forward: ([x, weight, bias], options) => forward(x, weight, bias, options),
  backward(gradient, [x, weight, bias], options) {
    const g = conv2dGeometry(x.shape, weight.shape, bias?.shape ?? null, options);
    const dz = gradient.data.slice();
    if (options.activation === "relu") {
      const y = forward(x, weight, bias, options);
      for (let i = 0; i < dz.length; i++) if (!(y.data[i]! > 0)) dz[i] = 0;
    }
    const dx = new Float64Array(x.data.length);
    const dw = new Float64Array(weight.data.length);
    eachProduct(g, (y, xi, w) => {
      dx[xi]! += dz[y]! * weight.data[w]!;
      dw[w]! += dz[y]! * x.data[xi]!;
    });
    const db = new Float64Array(g.o);
    const plane = g.oh * g.ow;
    dz.forEach((value, i) => db[Math.floor(i / plane) % g.o]! += value);
    return [
      { shape: x.shape, data: dx },
      { shape: weight.shape, data: dw },
      bias && { shape: bias.shape, data: db },
    ];
  },
};
