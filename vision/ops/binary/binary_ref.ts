import type { OpReference, RefArray } from "../../autograd/op.ts";
import { elementCount, type Shape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { alignedShape, broadcastShape } from "./broadcast.ts";
import type { BinaryRow } from "./rows.ts";

/** For each element of `output`, where an array of `shape` has the number that stands for it. */
function places(shape: Shape, output: Shape): number[] {
  const aligned = alignedShape(shape, output.length);
  return Array.from({ length: elementCount(output) }, (_, i) => {
    let [rest, at, step] = [i, 0, 1];
    for (let axis = output.length - 1; axis >= 0; axis--) {
      const coordinate = rest % output[axis]!;
      rest = Math.floor(rest / output[axis]!);
      at += (aligned[axis] === 1 ? 0 : coordinate) * step;
      step *= aligned[axis]!;
    }
    return at;
  });
}

/** A row of the table in f64. */
export function binaryReference(
  row: BinaryRow,
): OpReference<readonly [Tensor, Tensor], undefined> {
  const placed = (a: RefArray, b: RefArray) => {
    const shape = broadcastShape(a.shape, b.shape, row.name);
    return { shape, at: [places(a.shape, shape), places(b.shape, shape)] as const };
  };
  return {
    forward: ([a, b]) => {
      const { shape, at } = placed(a, b);
      const data = Float64Array.from(at[0], (i, j) => row.ref(a.data[i]!, b.data[at[1][j]!]!));
      return { shape, data };
    },
    backward: (gradient, [a, b]) => {
      const { at } = placed(a, b);
      return [a, b].map(({ shape }, which) => {
        const data = new Float64Array(elementCount(shape));
        gradient.data.forEach((dy, j) => {
          const slopes = row.refGrads(a.data[at[0][j]!]!, b.data[at[1][j]!]!);
          data[at[which]![j]!]! += dy * slopes[which]!;
        });
        return { shape, data };
      });
    },
  };
}
