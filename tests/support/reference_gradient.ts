import assert from "node:assert/strict";
import type { RefArray } from "../../vision/autograd/op.ts";
import { assertAllClose } from "./allclose.ts";
import { normals } from "./vision_arrays.ts";

/** A reference of any inputs and options. */
interface AnyReference {
  forward(inputs: never, options: never): RefArray;
  backward(gradient: RefArray, inputs: never, options: never): readonly (RefArray | null)[];
}

/**
 * Compares the gradients of a reference with central differences of its result, under a random incoming
 * gradient.
 */
export function assertReferenceGradient(
  what: string,
  reference: AnyReference,
  inputs: readonly (RefArray | null)[],
  options: unknown,
  seed: number,
): void {
  const forward = () => reference.forward(inputs as never, options as never);
  const { shape } = forward();
  const incoming = { shape, data: normals(shape, seed) };
  const loss = () => forward().data.reduce((sum, value, i) => sum + value * incoming.data[i]!, 0);
  const gradients = reference.backward(incoming, inputs as never, options as never);
  assert.equal(gradients.length, inputs.length, what);
  const step = 1e-5;
  gradients.forEach((gradient, i) => {
    if (!gradient) return;
    const { data } = inputs[i]!;
    const numeric = data.map((value, j) => {
      data[j] = value + step;
      const above = loss();
      data[j] = value - step;
      const below = loss();
      data[j] = value;
      return (above - below) / (2 * step);
    });
    assert.deepEqual(gradient.shape, inputs[i]!.shape);
    assertAllClose(gradient.data, numeric, { rtol: 1e-6, atol: 1e-7 }, `${what}, input ${i}`);
  });
}
