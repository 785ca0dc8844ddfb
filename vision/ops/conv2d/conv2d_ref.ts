import type { OpReference, RefArray, RefInputs } from "../../autograd/op.ts";
import type { Shape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { type Conv2dGeometry, conv2dGeometry, type Conv2dOptions } from "./geometry.ts";

/** Inputs of the operation: images, kernels, bias. */
export type Conv2dInputs = readonly [x: Tensor, weight: Tensor, bias: Tensor | null];

/**
 * Calls `visit` for every product that a convolution sums: indices of the output, the image and the
 * kernel element. Everything below is this one walk.
 */
function eachProduct(
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

/**
 * The reference of a convolution or, `transposed`, of its mirror, in f64, one product after the other.
 * With `z = sum of x w + b` and `y = relu(z)`: `dz = dy [y > 0]`, and each product `z += x w` hands back
 * `dx += dz w` and `dw += dz x`.
 */
export function productReference<O extends Pick<Conv2dOptions, "activation">>(
  geometryOf: (x: Shape, weight: Shape, bias: Shape | null, options: O) => Conv2dGeometry,
  { transposed }: { readonly transposed: boolean },
): OpReference<Conv2dInputs, O> {
  /** Calls `visit` with the indices of result, image and kernel element of each product. */
  const walk = (
    g: Conv2dGeometry,
    visit: (z: number, x: number, w: number) => void,
  ) => eachProduct(g, transposed ? (y, x, w) => visit(x, y, w) : visit);
  const resultOf = (g: Conv2dGeometry) =>
    transposed ? [g.n, g.c, g.h, g.w] as const : [g.n, g.o, g.oh, g.ow] as const;
  const forward = (
    [x, weight, bias]: RefInputs<Conv2dInputs>,
    options: O,
  ): RefArray => {
    const g = geometryOf(x.shape, weight.shape, bias?.shape ?? null, options);
    const shape = resultOf(g);
    const [n, channels, rows, columns] = shape;
    const plane = rows * columns;
    const data = new Float64Array(n * channels * plane);
    if (bias) {
      for (let i = 0; i < data.length; i++) data[i] = bias.data[Math.floor(i / plane) % channels]!;
    }
    walk(g, (z, xi, w) => data[z]! += x.data[xi]! * weight.data[w]!);
    if (options.activation === "relu") {
      for (let i = 0; i < data.length; i++) data[i] = Math.max(0, data[i]!);
    }
    return { shape, data };
  };
  return {
    forward,
    backward(gradient, inputs, options) {
      const [x, weight, bias] = inputs;
      const g = geometryOf(x.shape, weight.shape, bias?.shape ?? null, options);
      const [, channels, rows, columns] = resultOf(g);
      const dz = gradient.data.slice();
      if (options.activation === "relu") {
        const y = forward(inputs, options);
        for (let i = 0; i < dz.length; i++) if (!(y.data[i]! > 0)) dz[i] = 0;
      }
      const dx = new Float64Array(x.data.length);
      const dw = new Float64Array(weight.data.length);
      walk(g, (z, xi, w) => {
        dx[xi]! += dz[z]! * weight.data[w]!;
        dw[w]! += dz[z]! * x.data[xi]!;
      });
      const db = new Float64Array(channels);
      dz.forEach((value, i) => db[Math.floor(i / (rows * columns)) % channels]! += value);
      return [
        { shape: x.shape, data: dx },
        { shape: weight.shape, data: dw },
        bias && { shape: bias.shape, data: db },
      ];
    },
  };
}

/** Convolution in f64. */
export const conv2dReference: OpReference<Conv2dInputs, Conv2dOptions> = productReference(
  conv2dGeometry,
  { transposed: false },
);
