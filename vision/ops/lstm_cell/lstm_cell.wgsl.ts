import { defineLaneKernel, read, write } from "../../kernel/kernel.ts";
import { squashing, type UnitType } from "./gates.wgsl.ts";

/** What both passes begin with: gates and memory from the sums and the memory before. */
const GATES = `  let first = lane + 3u * (lane / p.units) * p.units;
  let i = sigmoid(projected[first] + recurrent[first]);
  let f = sigmoid(projected[first + p.units] + recurrent[first + p.units]);
  let g = squash(projected[first + 2u * p.units] + recurrent[first + 2u * p.units]);
  let o = sigmoid(projected[first + 3u * p.units] + recurrent[first + 3u * p.units]);
  let before = memory[lane];
  let after = f * before + i * g;
`;

/** One lane a unit, or four: nine reads, two writes. `p.units` and `p.lanes` count what a lane holds. */
export function lstmCellForward(type: UnitType) {
  return defineLaneKernel({
    name: `lstm_cell ${type}`,
    bindings: {
      projected: read(type),
      recurrent: read(type),
      memory: read(type),
      state: write(type),
    },
    params: { units: "u32" },
    functions: squashing(type),
    body: `${GATES}  state[lane] = o * squash(after);
  state[lane + p.lanes] = after;`,
  });
}

/**
 * The gradient, with the gates computed again: to keep them would move as many bytes. Eleven reads,
 * five writes.
 */
export function lstmCellBackward(type: UnitType) {
  return defineLaneKernel({
    name: `lstm_cell ${type} gradient`,
    bindings: {
      projected: read(type),
      recurrent: read(type),
      memory: read(type),
      gradient: read(type),
      sums: write(type),
      past: write(type),
    },
    params: { units: "u32" },
    functions: squashing(type),
    body: `${GATES}  let shown = squash(after);
  let dh = gradient[lane];
  let dc = gradient[lane + p.lanes] + dh * o * (1.0 - shown * shown);
  sums[first] = dc * g * i * (1.0 - i);
  sums[first + p.units] = dc * before * f * (1.0 - f);
  sums[first + 2u * p.units] = dc * i * (1.0 - g * g);
  sums[first + 3u * p.units] = dh * shown * o * (1.0 - o);
  past[lane] = dc * f;`,
  });
}

/** Both passes for one number type. */
function kernelsOf(type: UnitType) {
  return { forward: lstmCellForward(type), backward: lstmCellBackward(type) };
}

/** The kernels where units come in fours, and where they do not. */
export const LSTM_CELL_KERNELS = { vec4f: kernelsOf("vec4f"), f32: kernelsOf("f32") } as const;
