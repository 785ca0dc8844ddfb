import { create, toBinary } from "@bufbuild/protobuf";
import {
  type AttributeProto,
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  TensorProto_DataType,
  TensorProtoSchema,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  ValueInfoProtoSchema,
} from "onnx-buf";
import {
  REFERENCE_CLASSES,
  REFERENCE_LAYERS,
  type ReferenceWeights,
  type ReferenceWork,
} from "../reference_work.ts";

const { INT, INTS, STRING } = AttributeProto_AttributeType;
const { FLOAT, INT64 } = TensorProto_DataType;

function attribute(name: string, value: number | string | readonly number[]): AttributeProto {
  if (typeof value === "number") {
    return create(AttributeProtoSchema, { name, type: INT, i: BigInt(value) });
  }
  if (typeof value === "string") {
    const s = new TextEncoder().encode(value);
    return create(AttributeProtoSchema, { name, type: STRING, s });
  }
  return create(AttributeProtoSchema, { name, type: INTS, ints: value.map(BigInt) });
}

function floats(name: string, dims: readonly number[]) {
  const dim = dims.map((size) =>
    create(TensorShapeProto_DimensionSchema, { value: { case: "dimValue", value: BigInt(size) } })
  );
  const value = create(TypeProto_TensorSchema, {
    elemType: FLOAT,
    shape: create(TensorShapeProtoSchema, { dim }),
  });
  const type = create(TypeProtoSchema, { value: { case: "tensorType", value } });
  return create(ValueInfoProtoSchema, { name, type });
}

/** The reference net as an ONNX model of inputs `x0`, `x1`, `x2` and output `logits`. */
export function referenceOnnx(
  weights: readonly ReferenceWeights[],
  { n, height, width }: ReferenceWork,
): Uint8Array {
  const node: NodeProto[] = [];
  const apply = (
    opType: string,
    input: string[],
    output: string,
    attributes: Readonly<Record<string, number | string | readonly number[]>>,
  ) => {
    const list = Object.entries(attributes).map(([name, value]) => attribute(name, value));
    node.push(create(NodeProtoSchema, { opType, input, output: [output], attribute: list }));
    return output;
  };
  const conv = (x: string, l: number, output: string) => {
    const { kernel, activation } = REFERENCE_LAYERS[l]!;
    const pad = (kernel - 1) / 2;
    const y = apply("Conv", [x, `w${l}`, `b${l}`], activation ? `${output}.linear` : output, {
      kernel_shape: [kernel, kernel],
      pads: [pad, pad, pad, pad],
    });
    return activation ? apply("Relu", [y], output, {}) : y;
  };
  const pool = (x: string) =>
    apply("MaxPool", [x], `${x}.pool`, { kernel_shape: [2, 2], strides: [2, 2] });
  const [h, w] = [height >> 2, width >> 2];
  const features = [0, 1, 2].map((s) => {
    const y = conv(pool(conv(pool(conv(`x${s}`, 0, `s${s}.0`)), 1, `s${s}.1`)), 2, `s${s}.2`);
    if (s === 0) return y;
    return apply("Resize", [y, "", "", "size"], `${y}.resized`, {
      mode: "nearest",
      coordinate_transformation_mode: "asymmetric",
      nearest_mode: "floor",
    });
  });
  conv(apply("Concat", features, "features", { axis: 1 }), 3, "logits");
  const constant = (name: string, dims: readonly number[], data: Float32Array<ArrayBuffer>) =>
    create(TensorProtoSchema, {
      name,
      dims: dims.map(BigInt),
      dataType: FLOAT,
      rawData: new Uint8Array(data.buffer),
    });
  const graph = create(GraphProtoSchema, {
    name: "reference_net",
    node,
    input: [0, 1, 2].map((s) => floats(`x${s}`, [n, 3, height >> s, width >> s])),
    output: [floats("logits", [n, REFERENCE_CLASSES, h, w])],
    initializer: [
      ...REFERENCE_LAYERS.flatMap(({ inputs, outputs, kernel }, l) => [
        constant(`w${l}`, [outputs, inputs, kernel, kernel], weights[l]!.weight),
        constant(`b${l}`, [outputs], weights[l]!.bias),
      ]),
      create(TensorProtoSchema, {
        name: "size",
        dims: [4n],
        dataType: INT64,
        int64Data: [n, REFERENCE_LAYERS[2]!.outputs, h, w].map(BigInt),
      }),
    ],
  });
  const model = create(ModelProtoSchema, {
    irVersion: 8n,
    opsetImport: [create(OperatorSetIdProtoSchema, { domain: "", version: 17n })],
    producerName: "farsight-bench",
    graph,
  });
  return toBinary(ModelProtoSchema, model);
}
