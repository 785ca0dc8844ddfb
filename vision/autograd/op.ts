import { DeviceError } from "../errors.ts";
import type { Layout, Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { Gradient } from "./accumulate.ts";
import type { TapeNode } from "./tape.ts";

/** Numbers in f64 for a reference implementation, in logical (row-major) order. */
export interface RefArray {
  /** `[]` for a scalar. */
  readonly shape: Shape;
  /** One number for each element. */
  readonly data: Float64Array<ArrayBuffer>;
  /** How the tensor is stored, where that says what an axis means; when left out, four sizes are images. */
  readonly layout?: Layout;
}

/**
 * The slow, obvious form of an operation, in f64: what its kernels are tested against.
 * `I` is a tuple with one entry per input.
 */
export interface OpReference<I extends readonly unknown[], O> {
  /** The result. */
  forward(inputs: RefInputs<I>, options: O): RefArray;
  /** Gradient of the output -> gradients of the inputs; `null` where there is none. */
  backward(
    gradient: RefArray,
    inputs: RefInputs<I>,
    options: O,
  ): readonly (RefArray | null)[];
}

/** Reference arrays in the place of tensors; an input that may be absent may be absent here too. */
export type RefInputs<I extends readonly unknown[]> = {
  readonly [K in keyof I]: null extends I[K] ? RefArray | null : RefArray;
};

/** What an operation is made of. `S` is what the forward pass leaves for the backward pass. */
export interface OpDefinition<I extends readonly (Tensor | null)[], O, S> {
  /** As the tape shows it. */
  readonly name: string;
  /** Where the operation was first described, or described best. */
  readonly paper?: string;
  /**
   * Checks the inputs and notes down the kernels. `tracked` tells whether a gradient may be asked
   * for, so that nothing is saved in vain.
   */
  forward(inputs: I, options: O, tracked: boolean): { readonly output: Tensor; readonly saved: S };
  /** Notes down the gradients of those inputs that `wanted` marks. */
  backward(
    gradient: Tensor,
    context: {
      readonly inputs: I;
      readonly output: Tensor;
      readonly saved: S;
      readonly options: O;
      readonly wanted: readonly boolean[];
    },
  ): readonly Gradient[];
  /** The same in f64. */
  readonly reference: OpReference<I, O>;
}

/** An operation that can be applied to tensors and is differentiated by the tape. */
export interface Op<I extends readonly (Tensor | null)[], O> {
  (inputs: I, options: O): Tensor;
  /** As in the definition. */
  readonly opName: string;
  /** The same in f64. */
  readonly reference: OpReference<I, O>;
}

/** One operation as it was applied: what a graph of a net is drawn from. */
export interface AppliedOp {
  /** Name of the operation. */
  readonly op: string;
  /** Its inputs, tracked or not. */
  readonly inputs: readonly (Tensor | null)[];
  /** What it was called with beside them. */
  readonly options: unknown;
  /** Its result. */
  readonly output: Tensor;
}

let operations = 0;

/**
 * Makes an operation from its forward pass, its gradient and its reference.
 * See `vision/ops/max_pool2d/` for one in full.
 */
export function defineOp<I extends readonly (Tensor | null)[], O, S = undefined>(
  definition: OpDefinition<I, O, S>,
): Op<I, O> {
  const apply = (inputs: I, options: O): Tensor => {
    const device = inputs.find((input) => input !== null)!.device;
    for (const input of inputs) {
      if (input && input.device !== device) {
        throw new DeviceError(`Cannot run ${definition.name}: its inputs are of two devices`);
      }
    }
    const wanted = inputs.map((input) => input !== null && input.tracked);
    const tracked = device.tracing.gradientsOn && wanted.includes(true);
    const { output, saved } = definition.forward(inputs, options, tracked);
    if (tracked) {
      const node: TapeNode = {
        op: definition.name,
        order: operations++,
        inputs: inputs.map((input, i) => wanted[i] ? input : null),
        gradients: (gradient) =>
          definition.backward(gradient, { inputs, output, saved, options, wanted }),
      };
      output.node = node;
    }
    device.tracing.observer?.({ op: definition.name, inputs, options, output });
    return output;
  };
  return Object.assign(apply, { opName: definition.name, reference: definition.reference });
}
