import type { OpReference, RefArray } from "../../autograd/op.ts";
import { pcg3d } from "../../random.ts";
import type { Tensor } from "../../tensor.ts";

/** What is dropped. */
export interface DropoutSettings {
  /** Share that is dropped. */
  readonly rate: number;
  /** Of the hash. */
  readonly seed: number;
  /** Whether whole maps are dropped, not single numbers. */
  readonly maps: boolean;
}

/** The share dropped, of `2^24`, and what the rest is scaled by, so that the mean stays. */
export function dropoutNumbers(rate: number): { threshold: number; scale: number } {
  const threshold = Math.round(rate * 2 ** 24);
  return { threshold, scale: 2 ** 24 / (2 ** 24 - threshold) };
}

/** Lane and component of element `i`; those of images lie in groups of four channels. */
function place({ shape, layout }: RefArray, i: number, maps: boolean): [number, number] {
  if (shape.length !== 4 || layout === "linear") return [i >> 2, i & 3];
  const [, c, h, w] = shape as [number, number, number, number];
  const map = Math.floor(i / (h * w));
  const channel = map % c;
  const quad = Math.floor(map / c) * Math.ceil(c / 4) + (channel >> 2);
  return [maps ? quad : quad * h * w + i % (h * w), channel & 3];
}

function masked(x: RefArray, step: RefArray, { rate, seed, maps }: DropoutSettings): RefArray {
  const { threshold, scale } = dropoutNumbers(rate);
  const data = x.data.map((value, i) => {
    const [lane, component] = place(x, i, maps);
    const words = pcg3d(lane, seed, step.data[0]!);
    const [a, b, c] = words.map((word) => word & 255) as [number, number, number];
    const draws = [...words.map((word) => word >>> 8), (a << 16) | (b << 8) | c];
    return draws[component]! >= threshold ? scale * value : 0;
  });
  return { ...x, data };
}

/** Dropout in f64. */
export const dropoutReference: OpReference<readonly [Tensor, Tensor], DropoutSettings> = {
  forward: ([x, step], settings) => masked(x, step, settings),
  backward: (gradient, [, step], settings) => [masked(gradient, step, settings), null],
};
