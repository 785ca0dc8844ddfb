import { type FrameUniforms } from "../frame_uniforms.ts";
import {
  dot,
  exp,
  type Float,
  float,
  floor,
  max,
  mix,
  pow,
  smoothstep,
  type Vec3,
  vec3,
} from "../tsl.ts";
import { cellNumbers } from "./hash.ts";

/**
 * What twilight adds to the sky in a direction: a band over the place where the sun went down, red at
 * the horizon, yellow and then pale above it.
 */
export function twilightGlow(frame: FrameUniforms, direction: Vec3): Vec3 {
  const height = max(direction.z, 0).negate();
  const fall = exp(vec3(8.5, 6.2, 4.6).mul(height));
  const level = max(direction.xy.length(), 1e-3);
  const cosine = dot(direction.xy, frame.glowDirection.xy).div(level);
  const towards = max(cosine.mul(0.5).add(0.5), 0);
  return frame.glowColour.mul(fall).mul(pow(towards, 2.5));
}

/** Stars: points that stand still in the sky, a good thousand over the horizon. */
export function starlight(frame: FrameUniforms, direction: Vec3): Vec3 {
  const grid = direction.mul(STAR_CELLS).add(STAR_CELLS + 1).toVar();
  const cell = floor(grid).toVar();
  const numbers = cellNumbers(cell, float(3)).toVar();
  const off = grid.sub(cell).sub(mix(float(0.3), float(0.7), numbers)).toVar();
  const away = off.sub(direction.mul(dot(off, direction))).length();
  const pixel = frame.toTop.length().div(frame.pixelsPerClip.y.abs()).mul(STAR_CELLS);
  const spot = smoothstep(pixel.mul(0.45), pixel.mul(1.05), away).oneMinus();
  const draw = numbers.x.add(numbers.z).mul(9.17).fract();
  const bright: Float = smoothstep(0.93, 1, draw);
  const tint = mix(vec3(1, 0.86, 0.7), vec3(0.75, 0.86, 1), numbers.y);
  return tint.mul(bright.mul(bright).mul(spot).mul(frame.stars))
    .mul(smoothstep(0.02, 0.2, direction.z));
}

/** Cells from the middle of the sphere of stars to its surface. */
const STAR_CELLS = 34;
