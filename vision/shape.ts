import { ShapeError } from "./errors.ts";

/** Element type of a tensor. `u8` is stored four to a 32-bit word, in row-major order. */
export type Dtype = "f32" | "u32" | "u8";

/**
 * How elements lie in memory: `linear` is row-major; `c4` is for images `[n, c, h, w]`, stored as
 * `[n][ceil(c / 4)][h][w]` of four channels each, so that one lane loads four channels at once.
 * The spare channels of the last group are zero, and every kernel keeps them so; what lies beyond the
 * last element of a linear tensor, up to a multiple of 16 bytes, may be anything.
 */
export type Layout = "linear" | "c4";

/** Sizes of a tensor, outermost first; `[]` is a scalar. */
export type Shape = readonly number[];

/** Numbers on the CPU side of a tensor, one per element. */
export type Elements =
  | Float32Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>;

/** Number of elements of a shape. */
export function elementCount(shape: Shape): number {
  return shape.reduce((count, size) => count * size, 1);
}

/** `[2, 3, 4]` as a message shows it. */
export function showShape(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/** Whether two shapes are equal. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/**
 * The four sizes of an image tensor.
 *
 * @throws {ShapeError} If the shape is not `[n, c, h, w]`.
 */
export function imageSizes(
  shape: Shape,
  action: string,
): { n: number; c: number; h: number; w: number } {
  const [n, c, h, w] = shape;
  if (
    shape.length !== 4 || n === undefined || c === undefined || h === undefined || w === undefined
  ) {
    throw new ShapeError(`Cannot ${action} ${showShape(shape)}: want images [n, c, h, w]`);
  }
  return { n, c, h, w };
}

/**
 * Checks that every size is a positive integer.
 *
 * @throws {ShapeError} Naming the first size that is not.
 */
export function checkShape(shape: Shape): void {
  for (const size of shape) {
    if (!Number.isInteger(size) || size < 1) {
      throw new ShapeError(
        `Cannot make a tensor ${showShape(shape)}: sizes are positive integers, got ${size}`,
      );
    }
  }
}

/** Bytes that a tensor takes on the device, a multiple of 16 so that it can be read as `vec4`. */
export function storageBytes(shape: Shape, dtype: Dtype, layout: Layout): number {
  if (layout === "c4") {
    const { n, c, h, w } = imageSizes(shape, "lay out as c4");
    return n * Math.ceil(c / 4) * h * w * 16;
  }
  const bytes = elementCount(shape) * (dtype === "u8" ? 1 : 4);
  return Math.ceil(bytes / 16) * 16;
}

/** Elements in logical order `[n, c, h, w]` -> the `c4` layout. */
export function packChannels(
  elements: Float32Array,
  shape: Shape,
): Float32Array<ArrayBuffer> {
  const { n, c, h, w } = imageSizes(shape, "pack");
  const groups = Math.ceil(c / 4);
  const plane = h * w;
  const packed = new Float32Array(n * groups * plane * 4);
  for (let image = 0; image < n; image++) {
    for (let channel = 0; channel < c; channel++) {
      let from = (image * c + channel) * plane;
      let to = (image * groups + (channel >> 2)) * plane * 4 + (channel & 3);
      for (let i = 0; i < plane; i++, from++, to += 4) packed[to] = elements[from]!;
    }
  }
  return packed;
}

/** The `c4` layout -> elements in logical order `[n, c, h, w]`. */
export function unpackChannels(packed: Float32Array, shape: Shape): Float32Array<ArrayBuffer> {
  const { n, c, h, w } = imageSizes(shape, "unpack");
  const groups = Math.ceil(c / 4);
  const plane = h * w;
  const elements = new Float32Array(n * c * plane);
  for (let image = 0; image < n; image++) {
    for (let channel = 0; channel < c; channel++) {
      let from = (image * groups + (channel >> 2)) * plane * 4 + (channel & 3);
      let to = (image * c + channel) * plane;
      for (let i = 0; i < plane; i++, from += 4, to++) elements[to] = packed[from]!;
    }
  }
  return elements;
}
