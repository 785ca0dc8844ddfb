import type { OpReference, RefArray } from "../../autograd/op.ts";
import type { Tensor } from "../../tensor.ts";

/** Numbers, scale, shift, given mean and given variance of the channels. */
export type BatchNormInputs = readonly [
  Tensor,
  Tensor | null,
  Tensor | null,
  Tensor | null,
  Tensor | null,
];

/** How the statistics come about. */
export interface BatchNormSettings {
  /** Those of the batch, or those given. */
  readonly train: boolean;
  /** Share of the batch in the given ones from now on; 0 leaves them alone. */
  readonly momentum: number;
  /** Added to the variance. */
  readonly eps: number;
}

/** Where the numbers of each channel are. */
function channelsOf({ shape }: RefArray): number[][] {
  const [n, c, ...rest] = shape as [number, number, ...number[]];
  const plane = rest.reduce((a, b) => a * b, 1);
  return Array.from({ length: c }, (_, channel) =>
    Array.from({ length: n * plane }, (_, i) => {
      return (Math.floor(i / plane) * c + channel) * plane + i % plane;
    }));
}

const mean = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0) / numbers.length;

/** Mean and variance (by the count, not one less) of each channel. */
export function batchStatistics(x: RefArray): { mean: number; variance: number }[] {
  return channelsOf(x).map((at) => {
    const centre = mean(at.map((i) => x.data[i]!));
    return { mean: centre, variance: mean(at.map((i) => (x.data[i]! - centre) ** 2)) };
  });
}

/** Batch normalisation in f64. */
export const batchNormReference: OpReference<BatchNormInputs, BatchNormSettings> = {
  forward: ([x, gamma, beta, running, variances], { train, eps }) => {
    const batch = batchStatistics(x);
    const data = new Float64Array(x.data.length);
    channelsOf(x).forEach((at, c) => {
      const centre = train ? batch[c]!.mean : running!.data[c]!;
      const deviation = Math.sqrt((train ? batch[c]!.variance : variances!.data[c]!) + eps);
      for (const i of at) {
        const hat = (x.data[i]! - centre) / deviation;
        data[i] = hat * (gamma?.data[c] ?? 1) + (beta?.data[c] ?? 0);
      }
    });
    return { shape: x.shape, data };
  },
  backward: (dy, [x, gamma, beta, running, variances], { train, eps }) => {
    const batch = batchStatistics(x);
    const channels = channelsOf(x);
    const data = new Float64Array(x.data.length);
    const dgamma = new Float64Array(channels.length);
    const dbeta = new Float64Array(channels.length);
    channels.forEach((at, c) => {
      const centre = train ? batch[c]!.mean : running!.data[c]!;
      const deviation = Math.sqrt((train ? batch[c]!.variance : variances!.data[c]!) + eps);
      const hat = (i: number) => (x.data[i]! - centre) / deviation;
      for (const i of at) {
        dgamma[c]! += dy.data[i]! * hat(i);
        dbeta[c]! += dy.data[i]!;
      }
      for (const i of at) {
        const through = train ? (dbeta[c]! + hat(i) * dgamma[c]!) / at.length : 0;
        data[i] = (gamma?.data[c] ?? 1) / deviation * (dy.data[i]! - through);
      }
    });
    const shape = [channels.length];
    return [
      { shape: x.shape, data },
      gamma && { shape, data: dgamma },
      beta && { shape, data: dbeta },
      null,
      null,
    ];
  },
};
