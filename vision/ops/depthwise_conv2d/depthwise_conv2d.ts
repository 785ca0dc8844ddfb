import { type GradientParts, sumInRuns } from "../../autograd/accumulate.ts";
import { defineOp } from "../../autograd/op.ts";
import { lanes } from "../../kernel/kernel.ts";
import { kernelFamily } from "../../kernel/kernel_family.ts";
import { laneBudget } from "../../kernel/lane_budget.ts";
import type { Tensor } from "../../tensor.ts";
import { checkLayouts } from "../conv2d/check_layouts.ts";
import { type Conv2dInputs, conv2dReference } from "../conv2d/conv2d_ref.ts";
import { type Conv2dGeometry, conv2dGeometry, type Conv2dOptions } from "../conv2d/geometry.ts";
import { gradBias } from "../conv2d/grad_bias.ts";
import { quadsOf } from "../conv2d/kernels.ts";
import {
  depthwiseForward,
  depthwiseGradInput,
  depthwiseGradWeight,
  depthwiseGradWeightSum,
  depthwisePack,
  PIXELS,
} from "./depthwise_conv2d.wgsl.ts";

const sumKernelFor = kernelFamily(depthwiseGradWeightSum);

function sizes(g: Conv2dGeometry) {
  const { h, w, oh, ow, kh, kw, strideY, strideX, top, left, dilationY, dilationX } = g;
  return {
    quads: quadsOf(g.c),
    h,
    w,
    oh,
    ow,
    kh,
    kw,
    strideY,
    strideX,
    top,
    left,
    dilationY,
    dilationX,
  };
}

function pack(g: Conv2dGeometry, weight: Tensor, bias: Tensor | null): Tensor {
  const { device } = weight;
  const taps = g.kh * g.kw;
  const count = quadsOf(g.c) * (taps + 1);
  return device.derived(bias ? [weight, bias] : [weight], "depthwise pack", () => {
    const packed = device.empty([count * 4]);
    device.dispatch(depthwisePack, {
      bindings: { weight, bias: bias ?? weight, packed },
      params: { lanes: count, channels: g.c, taps, hasBias: bias ? 1 : 0 },
      workgroups: lanes(count),
    });
    return packed;
  });
}

function gradWeight(g: Conv2dGeometry, x: Tensor, dz: Tensor): GradientParts {
  const { device } = x;
  const taps = g.kh * g.kw;
  const count = quadsOf(g.c) * taps;
  const rows = g.n * g.oh;
  const rowsPerPart = Math.ceil(
    rows / Math.min(rows, Math.ceil(laneBudget(device).wanted / count)),
  );
  const parts = Math.ceil(rows / rowsPerPart);
  const partial = device.empty([parts, count * 4]);
  device.dispatch(depthwiseGradWeight, {
    bindings: { x, dz, partial },
    params: { lanes: parts * count, ...sizes(g), rows, rowsPerPart },
    workgroups: lanes(parts * count),
  });
  const sumUses = (uses: readonly Tensor[]): Tensor => {
    const dw = device.empty([g.c, 1, g.kh, g.kw], { layout: "linear" });
    const bindings: Record<string, Tensor> = { dw };
    const params: Record<string, number> = { lanes: count, channels: g.c, taps };
    uses.forEach((use, i) => {
      bindings[`partial${i}`] = use;
      params[`partial${i}_parts`] = use.shape[0]!;
    });
    device.dispatch(sumKernelFor(uses.length), {
      bindings,
      params,
      workgroups: lanes(count),
    });
    return dw;
  };
  return {
    kind: `depthwise weights ${[g.c, g.kh, g.kw]}`,
    parts: partial,
    sum: (uses) => sumInRuns(uses, sumUses),
  };
}

/** The operation behind {@link depthwiseConv2d}. Gradients as those of a convolution in groups of one. */
export const depthwiseConv2dOp = defineOp<Conv2dInputs, Conv2dOptions, Conv2dGeometry>({
  name: "depthwise_conv2d",
  paper: "Sifre 2014, Rigid-motion scattering for image classification, section 6.2",
  forward([x, weight, bias], options) {
    const g = conv2dGeometry(x.shape, weight.shape, bias?.shape ?? null, options);
    const y = x.device.empty([g.n, g.c, g.oh, g.ow]);
    const count = g.n * quadsOf(g.c) * g.oh * Math.ceil(g.ow / PIXELS);
    x.device.dispatch(depthwiseForward, {
      bindings: { x, w: pack(g, weight, bias), y },
      params: { lanes: count, ...sizes(g), relu: options.activation === "relu" ? 1 : 0 },
      workgroups: lanes(count),
    });
    return { output: y, saved: g };
  },
  backward(gradient, { inputs: [x, weight, bias], output, saved: g, options, wanted }) {
    const relu = options.activation === "relu";
    const { dz, db } = gradBias(gradient, relu ? output : null, wanted[2] === true);
    let dx: Tensor | null = null;
    if (wanted[0]) {
      dx = x.device.empty(x.shape);
      const count = g.n * quadsOf(g.c) * g.h * Math.ceil(g.w / PIXELS);
      x.device.dispatch(depthwiseGradInput, {
        bindings: { dz, w: pack(g, weight, bias), dx },
        params: { lanes: count, ...sizes(g) },
        workgroups: lanes(count),
      });
    }
    return [dx, wanted[1] ? gradWeight(g, x, dz) : null, db];
  },
  reference: conv2dReference,
});

/**
 * Convolution of each channel with a kernel of its own: `conv2d()` with as many groups as channels, in
 * kernels made for it. `conv2d()` calls it where its options ask for that.
 *
 * @param x Images `[n, c, h, w]`.
 * @param weight Kernels `[c, 1, kh, kw]`, layout `linear`.
 * @param bias `[c]`, or `null`.
 * @throws {ShapeError} If the shapes do not fit each other.
 * @throws {RangeError} If an option is no integer in its range.
 */
export function depthwiseConv2d(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  options: Omit<Conv2dOptions, "groups"> = {},
): Tensor {
  checkLayouts(x, weight, bias);
  return depthwiseConv2dOp([x, weight, bias], { ...options, groups: x.shape[1] ?? 1 });
}
