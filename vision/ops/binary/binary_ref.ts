import type { OpReference, RefArray } from "../../autograd/op.ts";
import { elementCount, type Shape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import type { BinaryRow } from "./rows.ts";

/**
 * The axis of an array of `rank` axes that meets axis `axis` of an output: the last the last, but the only one
 * beside images the channels.
 */
type Meets = (rank: number, axis: number) => number;

/** Whether one of two arrays is images; as tensors are made, four sizes are where nothing else is said. */
const images = (a: RefArray, b: RefArray) =>
  [a, b].some(({ shape, layout }) => shape.length === 4 && layout !== "linear");

function meets(a: RefArray, b: RefArray): Meets {
  const most = Math.max(a.shape.length, b.shape.length);
  const channels = images(a, b);
  return (rank, axis) => channels && rank === 1 ? axis - 1 : axis + rank - most;
}

/** Size of an array along an axis that it may not have. */
const along = (shape: Shape, axis: number) => shape[axis] ?? 1;

/** Coordinates of every element in row-major order: the last axis fastest. */
function coordinates(shape: Shape): number[][] {
  return shape.reduce<number[][]>(
    (before, size) => before.flatMap((at) => Array.from({ length: size }, (_, i) => [...at, i])),
    [[]],
  );
}

/** For each element of `output`, where an array of `shape` has the number that stands for it. */
function places(shape: Shape, output: Shape, meet: Meets): number[] {
  return coordinates(output).map((at) => {
    const own = shape.map(() => 0);
    at.forEach((coordinate, axis) => {
      const mine = meet(shape.length, axis);
      if (along(shape, mine) > 1) own[mine] = coordinate;
    });
    return own.reduce((offset, coordinate, axis) => offset * shape[axis]! + coordinate, 0);
  });
}

/** A row of the table in f64. */
export function binaryReference(
  row: BinaryRow,
): OpReference<readonly [Tensor, Tensor], undefined> {
  const placed = (a: RefArray, b: RefArray) => {
    const meet = meets(a, b);
    const rank = Math.max(a.shape.length, b.shape.length);
    const shape = Array.from({ length: rank }, (_, axis) => {
      const sizes = [a, b].map((x) => along(x.shape, meet(x.shape.length, axis)));
      const most = Math.max(...sizes);
      if (!sizes.every((size) => size === 1 || size === most)) {
        throw new RangeError(
          `Cannot ${row.name}: sizes ${sizes.join(" and ")} meet on axis ${axis}`,
        );
      }
      return most;
    });
    return {
      shape,
      at: [places(a.shape, shape, meet), places(b.shape, shape, meet)] as const,
      ...(images(a, b) ? {} : { layout: "linear" as const }),
    };
  };
  return {
    forward: ([a, b]) => {
      const { at, ...result } = placed(a, b);
      const data = Float64Array.from(at[0], (i, j) => row.ref(a.data[i]!, b.data[at[1][j]!]!));
      return { ...result, data };
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
