import { ShapeError } from "../errors.ts";
import { defineLaneKernel, lanes, read, write } from "../kernel/kernel.ts";
import { sameShape, showShape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

/**
 * `y = a + b`, one lane a `vec4`; any layout, spare elements included. Memory: two reads, one write.
 */
const addKernel = defineLaneKernel({
  name: "add",
  bindings: { a: read("vec4f"), b: read("vec4f"), y: write("vec4f") },
  params: {},
  body: "  y[lane] = a[lane] + b[lane];",
});

/**
 * The sum of two tensors without a tape node: what gradients are added up with.
 *
 * @throws {ShapeError} If shape or layout differ.
 * @throws {TypeError} If they are not f32.
 */
export function sum2(a: Tensor, b: Tensor): Tensor {
  if (!sameShape(a.shape, b.shape) || a.layout !== b.layout) {
    throw new ShapeError(
      `Cannot add ${showShape(a.shape)} (${a.layout}) and ${showShape(b.shape)} (${b.layout}): ` +
        "shapes and layouts must match",
    );
  }
  if (a.dtype !== "f32" || b.dtype !== "f32") {
    throw new TypeError(`Cannot add ${a.dtype} and ${b.dtype}: want f32`);
  }
  const y = a.device.empty(a.shape, { layout: a.layout });
  const count = y.storage.bytes / 16;
  a.device.dispatch(addKernel, {
    bindings: { a, b, y },
    params: { lanes: count },
    workgroups: lanes(count),
  });
  return y;
}

/**
 * A gradient that has been computed in parts which are still to be added up. Where a tensor is used
 * several times (weights shared over scales or over time), the parts of all uses are added up at once.
 */
export interface GradientParts {
  /** Parts of one kind can be added up together: sizes and whatever else `sum` depends on. */
  readonly kind: string;
  /** The parts of one use. */
  readonly parts: Tensor;
  /** Notes down the sum over the parts of several uses. */
  sum(uses: readonly Tensor[]): Tensor;
}

/** Uses whose parts one kernel adds up. */
const MOST_USES = 4;

/** The sum over the parts of any number of uses, where `sum` adds up those of {@link MOST_USES} at most. */
export function sumInRuns(
  uses: readonly Tensor[],
  sum: (uses: readonly Tensor[]) => Tensor,
): Tensor {
  const sums: Tensor[] = [];
  for (let first = 0; first < uses.length; first += MOST_USES) {
    sums.push(sum(uses.slice(first, first + MOST_USES)));
  }
  return sums.reduce(sum2);
}

/** What an operation's backward pass gives for an input: `null` where none is wanted. */
export type Gradient = Tensor | GradientParts | null;

/** Collects the gradients that arrive at one tensor, in order. */
export class GradientSum {
  #total: Tensor | null = null;
  #pending: GradientParts[] = [];

  /** Takes one more in. */
  add(gradient: Tensor | GradientParts): void {
    if ("parts" in gradient) {
      if (this.#pending[0] && this.#pending[0].kind !== gradient.kind) this.#settle();
      this.#pending.push(gradient);
    } else this.#total = this.#total ? sum2(this.#total, gradient) : gradient;
  }

  /** The sum of all that arrived. */
  total(): Tensor {
    this.#settle();
    return this.#total!;
  }

  #settle(): void {
    const [first] = this.#pending;
    if (!first) return;
    const sum = first.sum(this.#pending.map(({ parts }) => parts));
    this.#pending = [];
    this.#total = this.#total ? sum2(this.#total, sum) : sum;
  }
}
