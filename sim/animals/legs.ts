import { type Vec3 } from "../pose.ts";
import { type HidePart, type LegBones } from "./species.ts";

/** How thick the bones of a leg are at their heads, from the trunk down, metres. */
export type LegGirths = readonly [number, number, number];

const SHAPES = ["animal_thigh", "animal_shank", "animal_cannon"] as const;
const BONE_NAMES = ["upper", "lower", "cannon"] as const;

/** The parts of four legs. */
export function legParts(
  hind: LegBones,
  fore: LegBones,
  hindGirths: LegGirths,
  foreGirths: LegGirths,
  tints: readonly [Vec3, Vec3, Vec3],
): HidePart[] {
  return ["left_hind", "left_fore", "right_hind", "right_fore"].flatMap((leg, k) => {
    const bones = k % 2 === 0 ? hind : fore;
    const girths = k % 2 === 0 ? hindGirths : foreGirths;
    return SHAPES.map((shape, n): HidePart => ({
      shape,
      joint: `${leg}_${BONE_NAMES[n]!}`,
      size: [girths[n]!, girths[n]!, bones[n]!],
      tint: tints[n]!,
    }));
  });
}

/** A colour a little lighter or darker, by a number in `[0, 1)`. */
export function toned([r, g, b]: Vec3, draw: number): Vec3 {
  const tone = 0.82 + 0.36 * draw;
  return [Math.min(0.9, r * tone), Math.min(0.9, g * tone), Math.min(0.9, b * tone)];
}
