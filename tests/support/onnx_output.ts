import { create, toBinary } from "@bufbuild/protobuf";
import {
  type AttributeProto,
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  TensorProto_DataType,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  ValueInfoProtoSchema,
} from "onnx-buf";
import * as ort from "onnxruntime-web";

/** An input of the node: f32, or i64 for sizes; `null` for one that is left out. */
export type OnnxInput =
  | { readonly shape: readonly number[]; readonly data: ArrayLike<number>; readonly i64?: boolean }
  | null;

/** Attributes of the node: an integer, a fraction, integers or text. */
export type OnnxAttributes = Readonly<
  Record<string, number | { readonly float: number } | readonly number[] | string>
>;

const TYPES = AttributeProto_AttributeType;

function attribute(name: string, value: OnnxAttributes[string]): AttributeProto {
  if (typeof value === "number") {
    return create(AttributeProtoSchema, { name, type: TYPES.INT, i: BigInt(value) });
  }
  if (typeof value === "string") {
    const s = new TextEncoder().encode(value);
    return create(AttributeProtoSchema, { name, type: TYPES.STRING, s });
  }
  if ("float" in value) {
    return create(AttributeProtoSchema, { name, type: TYPES.FLOAT, f: value.float });
  }
  return create(AttributeProtoSchema, { name, type: TYPES.INTS, ints: value.map(BigInt) });
}

function declared(name: string, elemType: number, shape?: readonly number[]) {
  const dim = shape?.map((size) =>
    create(TensorShapeProto_DimensionSchema, { value: { case: "dimValue", value: BigInt(size) } })
  );
  const value = create(TypeProto_TensorSchema, {
    elemType,
    ...(dim ? { shape: create(TensorShapeProtoSchema, { dim }) } : {}),
  });
  return create(ValueInfoProtoSchema, {
    name,
    type: create(TypeProtoSchema, { value: { case: "tensorType", value } }),
  });
}

/** What ONNX Runtime, a library that shares no line with ours, computes for one node of ONNX. */
export async function onnxOutput(
  opType: string,
  inputs: readonly OnnxInput[],
  attributes: OnnxAttributes = {},
): Promise<{ shape: number[]; data: Float32Array }> {
  const name = (input: OnnxInput, i: number) => input ? `x${i}` : "";
  const given = inputs.flatMap((input, i) => input ? [{ ...input, name: name(input, i) }] : []);
  const { FLOAT, INT64 } = TensorProto_DataType;
  const graph = create(GraphProtoSchema, {
    name: opType,
    node: [create(NodeProtoSchema, {
      opType,
      input: inputs.map(name),
      output: ["y"],
      attribute: Object.entries(attributes).map(([key, value]) => attribute(key, value)),
    })],
    input: given.map(({ name, shape, i64 }) => declared(name, i64 ? INT64 : FLOAT, shape)),
    output: [declared("y", FLOAT)],
  });
  const model = create(ModelProtoSchema, {
    irVersion: 8n,
    opsetImport: [create(OperatorSetIdProtoSchema, { domain: "", version: 17n })],
    graph,
  });
  ort.env.wasm.numThreads = 1;
  const session = await ort.InferenceSession.create(toBinary(ModelProtoSchema, model), {
    executionProviders: ["wasm"],
    logSeverityLevel: 3,
  });
  const feeds = Object.fromEntries(given.map(({ name, shape, data, i64 }) => [
    name,
    i64
      ? new ort.Tensor("int64", BigInt64Array.from(Array.from(data, BigInt)), shape)
      : new ort.Tensor("float32", Float32Array.from(data), shape),
  ]));
  const y = (await session.run(feeds))["y"]!;
  const result = { shape: [...y.dims], data: (y.data as Float32Array).slice() };
  await session.release();
  return result;
}
