import { type FrameUniforms } from "../frame_uniforms.ts";
import {
  clamp,
  type Float,
  float,
  max,
  mix,
  smoothstep,
  type Vec2,
  vec2,
  type Vec3,
  vec3,
} from "../tsl.ts";
import { planeNoise } from "./hash.ts";

/** Where a matte surface is, and what it holds of what falls on it. */
export interface Place {
  /** Metres in the world. */
  readonly position: Vec3;
  /** How much a level part of it holds of water: 1 for asphalt, on which puddles stand. */
  readonly wet?: Float;
  /** How much of the snow stays on it: 1 for a meadow, 0 for water. */
  readonly snow?: Float;
}

/** What water makes of a surface. */
export interface Soaked {
  readonly albedo: Vec3;
  /** How much of it mirrors, `0..1`: puddles wholly, wet grain a little. */
  readonly film: Float;
}

/**
 * A wet surface: water fills its pores and darkens it, and stands in puddles where it is level and
 * lies low by a noise of 1.7 m. To be called within `Fn`.
 */
export function soaked(frame: FrameUniforms, albedo: Vec3, normal: Vec3, place: Place): Soaked {
  const holds = place.wet ?? float(0.3);
  const { position } = place;
  const level = smoothstep(0.75, 0.97, normal.z);
  const low = planeNoise(position.xy.div(1.7)).mul(0.65).add(
    planeNoise(position.xy.div(0.43).add(vec2(17, 5))).mul(0.35),
  );
  const wet = frame.wetness.mul(holds);
  const edge = wet.mul(-0.52).add(0.94);
  // Far away puddles are smaller than pixels: what is left is their mean.
  const far = smoothstep(10, 45, position.sub(frame.eye).length());
  const here = mix(smoothstep(edge, edge.add(0.09), low), wet.mul(0.45), far);
  const puddle = here.mul(level).mul(holds);
  const dark = clamp(wet.mul(0.42).add(puddle.mul(0.25)), 0, 0.6).oneMinus();
  return {
    // Light that crosses water more than once comes back more coloured.
    albedo: albedo.mul(dark).mul(mix(vec3(1, 1, 1), albedo.div(brightest(albedo)), wet.mul(0.2))),
    film: max(puddle, wet.mul(0.35).mul(level)),
  };
}

/** Albedo of new snow. */
const SNOW = [0.83, 0.86, 0.92] as const;

/** A surface under snow: what faces up is covered first, in patches. To be called within `Fn`. */
export function snowed(frame: FrameUniforms, albedo: Vec3, normal: Vec3, place: Place): Vec3 {
  const { position } = place;
  const patch = planeNoise(turned(position, 0.5).div(2.3)).mul(0.45)
    .add(planeNoise(turned(position, 1.2).div(0.83)).mul(0.3))
    .add(planeNoise(turned(position, 2.1).div(0.24).add(position.z.mul(0.7))).mul(0.25));
  const cover = frame.snowCover.mul(place.snow ?? float(1));
  const steepest = cover.mul(-0.95).add(1.15);
  const share = smoothstep(
    steepest.sub(0.08),
    steepest.add(0.08),
    normal.z.add(patch.sub(0.5).mul(0.55)),
  );
  return mix(albedo, vec3(...SNOW), share);
}

/** The plane turned, so that the cells of one noise do not line up with those of another. */
function turned(position: Vec3, angle: number): Vec2 {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return vec2(
    position.x.mul(cos).sub(position.y.mul(sin)),
    position.x.mul(sin).add(position.y.mul(cos)),
  );
}

function brightest(colour: Vec3): Float {
  return max(max(colour.x, colour.y), max(colour.z, 1e-3));
}
