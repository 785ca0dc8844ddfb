import { ShapeError } from "../../errors.ts";
import { lanes } from "../../kernel/kernel.ts";
import { showShape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { imageInput } from "../image_input.ts";
import { channelMeanKernel, spreadKernel, weightedMeanKernel } from "./local_mean.wgsl.ts";

/** The longest window. */
const MOST_TAPS = 127;

/** Images, the window of both axes, and which pixels count; `null` for all. */
export type LocalInputs = readonly [Tensor, Tensor, Tensor | null];

/** What the means of a neighbourhood are taken by. */
export interface LocalOptions {
  /**
   * f32 `[taps]`, an odd number of weights of at least 0: the weight of an offset `(p, q)` is
   * `window[p] window[q]`, the same for all channels. Their sum does not matter. See `gaussianWindow()`.
   */
  readonly window: Tensor;
  /** f32 `[n, h, w]` or `[1, h, w]`: pixels of 0 count for nothing and come out as 0; all count otherwise. */
  readonly mask?: Tensor;
}

/**
 * Weights of a Gaussian bell of odd length, which sum to 1: `exp(-x^2 / (2 sigma^2))`, `sigma` a quarter of
 * the length when left out.
 *
 * @throws {RangeError} If the length is not odd or `sigma` not above 0.
 */
export function gaussianWindow(taps: number, sigma: number = taps / 4): Float32Array<ArrayBuffer> {
  if (!Number.isInteger(taps) || taps % 2 !== 1 || taps < 1 || taps > MOST_TAPS) {
    throw new RangeError(
      `Cannot make a window of ${taps} weights: want an odd number, 1 to ${MOST_TAPS}`,
    );
  }
  if (!(sigma > 0)) {
    throw new RangeError(`Cannot make a window of width ${sigma}: want a number above 0`);
  }
  const centre = (taps - 1) / 2;
  const bell = Float64Array.from(
    { length: taps },
    (_, i) => Math.exp(-((i - centre) ** 2) / (2 * sigma * sigma)),
  );
  const sum = bell.reduce((a, b) => a + b, 0);
  return Float32Array.from(bell, (weight) => weight / sum);
}

/**
 * The inputs of an operation on neighbourhoods, checked.
 *
 * @throws {ShapeError} If `x` is no image, the window no odd list or the mask of other sizes.
 */
export function localInputs(x: Tensor, options: LocalOptions, action: string): LocalInputs {
  const { n, h, w } = imageInput(x, action);
  const { window, mask = null } = options;
  const [taps = 0] = window.shape;
  if (window.shape.length !== 1 || window.dtype !== "f32" || taps % 2 !== 1 || taps > MOST_TAPS) {
    throw new ShapeError(
      `Cannot ${action} ${
        showShape(x.shape)
      }: want a window f32 [odd, at most ${MOST_TAPS}], got ` +
        `${window.dtype} ${showShape(window.shape)}`,
    );
  }
  const [images, rows, columns] = mask?.shape ?? [1, h, w];
  if (
    mask && (mask.dtype !== "f32" || mask.shape.length !== 3 || rows !== h || columns !== w ||
      (images !== n && images !== 1))
  ) {
    throw new ShapeError(
      `Cannot ${action} ${showShape(x.shape)}: want a mask f32 ${showShape([n, h, w])}, got ` +
        `${mask.dtype} ${showShape(mask.shape)}`,
    );
  }
  return [x, window, mask];
}

/** Sizes of images as the kernels know them. */
export function localSizes(x: Tensor) {
  const [n, c, h, w] = x.shape as [number, number, number, number];
  return {
    images: n,
    plane: h * w,
    groups: Math.ceil(c / 4),
    channels: c,
    h,
    w,
    pixels: n * h * w,
  };
}

/** Mean over channels and neighbourhood of each pixel, and of its channels alone. */
export interface LocalMeans {
  /** `[pixels, 2]`: mean over channels, and 1 for a pixel that counts. */
  readonly own: Tensor;
  /** `[pixels, 2]`: mean over the neighbourhood, and the weight of what counts there. */
  readonly around: Tensor;
}

/** Notes down the means of `x` or of its squares, by rows and then by columns. */
export function localMeans([x, window, mask]: LocalInputs, squares: boolean): LocalMeans {
  const { device } = x;
  const { plane, groups, channels, h, w, pixels } = localSizes(x);
  const flags = { squares: squares ? 1 : 0 };
  const make = () => device.empty([pixels, 2]);
  const [own, alongRows, around] = [make(), make(), make()];
  const step = mask && mask.shape[0] !== 1 ? plane : 0;
  device.dispatch(channelMeanKernel, {
    bindings: { x, valid: mask ?? window, own },
    params: { lanes: pixels, plane, groups, channels, ...flags, masked: mask ? 1 : 0, step },
    workgroups: lanes(pixels),
  });
  const pass = (numbers: Tensor, means: Tensor, length: number, step: number) =>
    device.dispatch(weightedMeanKernel, {
      bindings: { numbers, window, means },
      params: { lanes: pixels, length, step, taps: window.size, ...flags },
      workgroups: lanes(pixels),
    });
  pass(own, alongRows, w, 1);
  pass(alongRows, around, h, w);
  return { own, around };
}

/** Notes down the transpose of the weighted sums over neighbourhoods: `[pixels]` to `[pixels]`. */
export function localSpread(numbers: Tensor, [x, window]: LocalInputs): Tensor {
  const { device } = x;
  const { h, w, pixels } = localSizes(x);
  const pass = (numbers: Tensor, length: number, step: number) => {
    const sums = device.empty([pixels]);
    device.dispatch(spreadKernel, {
      bindings: { numbers, window, sums },
      params: { lanes: pixels, length, step, taps: window.size },
      workgroups: lanes(pixels),
    });
    return sums;
  };
  return pass(pass(numbers, h, w), w, 1);
}
