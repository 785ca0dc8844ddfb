import { ShapeError } from "../../errors.ts";
import { lanes } from "../../kernel/kernel.ts";
import { showShape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { imageInput } from "../image_input.ts";
import { rowsOf, teamOf } from "../reduce/team.ts";
import { argmaxKernel, argmaxRowsKernel } from "./argmax.wgsl.ts";

/**
 * The channel with the largest value of each pixel (of equal ones the first), as a class image of one
 * byte a pixel. It has no gradient.
 *
 * @param x Images `[n, c, h, w]`, `c` at most 256.
 * @param labels u32 `[c]`: label of each channel, put in its place; the channel itself when left out.
 * @returns u8 `[n, h, w]`; four pixels a word, so that a picture is read back in `n h w` bytes.
 * @throws {ShapeError} If there are more channels than a byte can name, or labels do not fit.
 */
export function argmaxChannels(x: Tensor, labels?: Tensor): Tensor {
  const { n, c, h, w } = imageInput(x, "take the argmax of");
  if (c > 256) {
    throw new ShapeError(
      `Cannot take the argmax of ${showShape(x.shape)}: want at most 256 channels`,
    );
  }
  const table = labels ?? x.device.counting(c);
  if (table.dtype !== "u32" || table.size !== c) {
    throw new ShapeError(
      `Cannot label the channels of ${showShape(x.shape)}: want u32 ${showShape([c])}, ` +
        `got ${table.dtype} ${showShape(table.shape)}`,
    );
  }
  const y = x.device.empty([n, h, w], { dtype: "u8" });
  const count = Math.ceil(n * h * w / 4);
  x.device.dispatch(argmaxKernel, {
    bindings: { x, labels: table, y },
    params: {
      lanes: count,
      plane: h * w,
      groups: Math.ceil(c / 4),
      channels: c,
      pixels: n * h * w,
    },
    workgroups: lanes(count),
  });
  return y;
}

/**
 * Index of the largest number along the last axis (of equal ones the first). It has no gradient. Of
 * images in layout c4 see {@link argmaxChannels}.
 *
 * @param x f32 `[..., c]`, linear.
 * @returns u32 `[...]`.
 * @throws {ShapeError} If `x` is a scalar, not f32 or not linear.
 */
export function argmax(x: Tensor): Tensor {
  if (x.dtype !== "f32" || x.layout !== "linear" || x.shape.length === 0) {
    throw new ShapeError(
      `Cannot take the argmax of ${x.dtype} ${showShape(x.shape)} stored as ${x.layout}: want ` +
        "linear f32 of one axis or more",
    );
  }
  const y = x.device.empty(x.shape.slice(0, -1), { dtype: "u32" });
  const { rows, length } = rowsOf(x.shape);
  const team = teamOf(length);
  const workgroups = lanes(rows * team);
  x.device.dispatch(argmaxRowsKernel, {
    bindings: { x, y },
    params: { rows, length, team },
    workgroups,
  });
  return y;
}
