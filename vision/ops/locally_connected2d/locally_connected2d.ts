import { defineOp } from "../../autograd/op.ts";
import { ShapeError } from "../../errors.ts";
import { lanes } from "../../kernel/kernel.ts";
import { sameShape, type Shape, showShape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import type { Padding, Pair } from "../conv2d/geometry.ts";
import { imageInput } from "../image_input.ts";
import { sum } from "../reduce/mod.ts";
import { type WindowGeometry, windowGeometry, windowParams } from "../window_geometry.ts";
import {
  type LocallyConnected2dInputs,
  locallyConnectedReference,
} from "./locally_connected2d_ref.ts";
import {
  IMAGES,
  locallyConnectedForward,
  locallyConnectedGradInput,
  locallyConnectedGradWeight,
} from "./locally_connected2d.wgsl.ts";

/** Where the windows lie. */
export interface LocallyConnected2dOptions {
  /** Step of the window, 1 by default. */
  readonly stride?: Pair;
  /** Rings of zeros around the image, 0 by default. */
  readonly padding?: Padding;
}

/**
 * The sizes of a locally connected layer, from the shapes of images and weights.
 *
 * @throws {ShapeError} If the shapes do not fit each other.
 * @throws {RangeError} If stride or padding is no integer in range.
 */
export function locallyConnectedGeometry(
  x: Shape,
  weight: Shape,
  options: LocallyConnected2dOptions,
): WindowGeometry & { readonly o: number } {
  const [o, c, kh, kw, oh, ow] = weight as [number, number, number, number, number, number];
  if (weight.length !== 6) {
    throw new ShapeError(
      `Cannot connect images locally by ${showShape(weight)}: want weights [o, c, kh, kw, oh, ow]`,
    );
  }
  const g = windowGeometry(x, { ...options, kernel: [kh, kw] }, "connect locally");
  if (c !== g.c || oh !== g.oh || ow !== g.ow) {
    throw new ShapeError(
      `Cannot connect ${showShape(x)} locally by ${showShape(weight)}: want weights ` +
        showShape([o, g.c, kh, kw, g.oh, g.ow]),
    );
  }
  return { ...g, o };
}

function params(g: WindowGeometry & { readonly o: number }) {
  return {
    ...windowParams(g),
    n: g.n,
    channels: g.c,
    groups: Math.ceil(g.c / 4),
    outputs: g.o,
    outGroups: Math.ceil(g.o / 4),
  };
}

/** The operation behind {@link locallyConnected2d}. */
export const locallyConnected2dOp = defineOp<LocallyConnected2dInputs, LocallyConnected2dOptions>({
  name: "locally_connected2d",
  paper: "LeCun 1989, Generalization and network design strategies",
  forward: ([x, weight, bias], options) => {
    const g = locallyConnectedGeometry(x.shape, weight.shape, options);
    const y = x.device.empty([g.n, g.o, g.oh, g.ow]);
    const count = Math.ceil(g.n / IMAGES) * Math.ceil(g.o / 4) * g.oh * g.ow;
    x.device.dispatch(locallyConnectedForward, {
      // Without a bias anything stands in for it: it is not read.
      bindings: { x, weight, bias: bias ?? weight, y },
      params: { lanes: count, ...params(g), hasBias: +(bias !== null) },
      workgroups: lanes(count),
    });
    return { output: y, saved: undefined };
  },
  backward: (dy, { inputs: [x, weight], options, wanted }) => {
    const g = locallyConnectedGeometry(x.shape, weight.shape, options);
    const { device } = x;
    const dx = wanted[0] ? device.empty(x.shape) : null;
    if (dx) {
      const count = Math.ceil(g.n / IMAGES) * Math.ceil(g.c / 4) * g.h * g.w;
      device.dispatch(locallyConnectedGradInput, {
        bindings: { dy, weight, dx },
        params: { lanes: count, ...params(g) },
        workgroups: lanes(count),
      });
    }
    const dw = wanted[1] ? device.empty(weight.shape, { layout: "linear" }) : null;
    if (dw) {
      const blocks = Math.ceil(g.o / 4) * Math.ceil(g.c / 4);
      const count = blocks * g.kh * g.kw * g.oh * g.ow;
      device.dispatch(locallyConnectedGradWeight, {
        bindings: { x, dy, dw },
        params: { lanes: count, ...params(g) },
        workgroups: lanes(count),
      });
    }
    return [dx, dw, wanted[2] ? sum(dy, { axes: [0] }) : null];
  },
  reference: locallyConnectedReference,
});

/**
 * A layer of local windows like a convolution, but with weights of its own at every place (unshared):
 * `y[n, o, i, j] = b[o, i, j] + sum_{c, u, v} w[o, c, u, v, i, j] x[n, c, i s + u - p, j s + v - p]`, zero
 * outside the image.
 *
 * @param x Images `[n, c, h, w]`.
 * @param weight `[o, c, kh, kw, oh, ow]`: kernels as those of `conv2d()`, and at which unit.
 * @param bias `[o, oh, ow]`, or `null`.
 * @returns Images `[n, o, oh, ow]`, with `oh = floor((h + 2 p - kh) / s) + 1`, `ow` likewise.
 * @throws {ShapeError} If the shapes do not fit each other, or the images are not c4.
 * @throws {RangeError} If stride or padding is no integer in range.
 * @throws {TypeError} If weight or bias is not linear f32.
 */
export function locallyConnected2d(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  options: LocallyConnected2dOptions = {},
): Tensor {
  imageInput(x, "connect locally");
  for (const { dtype, layout } of bias ? [weight, bias] : [weight]) {
    if (dtype !== "f32" || layout !== "linear") {
      throw new TypeError(`Cannot connect images locally by ${layout} ${dtype}: want linear f32`);
    }
  }
  const { o, oh, ow } = locallyConnectedGeometry(x.shape, weight.shape, options);
  if (bias && !sameShape(bias.shape, [o, oh, ow])) {
    throw new ShapeError(
      `Cannot connect images locally: want a bias ${showShape([o, oh, ow])}, got ` +
        showShape(bias.shape),
    );
  }
  return locallyConnected2dOp([x, weight, bias], options);
}
