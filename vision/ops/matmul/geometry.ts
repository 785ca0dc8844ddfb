import { ShapeError } from "../../errors.ts";
import { elementCount, sameShape, type Shape, showShape } from "../../shape.ts";

/** What a matrix product takes beside its matrices. */
export interface MatmulOptions {
  /** Whether the matrices of `a` are stored as `[k, m]`. */
  readonly transposeA?: boolean;
  /** Whether the matrices of `b` are stored as `[n, k]`. */
  readonly transposeB?: boolean;
  /** Applied to the result in the same kernel. */
  readonly activation?: "relu";
}

/** Sizes of a matrix product. */
export interface MatmulGeometry {
  /** Products that are computed. */
  readonly batches: number;
  readonly m: number;
  readonly k: number;
  readonly n: number;
  /** Whether all products share one `a`, or one `b`. */
  readonly sharedA: boolean;
  readonly sharedB: boolean;
  /** Shape of the result. */
  readonly shape: Shape;
}

/** Sizes of a product of tensors of these shapes; `bias` is that of the bias, where there is one. */
export function matmulGeometry(
  a: Shape,
  b: Shape,
  bias: Shape | null,
  { transposeA = false, transposeB = false }: MatmulOptions,
): MatmulGeometry {
  const action = `Cannot multiply ${showShape(a)}${transposeA ? " transposed" : ""} by ` +
    `${showShape(b)}${transposeB ? " transposed" : ""}`;
  if (a.length < 2 || b.length < 2) {
    throw new ShapeError(`${action}: want matrices [..., m, k] and [..., k, n]`);
  }
  const [rowsA, columnsA] = a.slice(-2) as [number, number];
  const [rowsB, columnsB] = b.slice(-2) as [number, number];
  const [m, k] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
  const [otherK, n] = transposeB ? [columnsB, rowsB] : [rowsB, columnsB];
  if (k !== otherK) {
    throw new ShapeError(`${action}: want inner sizes equal, got ${k} and ${otherK}`);
  }
  const [batchA, batchB] = [a.slice(0, -2), b.slice(0, -2)];
  if (batchA.length > 0 && batchB.length > 0 && !sameShape(batchA, batchB)) {
    throw new ShapeError(
      `${action}: want equal batch axes, or none, got ${showShape(batchA)} and ${
        showShape(batchB)
      }`,
    );
  }
  if (bias && (bias.length !== 1 || bias[0] !== n)) {
    throw new ShapeError(`Cannot add a bias ${showShape(bias)} to ${n} columns: want [${n}]`);
  }
  const batch = batchA.length > 0 ? batchA : batchB;
  const shape = [...batch, m, n];
  const [countA, countB] = [elementCount(batchA), elementCount(batchB)];
  // Rows of many matrices times one matrix are the rows of one tall matrix times that matrix.
  if (countB === 1 && !transposeA) {
    return { batches: 1, m: countA * m, k, n, sharedA: false, sharedB: false, shape };
  }
  const batches = Math.max(countA, countB);
  return {
    batches,
    m,
    k,
    n,
    sharedA: batches > 1 && countA === 1,
    sharedB: batches > 1 && countB === 1,
    shape,
  };
}

/** Floating-point operations of a product; a multiply-add is two. */
export function matmulFlops({ batches, m, k, n }: MatmulGeometry): number {
  return 2 * batches * m * k * n;
}
