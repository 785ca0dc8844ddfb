import { CheckpointError } from "../errors.ts";
import { elementCount, type Elements, type Shape, showShape } from "../shape.ts";

/** A named array of a checkpoint. */
export interface StoredTensor {
  /** `[]` for a scalar. */
  readonly shape: Shape;
  /** In row-major order. */
  readonly data: Elements;
}

/** What a safetensors file holds. */
export interface Safetensors {
  /** By name. */
  readonly tensors: Readonly<Record<string, StoredTensor>>;
  /** Free text by name. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** The dtypes that we write and read, with their arrays. */
const ARRAYS = { F32: Float32Array, U32: Uint32Array, U8: Uint8Array } as const;

function dtypeOf(data: Elements): keyof typeof ARRAYS {
  return data instanceof Float32Array ? "F32" : data instanceof Uint32Array ? "U32" : "U8";
}

/**
 * Tensors and text as a safetensors file: the length of the header (u64, little endian), the header
 * (JSON: dtype, shape and place of each tensor), then the bytes. Equal content gives equal bytes.
 *
 * @see https://github.com/huggingface/safetensors
 * @throws {RangeError} If a tensor's data does not have as many elements as its shape, or its name is
 *   the one that the format keeps for itself.
 */
export function encodeSafetensors({ tensors, metadata }: Safetensors): Uint8Array<ArrayBuffer> {
  const header: [string, unknown][] = [["__metadata__", metadata]];
  let size = 0;
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    if (data.length !== elementCount(shape)) {
      throw new RangeError(
        `Cannot store "${name}": ${data.length} elements are no ${showShape(shape)}`,
      );
    }
    if (name === "__metadata__") {
      throw new RangeError('Cannot store "__metadata__": the format keeps that name for text');
    }
    const end = size + data.byteLength;
    header.push([name, { dtype: dtypeOf(data), shape, data_offsets: [size, end] }]);
    size = end;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  // Spaces at the end of the header put the data at a multiple of 8, so that it can be viewed.
  const start = Math.ceil((8 + json.length) / 8) * 8;
  const bytes = new Uint8Array(start + size).fill(0x20, 8 + json.length, start);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - 8), true);
  bytes.set(json, 8);
  let at = start;
  for (const { data } of Object.values(tensors)) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

interface Entry {
  readonly dtype: keyof typeof ARRAYS;
  readonly shape: number[];
  readonly data_offsets: [number, number];
}

const isNaturals = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);

function checkEntry(name: string, value: unknown): Entry {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Record<string, unknown>;
  if (typeof dtype !== "string" || !Object.hasOwn(ARRAYS, dtype)) {
    throw new CheckpointError(
      `Cannot read tensor "${name}": its dtype is ${dtype}, want one of ` +
        Object.keys(ARRAYS).join(", "),
    );
  }
  if (!isNaturals(shape) || !isNaturals(offsets) || offsets.length !== 2) {
    throw new CheckpointError(`Cannot read tensor "${name}": its shape or place is malformed`);
  }
  const entry = { dtype, shape, data_offsets: offsets } as Entry;
  const wanted = elementCount(shape) * ARRAYS[entry.dtype].BYTES_PER_ELEMENT;
  const got = entry.data_offsets[1] - entry.data_offsets[0];
  if (wanted !== got) {
    throw new CheckpointError(
      `Cannot read tensor "${name}": ${showShape(shape)} of ${dtype} takes ${wanted} bytes, ` +
        `its place has ${got}`,
    );
  }
  return entry;
}

/**
 * The tensors and text of a safetensors file, every byte accounted for.
 *
 * @throws {CheckpointError} If it is truncated, malformed, or has holes or overlaps.
 */
export function decodeSafetensors(bytes: Uint8Array): Safetensors {
  if (bytes.length < 8) {
    throw new CheckpointError(
      `Cannot read a checkpoint: ${bytes.length} bytes are too few for a safetensors file`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getBigUint64(0, true);
  if (length > BigInt(bytes.length - 8)) {
    throw new CheckpointError(
      `Cannot read a checkpoint: its header should take ${length} bytes, the file has ` +
        `${bytes.length - 8} left (truncated, or no safetensors file)`,
    );
  }
  const start = 8 + Number(length);
  let header: Record<string, unknown>;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, start)));
    if (typeof header !== "object" || header === null || Array.isArray(header)) {
      throw new TypeError();
    }
  } catch (cause) {
    throw new CheckpointError("Cannot read a checkpoint: its header is no JSON object", { cause });
  }
  const { __metadata__: metadata = {}, ...rest } = header;
  if (typeof metadata !== "object" || metadata === null || Array.isArray(metadata)) {
    throw new CheckpointError("Cannot read a checkpoint: its metadata is no object");
  }
  const entries = Object.entries(rest).map(([name, value]) =>
    [name, checkEntry(name, value)] as const
  )
    .sort(([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0]);
  let at = 0;
  const tensors: [string, StoredTensor][] = [];
  for (const [name, { dtype, shape, data_offsets: [from, to] }] of entries) {
    if (from !== at) {
      throw new CheckpointError(
        `Cannot read tensor "${name}": it begins at byte ${from}, the one before it ends at ${at}`,
      );
    }
    at = to;
    if (start + to > bytes.length) {
      throw new CheckpointError(
        `Cannot read tensor "${name}": it ends at byte ${start + to}, the file at ` +
          `${bytes.length} (truncated)`,
      );
    }
    // Copied, because the place of a view must be a multiple of its element size.
    const data = new ARRAYS[dtype](bytes.slice(start + from, start + to).buffer);
    tensors.push([name, { shape, data }]);
  }
  if (start + at !== bytes.length) {
    throw new CheckpointError(
      `Cannot read a checkpoint: its tensors end at byte ${
        start + at
      }, the file at ${bytes.length}`,
    );
  }
  const text = Object.fromEntries(Object.entries(metadata).map(([k, v]) => [k, String(v)]));
  return { tensors: Object.fromEntries(tensors), metadata: text };
}
