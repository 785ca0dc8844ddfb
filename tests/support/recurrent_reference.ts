import type { RefArray } from "../../vision/autograd/op.ts";
import { gruCellOp } from "../../vision/ops/gru_cell/mod.ts";
import { lstmCellOp } from "../../vision/ops/lstm_cell/mod.ts";

/** `x w^T + b` in f64, `x` of any axes before its last. */
export function affine(x: RefArray, w: RefArray, b?: RefArray | null): RefArray {
  const [rows, columns] = w.shape as [number, number];
  const lines = x.data.length / columns;
  const data = new Float64Array(lines * rows);
  for (let line = 0; line < lines; line++) {
    for (let row = 0; row < rows; row++) {
      let sum = b ? b.data[row]! : 0;
      for (let i = 0; i < columns; i++) {
        sum += x.data[line * columns + i]! * w.data[row * columns + i]!;
      }
      data[line * rows + row] = sum;
    }
  }
  return { shape: [...x.shape.slice(0, -1), rows], data };
}

/** Number `index` of what the first axis counts. */
export function part({ shape, data }: RefArray, index: number): RefArray {
  const size = data.length / shape[0]!;
  return { shape: shape.slice(1), data: data.slice(index * size, (index + 1) * size) };
}

function joined(parts: readonly RefArray[]): RefArray {
  return {
    shape: [parts.length, ...parts[0]!.shape],
    data: Float64Array.from(parts.flatMap(({ data }) => [...data])),
  };
}

/** In which order the steps of `x` are read. */
function order(x: RefArray, reverse: boolean): number[] {
  const steps = Array.from({ length: x.shape[0]! }, (_, i) => i);
  return reverse ? steps.reverse() : steps;
}

/** All outputs of an LSTM layer in f64, step by step. */
export function lstmReference(
  [x, w, r, b, h0, c0]: readonly [RefArray, RefArray, RefArray, RefArray, RefArray, RefArray],
  reverse = false,
): RefArray {
  const outputs: RefArray[] = [];
  let [h, c] = [h0, c0];
  for (const t of order(x, reverse)) {
    const state = lstmCellOp.reference.forward(
      [affine(part(x, t), w, b), affine(h, r), c],
      undefined,
    );
    [h, c] = [part(state, 0), part(state, 1)];
    outputs[t] = h;
  }
  return joined(outputs);
}

/** All outputs of a GRU layer in f64, step by step. */
export function gruReference(
  [x, w, r, bx, bh, h0]: readonly [RefArray, RefArray, RefArray, RefArray, RefArray, RefArray],
  reverse = false,
): RefArray {
  const outputs: RefArray[] = [];
  let h = h0;
  for (const t of order(x, reverse)) {
    h = gruCellOp.reference.forward([affine(part(x, t), w, bx), affine(h, r, bh), h], undefined);
    outputs[t] = h;
  }
  return joined(outputs);
}
