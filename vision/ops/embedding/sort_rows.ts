import { lanes } from "../../kernel/kernel.ts";
import { laneBudget } from "../../kernel/lane_budget.ts";
import type { Tensor } from "../../tensor.ts";
import {
  countKernel,
  DIGIT_BITS,
  pairsKernel,
  placeKernel,
  placesKernel,
} from "./sort_rows.wgsl.ts";

/** The fewest pairs of a chunk. */
const LEAST = 32;

/**
 * The rows that indices name, in rising order, each with where it is looked up: pairs u32 `[count, 2]`.
 * Equal rows keep their order, numbers that are no row come last as `rows`. A radix sort, four bits at a
 * time from the lowest on; the work is in proportion to the count, three dispatches for every four bits of
 * the number of rows.
 *
 * @see Knuth 1973, "The Art of Computer Programming" volume 3, section 5.2.5.
 */
export function sortRows(indices: Tensor, rows: number): Tensor {
  const { device, size: count } = indices;
  const chunks = Math.min(laneBudget(device).wanted, Math.ceil(count / LEAST));
  const entries = chunks * 2 ** DIGIT_BITS;
  let [pairs, other] = [0, 1].map(() => device.empty([count, 2], { dtype: "u32" })) as [
    Tensor,
    Tensor,
  ];
  const places = device.empty([entries], { dtype: "u32" });
  device.dispatch(pairsKernel, {
    bindings: { indices, pairs },
    params: { lanes: count, rows },
    workgroups: lanes(count),
  });
  const bits = 32 - Math.clz32(rows);
  for (let shift = 0; shift < bits; shift += DIGIT_BITS) {
    const call = {
      params: { lanes: chunks, count, size: Math.ceil(count / chunks), shift },
      workgroups: lanes(chunks),
    };
    device.dispatch(countKernel, { bindings: { pairs, places }, ...call });
    device.dispatch(placesKernel, {
      bindings: { places },
      params: { entries },
      workgroups: [1, 1, 1],
    });
    device.dispatch(placeKernel, { bindings: { pairs, places, sorted: other }, ...call });
    [pairs, other] = [other, pairs];
  }
  return pairs;
}
