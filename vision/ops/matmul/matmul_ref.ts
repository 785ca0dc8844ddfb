import type { OpReference, RefArray } from "../../autograd/op.ts";
import type { Tensor } from "../../tensor.ts";
import { matmulGeometry, type MatmulOptions } from "./geometry.ts";

/** `a`, `b` and the bias, which may be none. */
export type MatmulInputs = readonly [a: Tensor, b: Tensor, bias: Tensor | null];

/** Calls `visit` with the indices of each product of two numbers and of the sum that it is part of. */
function eachProduct(
  a: RefArray,
  b: RefArray,
  { transposeA = false, transposeB = false }: MatmulOptions,
  visit: (y: number, a: number, b: number) => void,
): void {
  const { batches, m, k, n, sharedA, sharedB } = matmulGeometry(a.shape, b.shape, null, {
    transposeA,
    transposeB,
  });
  for (let batch = 0; batch < batches; batch++) {
    const startA = sharedA ? 0 : batch * m * k;
    const startB = sharedB ? 0 : batch * k * n;
    for (let row = 0; row < m; row++) {
      for (let column = 0; column < n; column++) {
        for (let i = 0; i < k; i++) {
          visit(
            (batch * m + row) * n + column,
            startA + (transposeA ? i * m + row : row * k + i),
            startB + (transposeB ? column * k + i : i * n + column),
          );
        }
      }
    }
  }
}

function forward(
  [a, b, bias]: readonly [RefArray, RefArray, RefArray | null],
  options: MatmulOptions,
): RefArray {
  const { shape, n } = matmulGeometry(a.shape, b.shape, bias?.shape ?? null, options);
  const data = new Float64Array(shape.reduce((count, size) => count * size, 1));
  if (bias) data.forEach((_, i) => data[i] = bias.data[i % n]!);
  eachProduct(a, b, options, (y, i, j) => data[y]! += a.data[i]! * b.data[j]!);
  if (options.activation) data.forEach((value, i) => data[i] = value < 0 ? 0 : value);
  return { shape, data };
}

/** Matrix product in f64. */
export const matmulReference: OpReference<MatmulInputs, MatmulOptions> = {
  forward,
  backward: (gradient, [a, b, bias], options) => {
    const y = options.activation ? forward([a, b, bias], options) : null;
    const dz = gradient.data.map((value, i) => y && !(y.data[i]! > 0) ? 0 : value);
    const da = new Float64Array(a.data.length);
    const db = new Float64Array(b.data.length);
    eachProduct(a, b, options, (at, i, j) => {
      da[i]! += dz[at]! * b.data[j]!;
      db[j]! += a.data[i]! * dz[at]!;
    });
    const dBias = bias && new Float64Array(bias.data.length);
    if (dBias) dz.forEach((value, i) => dBias[i % dBias.length]! += value);
    return [
      { shape: a.shape, data: da },
      { shape: b.shape, data: db },
      bias && dBias && { shape: bias.shape, data: dBias },
    ];
  },
};
