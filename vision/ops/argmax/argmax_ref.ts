import type { RefArray } from "../../autograd/op.ts";
import { eachRow } from "../softmax/softmax_ref.ts";

/** Place of the largest value of each pixel's channels, or of each row; of equal values the first. */
export function argmaxReference(x: RefArray): number[] {
  const result: number[] = [];
  eachRow(x, (channels) => {
    const values = channels.map((at) => x.data[at]!);
    result.push(values.indexOf(values.reduce((a, b) => Math.max(a, b))));
  });
  return result;
}
