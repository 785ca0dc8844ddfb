import type { OpReference, RefArray } from "../../autograd/op.ts";
import type { Tensor } from "../../tensor.ts";
import type { ConcatOptions } from "./concat.ts";

const product = (sizes: readonly number[]) => sizes.reduce((a, b) => a * b, 1);

/** Calls `visit` with each input's index, an index into it and the index in the result. */
function eachElement(
  inputs: readonly RefArray[],
  axis: number,
  visit: (input: number, from: number, to: number) => void,
): void {
  const rows = product(inputs[0]!.shape.slice(0, axis));
  const sizes = inputs.map(({ shape }) => product(shape.slice(axis)));
  let to = 0;
  for (let row = 0; row < rows; row++) {
    sizes.forEach((size, i) => {
      for (let j = 0; j < size; j++) visit(i, row * size + j, to++);
    });
  }
}

/** Concatenation in f64. */
export const concatReference: OpReference<readonly Tensor[], ConcatOptions> = {
  forward: (inputs, { axis }) => {
    const shape = inputs[0]!.shape.map((size, k) =>
      k === axis ? inputs.reduce((sum, input) => sum + input.shape[k]!, 0) : size
    );
    const data = new Float64Array(product(shape));
    eachElement(inputs, axis, (i, from, to) => data[to] = inputs[i]!.data[from]!);
    return { shape, data };
  },
  backward: (gradient, inputs, { axis }) => {
    const parts = inputs.map((input) => ({
      shape: input.shape,
      data: new Float64Array(input.data.length),
    }));
    eachElement(inputs, axis, (i, from, to) => parts[i]!.data[from] = gradient.data[to]!);
    return parts;
  },
};
