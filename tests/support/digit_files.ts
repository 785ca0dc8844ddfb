import { gzipSync } from "node:zlib";
import type { DataFolder } from "../../models/mod.ts";

/** Segments of a digit, as on a clock: top, upper left, upper right, middle, lower left, lower right, foot. */
const SEGMENTS = [
  "1110111",
  "0010010",
  "1011101",
  "1011011",
  "0111010",
  "1101011",
  "1101111",
  "1010010",
  "1111111",
  "1111011",
];
/** Where each segment lies: left, top, width, height. */
const PLACES = [
  [9, 4, 10, 3],
  [8, 5, 3, 9],
  [17, 5, 3, 9],
  [9, 12, 10, 3],
  [8, 14, 3, 9],
  [17, 14, 3, 9],
  [9, 21, 10, 3],
] as const;

/** The 28 x 28 picture of a digit of a clock, moved by up to two pixels. */
export function clockDigit(label: number, index: number): Uint8Array<ArrayBuffer> {
  const pixels = new Uint8Array(28 * 28);
  const [right, down] = [index * 7 % 5 - 2, index * 11 % 5 - 2];
  PLACES.forEach(([left, top, width, height], segment) => {
    if (SEGMENTS[label]![segment] !== "1") return;
    for (let y = top + down; y < top + down + height; y++) {
      pixels.fill(255, y * 28 + left + right, y * 28 + left + right + width);
    }
  });
  return pixels;
}

/** An IDX file of bytes. */
export function idxFile(sizes: readonly number[], data: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 + 4 * sizes.length + data.length);
  bytes.set([0, 0, 8, sizes.length]);
  const view = new DataView(bytes.buffer);
  sizes.forEach((size, i) => view.setUint32(4 + 4 * i, size));
  bytes.set(data, 4 + 4 * sizes.length);
  return bytes;
}

/** The two files of `count` clock digits; the k-th one is `(k * 3 + k / 10) % 10`. */
export function digitFiles(
  part: "train" | "t10k",
  count: number,
  { packed = false } = {},
): Record<string, Uint8Array<ArrayBuffer>> {
  const labels = Uint8Array.from({ length: count }, (_, k) => (k * 3 + Math.floor(k / 10)) % 10);
  const images = new Uint8Array(count * 784);
  labels.forEach((label, k) => images.set(clockDigit(label, k), k * 784));
  const files = {
    [`${part}-images-idx3-ubyte`]: idxFile([count, 28, 28], images),
    [`${part}-labels-idx1-ubyte`]: idxFile([count], labels),
  };
  if (!packed) return files;
  return Object.fromEntries(
    Object.entries(files).map(([name, bytes]) => [`${name}.gz`, new Uint8Array(gzipSync(bytes))]),
  );
}

/** A folder in memory. */
export function memoryFolder(
  files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>,
): DataFolder {
  return { path: "digits", read: (name) => Promise.resolve(files[name]?.slice() ?? null) };
}
