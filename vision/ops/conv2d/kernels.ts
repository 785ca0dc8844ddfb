import { lanes } from "../../kernel/kernel.ts";

/** Workgroups of `size` lanes that cover `count` lanes, folded into rows where one is too short. */
export function workgroups(count: number, size: number): readonly [number, number, number] {
  return lanes(Math.ceil(count / size) * 64);
}

/** Groups of four that hold that many channels. */
export function quadsOf(channels: number): number {
  return Math.ceil(channels / 4);
}
