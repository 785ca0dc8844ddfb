import { defineLaneKernel, read, write } from "../../kernel/kernel.ts";
import { squashing, type UnitType } from "../lstm_cell/gates.wgsl.ts";

/** What both passes begin with: reset gate, update gate and candidate. */
const GATES = `  let first = lane + 2u * (lane / p.units) * p.units;
  let r = sigmoid(projected[first] + recurrent[first]);
  let z = sigmoid(projected[first + p.units] + recurrent[first + p.units]);
  let inner = recurrent[first + 2u * p.units];
  let n = squash(projected[first + 2u * p.units] + r * inner);
  let before = state[lane];
`;

/** One lane a unit, or four: seven reads, one write. `p.units` and `p.lanes` count what a lane holds. */
function gruCellForward(type: UnitType) {
  return defineLaneKernel({
    name: `gru_cell ${type}`,
    bindings: { projected: read(type), recurrent: read(type), state: read(type), y: write(type) },
    params: { units: "u32" },
    functions: squashing(type),
    body: `${GATES}  y[lane] = n + z * (before - n);`,
  });
}

/**
 * The gradient, with the gates computed again: to keep them would move as many bytes. Eight reads,
 * seven writes.
 */
function gruCellBackward(type: UnitType) {
  return defineLaneKernel({
    name: `gru_cell ${type} gradient`,
    bindings: {
      projected: read(type),
      recurrent: read(type),
      state: read(type),
      gradient: read(type),
      outer_sums: write(type),
      inner_sums: write(type),
      past: write(type),
    },
    params: { units: "u32" },
    functions: squashing(type),
    body: `${GATES}  let dy = gradient[lane];
  let dn = dy * (1.0 - z) * (1.0 - n * n);
  let dr = dn * inner * r * (1.0 - r);
  let dz = dy * (before - n) * z * (1.0 - z);
  outer_sums[first] = dr;
  outer_sums[first + p.units] = dz;
  outer_sums[first + 2u * p.units] = dn;
  inner_sums[first] = dr;
  inner_sums[first + p.units] = dz;
  inner_sums[first + 2u * p.units] = dn * r;
  past[lane] = dy * z;`,
  });
}

/** Both passes for one number type. */
function kernelsOf(type: UnitType) {
  return { forward: gruCellForward(type), backward: gruCellBackward(type) };
}

/** The kernels where units come in fours, and where they do not. */
export const GRU_CELL_KERNELS = { vec4f: kernelsOf("vec4f"), f32: kernelsOf("f32") } as const;
