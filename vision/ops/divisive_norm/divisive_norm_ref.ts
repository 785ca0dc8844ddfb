import type { OpReference, RefArray, RefInputs } from "../../autograd/op.ts";
import type { LocalInputs } from "../local_mean/local_mean.ts";
import {
  fromPixels,
  neighbourhoods,
  overChannels,
  validPixels,
} from "../local_mean/local_mean_ref.ts";

/** Deviations of all pixels, and their mean over each image. */
function deviations([x, window, mask]: RefInputs<LocalInputs>) {
  const valid = validPixels(x, mask);
  const around = neighbourhoods(x, window, valid);
  const squares = overChannels(x, (at) => x.data[at]! ** 2 / x.shape[1]!);
  const sigma = around.map((terms) =>
    Math.sqrt(terms.reduce((sum, { pixel, share }) => sum + share * squares[pixel]!, 0))
  );
  const plane = x.shape[2]! * x.shape[3]!;
  const images = Array.from({ length: x.shape[0]! }, (_, n) => {
    const at = Array.from({ length: plane }, (_, i) => n * plane + i).filter((i) => valid[i]);
    const mean = at.reduce((sum, i) => sum + sigma[i]!, 0) / Math.max(1, at.length);
    return { at, mean };
  });
  const level = (pixel: number) => images[Math.floor(pixel / plane)]!.mean;
  return { valid, around, sigma, images, level };
}

/** Divisive normalisation in f64. */
export const divisiveNormReference: OpReference<LocalInputs, undefined> = {
  forward: (inputs): RefArray => {
    const { valid, sigma, level } = deviations(inputs);
    const [v] = inputs;
    return fromPixels(v, (at, pixel) => {
      const divisor = Math.max(level(pixel), sigma[pixel]!);
      return valid[pixel] && divisor > 0 ? v.data[at]! / divisor : 0;
    });
  },
  backward: (dy, inputs) => {
    const { valid, around, sigma, images, level } = deviations(inputs);
    const [v] = inputs;
    const products = overChannels(v, (at) => dy.data[at]! * v.data[at]!);
    const dsigma = new Float64Array(sigma.length);
    for (const { at, mean } of images) {
      for (const i of at) {
        const divisor = Math.max(mean, sigma[i]!);
        if (!(divisor > 0)) continue;
        const d = -products[i]! / divisor ** 2;
        if (sigma[i]! > mean) dsigma[i]! += d;
        else for (const j of at) dsigma[j]! += d / at.length;
      }
    }
    const dsquares = new Float64Array(sigma.length);
    around.forEach((terms, i) => {
      if (!valid[i] || !(sigma[i]! > 0)) return;
      for (const { pixel, share } of terms) {
        dsquares[pixel]! += dsigma[i]! / (2 * sigma[i]!) * share;
      }
    });
    const dv = fromPixels(v, (at, pixel) => {
      const divisor = Math.max(level(pixel), sigma[pixel]!);
      if (!valid[pixel] || !(divisor > 0)) return 0;
      return dy.data[at]! / divisor + 2 * v.data[at]! / v.shape[1]! * dsquares[pixel]!;
    });
    return [dv, null, null];
  },
};
