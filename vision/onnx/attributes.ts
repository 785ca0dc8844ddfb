import { type AttributeProto, AttributeProto_AttributeType } from "onnx-buf";
import { type HostTensor, hostTensor } from "./host_tensor.ts";
import { OnnxError } from "./onnx_error.ts";

const T = AttributeProto_AttributeType;

/**
 * The attributes of a node, which remember what was asked for: one that nobody asked for would have
 * changed what the node computes.
 */
export class Attributes {
  readonly #byName: ReadonlyMap<string, AttributeProto>;
  readonly #read = new Set<string>();
  readonly #where: string;

  /** `where` names the node in messages. */
  constructor(attributes: readonly AttributeProto[], where: string) {
    this.#byName = new Map(attributes.map((attribute) => [attribute.name, attribute]));
    this.#where = where;
  }

  /** An integer, or what stands for it where there is none. */
  int<D>(name: string, otherwise: D): number | D {
    const found = this.#find(name, T.INT);
    return found ? Number(found.i) : otherwise;
  }

  /** Integers, or what stands for them where there are none. */
  ints<D>(name: string, otherwise: D): number[] | D {
    const found = this.#find(name, T.INTS);
    return found ? found.ints.map(Number) : otherwise;
  }

  /** A number, or what stands for it where there is none. */
  float<D>(name: string, otherwise: D): number | D {
    const found = this.#find(name, T.FLOAT);
    return found ? found.f : otherwise;
  }

  /** Numbers, or what stands for them where there are none. */
  floats<D>(name: string, otherwise: D): number[] | D {
    const found = this.#find(name, T.FLOATS);
    return found ? found.floats : otherwise;
  }

  /** Text, or what stands for it where there is none. */
  text<D>(name: string, otherwise: D): string | D {
    const found = this.#find(name, T.STRING);
    return found ? new TextDecoder().decode(found.s) : otherwise;
  }

  /** A constant, or `null`. */
  tensor(name: string): HostTensor | null {
    const found = this.#find(name, T.TENSOR);
    return found?.t ? hostTensor(found.t) : null;
  }

  /** Marks attributes as of no influence on the result. */
  ignore(...names: readonly string[]): void {
    for (const name of names) this.#read.add(name);
  }

  /** @throws {OnnxError} If there is an attribute that was not asked for. */
  checkAllRead(): void {
    for (const name of this.#byName.keys()) {
      if (!this.#read.has(name)) {
        throw new OnnxError(`Cannot import ${this.#where}: no form here for its "${name}"`);
      }
    }
  }

  #find(name: string, type: AttributeProto_AttributeType): AttributeProto | null {
    this.#read.add(name);
    const found = this.#byName.get(name);
    if (!found) return null;
    if (found.type !== type) {
      throw new OnnxError(
        `Cannot import ${this.#where}: its "${name}" should be ${T[type]}, is ${T[found.type]}`,
      );
    }
    return found;
  }
}
