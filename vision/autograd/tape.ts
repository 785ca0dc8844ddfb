import { ShapeError } from "../errors.ts";
import { sameShape, showShape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { type Gradient, GradientSum, sum2 } from "./accumulate.ts";

/** How one tensor came to be: what `backward()` needs to go one step back. */
export interface TapeNode {
  /** Name of the operation. */
  readonly op: string;
  /** Later operations have larger numbers, so that falling order is a topological one. */
  readonly order: number;
  /** Inputs that a gradient can flow to stand as tensors, others as `null`. */
  readonly inputs: readonly (Tensor | null)[];
  /** Gradient of the output -> gradients of the inputs, `null` where none is wanted. */
  gradients(gradient: Tensor): readonly Gradient[];
}

/** Every tensor with a node that `root` depends on, latest operation first. */
function latestFirst(root: Tensor): Tensor[] {
  const seen = new Set<Tensor>([root]);
  const pending = [root];
  for (let tensor = pending.pop(); tensor; tensor = pending.pop()) {
    for (const input of tensor.node?.inputs ?? []) {
      if (input && !seen.has(input)) {
        seen.add(input);
        pending.push(input);
      }
    }
  }
  return [...seen].filter((tensor) => tensor.node)
    .sort((a, b) => b.node!.order - a.node!.order);
}

/**
 * Reverse-mode differentiation (Linnainmaa 1970; Rumelhart, Hinton and Williams 1986): walks the
 * tape from `root` back, latest operation first, so that a tensor's gradient is complete, summed
 * over all its uses, before it is handed on.
 *
 * @throws {ShapeError} If `gradient` does not have the shape and layout of `root`, or is left out
 *   where `root` is no scalar.
 * @throws {TypeError} If nothing that `root` depends on wants a gradient.
 */
export function backward(root: Tensor, gradient?: Tensor): void {
  if (!root.tracked) {
    throw new TypeError(
      "Cannot go backward: no tensor this one depends on requires a gradient",
    );
  }
  if (!gradient && root.size !== 1) {
    throw new ShapeError(
      `Cannot go backward from ${showShape(root.shape)} without a gradient: want a scalar`,
    );
  }
  if (gradient && !sameShape(gradient.shape, root.shape)) {
    throw new ShapeError(
      `Cannot go backward: the gradient is ${showShape(gradient.shape)}, ` +
        `the tensor ${showShape(root.shape)}`,
    );
  }
  if (gradient && gradient.layout !== root.layout) {
    throw new ShapeError(
      `Cannot go backward: the gradient ${showShape(gradient.shape)} is stored as ` +
        `${gradient.layout}, the tensor as ${root.layout}`,
    );
  }
  const device = root.device;
  device.noGrad(() => {
    const arrived = new Map<Tensor, GradientSum>();
    const deliver = (tensor: Tensor, part: NonNullable<Gradient>) => {
      const sum = arrived.get(tensor) ?? new GradientSum();
      arrived.set(tensor, sum);
      sum.add(part);
    };
    deliver(root, gradient ?? device.ones(root.shape));
    for (const tensor of latestFirst(root)) {
      const total = arrived.get(tensor)?.total();
      if (!total) continue;
      const node = tensor.node!;
      node.gradients(total).forEach((part, i) => {
        const input = node.inputs[i];
        if (input && part) deliver(input, part);
      });
    }
    for (const [tensor, sum] of arrived) {
      if (!tensor.requiresGrad) continue;
      const total = sum.total();
      device.tracing.keepGradient(tensor);
      tensor.grad = tensor.grad ? sum2(tensor.grad, total) : total;
    }
  });
}
