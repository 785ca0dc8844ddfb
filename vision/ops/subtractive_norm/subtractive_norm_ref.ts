import type { OpReference } from "../../autograd/op.ts";
import type { LocalInputs } from "../local_mean/local_mean.ts";
import {
  fromPixels,
  neighbourhoods,
  overChannels,
  validPixels,
} from "../local_mean/local_mean_ref.ts";

/** Subtractive normalisation in f64. */
export const subtractiveNormReference: OpReference<LocalInputs, undefined> = {
  forward: ([x, window, mask]) => {
    const valid = validPixels(x, mask);
    const sums = overChannels(x, (at) => x.data[at]! / x.shape[1]!);
    const means = neighbourhoods(x, window, valid).map((terms) =>
      terms.reduce((sum, { pixel, share }) => sum + share * sums[pixel]!, 0)
    );
    return fromPixels(x, (at, pixel) => valid[pixel] ? x.data[at]! - means[pixel]! : 0);
  },
  backward: (dv, [x, window, mask]) => {
    const valid = validPixels(x, mask);
    const sums = overChannels(x, (at) => dv.data[at]! / x.shape[1]!);
    const spread = new Float64Array(sums.length);
    neighbourhoods(x, window, valid).forEach((terms, at) => {
      if (!valid[at]) return;
      for (const { pixel, share } of terms) spread[pixel]! += share * sums[at]!;
    });
    const dx = fromPixels(x, (at, pixel) => valid[pixel] ? dv.data[at]! - spread[pixel]! : 0);
    return [dx, null, null];
  },
};
