import type { Device } from "../device.ts";
import { Module } from "../nn/module.ts";
import { Parameter } from "../nn/parameter.ts";
import { StateTensor } from "../nn/state_tensor.ts";
import type { Tensor } from "../tensor.ts";
import { FOLDS } from "./fold.ts";
import { hostInts, type HostTensor, isHost } from "./host_tensor.ts";
import { NodeCall, type Value } from "./import_row.ts";
import { IMPORT_ROWS } from "./import_rows.ts";
import { type OnnxGraph, type OnnxNode, readOnnx } from "./onnx_graph.ts";
import { OnnxError } from "./onnx_error.ts";

/**
 * A net that came as an ONNX model. Its float constants are parameters under their names, running
 * statistics state, so that it can be trained further and saved as any other; constants without axes
 * and those that decide sizes stay as they are. It is ready for use at first; after `train()` its batch
 * normalisations go by the batch, and a Dropout is refused.
 */
export class OnnxModule extends Module {
  /** Names of the inputs, in the order that {@link forward} takes them. */
  readonly inputs: readonly string[];
  /** Names of the outputs. */
  readonly outputs: readonly string[];
  readonly #device: Device;
  readonly #graph: OnnxGraph;
  readonly #values = new Map<string, Value>();
  readonly #learned: [string, Parameter | StateTensor][] = [];
  readonly #uploaded = new Map<string, Tensor>();

  /** Use {@link importOnnx}. */
  constructor(device: Device, graph: OnnxGraph) {
    super();
    this.#device = device;
    this.#graph = graph;
    this.inputs = graph.inputs;
    this.outputs = graph.outputs;
    this.evaluate();
    const roles = rolesOf(graph);
    for (const [name, constant] of graph.constants) {
      const role = roles.get(name);
      const { kind, shape: { length: axes }, data: { length: size } } = constant;
      if (role && kind === "float" && axes > 0 && size > 0) {
        const { data, shape } = constant;
        const Kind = role === "state" ? StateTensor : Parameter;
        const tensor = new Kind(device, data as Float32Array<ArrayBuffer>, shape);
        this.#learned.push([name, tensor]);
        this.#values.set(name, tensor);
      } else this.#values.set(name, constant);
    }
  }

  /** The parameters and the state, by their names in the model. */
  protected override children(): Iterable<readonly [string, unknown]> {
    return this.#learned;
  }

  /**
   * The first output; {@link run} gives all.
   *
   * @throws {OnnxError} As {@link run}.
   */
  override forward(...inputs: Tensor[]): Tensor {
    return this.run(...inputs)[0]!;
  }

  /**
   * All outputs, in the order of {@link outputs}.
   *
   * @param inputs In the order of the names: f32, or u32 where the model takes integers.
   * @throws {OnnxError} If their number is not the model's, or a node cannot be run on what it gets:
   *   the message names it.
   */
  run(...inputs: Tensor[]): Tensor[] {
    if (inputs.length !== this.inputs.length) {
      throw new OnnxError(
        `Cannot run an ONNX model: want ${this.inputs.length} inputs (${
          this.inputs.join(", ")
        }), got ${inputs.length}`,
      );
    }
    const values = new Map(this.#values);
    this.inputs.forEach((name, i) => values.set(name, inputs[i]!));
    for (const node of this.#graph.nodes) this.#runNode(node, values);
    return this.outputs.map((name) => {
      const value = values.get(name)!;
      if (!isHost(value)) return value;
      if (value.kind === "float") return this.#upload(value);
      throw new OnnxError(`Cannot run an ONNX model: no form here for whole numbers, "${name}"`);
    });
  }

  /** Gives the memory of constants that were put on the device back. */
  protected override disposeOwn(): void {
    for (const tensor of this.#uploaded.values()) tensor.dispose();
    this.#uploaded.clear();
  }

  #runNode(node: OnnxNode, values: Map<string, Value>): void {
    const inputs = node.inputs.map((name) => name === "" ? null : values.get(name)!);
    const { opset } = this.#graph;
    const fold = FOLDS.get(node.opType);
    let results: Value | readonly Value[];
    try {
      if (node.opType === "Shape") results = shapeOf(node, inputs[0]!);
      else if (fold && inputs.every((value) => value === null || isHost(value))) {
        results = fold(inputs as (HostTensor | null)[], node.attributes, opset);
      } else {
        const upload = (constant: HostTensor) => this.#upload(constant);
        const call = new NodeCall(node, opset, this.mode === "train", inputs, upload);
        const row = IMPORT_ROWS.get(node.opType);
        if (!row) throw new RangeError("no form here for it but on what is known beforehand");
        results = row.run(call);
      }
      node.attributes.checkAllRead();
    } catch (cause) {
      if (cause instanceof OnnxError || !(cause instanceof Error)) throw cause;
      throw new OnnxError(`Cannot run ${node.where}: ${cause.message}`, { cause });
    }
    const list = Array.isArray(results) ? results as readonly Value[] : [results as Value];
    node.outputs.forEach((name, i) => {
      if (name === "") return;
      const value = list[i];
      if (!value) throw new OnnxError(`Cannot run ${node.where}: no form here for output ${i}`);
      values.set(name, value);
    });
  }

  /** A constant on the device; equal ones are one tensor. */
  #upload(constant: HostTensor): Tensor {
    if (constant.kind !== "float") {
      throw new RangeError("it takes integers where kernels want floats");
    }
    const key = `${constant.shape}: ${constant.data}`;
    let tensor = this.#uploaded.get(key);
    if (!tensor) {
      const data = Float32Array.from(constant.data);
      tensor = this.#device.tensor(data, constant.shape, { layout: "linear" });
      this.#uploaded.set(key, tensor);
    }
    return tensor;
  }
}

/** What a Shape node gives: all sizes, or a range of them. */
function shapeOf({ attributes }: OnnxNode, { shape }: Value): HostTensor {
  const end = attributes.int("end", shape.length);
  return hostInts(shape.slice(attributes.int("start", 0), end));
}

/** Which constants kernels read, by what the rows say of those inputs. */
function rolesOf(graph: OnnxGraph): Map<string, "learned" | "state"> {
  const roles = new Map<string, "learned" | "state" | "host">();
  for (const { opType, inputs } of graph.nodes) {
    const { host = [], state = [] } = IMPORT_ROWS.get(opType) ?? {};
    inputs.forEach((name, i) => {
      // What any node needs beforehand stays on the CPU for all.
      if (host.includes(i)) roles.set(name, "host");
      else if (!roles.has(name)) roles.set(name, state.includes(i) ? "state" : "learned");
    });
  }
  for (const name of graph.outputs) if (!roles.has(name)) roles.set(name, "learned");
  const kept = [...roles].filter(([, role]) => role !== "host");
  return new Map(kept as [string, "learned" | "state"][]);
}

/**
 * The net of an ONNX model, of the operators that have a form here (operator set 7 or later). What follows
 * from shapes alone is computed on the CPU when the net runs, so every kernel has fixed sizes.
 *
 * @param bytes The model's file, its data within.
 * @throws {OnnxError} If the bytes are no ONNX model, or an operator has no form here: the message names
 *   it with its node, and the others that lack one.
 *
 * @see https://github.com/onnx/onnx/blob/main/docs/IR.md
 */
export function importOnnx(device: Device, bytes: Uint8Array): OnnxModule {
  const graph = readOnnx(bytes);
  const known = (opType: string) =>
    opType === "Shape" || IMPORT_ROWS.has(opType) || FOLDS.has(opType);
  const lacking = graph.nodes.filter(({ opType }) => !known(opType));
  const [first] = lacking;
  if (first) {
    const others = new Set(lacking.map(({ opType }) => opType));
    others.delete(first.opType);
    const also = others.size > 0 ? `; nor for ${[...others].join(", ")}` : "";
    throw new OnnxError(`Cannot import ${first.where}: no form here for ${first.opType}${also}`);
  }
  return new OnnxModule(device, graph);
}
