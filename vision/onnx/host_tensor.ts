import { type TensorProto, TensorProto_DataLocation, TensorProto_DataType } from "onnx-buf";
import { elementCount, type Shape, showShape } from "../shape.ts";
import { OnnxError } from "./onnx_error.ts";

/**
 * An array on the CPU: constants of a model, and what follows from shapes alone, which decides what
 * kernels run and so must be known before any does. Truth values are the integers 0 and 1.
 */
export interface HostTensor {
  readonly kind: "float" | "int";
  /** `[]` for a scalar. */
  readonly shape: Shape;
  /** In row-major order; integers are exact up to 2^53. */
  readonly data: Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;
}

/** Integers on the CPU; one without axes where no shape is given and `values` is a number. */
export function hostInts(values: number | readonly number[], shape?: Shape): HostTensor {
  const list = typeof values === "number" ? [values] : values;
  return {
    kind: "int",
    shape: shape ?? (typeof values === "number" ? [] : [list.length]),
    data: Float64Array.from(list),
  };
}

/** Whether a value is on the CPU. */
export function isHost(value: object): value is HostTensor {
  return "kind" in value && "data" in value;
}

const T = TensorProto_DataType;

/** How the raw bytes of each type are read. */
const RAW: Readonly<Record<number, (bytes: ArrayBuffer) => ArrayLike<number | bigint>>> = {
  [T.FLOAT]: (bytes) => new Float32Array(bytes),
  [T.DOUBLE]: (bytes) => new Float64Array(bytes),
  [T.FLOAT16]: (bytes) => new Float16Array(bytes),
  [T.INT64]: (bytes) => new BigInt64Array(bytes),
  [T.INT32]: (bytes) => new Int32Array(bytes),
  [T.INT16]: (bytes) => new Int16Array(bytes),
  [T.INT8]: (bytes) => new Int8Array(bytes),
  [T.UINT64]: (bytes) => new BigUint64Array(bytes),
  [T.UINT32]: (bytes) => new Uint32Array(bytes),
  [T.UINT16]: (bytes) => new Uint16Array(bytes),
  [T.UINT8]: (bytes) => new Uint8Array(bytes),
  [T.BOOL]: (bytes) => new Uint8Array(bytes),
};

const FLOATS: readonly number[] = [T.FLOAT, T.DOUBLE, T.FLOAT16];

/** Which kind of numbers an ONNX type becomes here, or `null` for one that has none. */
export function kindOf(dataType: number): HostTensor["kind"] | null {
  if (!(dataType in RAW)) return null;
  return FLOATS.includes(dataType) ? "float" : "int";
}

/** The name of an ONNX type, for messages. */
export function typeName(dataType: number): string {
  return TensorProto_DataType[dataType] ?? `type ${dataType}`;
}

/** The elements, from whichever of the message's fields has them. */
function elementsOf(tensor: TensorProto): ArrayLike<number | bigint> {
  const { dataType, rawData, floatData, doubleData, int32Data, int64Data, uint64Data } = tensor;
  if (rawData.length > 0) {
    // A copy, since views must begin at multiples of their elements; slice() of a Node buffer makes none.
    const bytes = new Uint8Array(rawData).buffer;
    try {
      return RAW[dataType]!(bytes);
    } catch (cause) {
      throw new OnnxError(
        `Cannot read tensor "${tensor.name}": ${bytes.byteLength} bytes are no ` +
          `${typeName(dataType)}`,
        { cause },
      );
    }
  }
  if (dataType === T.FLOAT) return floatData;
  if (dataType === T.DOUBLE) return doubleData;
  if (dataType === T.INT64) return int64Data;
  if (dataType === T.UINT32 || dataType === T.UINT64) return uint64Data;
  // Halves lie in the 32-bit field by their bits.
  if (dataType === T.FLOAT16) return new Float16Array(Uint16Array.from(int32Data).buffer);
  return int32Data;
}

/**
 * A tensor of a model's file.
 *
 * @throws {OnnxError} If its type has no form here, its data lies in another file, or their number is not
 *   its shape's.
 */
export function hostTensor(tensor: TensorProto): HostTensor {
  const shape = tensor.dims.map(Number);
  const problem = `Cannot read tensor "${tensor.name}" ${showShape(shape)}`;
  const kind = kindOf(tensor.dataType);
  if (kind === null) {
    throw new OnnxError(`${problem}: no form here for ${typeName(tensor.dataType)}`);
  }
  if (tensor.dataLocation === TensorProto_DataLocation.EXTERNAL) {
    throw new OnnxError(`${problem}: its data lies in another file, want it in the model's own`);
  }
  const elements = elementsOf(tensor);
  if (elements.length !== elementCount(shape)) {
    throw new OnnxError(
      `${problem}: want ${elementCount(shape)} elements, got ${elements.length}`,
    );
  }
  const data = elements instanceof Float32Array
    ? elements as Float32Array<ArrayBuffer>
    : kind === "float"
    ? Float32Array.from(elements, Number)
    : Float64Array.from(elements, Number);
  return { kind, shape, data };
}
