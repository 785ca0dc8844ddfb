import { ShapeError } from "../../errors.ts";
import { imageSizes, type Shape, showShape } from "../../shape.ts";

/** What a caller of `conv2d()` may choose. */
export interface Conv2dOptions {
  /** Step of the window in both directions, 1 by default. */
  readonly stride?: number;
  /** Rings of zeros around the image, 0 by default. */
  readonly padding?: number;
  /** Applied to the output in the same kernel. */
  readonly activation?: "relu";
}

/** All sizes of one convolution: images `[n, c, h, w]`, kernels `[o, c, kh, kw]`, output `[n, o, oh, ow]`. */
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
  readonly stride: number;
  readonly padding: number;
}

/**
 * Checks the shapes of a convolution and works out its output:
 * `oh = floor((h + 2 padding - kh) / stride) + 1`, `ow` likewise.
 *
 * @throws {ShapeError} If the shapes do not fit each other.
 * @throws {RangeError} If stride or padding is no integer, stride < 1 or padding < 0.
 */
export function conv2dGeometry(
  x: Shape,
  weight: Shape,
  bias: Shape | null,
  options: Conv2dOptions,
): Conv2dGeometry {
  const action = `convolve ${showShape(x)} with ${showShape(weight)}`;
  const stride = options.stride ?? 1;
  const padding = options.padding ?? 0;
  if (!Number.isInteger(stride) || stride < 1) {
    throw new RangeError(`Cannot ${action}: stride must be an integer >= 1, got ${stride}`);
  }
  if (!Number.isInteger(padding) || padding < 0) {
    throw new RangeError(`Cannot ${action}: padding must be an integer >= 0, got ${padding}`);
  }
  const { n, c, h, w } = imageSizes(x, "convolve");
  const [o, wc, kh, kw] = weight;
  if (
    weight.length !== 4 || o === undefined || wc === undefined || kh === undefined ||
    kw === undefined
  ) {
    throw new ShapeError(`Cannot ${action}: want kernels [out, in, height, width]`);
  }
  if (wc !== c) {
    throw new ShapeError(
      `Cannot ${action}: input channels must match, the images have ${c}, the kernels ${wc}`,
    );
  }
  if (bias && (bias.length !== 1 || bias[0] !== o)) {
    throw new ShapeError(`Cannot ${action}: want a bias [${o}], got ${showShape(bias)}`);
  }
  if (kh > h + 2 * padding || kw > w + 2 * padding) {
    throw new ShapeError(
      `Cannot ${action}: the kernel ${kh}x${kw} is larger than the padded image ` +
        `${h + 2 * padding}x${w + 2 * padding}`,
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
    oh: Math.floor((h + 2 * padding - kh) / stride) + 1,
    ow: Math.floor((w + 2 * padding - kw) / stride) + 1,
    stride,
    padding,
  };
}

/** Multiply-adds of one pass (forward, gradient of the input or of the weights), counted as two each. */
export function conv2dFlops(g: Conv2dGeometry): number {
  return 2 * g.n * g.o * g.oh * g.ow * g.c * g.kh * g.kw;
}
