import { defineOp } from "../../autograd/op.ts";
import { ShapeError } from "../../errors.ts";
import { lanes } from "../../kernel/kernel.ts";
import { showShape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { imageInput } from "../image_input.ts";
import { padReference } from "./pad_ref.ts";
import { PAD_MODES, padBackward, padForward } from "./pad.wgsl.ts";

/** What stands in the margin: a constant, the nearest pixel, or the image mirrored at its outermost pixels. */
export type PadMode = keyof typeof PAD_MODES;

/** Widths of the margin, in pixels. */
export interface Margin {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** What {@link pad} does. */
export interface PadOptions extends Margin {
  readonly mode: PadMode;
  /** What stands in a constant margin. */
  readonly value: number;
}

function sizes(x: Tensor, y: Tensor, { top, left, mode }: PadOptions) {
  const [, , ih, iw] = x.shape as [number, number, number, number];
  const [, c, oh, ow] = y.shape as [number, number, number, number];
  const groups = Math.ceil(c / 4);
  return { iw, ih, ow, oh, top, left, mode: PAD_MODES[mode], groups, channels: c };
}

/** The operation behind {@link pad}. */
export const padOp = defineOp<readonly [Tensor], PadOptions>({
  name: "pad",
  forward: ([x], options) => {
    const [n, c, h, w] = x.shape as [number, number, number, number];
    const { top, left, bottom, right, value } = options;
    const y = x.device.empty([n, c, top + h + bottom, left + w + right]);
    const count = y.storage.bytes / 16;
    x.device.dispatch(padForward, {
      bindings: { x, y },
      params: { lanes: count, ...sizes(x, y, options), value },
      workgroups: lanes(count),
    });
    return { output: y, saved: undefined };
  },
  // A pixel that stands in several places gets the sum of their gradients.
  backward: (dy, { inputs: [x], output, options }) => {
    const dx = x.device.empty(x.shape);
    const count = dx.storage.bytes / 16;
    x.device.dispatch(padBackward, {
      bindings: { dy, dx },
      params: { lanes: count, ...sizes(x, output, options) },
      workgroups: lanes(count),
    });
    return [dx];
  },
  reference: padReference,
});

/**
 * Images with a margin around them. In mode `edge` a place outside the image shows the nearest pixel, in
 * mode `reflect` the pixel as far on the other side of the outermost one, in mode `constant` a value.
 *
 * @param x Images `[n, c, h, w]`.
 * @param margin Sides left out are 0.
 * @param options.mode `constant` when left out.
 * @param options.value Of a constant margin; 0 when left out.
 * @returns `[n, c, top + h + bottom, left + w + right]`.
 * @throws {RangeError} If a side is no integer of at least 0.
 * @throws {ShapeError} If `x` holds no c4 images, or a mirrored margin is not narrower than they are.
 */
export function pad(
  x: Tensor,
  margin: Partial<Margin>,
  { mode = "constant", value = 0 }: { readonly mode?: PadMode; readonly value?: number } = {},
): Tensor {
  const { h, w } = imageInput(x, "pad");
  const { top = 0, left = 0, bottom = 0, right = 0 } = margin;
  for (const [side, width] of Object.entries({ top, left, bottom, right })) {
    if (!Number.isInteger(width) || width < 0) {
      throw new RangeError(`Cannot pad by ${width} at the ${side}: want an integer >= 0`);
    }
  }
  if (mode === "reflect" && (Math.max(top, bottom) >= h || Math.max(left, right) >= w)) {
    throw new ShapeError(
      `Cannot pad ${showShape(x.shape)} by reflection: want less than ${h} at top and bottom, ` +
        `less than ${w} at left and right, got ${top}, ${bottom}, ${left}, ${right}`,
    );
  }
  return padOp([x], { top, left, bottom, right, mode, value });
}
