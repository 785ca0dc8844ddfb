import { ShapeError } from "../../errors.ts";
import { imageSizes, type Shape, showShape } from "../../shape.ts";

/** A number for both directions, or one for each. */
export type Pair = number | readonly [vertical: number, horizontal: number];

/** Both numbers of a pair. */
export function sides(pair: Pair): readonly [vertical: number, horizontal: number] {
  return typeof pair === "number" ? [pair, pair] : pair;
}

/** Rings of zeros: a number for both directions, one for each, or one for each side. */
export type Padding = Pair | readonly [top: number, left: number, bottom: number, right: number];

/** What a caller of `conv2d()` may choose. */
export interface Conv2dOptions {
  /** Step of the window, 1 by default. */
  readonly stride?: Pair;
  /** Rings of zeros around the image, 0 by default. */
  readonly padding?: Padding;
  /** Distance of neighbouring taps, 1 by default. */
  readonly dilation?: Pair;
  /** Parts into which input and output channels are split; each sees only its own. 1 by default. */
  readonly groups?: number;
  /** Applied to the output in the same kernel. */
  readonly activation?: "relu";
}

/** All sizes of one convolution: images `[n, c, h, w]`, kernels `[o, c / groups, kh, kw]`, output `[n, o, oh, ow]`. */
export interface Conv2dGeometry {
  readonly n: number;
  readonly c: number;
  readonly h: number;
  readonly w: number;
  readonly o: number;
  readonly kh: number;
  readonly kw: number;
  readonly oh: number;
  readonly ow: number;
  readonly strideY: number;
  readonly strideX: number;
  readonly top: number;
  readonly left: number;
  readonly dilationY: number;
  readonly dilationX: number;
  readonly groups: number;
}

/** Checks that a size is an integer of at least `least`, and says so otherwise. */
function whole(action: string, name: string, value: number, least: number): number {
  if (!Number.isInteger(value) || value < least) {
    throw new RangeError(
      `Cannot ${action}: ${name} must be an integer >= ${least}, got ${value}`,
    );
  }
  return value;
}

/** Both numbers of a pair, checked. */
function pairOf(action: string, name: string, pair: Pair, least: number): [number, number] {
  const [vertical, horizontal] = sides(pair);
  return [whole(action, name, vertical, least), whole(action, name, horizontal, least)];
}

/** What the options of a convolution, forward or transposed, come to. */
export interface Conv2dSteps {
  readonly strideY: number;
  readonly strideX: number;
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
  readonly dilationY: number;
  readonly dilationX: number;
  readonly groups: number;
}

/**
 * The numbers behind the options.
 *
 * @throws {RangeError} If one is no integer, or is below 1 (0 for padding).
 */
export function conv2dSteps(action: string, options: Conv2dOptions): Conv2dSteps {
  const [strideY, strideX] = pairOf(action, "stride", options.stride ?? 1, 1);
  const [dilationY, dilationX] = pairOf(action, "dilation", options.dilation ?? 1, 1);
  const padding = options.padding ?? 0;
  const rings = typeof padding === "number"
    ? [padding, padding, padding, padding]
    : padding.length === 2
    ? [padding[0], padding[1], padding[0], padding[1]]
    : padding;
  const [top, left, bottom, right] = rings.map((side) => whole(action, "padding", side, 0)) as [
    number,
    number,
    number,
    number,
  ];
  const groups = whole(action, "groups", options.groups ?? 1, 1);
  return { strideY, strideX, top, left, bottom, right, dilationY, dilationX, groups };
}

/** The sizes of kernels `[a, b, kh, kw]`. */
export function kernelSizes(action: string, weight: Shape): [number, number, number, number] {
  const [a, b, kh, kw] = weight;
  if (
    weight.length !== 4 || a === undefined || b === undefined || kh === undefined ||
    kw === undefined
  ) {
    throw new ShapeError(`Cannot ${action}: want kernels of four sizes [.., .., height, width]`);
  }
  return [a, b, kh, kw];
}

/** @throws {ShapeError} If a bias is not one number for each output channel. */
export function checkBias(action: string, bias: Shape | null, outputs: number): void {
  if (bias && (bias.length !== 1 || bias[0] !== outputs)) {
    throw new ShapeError(`Cannot ${action}: want a bias [${outputs}], got ${showShape(bias)}`);
  }
}

/**
 * Checks the shapes of a convolution and works out its output:
 * `oh = floor((h + top + bottom - dilation (kh - 1) - 1) / stride) + 1`, `ow` likewise.
 *
 * @throws {ShapeError} If the shapes do not fit each other.
 * @throws {RangeError} If an option is no integer in its range.
 */
export function conv2dGeometry(
  x: Shape,
  weight: Shape,
  bias: Shape | null,
  options: Conv2dOptions,
): Conv2dGeometry {
  const action = `convolve ${showShape(x)} with ${showShape(weight)}`;
  const { bottom, right, ...steps } = conv2dSteps(action, options);
  const { n, c, h, w } = imageSizes(x, "convolve");
  const [o, wc, kh, kw] = kernelSizes(action, weight);
  const { groups } = steps;
  if (c % groups !== 0 || o % groups !== 0) {
    throw new ShapeError(
      `Cannot ${action}: ${groups} groups must divide the channels, ${c} and ${o}`,
    );
  }
  if (wc !== c / groups) {
    const share = groups === 1 ? "" : ` in ${groups} groups`;
    throw new ShapeError(
      `Cannot ${action}: input channels must match, the images have ${c}${share}, the kernels ${wc}`,
    );
  }
  checkBias(action, bias, o);
  const reachY = steps.dilationY * (kh - 1) + 1;
  const reachX = steps.dilationX * (kw - 1) + 1;
  const paddedY = h + steps.top + bottom;
  const paddedX = w + steps.left + right;
  if (reachY > paddedY || reachX > paddedX) {
    throw new ShapeError(
      `Cannot ${action}: the kernel ${reachY}x${reachX} is larger than the padded image ` +
        `${paddedY}x${paddedX}`,
    );
  }
  return {
    n,
    c,
    h,
    w,
    o,
    kh,
    kw,
    oh: Math.floor((paddedY - reachY) / steps.strideY) + 1,
    ow: Math.floor((paddedX - reachX) / steps.strideX) + 1,
    ...steps,
  };
}

/** Multiply-adds of one pass (forward, gradient of the input or of the weights), counted as two each. */
export function conv2dFlops(g: Conv2dGeometry): number {
  return 2 * g.n * g.o * g.oh * g.ow * g.c / g.groups * g.kh * g.kw;
}
