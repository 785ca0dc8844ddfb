import { ShapeError } from "../../errors.ts";
import { showShape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";

/**
 * The sizes of what a recurrent cell is about to read: sums `[n, gates h]` and a state `[n, h]`.
 *
 * @throws {ShapeError} If the three do not fit, or are not stored as linear.
 * @throws {TypeError} If one is not f32.
 */
export function cellInput(
  cell: string,
  gates: number,
  projected: Tensor,
  recurrent: Tensor,
  state: Tensor,
): { n: number; units: number } {
  const tensors = [projected, recurrent, state];
  for (const { dtype } of tensors) {
    if (dtype !== "f32") throw new TypeError(`Cannot run ${cell} on ${dtype}: want f32`);
  }
  const shapes = tensors.map(({ shape }) => showShape(shape)).join(", ");
  const [n, units] = state.shape;
  const fits = state.shape.length === 2 && n !== undefined && units !== undefined &&
    [projected, recurrent].every(({ shape }) =>
      shape.length === 2 && shape[0] === n && shape[1] === gates * units
    );
  if (!fits) {
    throw new ShapeError(
      `Cannot run ${cell} on ${shapes}: want [n, ${gates} h], [n, ${gates} h] and [n, h]`,
    );
  }
  return { n, units };
}
