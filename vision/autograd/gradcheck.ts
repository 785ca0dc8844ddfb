import type { Device } from "../device.ts";
import { sameShape, type Shape, showShape } from "../shape.ts";
import type { Random } from "../random.ts";
import type { Tensor } from "../tensor.ts";
import type { Layout } from "../shape.ts";
import type { RefArray } from "./op.ts";

/** One input of a function under check. */
export interface CheckedInput {
  /** Sizes, outermost first. */
  readonly shape: Shape;
  /** Rounded to f32 before use, so that device and reference see the same numbers. */
  readonly data: ArrayLike<number>;
  /** As in `Device.tensor()`. */
  readonly layout?: Layout;
  /** `u32` inputs (targets) have no gradient. */
  readonly dtype?: "f32" | "u32";
  /** `true` for an input whose gradient is not asked for. */
  readonly constant?: boolean;
}

/** What {@link gradcheck} compares. */
export interface Gradcheck {
  /** Where gradients are compared. */
  readonly inputs: readonly CheckedInput[];
  /** The function on the device. */
  readonly forward: (inputs: readonly Tensor[]) => Tensor;
  /** The same function in f64. */
  readonly reference: (inputs: readonly RefArray[]) => RefArray;
  /** Draws the incoming gradient. */
  readonly random: Random;
  /** Largest relative error of a gradient; 1e-3 when left out. */
  readonly tolerance?: number;
  /** Largest relative error of the result; 1e-4 when left out. */
  readonly forwardTolerance?: number;
  /** Half the distance of the central difference; 1e-5 when left out. */
  readonly step?: number;
}

/** How far the device was from the reference. */
export interface GradcheckReport {
  /** Largest relative error of the result. */
  readonly forwardError: number;
  /** Largest relative error over all gradients. */
  readonly gradientError: number;
  /** Gradient elements compared. */
  readonly compared: number;
}

/**
 * Largest error relative to the value wanted, or to the root mean square of all of them where a
 * value is smaller: a sum that cancels cannot be better than its terms.
 */
function worstError(actual: ArrayLike<number>, wanted: ArrayLike<number>) {
  let squares = 0;
  for (let i = 0; i < wanted.length; i++) squares += wanted[i]! ** 2;
  const floor = Math.max(Math.sqrt(squares / wanted.length), 1e-6);
  let error = 0;
  let index = 0;
  for (let i = 0; i < wanted.length; i++) {
    const here = Math.abs(actual[i]! - wanted[i]!) / Math.max(Math.abs(wanted[i]!), floor);
    if (!(here <= error)) [error, index] = [Number.isNaN(here) ? Infinity : here, i];
  }
  return { error, index };
}

/**
 * Compares the gradients that the device computes with central differences of an f64 reference,
 * under a random incoming gradient `r`: the loss is `sum(r y)`, so that every output counts, each
 * differently (a constant incoming gradient hides transposed and swapped outputs).
 *
 * @throws {RangeError} If result or gradient are further off than the tolerance; the message names
 *   input, element and both values. Also if no input asks for a gradient.
 *
 * @example
 * ```ts
 * import { counterRandom, gradcheck, requestDevice, tanh } from "../mod.ts";
 * const device = await requestDevice();
 * await gradcheck(device, {
 *   inputs: [{ shape: [2, 2], data: [0.5, -1, 2, 0.1] }],
 *   forward: ([x]) => tanh(x!),
 *   reference: ([x]) => ({ shape: x!.shape, data: x!.data.map(Math.tanh) }),
 *   random: counterRandom(1),
 * });
 * ```
 */
export async function gradcheck(device: Device, check: Gradcheck): Promise<GradcheckReport> {
  const { tolerance = 1e-3, forwardTolerance = 1e-4, step = 1e-5 } = check;
  const asks = ({ dtype = "f32", constant = false }: CheckedInput) => dtype === "f32" && !constant;
  if (!check.inputs.some((input) => asks(input) && input.data.length > 0)) {
    throw new RangeError(
      "Cannot check gradients: want an input that asks for one, all are constant",
    );
  }
  const arrays = check.inputs.map((input): RefArray => ({
    shape: input.shape,
    data: Float64Array.from(input.data, (value) => Math.fround(value)),
    ...(input.layout ? { layout: input.layout } : {}),
  }));
  using _scratch = device.arena();
  const tensors = check.inputs.map((input, i) => {
    const { dtype = "f32", layout } = input;
    const elements = dtype === "u32"
      ? Uint32Array.from(arrays[i]!.data)
      : Float32Array.from(arrays[i]!.data);
    return device.tensor(elements, input.shape, {
      dtype,
      requiresGrad: asks(input),
      ...(layout ? { layout } : {}),
    });
  });
  try {
    const y = check.forward(tensors);
    const wanted = check.reference(arrays);
    if (!sameShape(y.shape, wanted.shape)) {
      throw new RangeError(
        `The result is ${showShape(y.shape)}, the reference's ${showShape(wanted.shape)}`,
      );
    }
    const incoming = Float64Array.from(wanted.data, () => Math.fround(2 * check.random() - 1));
    const seed = device.tensor(Float32Array.from(incoming), y.shape, { layout: y.layout });
    y.backward(seed);
    const result = await y.read();
    const forward = worstError(result, wanted.data);
    if (forward.error > forwardTolerance) {
      throw new RangeError(
        `The result at ${forward.index} is ${result[forward.index]}, want ` +
          `${wanted.data[forward.index]}: relative error ${forward.error.toExponential(1)} ` +
          `exceeds ${forwardTolerance}`,
      );
    }
    const loss = () => {
      const { data } = check.reference(arrays);
      return data.reduce((sum, value, i) => sum + value * incoming[i]!, 0);
    };
    let gradientError = 0;
    let compared = 0;
    for (const [i, tensor] of tensors.entries()) {
      if (!tensor.requiresGrad) continue;
      const { data } = arrays[i]!;
      const numeric = Float64Array.from(data, (value, j) => {
        data[j] = value + step;
        const above = loss();
        data[j] = value - step;
        const below = loss();
        data[j] = value;
        return (above - below) / (2 * step);
      });
      if (!tensor.grad) throw new RangeError(`Input ${i} received no gradient`);
      const gradient = await tensor.grad.read();
      const worst = worstError(gradient, numeric);
      if (worst.error > tolerance) {
        throw new RangeError(
          `The gradient of input ${i} at ${worst.index} is ${gradient[worst.index]}, want ` +
            `${numeric[worst.index]}: relative error ${worst.error.toExponential(1)} exceeds ` +
            `${tolerance}`,
        );
      }
      gradientError = Math.max(gradientError, worst.error);
      compared += data.length;
    }
    seed.dispose();
    return { forwardError: forward.error, gradientError, compared };
  } finally {
    for (const tensor of tensors) tensor.dispose();
  }
}
