import type { OpReference, RefArray } from "../../autograd/op.ts";
import type { Tensor } from "../../tensor.ts";
import { eachPixel } from "../softmax/softmax_ref.ts";

/** How many channels count, and how. */
export interface ResponseSettings {
  /** Channels in reach, the channel itself included. */
  readonly size: number;
  /** Factor of their mean square. */
  readonly alpha: number;
  /** Exponent. */
  readonly beta: number;
  /** Added to the mean square. */
  readonly bias: number;
}

/** Channels before and after one that count for it. */
export function reach(size: number): { before: number; after: number } {
  return { before: Math.floor((size - 1) / 2), after: Math.ceil((size - 1) / 2) };
}

function scaleOf(x: RefArray, settings: ResponseSettings): Float64Array<ArrayBuffer> {
  const { size, alpha, bias } = settings;
  const { before, after } = reach(size);
  const scale = new Float64Array(x.data.length);
  eachPixel(x, (channels) =>
    channels.forEach((at, c) => {
      const near = channels.slice(Math.max(0, c - before), c + after + 1);
      scale[at] = bias + alpha / size * near.reduce((sum, i) => sum + x.data[i]! ** 2, 0);
    }));
  return scale;
}

/** Local response normalisation in f64. */
export const localResponseNormReference: OpReference<readonly [Tensor], ResponseSettings> = {
  forward: ([x], settings) => {
    const scale = scaleOf(x, settings);
    return { shape: x.shape, data: x.data.map((v, i) => v * scale[i]! ** -settings.beta) };
  },
  backward: (dy, [x], settings) => {
    const { size, alpha, beta } = settings;
    const { before, after } = reach(size);
    const scale = scaleOf(x, settings);
    const data = dy.data.map((d, i) => d * scale[i]! ** -beta);
    eachPixel(x, (channels) =>
      channels.forEach((at, c) => {
        const factor = -2 * alpha * beta / size * dy.data[at]! * x.data[at]! *
          scale[at]! ** (-beta - 1);
        for (const i of channels.slice(Math.max(0, c - before), c + after + 1)) {
          data[i]! += factor * x.data[i]!;
        }
      }));
    return [{ shape: x.shape, data }];
  },
};
