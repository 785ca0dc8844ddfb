import type { RefArray } from "../../autograd/op.ts";
import { eachPixel } from "../softmax/softmax_ref.ts";

/** Channel of the largest value of each pixel; of equal values the first. */
export function argmaxReference(x: RefArray): number[] {
  const result: number[] = [];
  eachPixel(x, (channels) => {
    const values = channels.map((at) => x.data[at]!);
    result.push(values.indexOf(Math.max(...values)));
  });
  return result;
}
