import { ShapeError } from "../errors.ts";
import type { Elements } from "../shape.ts";
import { sameShape, type Shape, showShape } from "../shape.ts";
import { readTensors, type Tensor } from "../tensor.ts";
import { Parameter } from "./parameter.ts";
import { StateTensor } from "./state_tensor.ts";

/** Whether a net is being trained or used: layers such as dropout differ. */
export type Mode = "train" | "evaluate";

/** The numbers of a module, state beside parameters, by field path (`encoder.0.weight`). */
export type StateDict = Readonly<
  Record<string, { readonly shape: Shape; readonly data: Float32Array<ArrayBuffer> }>
>;

/**
 * Part of a net: its fields are parameters, state and other modules (or arrays and plain objects of them),
 * and `forward` says what it computes. Nothing is registered: parameters are found by walking the fields,
 * and their names are the paths. Private fields (`#name`), maps and sets are not seen: what is only there
 * is neither learned nor saved.
 *
 * @example
 * ```ts
 * import { Conv2d, counterRandom, Module, relu, requestDevice, type Tensor } from "../mod.ts";
 * const device = await requestDevice();
 * const random = counterRandom(1);
 * class Net extends Module {
 *   readonly hidden = new Conv2d(device, 3, 8, 3, { padding: 1, random });
 *   readonly head = new Conv2d(device, 8, 4, 1, { random });
 *   override forward(x: Tensor): Tensor {
 *     return this.head.forward(relu(this.hidden.forward(x)));
 *   }
 * }
 * const net = new Net(); // hidden.weight, hidden.bias, head.weight, head.bias
 * await net.forward(device.zeros([1, 3, 6, 8])).read();
 * ```
 */
export abstract class Module {
  #mode: Mode = "train";

  /** What the module computes. */
  abstract forward(...inputs: Tensor[]): Tensor;

  /** Fields that may hold parameters, by name; a container may name its children otherwise. */
  protected children(): Iterable<readonly [string, unknown]> {
    return Object.entries(this);
  }

  /** Whether the net is being trained, as it is at first, or used; see {@link train}. */
  get mode(): Mode {
    return this.#mode;
  }

  /** From now on this module and all within it are being trained. Recordings keep what they have. */
  train(): this {
    return this.#setMode("train");
  }

  /** From now on this module and all within it are being used. Recordings keep what they have. */
  evaluate(): this {
    return this.#setMode("evaluate");
  }

  #setMode(mode: Mode): this {
    for (const module of this.modules()) module.#mode = mode;
    return this;
  }

  /** This module and every module within it, in the order of the fields; one that is shared comes once. */
  modules(): Module[] {
    const found = new Set<Module>();
    const visit = (value: unknown) => {
      if (value instanceof Module) {
        if (found.has(value)) return;
        found.add(value);
        for (const [, child] of value.children()) visit(child);
      } else for (const [, item] of itemsOf(value)) visit(item);
    };
    visit(this);
    return [...found];
  }

  /** Parameters and state with their field paths, in the order of the fields: what is saved. */
  *namedState(prefix = ""): Generator<[string, Parameter | StateTensor]> {
    for (const [name, value] of this.children()) yield* walk(prefix + name, value);
  }

  /** Every parameter with its field path, in the order of the fields. */
  *namedParameters(prefix = ""): Generator<[string, Parameter]> {
    for (const [name, value] of this.namedState(prefix)) {
      if (value instanceof Parameter) yield [name, value];
    }
  }

  /** Every parameter, in the order of the fields; one that two fields share comes once. */
  parameters(): Parameter[] {
    return [...new Set([...this.namedParameters()].map(([, parameter]) => parameter))];
  }

  /** Number of learned numbers. */
  parameterCount(): number {
    return this.parameters().reduce((sum, parameter) => sum + parameter.size, 0);
  }

  /** Forgets the gradients, for the next `backward()` to start from nothing. */
  zeroGrad(): void {
    for (const parameter of this.parameters()) parameter.grad = null;
  }

  /**
   * From now on no parameter within learns: none gets a gradient, so that nothing is computed for layers
   * that are frozen from the input on, and optimisers leave them alone. Recordings keep what they have.
   * Running statistics go on following the batches; `evaluate()` stops them.
   */
  freeze(): this {
    return this.#setLearning(false);
  }

  /** From now on every parameter within learns, as at first. Recordings keep what they have. */
  unfreeze(): this {
    return this.#setLearning(true);
  }

  #setLearning(learns: boolean): this {
    for (const parameter of this.parameters()) {
      parameter.requiresGrad = learns;
      if (!learns) parameter.grad = null;
    }
    return this;
  }

  /** Reads all parameters and state back. */
  async stateDict(): Promise<StateDict> {
    const named = [...this.namedState()];
    const data = await readTensors(named.map(([, tensor]) => tensor));
    return Object.fromEntries(
      named.map(([name, { shape }], i) => [
        name,
        { shape, data: data[i] as Float32Array<ArrayBuffer> },
      ]),
    );
  }

  /**
   * Overwrites all parameters and state; nothing is changed where anything does not fit.
   *
   * @throws {ShapeError} If a name is missing or unknown, or a shape differs; it names them.
   */
  loadStateDict(
    state: Readonly<Record<string, { readonly shape: Shape; readonly data: Elements }>>,
  ): void {
    const named = new Map(this.namedState());
    const missing = [...named.keys()].filter((name) => !Object.hasOwn(state, name));
    const unknown = Object.keys(state).filter((name) => !named.has(name));
    if (missing.length > 0 || unknown.length > 0) {
      const say = (what: string, names: string[]) =>
        names.length > 0 ? [`${what} ${names.join(", ")}`] : [];
      throw new ShapeError(
        "Cannot load parameters: " +
          [...say("missing", missing), ...say("unknown", unknown)].join("; "),
      );
    }
    for (const [name, parameter] of named) {
      const { shape, data } = state[name]!;
      if (!sameShape(shape, parameter.shape) || data.length !== parameter.size) {
        throw new ShapeError(
          `Cannot load parameter "${name}": the net has ${showShape(parameter.shape)}, ` +
            `the state ${showShape(shape)} of ${data.length} numbers`,
        );
      }
    }
    for (const [name, parameter] of named) parameter.write(state[name]!.data);
  }

  /** Gives back what this module holds beside parameters, state and modules; see {@link dispose}. */
  protected disposeOwn(): void {}

  /** Gives the memory of all parameters and state back, and whatever else the modules within hold. */
  dispose(): void {
    for (const module of this.modules()) module.disposeOwn();
    for (const tensor of new Set([...this.namedState()].map(([, tensor]) => tensor))) {
      tensor.dispose();
    }
  }
}

/** What an array or a plain object holds, by name. */
function itemsOf(value: unknown): readonly (readonly [string, unknown])[] {
  if (typeof value !== "object" || value === null) return [];
  const prototype = Object.getPrototypeOf(value);
  const plain = prototype === Object.prototype || prototype === null;
  return plain || Array.isArray(value) ? Object.entries(value) : [];
}

function* walk(path: string, value: unknown): Generator<[string, Parameter | StateTensor]> {
  if (value instanceof Parameter || value instanceof StateTensor) yield [path, value];
  else if (value instanceof Module) yield* value.namedState(`${path}.`);
  else for (const [name, item] of itemsOf(value)) yield* walk(`${path}.${name}`, item);
}
