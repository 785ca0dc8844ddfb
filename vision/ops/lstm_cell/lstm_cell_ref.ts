import type { OpReference, RefArray } from "../../autograd/op.ts";
import type { Tensor } from "../../tensor.ts";

type Inputs = readonly [Tensor, Tensor, Tensor];

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** Calls `visit` with each unit's index, that of its four sums, and its gates. */
function eachUnit(
  [projected, recurrent, memory]: readonly [RefArray, RefArray, RefArray],
  visit: (
    at: number,
    sums: readonly [i: number, f: number, g: number, o: number],
    gates: readonly [i: number, f: number, g: number, o: number],
    after: number,
  ) => void,
): void {
  const [n, units] = memory.shape as [number, number];
  for (let row = 0; row < n; row++) {
    for (let unit = 0; unit < units; unit++) {
      const at = row * units + unit;
      const sumAt = (gate: number) => (row * 4 + gate) * units + unit;
      const sum = (gate: number) => projected.data[sumAt(gate)]! + recurrent.data[sumAt(gate)]!;
      const [i, f, g, o] = [sigmoid(sum(0)), sigmoid(sum(1)), Math.tanh(sum(2)), sigmoid(sum(3))];
      const after = f * memory.data[at]! + i * g;
      visit(at, [sumAt(0), sumAt(1), sumAt(2), sumAt(3)], [i, f, g, o], after);
    }
  }
}

/** One step of long short-term memory in f64. */
export const lstmCellReference: OpReference<Inputs, undefined> = {
  forward: (inputs) => {
    const { shape, data: { length } } = inputs[2];
    const data = new Float64Array(2 * length);
    eachUnit(inputs, (at, _sums, [, , , o], after) => {
      data[at] = o * Math.tanh(after);
      data[length + at] = after;
    });
    return { shape: [2, ...shape], data };
  },
  backward: (gradient, inputs) => {
    const [projected, , memory] = inputs;
    const { length } = memory.data;
    const sums = new Float64Array(projected.data.length);
    const past = new Float64Array(length);
    eachUnit(inputs, (at, [iAt, fAt, gAt, oAt], [i, f, g, o], after) => {
      const shown = Math.tanh(after);
      const dh = gradient.data[at]!;
      const dc = gradient.data[length + at]! + dh * o * (1 - shown ** 2);
      sums[iAt] = dc * g * i * (1 - i);
      sums[fAt] = dc * memory.data[at]! * f * (1 - f);
      sums[gAt] = dc * i * (1 - g ** 2);
      sums[oAt] = dh * shown * o * (1 - o);
      past[at] = dc * f;
    });
    const ofSums = { shape: projected.shape, data: sums };
    return [ofSums, ofSums, { shape: memory.shape, data: past }];
  },
};
