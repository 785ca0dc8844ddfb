import { normal, type Random } from "../../vision/mod.ts";
import { type BandLayout } from "./bands.ts";
import { type GroundPlane } from "./ground_plane.ts";

/**
 * How what is near is seen as if it were far away. What stereo labels lies within 12 m, where pictures are sharp, the
 * ground's plane is known, and there is sky over the ground. Farther on few pixels show a thing, hills
 * rise behind it, and a plane that is off by a degree lays its foot at half or at three times its
 * distance. A classifier that only knew the former would be lost in the latter.
 */
export const AFAR = {
  /** Least and most of the plane's tilt, nose down, radians: feet are laid down to a third as far, or five times. */
  pitch: [-0.09, 0.05],
  /** Standard deviation of the tilt to a side, radians. */
  roll: 0.02,
  /** Most halvings of the picture: things look as what is up to eight times as far away. */
  halvings: 3,
  /** Farthest band of such a view, metres. */
  farthest: 55,
  /** The same while driving, where there is less time: one such view of each frame. */
  halvingsOnline: 2,
  farthestOnline: 26,
} as const;

/** A plane tilted about the camera's foot: nose down by `pitch`, right side down by `roll`, radians. */
export function tilted(plane: GroundPlane, pitch: number, roll: number): GroundPlane {
  const [x, y, z] = plane.normal;
  const [cp, sp, cr, sr] = [Math.cos(pitch), Math.sin(pitch), Math.cos(roll), Math.sin(roll)];
  // About the camera's right, then about its optical axis.
  const [py, pz] = [cp * y - sp * z, sp * y + cp * z];
  return { ...plane, normal: [cr * x + sr * py, -sr * x + cr * py, pz] };
}

/** A plane as wrong as that of ground far away is. */
export function wrongPlane(plane: GroundPlane, random: Random): GroundPlane {
  const [least, most] = AFAR.pitch;
  return tilted(plane, least + (most - least) * random(), AFAR.roll * normal(random));
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
