import { ShapeError } from "../errors.ts";
import type { Elements } from "../shape.ts";
import { sameShape, type Shape, showShape } from "../shape.ts";
import { readTensors, type Tensor } from "../tensor.ts";
import { Parameter } from "./parameter.ts";

/** The numbers of a module, by field path (`encoder.0.weight`). */
export type StateDict = Readonly<
  Record<string, { readonly shape: Shape; readonly data: Float32Array<ArrayBuffer> }>
>;

/**
 * Part of a net: its fields are parameters and other modules (or arrays of them), and `forward` says
 * what it computes. Nothing is registered: parameters are found by walking the fields, and their
 * names are the paths.
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
  /** What the module computes. */
  abstract forward(...inputs: Tensor[]): Tensor;

  /** Fields that may hold parameters, by name; a container may name its children otherwise. */
  protected children(): Iterable<readonly [string, unknown]> {
    return Object.entries(this);
  }

  /** Every parameter with its field path, in the order of the fields. */
  *namedParameters(prefix = ""): Generator<[string, Parameter]> {
    for (const [name, value] of this.children()) yield* walk(prefix + name, value);
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

  /** Reads all parameters back. */
  async stateDict(): Promise<StateDict> {
    const named = [...this.namedParameters()];
    const data = await readTensors(named.map(([, parameter]) => parameter));
    return Object.fromEntries(
      named.map(([name, { shape }], i) => [
        name,
        { shape, data: data[i] as Float32Array<ArrayBuffer> },
      ]),
    );
  }

  /**
   * Overwrites all parameters; nothing is changed where anything does not fit.
   *
   * @throws {ShapeError} If a name is missing or unknown, or a shape differs; it names them.
   */
  loadStateDict(
    state: Readonly<Record<string, { readonly shape: Shape; readonly data: Elements }>>,
  ): void {
    const named = new Map(this.namedParameters());
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

  /** Gives the memory of all parameters back. */
  dispose(): void {
    for (const parameter of this.parameters()) parameter.dispose();
  }
}

function* walk(path: string, value: unknown): Generator<[string, Parameter]> {
  if (value instanceof Parameter) yield [path, value];
  else if (value instanceof Module) yield* value.namedParameters(`${path}.`);
  else if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) yield* walk(`${path}.${i}`, item);
  }
}
