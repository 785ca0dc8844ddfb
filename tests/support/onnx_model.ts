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
  TensorProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  ValueInfoProtoSchema,
} from "onnx-buf";

/** An attribute: an integer, integers, text, or a float that says so. */
export type ModelAttribute = number | readonly number[] | string | { readonly float: number };

/** A node of one or more results. */
export interface ModelNode {
  readonly op: string;
  /** Names; `""` for one that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, ModelAttribute>>;
}

/** A constant: f32, or i64 where it says so. */
export interface ModelConstant {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
  readonly i64?: boolean;
}

/** A model, written without a line of what is tested. */
export interface Model {
  readonly opset: number;
  readonly nodes: readonly ModelNode[];
  readonly constants?: Readonly<Record<string, ModelConstant>>;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

const TYPES = AttributeProto_AttributeType;
const { FLOAT, INT64 } = TensorProto_DataType;

function attribute(name: string, value: ModelAttribute): AttributeProto {
  if (typeof value === "number") {
    return create(AttributeProtoSchema, { name, type: TYPES.INT, i: BigInt(value) });
  }
  if (typeof value === "string") {
    const s = new TextEncoder().encode(value);
    return create(AttributeProtoSchema, { name, type: TYPES.STRING, s });
  }
  return "float" in value
    ? create(AttributeProtoSchema, { name, type: TYPES.FLOAT, f: value.float })
    : create(AttributeProtoSchema, { name, type: TYPES.INTS, ints: value.map(BigInt) });
}

const declared = (name: string) =>
  create(ValueInfoProtoSchema, {
    name,
    type: create(TypeProtoSchema, {
      value: { case: "tensorType", value: create(TypeProto_TensorSchema, { elemType: FLOAT }) },
    }),
  });

/** The bytes of a model. */
export function modelBytes(model: Model): Uint8Array<ArrayBuffer> {
  const graph = create(GraphProtoSchema, {
    name: "test",
    node: model.nodes.map(({ op, inputs, outputs, attributes = {} }, i) =>
      create(NodeProtoSchema, {
        name: `n${i}`,
        opType: op,
        input: [...inputs],
        output: [...outputs],
        attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
      })
    ),
    initializer: Object.entries(model.constants ?? {}).map(([name, { shape, data, i64 }]) =>
      create(TensorProtoSchema, {
        name,
        dims: shape.map(BigInt),
        dataType: i64 ? INT64 : FLOAT,
        ...(i64 ? { int64Data: Array.from(data, BigInt) } : { floatData: Array.from(data) }),
      })
    ),
    input: model.inputs.map(declared),
    output: model.outputs.map(declared),
  });
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: 8n,
      opsetImport: [create(OperatorSetIdProtoSchema, { domain: "", version: BigInt(model.opset) })],
      graph,
    }),
  );
}
