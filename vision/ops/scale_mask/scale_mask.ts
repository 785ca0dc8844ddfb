import { defineOp } from "../../autograd/op.ts";
import { ShapeError } from "../../errors.ts";
import { lanes } from "../../kernel/kernel.ts";
import { showShape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { scaleMaskReference } from "./scale_mask_ref.ts";
import { scaleKernel, scaleMaskKernel } from "./scale_mask.wgsl.ts";

/** What masked scores become: its exponential is 0 beside any score, and no sum of it overflows. */
export const MASKED = -1e30;

/**
 * Sizes of `x` over its last four axes, and how far the mask is from one index to the next on each: 0 on
 * axes that it has once for all.
 */
function strides(x: Tensor, mask: Tensor) {
  const size = (back: number) => x.shape.at(-back) ?? 1;
  let step = 1;
  const steps = [1, 2, 3, 4].map((back) => {
    const own = mask.shape.at(-back) ?? 1;
    const here = own === 1 ? 0 : step;
    step *= own;
    return here;
  });
  return {
    columns: size(1),
    rows: size(2),
    planes: size(3),
    step: steps[0]!,
    row_step: steps[1]!,
    plane_step: steps[2]!,
    batch_step: steps[3]!,
  };
}

function dispatch(x: Tensor, mask: Tensor | null, scale: number, hidden: number): Tensor {
  const { device } = x;
  const y = device.empty(x.shape, { layout: x.layout });
  const count = y.storage.bytes / 16;
  const workgroups = lanes(count);
  if (mask) {
    const params = { lanes: count, scale, hidden, ...strides(x, mask) };
    device.dispatch(scaleMaskKernel, { bindings: { x, mask, y }, params, workgroups });
  } else {
    const params = { lanes: count, scale };
    device.dispatch(scaleKernel, { bindings: { x, y }, params, workgroups });
  }
  return y;
}

/** The operation behind {@link scaleMask}. */
export const scaleMaskOp = defineOp<
  readonly [Tensor, Tensor | null],
  { readonly scale: number }
>({
  name: "scale_mask",
  forward: ([x, mask], { scale }) => ({
    output: dispatch(x, mask, scale, MASKED),
    saved: undefined,
  }),
  // dx = scale dy where a number is shown; what is hidden does not depend on x.
  backward: (gradient, { inputs: [, mask], options: { scale } }) => [
    dispatch(gradient, mask, scale, 0),
    null,
  ],
  reference: scaleMaskReference(MASKED),
});

/**
 * `y = scale x` where the mask is not 0, and {@link MASKED} elsewhere, as scores are prepared for a
 * softmax.
 *
 * @param x Linear f32 tensor of at most four axes.
 * @param scale Any finite number.
 * @param mask u32. Its axes are the last ones of `x`, each of the same size or 1; none where all is shown.
 * @throws {ShapeError} If the mask does not fit, or `x` has more than four axes or is not linear.
 * @throws {TypeError} If `x` is not f32 or the mask not u32.
 * @throws {RangeError} If `scale` is not finite.
 */
export function scaleMask(x: Tensor, scale: number, mask: Tensor | null = null): Tensor {
  if (x.dtype !== "f32") throw new TypeError(`Cannot scale ${x.dtype}: want f32`);
  if (!Number.isFinite(scale)) {
    throw new RangeError(`Cannot scale by ${scale}: want a finite number`);
  }
  if (x.layout !== "linear" || x.shape.length > 4) {
    throw new ShapeError(
      `Cannot scale and mask ${
        showShape(x.shape)
      }, stored as ${x.layout}: want at most four axes, ` +
        "stored as linear",
    );
  }
  if (mask) {
    if (mask.dtype !== "u32") throw new TypeError(`Cannot mask by ${mask.dtype}: want u32`);
    const fits = mask.shape.length <= x.shape.length &&
      mask.shape.every((size, i) => size === 1 || size === x.shape.at(i - mask.shape.length));
    if (!fits) {
      throw new ShapeError(
        `Cannot mask ${showShape(x.shape)} by ${
          showShape(mask.shape)
        }: want its last axes, each of ` +
          "the same size or 1",
      );
    }
  }
  return scaleMaskOp([x, mask], { scale });
}
