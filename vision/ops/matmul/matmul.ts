import { defineOp } from "../../autograd/op.ts";
import { ShapeError } from "../../errors.ts";
import { lanes } from "../../kernel/kernel.ts";
import { type Shape, showShape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { type MatmulGeometry, matmulGeometry, type MatmulOptions } from "./geometry.ts";
import { type MatmulInputs, matmulReference } from "./matmul_ref.ts";
import { columnSumKernel, reluMaskKernel } from "./matmul.wgsl.ts";
import { product } from "./product.ts";

/** Lanes that the column sums are dealt out to at least, and rows that each adds up at least. */
const COLUMN_SUM_LANES = 1024;
const COLUMN_SUM_ROWS = 32;

/** Notes down the sums of the columns of a matrix `[rows, columns]`. */
function columnSums(x: Tensor, rows: number, columns: number): Tensor {
  const sum = (source: Tensor, height: number, parts: number, shape: Shape): Tensor => {
    const sums = x.device.empty(shape);
    x.device.dispatch(columnSumKernel, {
      bindings: { x: source, sums },
      params: {
        lanes: parts * columns,
        rows: height,
        columns,
        rowsOfPart: Math.ceil(height / parts),
      },
      workgroups: lanes(parts * columns),
    });
    return sums;
  };
  const parts = Math.min(
    Math.ceil(rows / COLUMN_SUM_ROWS),
    Math.ceil(COLUMN_SUM_LANES / columns),
  );
  if (parts === 1) return sum(x, rows, 1, [columns]);
  return sum(sum(x, rows, parts, [parts, columns]), parts, 1, [columns]);
}

function checkOperand(x: Tensor, what: string): void {
  if (x.dtype !== "f32") throw new TypeError(`Cannot multiply by ${x.dtype} ${what}: want f32`);
  if (x.layout !== "linear") {
    throw new ShapeError(
      `Cannot multiply ${what} ${showShape(x.shape)}: it is stored as ${x.layout}, want linear`,
    );
  }
}

/** The operation behind {@link matmul}. */
export const matmulOp = defineOp<MatmulInputs, MatmulOptions, MatmulGeometry>({
  name: "matmul",
  paper: "Goto and van de Geijn 2008, Anatomy of high-performance matrix multiplication",
  forward: ([a, b, bias], options) => {
    checkOperand(a, "a");
    checkOperand(b, "b");
    if (bias) checkOperand(bias, "a bias");
    const g = matmulGeometry(a.shape, b.shape, bias?.shape ?? null, options);
    const output = product(
      { tensor: a, transposed: options.transposeA ?? false, shared: g.sharedA },
      { tensor: b, transposed: options.transposeB ?? false, shared: g.sharedB },
      { ...g, bias, relu: options.activation === "relu" },
    );
    return { output, saved: g };
  },
  // y = A B + bias, summed over k, so dA = dy B^T, dB = A^T dy, and dbias is the sum of the rows of dy.
  // An operand that is stored transposed gets the transpose of that: dA^T = B dy^T, dB^T = dy^T A.
  // One that all products share gets the sum of theirs.
  backward: (dy, { inputs: [a, b, bias], output, saved: g, options, wanted }) => {
    const { device } = dy;
    const { transposeA = false, transposeB = false } = options;
    const { batches, m, k, n } = g;
    let dz = dy;
    if (options.activation) {
      dz = device.empty(dy.shape, { layout: "linear" });
      const count = dz.storage.bytes / 16;
      device.dispatch(reluMaskKernel, {
        bindings: { dy, y: output, dz },
        params: { lanes: count },
        workgroups: lanes(count),
      });
    }
    const ofA = (transposed: boolean) => ({ tensor: a, transposed, shared: g.sharedA });
    const ofB = (transposed: boolean) => ({ tensor: b, transposed, shared: g.sharedB });
    const ofDz = (transposed: boolean) => ({ tensor: dz, transposed, shared: false });
    const gradientA = () => {
      const shared = { batches, summed: g.sharedA, shape: a.shape };
      return transposeA
        ? product(ofB(transposeB), ofDz(true), { ...shared, m: k, k: n, n: m })
        : product(ofDz(false), ofB(!transposeB), { ...shared, m, k: n, n: k });
    };
    const gradientB = () => {
      const shared = { batches, summed: g.sharedB, shape: b.shape };
      return transposeB
        ? product(ofDz(true), ofA(transposeA), { ...shared, m: n, k: m, n: k })
        : product(ofA(!transposeA), ofDz(false), { ...shared, m: k, k: m, n });
    };
    return [
      wanted[0] ? gradientA() : null,
      wanted[1] ? gradientB() : null,
      bias && wanted[2] ? columnSums(dz, batches * m, n) : null,
    ];
  },
  reference: matmulReference,
});

/**
 * Matrix products: `y[..., i, j] = act(bias[j] + sum_k a[..., i, k] b[..., k, j])`.
 *
 * @param a Matrices `[..., m, k]`, or `[..., k, m]` with `transposeA`.
 * @param b Matrices `[..., k, n]`, or `[..., n, k]` with `transposeB`. Batch axes are those of `a`; where
 *   one of the two has none, its one matrix takes part in all products.
 * @param options With `bias`, `[n]`, and `activation`, applied in the same kernel.
 * @returns `[..., m, n]`, linear.
 * @throws {ShapeError} If sizes do not fit, or an operand is stored as an image.
 * @throws {TypeError} If an operand is not f32.
 *
 * @example
 * ```ts
 * import { matmul, requestDevice } from "../../mod.ts";
 * const device = await requestDevice();
 * const a = device.tensor([1, 2, 3, 4], [2, 2]);
 * await matmul(a, a, { transposeB: true }).read(); // Float32Array [5, 11, 11, 25]
 * ```
 */
export function matmul(
  a: Tensor,
  b: Tensor,
  { bias = null, ...options }: MatmulOptions & { readonly bias?: Tensor | null } = {},
): Tensor {
  return matmulOp([a, b, bias], options);
}
