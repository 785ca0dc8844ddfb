import type { OpReference, RefArray } from "../../autograd/op.ts";
import type { Tensor } from "../../tensor.ts";

/** Calls `visit` with the indices of each pixel's channels. */
export function eachPixel(x: RefArray, visit: (channels: readonly number[]) => void): void {
  const [n, c, h, w] = x.shape as [number, number, number, number];
  for (let image = 0; image < n; image++) {
    for (let pixel = 0; pixel < h * w; pixel++) {
      visit(Array.from({ length: c }, (_, channel) => (image * c + channel) * h * w + pixel));
    }
  }
}

function forward(x: RefArray): RefArray {
  const data = new Float64Array(x.data.length);
  eachPixel(x, (channels) => {
    const largest = Math.max(...channels.map((at) => x.data[at]!));
    const powers = channels.map((at) => Math.exp(x.data[at]! - largest));
    const sum = powers.reduce((a, b) => a + b, 0);
    channels.forEach((at, i) => data[at] = powers[i]! / sum);
  });
  return { shape: x.shape, data };
}

/** Softmax over channels in f64. */
export const softmaxReference: OpReference<readonly [Tensor], undefined> = {
  forward: ([x]) => forward(x),
  backward: (gradient, [x]) => {
    const y = forward(x);
    const data = new Float64Array(x.data.length);
    eachPixel(x, (channels) => {
      const sum = channels.reduce((s, at) => s + y.data[at]! * gradient.data[at]!, 0);
      for (const at of channels) data[at] = y.data[at]! * (gradient.data[at]! - sum);
    });
    return [{ shape: x.shape, data }];
  },
};
