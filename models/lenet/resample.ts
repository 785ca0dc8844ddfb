import type { Random } from "../../vision/mod.ts";
import { SIDE } from "./mnist.ts";

/** How a net wants its pictures. */
export interface Input {
  /** Side in pixels. */
  readonly side: number;
  /** Pixels of a picture that one pixel of the net covers. */
  readonly scale: number;
  /** What the net is given of paper and of ink. */
  readonly paper: number;
  readonly ink: number;
}

/** Where the pixels of the net lie in a picture, both around their middles: `[a b; c d] (x, y) + (e, f)`. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

const STRAIGHT: Affine = [1, 0, 0, 1, 0, 0];

/** How far digits are distorted. */
export interface Distortion {
  /** Degrees to either side. */
  readonly turn: number;
  /** Share of the size. */
  readonly grow: number;
  /** Sideways per height. */
  readonly slant: number;
  /** Pixels in each direction. */
  readonly shift: number;
}

/** A turn, size, slant and place, each drawn evenly between the bounds. */
export function randomAffine(distortion: Distortion, random: Random): Affine {
  const around = (bound: number) => bound * (2 * random() - 1);
  const turn = around(distortion.turn) * Math.PI / 180;
  const slant = around(distortion.slant);
  const [sx, sy] = [1 + around(distortion.grow), 1 + around(distortion.grow)];
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  return [
    sx * cos,
    sx * (slant * cos - sin),
    sy * sin,
    sy * (slant * sin + cos),
    around(distortion.shift),
    around(distortion.shift),
  ];
}

/** Ink at a place between pixels, `0..255`; paper outside the picture. */
function inkAt(pixels: Uint8Array, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  if (left < -1 || top < -1 || left >= SIDE || top >= SIDE) return 0;
  const [right, down] = [x - left, y - top];
  const at = top * SIDE + left;
  const [inLeft, inRight] = [left >= 0, left < SIDE - 1];
  let ink = 0;
  if (top >= 0) {
    if (inLeft) ink += (1 - right) * (1 - down) * pixels[at]!;
    if (inRight) ink += right * (1 - down) * pixels[at + 1]!;
  }
  if (top < SIDE - 1) {
    if (inLeft) ink += (1 - right) * down * pixels[at + SIDE]!;
    if (inRight) ink += right * down * pixels[at + SIDE + 1]!;
  }
  return ink;
}

/** Places in a pixel of the net, along each axis, that are averaged where it covers more than one. */
const PLACES = 3;

/** A picture as a net wants it, seen through an affine map; paper around it. */
export function resample(
  pixels: Uint8Array,
  { side, scale, paper, ink }: Input,
  into: { [index: number]: number },
  [a, b, c, d, e, f]: Affine = STRAIGHT,
): void {
  const places = scale > 1 ? PLACES : 1;
  const [middle, half] = [(side - 1) / 2, (SIDE - 1) / 2];
  const gain = (ink - paper) / 255 / places ** 2;
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      let sum = 0;
      for (let place = 0; place < places * places; place++) {
        const inside = places === 1 ? 0 : 1 / places;
        const u = scale * (column - middle + inside * (place % places - 1));
        const v = scale * (row - middle + inside * (Math.floor(place / places) - 1));
        sum += inkAt(pixels, half + a * u + b * v + e, half + c * u + d * v + f);
      }
      into[row * side + column] = paper + gain * sum;
    }
  }
}
