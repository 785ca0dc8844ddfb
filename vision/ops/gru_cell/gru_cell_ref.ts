import type { OpReference, RefArray } from "../../autograd/op.ts";
import type { Tensor } from "../../tensor.ts";

type Inputs = readonly [Tensor, Tensor, Tensor];

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** Calls `visit` with each unit's index, that of its three sums, its gates and its candidate. */
function eachUnit(
  [projected, recurrent, state]: readonly [RefArray, RefArray, RefArray],
  visit: (
    at: number,
    sums: readonly [r: number, z: number, n: number],
    gates: readonly [r: number, z: number, n: number],
  ) => void,
): void {
  const [rows, units] = state.shape as [number, number];
  for (let row = 0; row < rows; row++) {
    for (let unit = 0; unit < units; unit++) {
      const sumAt = (gate: number) => (row * 3 + gate) * units + unit;
      const [rAt, zAt, nAt] = [sumAt(0), sumAt(1), sumAt(2)];
      const r = sigmoid(projected.data[rAt]! + recurrent.data[rAt]!);
      const z = sigmoid(projected.data[zAt]! + recurrent.data[zAt]!);
      const n = Math.tanh(projected.data[nAt]! + r * recurrent.data[nAt]!);
      visit(row * units + unit, [rAt, zAt, nAt], [r, z, n]);
    }
  }
}

/** One step of a gated recurrent unit in f64. */
export const gruCellReference: OpReference<Inputs, undefined> = {
  forward: (inputs) => {
    const { shape, data: before } = inputs[2];
    const data = new Float64Array(before.length);
    eachUnit(inputs, (at, _sums, [, z, n]) => data[at] = (1 - z) * n + z * before[at]!);
    return { shape, data };
  },
  backward: (gradient, inputs) => {
    const [projected, recurrent, state] = inputs;
    const outer = new Float64Array(projected.data.length);
    const inner = new Float64Array(recurrent.data.length);
    const past = new Float64Array(state.data.length);
    eachUnit(inputs, (at, [rAt, zAt, nAt], [r, z, n]) => {
      const dy = gradient.data[at]!;
      const dn = dy * (1 - z) * (1 - n ** 2);
      outer[nAt] = dn;
      inner[nAt] = dn * r;
      outer[rAt] = inner[rAt] = dn * recurrent.data[nAt]! * r * (1 - r);
      outer[zAt] = inner[zAt] = dy * (state.data[at]! - n) * z * (1 - z);
      past[at] = dy * z;
    });
    return [
      { shape: projected.shape, data: outer },
      { shape: recurrent.shape, data: inner },
      { shape: state.shape, data: past },
    ];
  },
};
