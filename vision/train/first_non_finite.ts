import type { AppliedOp } from "../autograd/op.ts";
import type { Device } from "../device.ts";
import type { Module } from "../nn/module.ts";
import { StateTensor } from "../nn/state_tensor.ts";
import { showShape } from "../shape.ts";
import { readTensors, type Tensor } from "../tensor.ts";

/** A tensor that holds something that is no finite number. */
export interface NonFinite {
  /** What it is, in words: "the output of conv2d [8, 6, 28, 28]", "the gradient of head.weight [10, 84]". */
  readonly what: string;
  /** The number that is none. */
  readonly value: number;
  /** Where it stands, in logical order. */
  readonly index: number;
  /** Paths of the parameters that went into the operation, or whose gradient it is. */
  readonly parameters: readonly string[];
}

/**
 * Runs one step apart from any recording and names the first tensor in it that is not finite: operation
 * by operation in the order of the forward pass, what goes in before what comes out, then the gradients.
 * State (running statistics, counters) and gradients of the module are afterwards what they were. Slow:
 * everything is read back. `null` where all is finite.
 *
 * @param loss Notes down the forward pass and gives the scalar to go backward from.
 *
 * @example
 * ```ts
 * import { firstNonFinite, Module, Parameter, requestDevice, tanh } from "../mod.ts";
 * const device = await requestDevice();
 * class Net extends Module {
 *   readonly gain = new Parameter(device, [Infinity], [1]);
 *   override forward() {
 *     return tanh(this.gain);
 *   }
 * }
 * const net = new Net();
 * (await firstNonFinite(device, net, () => net.forward()))?.what; // parameter gain [1]
 * ```
 */
export async function firstNonFinite(
  device: Device,
  module: Module,
  loss: () => Tensor,
): Promise<NonFinite | null> {
  const named = [...module.namedParameters()];
  const pathOf = new Map<Tensor | null, string>(named.map(([path, tensor]) => [tensor, path]));
  const states = [...new Set([...module.namedState()].map(([, tensor]) => tensor))]
    .filter((tensor) => tensor instanceof StateTensor);
  const before = await readTensors(states);
  const gradientsBefore = module.parameters().map((parameter) =>
    [parameter, parameter.grad] as const
  );
  using _scratch = device.arena();
  let applied: readonly AppliedOp[];
  let gradients: (readonly [string, Tensor | null])[];
  module.zeroGrad();
  try {
    ({ applied } = device.observe(() => loss().backward()));
    gradients = named.map(([path, parameter]) => [path, parameter.grad] as const);
  } finally {
    for (const [parameter, gradient] of gradientsBefore) parameter.grad = gradient;
    states.forEach((tensor, i) => tensor.write(before[i]!));
  }
  const seen = new Set<Tensor>();
  const check = async (tensor: Tensor, name: string, parameters: readonly string[]) => {
    if (seen.has(tensor) || tensor.dtype !== "f32") return null;
    seen.add(tensor);
    const elements = await tensor.read();
    const index = elements.findIndex((value) => !Number.isFinite(value));
    if (index < 0) return null;
    const what = `${name} ${showShape(tensor.shape)}`;
    return { what, value: elements[index]!, index, parameters };
  };
  for (const { op, inputs, output } of applied) {
    const parameters = inputs.flatMap((input) => pathOf.get(input) ?? []);
    for (const input of inputs) {
      if (!input) continue;
      const path = pathOf.get(input);
      const name = path === undefined ? `an input of ${op}` : `parameter ${path}`;
      const found = await check(input, name, path === undefined ? parameters : [path]);
      if (found) return found;
    }
    const found = await check(output, `the output of ${op}`, parameters);
    if (found) return found;
  }
  // The last layers first: the way that gradients take.
  for (const [path, gradient] of gradients.reverse()) {
    const found = gradient && await check(gradient, `the gradient of ${path}`, [path]);
    if (found) return found;
  }
  return null;
}
