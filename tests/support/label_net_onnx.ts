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

/** Named weights: shape and elements. */
export type Weights = ReadonlyMap<string, { shape: readonly number[]; elements: Float32Array }>;

const ints = (name: string, values: readonly number[]): AttributeProto =>
  create(AttributeProtoSchema, {
    name,
    type: AttributeProto_AttributeType.INTS,
    ints: values.map(BigInt),
  });

const text = (name: string, value: string): AttributeProto =>
  create(AttributeProtoSchema, {
    name,
    type: AttributeProto_AttributeType.STRING,
    s: new TextEncoder().encode(value),
  });

/**
 * The terrain net or the scene net as an ONNX model, written from their descriptions alone (the tables in their
 * READMEs), so that another library can say what they compute. The scene net has a stage more, `down6`.
 * Input `x` `[1, 3, h, w]`, output `logits`.
 */
export function labelNetOnnx(weights: Weights, height: number, width: number): Uint8Array {
  const nodes: NodeProto[] = [];
  const node = (
    opType: string,
    input: string[],
    output: string,
    attribute: AttributeProto[] = [],
  ): string => {
    nodes.push(create(NodeProtoSchema, { opType, input, output: [output], attribute }));
    return output;
  };
  const conv = (name: string, x: string, stride: number, pad: number, relu: boolean) => {
    const kernel = weights.get(`${name}.weight`)!.shape.slice(2);
    const y = node("Conv", [x, `${name}.weight`, `${name}.bias`], `${name}.y`, [
      ints("kernel_shape", kernel),
      ints("strides", [stride, stride]),
      ints("pads", [pad, pad, pad, pad]),
    ]);
    return relu ? node("Relu", [y], `${name}.relu`) : y;
  };
  const pool = (x: string) =>
    node("MaxPool", [x], `${x}.pool`, [ints("kernel_shape", [2, 2]), ints("strides", [2, 2])]);
  const sizes: { name: string; dims: number[] }[] = [];
  const resize = (x: string, h: number, w: number, channels: number) => {
    const name = `${x}.size`;
    sizes.push({ name, dims: [1, channels, h, w] });
    return node("Resize", [x, "", "", name], `${x}.resized`, [
      text("mode", "linear"),
      text("coordinate_transformation_mode", "half_pixel"),
    ]);
  };
  const concat = (a: string, b: string) =>
    node("Concat", [a, b], `${a}+${b}`, [
      create(AttributeProtoSchema, {
        name: "axis",
        type: AttributeProto_AttributeType.INT,
        i: 1n,
      }),
    ]);
  const [h2, w2] = [Math.ceil(height / 2), Math.ceil(width / 2)];
  const [h4, w4] = [h2 >> 1, w2 >> 1];
  const [h8, w8] = [h4 >> 1, w4 >> 1];
  const channelsOf = (name: string) => weights.get(`${name}.weight`)!.shape[0]!;

  const half = conv("down2", conv("down1", "x", 2, 2, true), 1, 1, true);
  const quarter = conv("down3", pool(half), 1, 1, true);
  const eighth = conv("down4", pool(quarter), 1, 1, true);
  const sixteenth = ["down5", "down6"].filter((name) => weights.has(`${name}.weight`)).reduce(
    (x, name) => conv(name, x, 1, 1, true),
    pool(eighth),
  );
  const deepest = channelsOf("down5");
  const up3 = conv(
    "up3",
    concat(resize(sixteenth, h8, w8, deepest), eighth),
    1,
    1,
    true,
  );
  const up2 = conv("up2", concat(resize(up3, h4, w4, channelsOf("up3")), quarter), 1, 1, true);
  const up1 = conv("up1", concat(resize(up2, h2, w2, channelsOf("up2")), half), 1, 1, true);
  const head = conv("head", up1, 1, 0, false);
  const logits = resize(head, height, width, channelsOf("head"));

  const tensorType = (dims: readonly number[]) =>
    create(TypeProtoSchema, {
      value: {
        case: "tensorType",
        value: create(TypeProto_TensorSchema, {
          elemType: TensorProto_DataType.FLOAT,
          shape: create(TensorShapeProtoSchema, {
            dim: dims.map((dim) =>
              create(TensorShapeProto_DimensionSchema, {
                value: { case: "dimValue", value: BigInt(dim) },
              })
            ),
          }),
        }),
      },
    });
  const graph = create(GraphProtoSchema, {
    name: "labels",
    node: nodes,
    input: [create(ValueInfoProtoSchema, { name: "x", type: tensorType([1, 3, height, width]) })],
    output: [create(ValueInfoProtoSchema, {
      name: logits,
      type: tensorType([1, channelsOf("head"), height, width]),
    })],
    initializer: [
      ...[...weights].map(([name, { shape, elements }]) =>
        create(TensorProtoSchema, {
          name,
          dims: shape.map(BigInt),
          dataType: TensorProto_DataType.FLOAT,
          rawData: new Uint8Array(elements.slice().buffer),
        })
      ),
      ...sizes.map(({ name, dims }) =>
        create(TensorProtoSchema, {
          name,
          dims: [4n],
          dataType: TensorProto_DataType.INT64,
          int64Data: dims.map(BigInt),
        })
      ),
    ],
  });
  const model = create(ModelProtoSchema, {
    irVersion: 8n,
    opsetImport: [create(OperatorSetIdProtoSchema, { domain: "", version: 17n })],
    producerName: "farsight-tests",
    graph,
  });
  return toBinary(ModelProtoSchema, model);
}
