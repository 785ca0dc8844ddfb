import type { OpReference, RefArray } from "../../autograd/op.ts";
import type { Tensor } from "../../tensor.ts";

/** Calls `visit` with each input's index, an index into it and the index in the result. */
function eachElement(
  inputs: readonly RefArray[],
  visit: (input: number, from: number, to: number) => void,
): void {
  const [n, , h, w] = inputs[0]!.shape as [number, number, number, number];
  const plane = h * w;
  const channels = inputs.reduce((sum, input) => sum + input.shape[1]!, 0);
  let start = 0;
  inputs.forEach((input, i) => {
    const own = input.shape[1]!;
    for (let image = 0; image < n; image++) {
      for (let j = 0; j < own * plane; j++) {
        visit(i, image * own * plane + j, (image * channels + start) * plane + j);
      }
    }
    start += own;
  });
}

/** Concatenation of channels in f64. */
export const concatReference: OpReference<readonly Tensor[], undefined> = {
  forward: (inputs) => {
    const [n, , h, w] = inputs[0]!.shape as [number, number, number, number];
    const channels = inputs.reduce((sum, input) => sum + input.shape[1]!, 0);
    const data = new Float64Array(n * channels * h * w);
    eachElement(inputs, (i, from, to) => data[to] = inputs[i]!.data[from]!);
    return { shape: [n, channels, h, w], data };
  },
  backward: (gradient, inputs) => {
    const parts = inputs.map((input) => ({
      shape: input.shape,
      data: new Float64Array(input.data.length),
    }));
    eachElement(inputs, (i, from, to) => parts[i]!.data[from] = gradient.data[to]!);
    return parts;
  },
};
