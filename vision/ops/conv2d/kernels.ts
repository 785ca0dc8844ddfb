import { lanes } from "../../kernel/kernel.ts";

/** Kernels made so far, by the tile they were made for. */
const kernels = new Map<string, unknown>();

/** The kernel of a tile, made once. */
export function kernelFor<T, K>(make: (tile: T) => K, tile: T): K {
  const key = `${make.name} ${JSON.stringify(tile)}`;
  const kernel = kernels.get(key) ?? make(tile);
  kernels.set(key, kernel);
  return kernel as K;
}

/** Workgroups of `size` lanes that cover `count` lanes, folded into rows where one is too short. */
export function workgroups(count: number, size: number): readonly [number, number, number] {
  return lanes(Math.ceil(count / size) * 64);
}

/** Groups of four that hold that many channels. */
export function quadsOf(channels: number): number {
  return Math.ceil(channels / 4);
}
