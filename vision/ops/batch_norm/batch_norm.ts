import { defineOp } from "../../autograd/op.ts";
import { ShapeError } from "../../errors.ts";
import { lanes } from "../../kernel/kernel.ts";
import { sameShape, showShape } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";
import { imageInput } from "../image_input.ts";
import {
  type BatchNormInputs,
  batchNormReference,
  type BatchNormSettings,
} from "./batch_norm_ref.ts";
import { gradientSumKernel, KERNELS, statisticKernel } from "./batch_norm.wgsl.ts";

/** Lanes of the first pass that keep a device busy. */
const WANTED_LANES = 4096;

function geometry(x: Tensor) {
  if (x.layout === "linear" && x.shape.length === 2 && x.dtype === "f32") {
    const [rows, channels] = x.shape as [number, number];
    return { arrangement: "rows", images: 1, plane: rows, channels } as const;
  }
  if (x.shape.length === 2) {
    throw new TypeError(`Cannot normalise ${x.dtype} ${showShape(x.shape)}: want f32`);
  }
  const { n, c, h, w } = imageInput(x, "normalise the batch");
  return { arrangement: "image", images: n, plane: h * w, channels: c } as const;
}

function plan(x: Tensor) {
  const { arrangement, images, plane, channels } = geometry(x);
  const groups = Math.ceil(channels / 4);
  const pieces = Math.max(
    1,
    Math.min(Math.ceil(plane / 8), Math.ceil(WANTED_LANES / (images * groups))),
  );
  return {
    kernels: KERNELS[arrangement],
    sizes: { plane, groups, channels },
    parts: { pieces, parts: images * pieces },
    partLanes: images * pieces * groups,
    pixelLanes: images * plane * groups,
    count: images * plane,
  };
}

/** What the forward pass leaves: mean and variance of each channel. */
interface Statistics {
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/** Mean first, then squares of the deviations from it: nothing cancels. */
function batchStatistics(
  x: Tensor,
  running: readonly (Tensor | null)[],
  { momentum }: BatchNormSettings,
): Statistics {
  const { device } = x;
  const { kernels, sizes, parts, partLanes, count } = plan(x);
  const padded = [sizes.groups * 4];
  const partial = device.empty([partLanes * 4]);
  const statistic = (centre: Tensor, centred: number, kept: Tensor | null, unbias: number) => {
    const out = device.empty(padded);
    device.dispatch(kernels.sums, {
      bindings: { x, mean: centre, partial },
      params: { lanes: partLanes, ...sizes, ...parts, centred },
      workgroups: lanes(partLanes),
    });
    device.dispatch(statisticKernel, {
      bindings: { partial, statistic: out, running: kept ?? device.empty(padded) },
      params: { parts: parts.parts, count, momentum: kept ? momentum : 0, unbias },
      workgroups: [sizes.groups, 1, 1],
    });
    return out;
  };
  const mean = statistic(x, 0, running[0]!, 1);
  const variance = statistic(mean, 1, running[1]!, count / Math.max(1, count - 1));
  return { mean, variance };
}

/** The operation behind {@link batchNorm}. */
export const batchNormOp = defineOp<BatchNormInputs, BatchNormSettings, Statistics>({
  name: "batch_norm",
  paper: "Ioffe and Szegedy 2015, Batch normalization",
  forward: ([x, gamma, beta, mean, variance], settings) => {
    const { kernels, sizes, pixelLanes } = plan(x);
    const statistics = settings.train
      ? batchStatistics(x, [mean, variance], settings)
      : { mean: mean!, variance: variance! };
    const y = x.device.empty(x.shape, { layout: x.layout });
    x.device.dispatch(kernels.normalise, {
      bindings: {
        x,
        ...statistics,
        gamma: gamma ?? statistics.mean,
        beta: beta ?? statistics.mean,
        y,
      },
      params: { lanes: pixelLanes, ...sizes, eps: settings.eps, affine: gamma ? 1 : 0 },
      workgroups: lanes(pixelLanes),
    });
    return { output: y, saved: statistics };
  },
  // With xhat = (x - mean) s, s = (variance + eps)^-1/2 and y = gamma xhat + beta:
  // dbeta = sum dy, dgamma = sum dy xhat. Mean and variance depend on every x of the channel, with
  // dmean/dx = 1 / m and dvariance/dx = 2 (x - mean) / m, and summed up that gives
  // dx = gamma s (dy - (dbeta + xhat dgamma) / m); with given statistics dx = gamma s dy.
  backward: (dy, { inputs: [x, gamma], saved, options, wanted }) => {
    const { device } = x;
    const { kernels, sizes, parts, partLanes, pixelLanes, count } = plan(x);
    const sums = options.train || wanted[1] || wanted[2];
    const dgamma = sums ? device.empty([sizes.channels]) : null;
    const dbeta = sums ? device.empty([sizes.channels]) : null;
    if (dgamma && dbeta) {
      const partial = device.empty([partLanes * 8]);
      device.dispatch(kernels.gradientSums, {
        bindings: { x, dy, mean: saved.mean, partial },
        params: { lanes: partLanes, ...sizes, ...parts },
        workgroups: lanes(partLanes),
      });
      device.dispatch(gradientSumKernel, {
        bindings: { partial, variance: saved.variance, dgamma, dbeta },
        params: { parts: parts.parts, eps: options.eps },
        workgroups: [sizes.groups, 1, 1],
      });
    }
    if (!wanted[0]) return [null, dgamma, dbeta, null, null];
    const dx = device.empty(x.shape, { layout: x.layout });
    device.dispatch(kernels.gradient, {
      bindings: {
        x,
        dy,
        ...saved,
        gamma: gamma ?? saved.mean,
        dgamma: dgamma ?? saved.mean,
        dbeta: dbeta ?? saved.mean,
        dx,
      },
      params: {
        lanes: pixelLanes,
        ...sizes,
        eps: options.eps,
        affine: gamma ? 1 : 0,
        share: options.train ? 1 / count : 0,
      },
      workgroups: lanes(pixelLanes),
    });
    return [dx, dgamma, dbeta, null, null];
  },
  reference: batchNormReference,
});

/** What {@link batchNorm} takes beside the numbers. */
export interface BatchNormOptions {
  /** Whether the statistics are those of the batch; those given otherwise. */
  readonly train: boolean;
  /** Scale of each channel, `[c]`; with `beta`, or neither. */
  readonly gamma?: Tensor;
  /** Shift of each channel, `[c]`. */
  readonly beta?: Tensor;
  /** Mean of each channel, `[c]`; in training it is taken closer to that of the batch. */
  readonly mean?: Tensor;
  /** Variance of each channel, `[c]`; in training it is taken closer to that of the batch. */
  readonly variance?: Tensor;
  /** How much closer, 0 to 1; 0.1 when left out. */
  readonly momentum?: number;
  /** Added to the variance; 1e-5 when left out. */
  readonly eps?: number;
}

/**
 * Batch normalisation: `y = gamma (x - mean) / sqrt(variance + eps) + beta`, channel by channel. In
 * training mean and variance are those of the batch, over images and pixels, and the gradient goes
 * through them; `mean` and `variance` follow, `m += momentum (new - m)`, the variance as that of
 * `count - 1`. Otherwise they are what is used.
 *
 * @param x Images `[n, c, h, w]`, or rows `[n, features]`.
 * @returns Same shape.
 * @throws {ShapeError} If the sizes do not fit, or each channel has one number only to train with.
 * @throws {RangeError} If `momentum` or `eps` is out of its range.
 * @throws {TypeError} If statistics are neither the batch's nor given, or of scale and shift one is
 *   missing.
 * @see Ioffe and Szegedy 2015, "Batch Normalization", algorithms 1 and 2.
 */
export function batchNorm(x: Tensor, options: BatchNormOptions): Tensor {
  const { train, gamma, beta, mean, variance, momentum = 0.1, eps = 1e-5 } = options;
  const { channels, images, plane } = geometry(x);
  for (const [name, tensor] of Object.entries({ gamma, beta, mean, variance })) {
    if (tensor && (!sameShape(tensor.shape, [channels]) || tensor.dtype !== "f32")) {
      throw new ShapeError(
        `Cannot normalise the batch ${showShape(x.shape)}: want ${name} f32 [${channels}], got ` +
          `${tensor.dtype} ${showShape(tensor.shape)}`,
      );
    }
  }
  if (!gamma !== !beta) {
    throw new TypeError(
      "Cannot normalise a batch with one of gamma and beta: want both or neither",
    );
  }
  if (!train && !(mean && variance)) {
    throw new TypeError("Cannot normalise a batch outside training: want mean and variance");
  }
  if (train && images * plane < 2) {
    throw new ShapeError(
      `Cannot normalise the batch ${showShape(x.shape)} in training: want more than one number a ` +
        "channel",
    );
  }
  if (!(momentum >= 0 && momentum <= 1)) {
    throw new RangeError(`Cannot normalise a batch with momentum ${momentum}: want 0 to 1`);
  }
  if (!(eps > 0 && Number.isFinite(eps))) {
    throw new RangeError(`Cannot normalise a batch with eps ${eps}: want a number above 0`);
  }
  return batchNormOp(
    [x, gamma ?? null, beta ?? null, mean ?? null, variance ?? null],
    { train, momentum, eps },
  );
}
