import { normal, type Random } from "../../vision/mod.ts";
import { type BandLayout } from "./bands.ts";
import { type GroundPlane } from "./ground_plane.ts";

/**
 * How what is near is seen as if it were far away. What stereo labels lies within 12 m, where pictures are sharp and
 * the ground's plane is known. Farther on few pixels show a thing, and a plane that is off by a degree lays its
 * foot at half or at twice its distance. A classifier that only knew the former would be lost in the latter.
 */
export const AFAR = {
  /** Standard deviations of the plane's tilt, radians: what a fit of near ground is off by is this much near by. */
  pitch: 0.045,
  roll: 0.02,
  /** Halvings of the picture: things look as what is up to eight times as far away. */
  halvings: [1, 2, 3],
  /** Farthest band of such a view, metres. */
  farthest: 26,
} as const;

/** A plane tilted about the camera's foot: nose down by `pitch`, right side down by `roll`, radians. */
export function tilted(plane: GroundPlane, pitch: number, roll: number): GroundPlane {
  const [x, y, z] = plane.normal;
  const [cp, sp, cr, sr] = [Math.cos(pitch), Math.sin(pitch), Math.cos(roll), Math.sin(roll)];
  // About the camera's right, then about its optical axis.
  const [py, pz] = [cp * y - sp * z, sp * y + cp * z];
  return { ...plane, normal: [cr * x + sr * py, -sr * x + cr * py, pz] };
}

/** A plane as wrong as that of ground far away. */
export function wrongPlane(plane: GroundPlane, random: Random): GroundPlane {
  return tilted(plane, AFAR.pitch * normal(random), AFAR.roll * normal(random));
}

/** The bands of a layout up to some distance; windows keep their numbers. */
export function bandsUpTo(layout: BandLayout, farthest: number): BandLayout {
  const count = layout.bands.filter(({ distance }) => distance <= farthest).length;
  return {
    ...layout,
    width: layout.offsets[count] ?? layout.width,
    bands: layout.bands.slice(0, count),
    offsets: layout.offsets.slice(0, count),
  };
}
