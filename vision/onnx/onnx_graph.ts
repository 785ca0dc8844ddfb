import { fromBinary } from "@bufbuild/protobuf";
import { type GraphProto, type ModelProto, ModelProtoSchema, type NodeProto } from "onnx-buf";
import { Attributes } from "./attributes.ts";
import { type HostTensor, hostTensor, kindOf, typeName } from "./host_tensor.ts";
import { OnnxError } from "./onnx_error.ts";

/** One node of a model. */
export interface OnnxNode {
  /** How messages name it: `node "conv1" (Conv)`. */
  readonly where: string;
  readonly opType: string;
  /** Names of values; `""` for one that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Attributes;
  /** A rectifier that takes its place behind this node, in the same kernel. */
  readonly activation?: "relu";
}

/** A model as it is run: constants, then nodes in order. */
export interface OnnxGraph {
  /** Version of the operator set. */
  readonly opset: number;
  readonly constants: ReadonlyMap<string, HostTensor>;
  readonly nodes: readonly OnnxNode[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** The oldest operator set whose rules the table of imports knows. */
const OLDEST_OPSET = 7;

function decode(bytes: Uint8Array): { model: ModelProto; graph: GraphProto } {
  let model: ModelProto;
  try {
    model = fromBinary(ModelProtoSchema, bytes);
  } catch (cause) {
    throw new OnnxError(
      `Cannot read an ONNX model of ${bytes.length} bytes: they are truncated, or no ONNX model`,
      { cause },
    );
  }
  const { graph } = model;
  if (!graph || graph.output.length === 0) {
    throw new OnnxError(
      `Cannot read an ONNX model of ${bytes.length} bytes: it has no graph with outputs`,
    );
  }
  return { model, graph };
}

function opsetOf(model: ModelProto): number {
  const set = model.opsetImport.find(({ domain }) => domain === "" || domain === "ai.onnx");
  const version = Number(set?.version ?? 0n);
  if (version < OLDEST_OPSET) {
    throw new OnnxError(
      `Cannot import an ONNX model of operator set ${version}: want ${OLDEST_OPSET} or later`,
    );
  }
  return version;
}

function nodeOf(node: NodeProto, index: number): OnnxNode {
  const name = node.name || node.output[0] || `number ${index}`;
  const domain = node.domain === "" || node.domain === "ai.onnx" ? "" : `${node.domain}.`;
  const where = `node "${name}" (${domain}${node.opType})`;
  return {
    where,
    opType: domain + node.opType,
    inputs: node.input,
    outputs: node.output,
    attributes: new Attributes(node.attribute, where),
  };
}

/** Checks that each value is made once, before it is read. */
function checkOrder(graph: Omit<OnnxGraph, "opset">): void {
  const made = new Set<string>(graph.constants.keys());
  for (const name of graph.inputs) made.add(name);
  for (const { where, inputs, outputs } of graph.nodes) {
    for (const name of inputs) {
      if (name !== "" && !made.has(name)) {
        throw new OnnxError(`Cannot import ${where}: nothing before it makes its input "${name}"`);
      }
    }
    for (const name of outputs) {
      if (name !== "" && made.has(name)) {
        throw new OnnxError(`Cannot import ${where}: "${name}" is made twice`);
      }
      made.add(name);
    }
  }
  for (const name of graph.outputs) {
    if (!made.has(name)) {
      throw new OnnxError(`Cannot import an ONNX model: nothing makes its output "${name}"`);
    }
  }
}

/**
 * The graph of an ONNX model; nodes that are constants are among the constants.
 *
 * @throws {OnnxError} If the bytes are no model, or it is not one of values made in order.
 */
export function readOnnx(bytes: Uint8Array): OnnxGraph {
  const { model, graph } = decode(bytes);
  const opset = opsetOf(model);
  if (graph.sparseInitializer.length > 0) {
    throw new OnnxError("Cannot import an ONNX model: no form here for its sparse constants");
  }
  const constants = new Map(graph.initializer.map((tensor) => [tensor.name, hostTensor(tensor)]));
  const inputs = graph.input.filter(({ name }) => !constants.has(name));
  for (const { name, type } of inputs) {
    const declared = type?.value.case === "tensorType" ? type.value.value.elemType : 0;
    if (kindOf(declared) === null) {
      throw new OnnxError(`Cannot import input "${name}": no form here for ${typeName(declared)}`);
    }
  }
  const nodes: OnnxNode[] = [];
  graph.node.map(nodeOf).forEach((node) => {
    if (node.opType === "Constant") constants.set(node.outputs[0] ?? "", constantOf(node));
    else nodes.push(node);
  });
  const result = {
    constants,
    nodes,
    inputs: inputs.map(({ name }) => name),
    outputs: graph.output.map(({ name }) => name),
  };
  checkOrder(result);
  return { opset, ...result, nodes: withRectifiers(result) };
}

/** Operators whose kernels rectify their results on the way. */
const RECTIFYING = ["Conv", "ConvTranspose", "Gemm"];

/** The nodes, with those rectifiers taken in that are the only reader of such a node's result. */
function withRectifiers({ nodes, outputs }: Omit<OnnxGraph, "opset">): OnnxNode[] {
  const readers = new Map<string, OnnxNode[]>();
  const outside = new Set(outputs);
  for (const node of nodes) {
    for (const name of node.inputs) readers.set(name, [...readers.get(name) ?? [], node]);
  }
  const taken = new Set<OnnxNode>();
  return nodes.flatMap((node) => {
    if (taken.has(node)) return [];
    const [result] = node.outputs;
    const [reader, ...others] = readers.get(result ?? "") ?? [];
    const alone = reader?.opType === "Relu" && others.length === 0 && !outside.has(result ?? "");
    if (!alone || !RECTIFYING.includes(node.opType)) return [node];
    taken.add(reader);
    return [{ ...node, outputs: reader.outputs, activation: "relu" as const }];
  });
}

function constantOf({ where, attributes }: OnnxNode): HostTensor {
  const number = (kind: HostTensor["kind"], values: readonly number[], shape: number[]) => ({
    kind,
    shape,
    data: kind === "float" ? Float32Array.from(values) : Float64Array.from(values),
  });
  const list = (kind: HostTensor["kind"], values: number[] | null) =>
    values && number(kind, values, [values.length]);
  const one = (kind: HostTensor["kind"], value: number | null) =>
    value === null ? null : number(kind, [value], []);
  const constant = attributes.tensor("value") ??
    one("float", attributes.float("value_float", null)) ??
    list("float", attributes.floats("value_floats", null)) ??
    one("int", attributes.int("value_int", null)) ??
    list("int", attributes.ints("value_ints", null));
  if (!constant) throw new OnnxError(`Cannot import ${where}: no form here for its value`);
  return constant;
}
