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
  type TensorProto,
  TensorProto_DataType,
  TensorProtoSchema,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from "onnx-buf";
import { type Dtype, elementCount, type Elements, type Shape } from "../shape.ts";

/** The set of ONNX operators that is written; the first whose Resize and reductions name their axes. */
const OPSET = 18;

/** The version of the file format that came with a set of operators. */
const irVersion = (opset: number) => (opset < 19 ? 8n : 9n);

/** An attribute of a node: an integer, integers or text; a float says so, since 1.0 is an integer too. */
export type WrittenAttribute = number | readonly number[] | string | { readonly float: number };

const TYPES = AttributeProto_AttributeType;

/** The ONNX type of our elements. */
const ONNX_TYPE: Readonly<Record<Dtype, TensorProto_DataType>> = {
  f32: TensorProto_DataType.FLOAT,
  u32: TensorProto_DataType.UINT32,
  u8: TensorProto_DataType.UINT8,
};

/** What a Cast's "to" may be. */
export const { INT64, BOOL } = TensorProto_DataType;

function attributeProto(name: string, value: WrittenAttribute): AttributeProto {
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

/** The bytes of elements, little endian as ONNX wants them and as every WebGPU host has them. */
function bytesOf(data: Elements | BigInt64Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
}

/** A graph while it is written: nodes in order, and the constants that they take. */
export class GraphWriter {
  readonly #nodes: NodeProto[] = [];
  readonly #initializers = new Map<string, TensorProto>();
  readonly #names = new Set<string>();
  #opset = OPSET;

  /** Makes the model one of a later operator set, for an operator that is younger than the usual one. */
  require(opset: number): void {
    this.#opset = Math.max(this.#opset, opset);
  }

  /** A name that nothing has yet, as close to the wish as possible. */
  claim(wish: string): string {
    let name = wish;
    for (let i = 2; this.#names.has(name); i++) name = `${wish}_${i}`;
    this.#names.add(name);
    return name;
  }

  /** Adds a node of one result and gives the result's name. An input left out is `null`. */
  node(
    opType: string,
    inputs: readonly (string | null)[],
    attributes: Readonly<Record<string, WrittenAttribute>> = {},
  ): string {
    return this.nodeOf(opType, inputs, attributes, [opType.toLowerCase()])[0]!;
  }

  /** Adds a node of several results and gives their names; one that nobody wants is `null`. */
  nodeOf(
    opType: string,
    inputs: readonly (string | null)[],
    attributes: Readonly<Record<string, WrittenAttribute>>,
    outputs: readonly (string | null)[],
  ): string[] {
    const output = outputs.map((wish) => wish === null ? "" : this.claim(wish));
    this.#nodes.push(create(NodeProtoSchema, {
      name: output.find((name) => name !== "")!,
      opType,
      input: inputs.map((name) => name ?? ""),
      output,
      attribute: Object.entries(attributes).map(([name, value]) => attributeProto(name, value)),
    }));
    return output;
  }

  /**
   * Gives a value another name: where a node made it and none has read it since, in place of its own, else by a
   * node that does nothing.
   */
  rename(name: string, wanted: string): void {
    const maker = this.#nodes.at(-1);
    if (maker?.output[0] === name) maker.output[0] = wanted;
    else {this.#nodes.push(create(NodeProtoSchema, {
        name: wanted,
        opType: "Identity",
        input: [name],
        output: [wanted],
      }));}
  }

  /** Adds a constant of that name. */
  constant(name: string, dtype: Dtype, shape: Shape, data: Elements): void {
    this.#add(name, ONNX_TYPE[dtype], shape, bytesOf(data));
  }

  /** A constant list of integers (axes, sizes), or an array of them; equal ones are one constant. */
  integers(values: readonly number[], shape: Shape = [values.length]): string {
    const name = `integers ${shape.length > 1 ? `[${shape}] ` : ""}${values.join(" ")}`;
    if (!this.#initializers.has(name)) {
      this.#add(name, INT64, shape, bytesOf(BigInt64Array.from(values, BigInt)));
    }
    return name;
  }

  /** A constant integer without axes. */
  index(value: number): string {
    const name = `integer ${value}`;
    if (!this.#initializers.has(name)) {
      this.#add(name, INT64, [], bytesOf(BigInt64Array.of(BigInt(value))));
    }
    return name;
  }

  /** A constant number; equal numbers are one constant. */
  number(value: number): string {
    const name = `number ${value}`;
    if (!this.#initializers.has(name)) {
      this.#add(name, TensorProto_DataType.FLOAT, [], bytesOf(Float32Array.of(value)));
    }
    return name;
  }

  /** A constant array of equal numbers; equal ones are one constant. */
  filled(value: number, shape: Shape): string {
    const name = `number ${value} [${shape}]`;
    if (!this.#initializers.has(name)) {
      this.constant(name, "f32", shape, new Float32Array(elementCount(shape)).fill(value));
    }
    return name;
  }

  /** A constant array. */
  floats(data: Float32Array<ArrayBuffer>, shape: Shape): string {
    const name = this.claim("numbers");
    this.constant(name, "f32", shape, data);
    return name;
  }

  #add(name: string, dataType: number, shape: Shape, rawData: Uint8Array<ArrayBuffer>): void {
    this.#names.add(name);
    const dims = shape.map(BigInt);
    this.#initializers.set(name, create(TensorProtoSchema, { name, dims, dataType, rawData }));
  }

  /** The model, with these inputs and outputs. */
  bytes(
    { name, description }: { readonly name: string; readonly description: string },
    input: readonly ValueInfoProto[],
    output: readonly ValueInfoProto[],
  ): Uint8Array<ArrayBuffer> {
    return toBinary(
      ModelProtoSchema,
      create(ModelProtoSchema, {
        irVersion: irVersion(this.#opset),
        producerName: "farsight",
        docString: description,
        opsetImport: [
          create(OperatorSetIdProtoSchema, { domain: "", version: BigInt(this.#opset) }),
        ],
        graph: create(GraphProtoSchema, {
          name,
          node: this.#nodes,
          initializer: [...this.#initializers.values()],
          input: [...input],
          output: [...output],
        }),
      }),
    );
  }
}

/** An input or output as the model declares it; the size of `batchAxis` is left open. */
export function declaredValue(
  name: string,
  dtype: Dtype,
  shape: Shape,
  batchAxis: number | null,
): ValueInfoProto {
  const dim = shape.map((size, axis) =>
    create(TensorShapeProto_DimensionSchema, {
      value: axis === batchAxis
        ? { case: "dimParam", value: "batch" }
        : { case: "dimValue", value: BigInt(size) },
    })
  );
  const value = create(TypeProto_TensorSchema, {
    elemType: ONNX_TYPE[dtype],
    shape: create(TensorShapeProtoSchema, { dim }),
  });
  return create(ValueInfoProtoSchema, {
    name,
    type: create(TypeProtoSchema, { value: { case: "tensorType", value } }),
  });
}
