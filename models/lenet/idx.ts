import { DataError } from "../model.ts";

/** An array as an IDX file holds it. */
export interface IdxArray {
  /** Outermost first. */
  readonly sizes: readonly number[];
  /** In row-major order. */
  readonly data: Uint8Array<ArrayBuffer>;
}

/** First two bytes of a gzip file. */
const GZIP = [0x1f, 0x8b] as const;
/** IDX code of unsigned bytes. */
const UNSIGNED_BYTES = 0x08;

/**
 * What a gzip file holds; any other bytes as they are.
 *
 * @throws {DataError} If it begins as one and is broken or cut short.
 */
export async function gunzipped(
  bytes: Uint8Array<ArrayBuffer>,
  name: string,
): Promise<Uint8Array<ArrayBuffer>> {
  if (bytes[0] !== GZIP[0] || bytes[1] !== GZIP[1]) return bytes;
  try {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch (cause) {
    throw new DataError(`Cannot unpack ${name}: it is damaged or cut short`, { cause });
  }
}

/**
 * An IDX file of unsigned bytes: two zero bytes, the code of the type, the number of sizes, the sizes
 * (u32, big endian), then the elements.
 *
 * @param name As messages show it.
 * @param rank Sizes that it must have.
 * @throws {DataError} If it is no such file, or longer or shorter than its sizes say.
 */
export function parseIdx(bytes: Uint8Array<ArrayBuffer>, name: string, rank: number): IdxArray {
  const start = 4 + 4 * rank;
  const magic = [0, 0, UNSIGNED_BYTES, rank];
  if (bytes.length < 4 || magic.some((byte, i) => bytes[i] !== byte)) {
    const hex = (values: Iterable<number>) =>
      Array.from(values, (value) => value.toString(16).padStart(2, "0")).join(" ");
    throw new DataError(
      `Cannot read ${name}: want an IDX file of bytes that begins ${hex(magic)}, ` +
        `got ${hex(bytes.subarray(0, 4)) || "nothing"}`,
    );
  }
  if (bytes.length < start) {
    throw new DataError(`Cannot read ${name}: it ends in its header, at byte ${bytes.length}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const sizes = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const count = sizes.reduce((product, size) => product * size, 1);
  if (bytes.length - start !== count) {
    throw new DataError(
      `Cannot read ${name}: its sizes ${sizes.join(" x ")} take ${count} bytes, ` +
        `${bytes.length - start} are there`,
    );
  }
  return { sizes, data: bytes.slice(start) };
}
