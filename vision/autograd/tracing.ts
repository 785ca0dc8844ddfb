import type { Tensor } from "../tensor.ts";
import type { AppliedOp } from "./op.ts";

/** What is noted down about operations while they are applied, besides their kernels. */
export class Tracing {
  #gradientsOn = true;
  #observer: ((applied: AppliedOp) => void) | null = null;
  #gradients: Map<Tensor, Tensor | null> | null = null;

  /** Whether operations leave nodes for `backward()`. */
  get gradientsOn(): boolean {
    return this.#gradientsOn;
  }

  /** Told of every operation while {@link observe} runs. */
  get observer(): ((applied: AppliedOp) => void) | null {
    return this.#observer;
  }

  /** Runs `body` without leaving anything for `backward()`. */
  noGrad<T>(body: () => T): T {
    const before = this.#gradientsOn;
    this.#gradientsOn = false;
    try {
      return body();
    } finally {
      this.#gradientsOn = before;
    }
  }

  /** Runs `body` and lists the operations that it applied, in order. */
  observe<T>(body: () => T): { readonly applied: readonly AppliedOp[]; readonly result: T } {
    const before = this.#observer;
    const applied: AppliedOp[] = [];
    this.#observer = (op) => {
      applied.push(op);
      before?.(op);
    };
    try {
      return { result: body(), applied };
    } finally {
      this.#observer = before;
    }
  }

  /** Runs `body` and puts the gradients that it leaves in `grad` back to what they were. */
  withoutGradients(body: () => void): void {
    const before = this.#gradients;
    const gradients = this.#gradients = new Map<Tensor, Tensor | null>();
    try {
      body();
    } finally {
      this.#gradients = before;
      for (const [tensor, gradient] of gradients) tensor.grad = gradient;
    }
  }

  /** Told of a tensor before `backward()` replaces its gradient. */
  keepGradient(tensor: Tensor): void {
    if (this.#gradients && !this.#gradients.has(tensor)) {
      this.#gradients.set(tensor, tensor.grad);
    }
  }
}
