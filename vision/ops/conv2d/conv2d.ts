import { defineOp } from "../../autograd/op.ts";
import { lanes } from "../../kernel/kernel.ts";
import type { Tensor } from "../../tensor.ts";
import { type Conv2dInputs, conv2dReference } from "./conv2d_ref.ts";
import { type Conv2dGeometry, conv2dGeometry, type Conv2dOptions } from "./geometry.ts";
import { gradBiasSumKernel, reluRowSumKernel, rowSumKernel } from "./grad_bias.wgsl.ts";
import { gradWeightKernel, gradWeightSumKernel } from "./grad_weight.wgsl.ts";
import { packKernel } from "./pack.wgsl.ts";
import { CONSTANT_QUADS, slidingKernel, type SlidingTile } from "./sliding.wgsl.ts";
import {
  blockQuads,
  gradWeightTile,
  laneBudget,
  slidingLanes,
  slidingSplit,
  slidingTile,
  type SlidingWork,
} from "./tiles.ts";

/** Kernels made so far, by the tile they were made for. */
const kernels = new Map<string, unknown>();

function kernelFor<T, K>(make: (tile: T) => K, tile: T): K {
  const key = `${make.name} ${JSON.stringify(tile)}`;
  const kernel = kernels.get(key) ?? make(tile);
  kernels.set(key, kernel);
  return kernel as K;
}

/** Workgroups of `size` lanes that cover `count` lanes, folded into rows where one is too short. */
function workgroups(count: number, size: number): readonly [number, number, number] {
  return lanes(Math.ceil(count / size) * 64);
}

const quadsOf = (channels: number) => Math.ceil(channels / 4);

/** Packs the weights of some groups of output channels for {@link slide}. */
function pack(
  g: Conv2dGeometry,
  weight: Tensor,
  bias: Tensor | null,
  part: {
    work: SlidingWork;
    tile: SlidingTile;
    firstGroup: number;
    groups: number;
    transposed: boolean;
  },
): Tensor {
  const { device } = weight;
  const { work, tile: { quads, weights }, transposed } = part;
  const count = part.groups * blockQuads(work, quads);
  const packed = device.empty([(weights === "constants" ? CONSTANT_QUADS : count) * 4]);
  const taps = g.kh * g.kw;
  device.dispatch(packKernel, {
    bindings: { weight, bias: bias ?? weight, packed },
    params: {
      lanes: count,
      outputs: work.outputChannels,
      inputs: work.inputChannels,
      kh: g.kh,
      kw: g.kw,
      q: quads,
      outputStride: transposed ? taps : g.c * taps,
      inputStride: transposed ? g.c * taps : taps,
      firstOutput: part.firstGroup * quads * 4,
      hasBias: bias ? 1 : 0,
    },
    workgroups: lanes(count),
  });
  return packed;
}

/** Notes down the sliding kernel: forward, or (`transposed`) from the output's gradient to the input's. */
function slide(
  g: Conv2dGeometry,
  source: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  pass: { transposed: boolean; relu: boolean },
): Tensor {
  const { device } = source;
  const { transposed } = pass;
  const work: SlidingWork = {
    images: g.n,
    inputChannels: transposed ? g.o : g.c,
    outputChannels: transposed ? g.c : g.o,
    rows: transposed ? g.h : g.oh,
    columns: transposed ? g.w : g.ow,
    kh: g.kh,
    kw: g.kw,
    phases: transposed ? g.stride : 1,
  };
  const tile = slidingTile(work, laneBudget(device.adapter.software));
  const split = slidingSplit(work, tile);
  const kernel = kernelFor(slidingKernel, tile);
  const y = device.empty([g.n, work.outputChannels, work.rows, work.columns]);
  for (let firstGroup = 0; firstGroup < split.groups; firstGroup += split.groupsAtOnce) {
    const groups = Math.min(split.groupsAtOnce, split.groups - firstGroup);
    const packed = pack(g, weight, bias, { work, tile, firstGroup, groups, transposed });
    const count = slidingLanes(work, split, groups);
    device.dispatch(kernel, {
      bindings: { x: source, w: packed, y },
      params: {
        lanes: count,
        images: g.n,
        inputQuads: quadsOf(work.inputChannels),
        inputRows: transposed ? g.oh : g.h,
        inputColumns: transposed ? g.ow : g.w,
        outputQuads: quadsOf(work.outputChannels),
        outputRows: work.rows,
        outputColumns: work.columns,
        kh: g.kh,
        kw: g.kw,
        wholeTaps: Math.floor(g.kw / g.stride),
        looseTaps: g.kw % g.stride,
        stride: g.stride,
        padding: g.padding,
        tiles: split.tiles,
        phaseRows: split.phaseRows,
        phases: work.phases,
        firstGroup,
        transposed: transposed ? 1 : 0,
        relu: pass.relu ? 1 : 0,
      },
      workgroups: workgroups(count, tile.workgroup),
    });
  }
  return y;
}

/** Notes down the gradient of the weights from the gradient `dz` before the activation. */
function gradWeight(g: Conv2dGeometry, x: Tensor, dz: Tensor): Tensor {
  const { device } = x;
  const budget = laneBudget(device.adapter.software);
  const tile = gradWeightTile(g, budget);
  const inputQuads = quadsOf(g.c);
  const outputQuads = quadsOf(g.o);
  const inputGroups = Math.ceil(inputQuads / tile.inputQuads);
  const outputGroups = Math.ceil(outputQuads / tile.outputQuads);
  const tapGroups = Math.ceil(g.kw / tile.taps);
  const base = inputGroups * outputGroups * tapGroups * g.kh;
  const rows = g.n * g.oh;
  const rowsPerPart = Math.ceil(rows / Math.min(rows, Math.ceil(budget.gradWeight / base)));
  const parts = Math.ceil(rows / rowsPerPart);
  const partial = device.empty([parts, g.kh * inputQuads * g.kw * 4 * outputQuads * 4]);
  device.dispatch(kernelFor(gradWeightKernel, tile), {
    bindings: { x, dz, partial },
    params: {
      lanes: base * parts,
      rows,
      rowsPerPart,
      inputQuads,
      inputRows: g.h,
      inputColumns: g.w,
      outputQuads,
      outputRows: g.oh,
      outputColumns: g.ow,
      kh: g.kh,
      kw: g.kw,
      padding: g.padding,
      inputGroups,
      outputGroups,
      tapGroups,
    },
    workgroups: workgroups(base * parts, tile.workgroup),
  });
  const dw = device.empty([g.o, g.c, g.kh, g.kw], { layout: "linear" });
  const sums = g.kh * g.kw * g.c * outputQuads;
  device.dispatch(gradWeightSumKernel, {
    bindings: { partial, dw },
    params: {
      lanes: sums,
      parts,
      outputs: g.o,
      inputs: g.c,
      inputQuads,
      outputQuads,
      kh: g.kh,
      kw: g.kw,
    },
    workgroups: lanes(sums),
  });
  return dw;
}

/**
 * Notes down the gradient before the activation and, where wanted, that of the bias.
 * `y` is given when there is a rectifier between.
 */
function gradBias(
  g: Conv2dGeometry,
  dy: Tensor,
  y: Tensor | null,
  wanted: boolean,
): { dz: Tensor; db: Tensor | null } {
  if (!y && !wanted) return { dz: dy, db: null };
  const { device } = dy;
  const quads = quadsOf(g.o);
  const partial = device.empty([g.n * g.oh * quads * 4]);
  const params = { lanes: g.n * quads * g.oh, columns: g.ow, rows: g.oh, quads };
  const groups = lanes(params.lanes);
  let dz = dy;
  if (y) {
    dz = device.empty(dy.shape, { layout: dy.layout });
    device.dispatch(reluRowSumKernel, {
      bindings: { dy, y, dz, partial },
      params,
      workgroups: groups,
    });
  } else device.dispatch(rowSumKernel, { bindings: { dy, partial }, params, workgroups: groups });
  if (!wanted) return { dz, db: null };
  const db = device.empty([g.o]);
  device.dispatch(gradBiasSumKernel, {
    bindings: { partial, db },
    params: { lanes: quads, parts: g.n * g.oh, quads },
    workgroups: lanes(quads),
  });
  return { dz, db };
}

/** The operation behind {@link conv2d}. */
export const conv2dOp = defineOp<Conv2dInputs, Conv2dOptions, Conv2dGeometry>({
  name: "conv2d",
  paper: "LeCun et al. 1989, Backpropagation applied to handwritten zip code recognition",
  forward([x, weight, bias], options) {
    const g = conv2dGeometry(x.shape, weight.shape, bias?.shape ?? null, options);
    checkLayouts(x, weight, bias);
    const relu = options.activation === "relu";
    return { output: slide(g, x, weight, bias, { transposed: false, relu }), saved: g };
  },
  backward(gradient, { inputs: [x, weight], output, saved: g, options, wanted }) {
    const relu = options.activation === "relu";
    const { dz, db } = gradBias(g, gradient, relu ? output : null, wanted[2] === true);
    const dw = wanted[1] ? gradWeight(g, x, dz) : null;
    const dx = wanted[0] ? slide(g, dz, weight, null, { transposed: true, relu: false }) : null;
    return [dx, dw, db];
  },
  reference: conv2dReference,
});

/** @throws {TypeError} If the images are not `c4`, the kernels not `linear`, or anything not f32. */
function checkLayouts(x: Tensor, weight: Tensor, bias: Tensor | null): void {
  for (const { dtype } of bias ? [x, weight, bias] : [x, weight]) {
    if (dtype !== "f32") throw new TypeError(`Cannot convolve with ${dtype}: want f32`);
  }
  if (x.layout !== "c4" || weight.layout !== "linear") {
    throw new TypeError(
      `Cannot convolve ${x.layout} images with ${weight.layout} kernels: want c4 images, ` +
        'linear kernels (make them with { layout: "linear" })',
    );
  }
}

/**
 * Two-dimensional convolution (cross-correlation, as in every ConvNet library) with optional bias
 * and rectifier:
 * `y[n, o, i, j] = act(b[o] + sum_{c, u, v} w[o, c, u, v] x[n, c, i s + u - p, j s + v - p])`,
 * zero outside the image.
 *
 * @param x Images `[n, c, h, w]`.
 * @param weight Kernels `[o, c, kh, kw]`, layout `linear`.
 * @param bias `[o]`, or `null`.
 * @returns Images `[n, o, floor((h + 2 p - kh) / s) + 1, floor((w + 2 p - kw) / s) + 1]`.
 * @throws {ShapeError} If the shapes do not fit each other.
 * @throws {RangeError} If stride or padding is not an integer in range.
 * @throws {TypeError} If the layouts are not those named, or something is not f32.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { requestDevice } from "../../adapter.ts";
 * import { conv2d } from "./conv2d.ts";
 *
 * const device = await requestDevice();
 * const x = device.tensor([1, 2, 3, 4], [1, 1, 2, 2]);
 * const weight = device.tensor([1, 0, 0, -1], [1, 1, 2, 2], { layout: "linear" });
 * assert.deepEqual(await conv2d(x, weight, null).read(), Float32Array.of(-3));
 * ```
 */
export function conv2d(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  options: Conv2dOptions = {},
): Tensor {
  return conv2dOp([x, weight, bias], options);
}
