import { FINISH } from "./finish.ts";
import { bead, loft, type Ring } from "./loft.ts";
import { type ShapeMaker } from "./mod.ts";
import { Shape } from "./shape.ts";

const CLOTH = FINISH.cloth;

/** A body along x through cross-sections in y and z. */
export function barrel(
  rings: readonly Ring[],
  ends: readonly [number, number],
  sides: readonly [number, number, number] = [10, 7, 4],
): ShapeMaker {
  return (level) => {
    const shape = new Shape();
    loft(shape, { axis: "x", rings, ends, sides, part: CLOTH }, level);
    return shape;
  };
}

/** What a head has beside its skull. */
export interface HeadFeatures {
  readonly rings: readonly Ring[];
  readonly ends: readonly [number, number];
  /** Half breadth of the ears' middles, their middle's place along and up, and their radii. */
  readonly ears: {
    readonly at: readonly [number, number, number];
    readonly radii: readonly [number, number, number];
  };
  readonly eyes: readonly [number, number, number];
  readonly nose: readonly [number, number, number];
  /** Of eyes and nose, metres. */
  readonly detail: number;
}

/** A head along x from the nape to the nose, with ears, eyes and nose. */
export function headShape(features: HeadFeatures): ShapeMaker {
  return (level) => {
    const shape = new Shape();
    const { rings, ends, ears, eyes, nose, detail } = features;
    loft(shape, { axis: "x", rings, ends, sides: [8, 6, 4], part: CLOTH }, level);
    for (const side of [1, -1]) {
      bead(shape, [ears.at[0], side * ears.at[1], ears.at[2]], ears.radii, 0.85, CLOTH);
      if (level > 0) continue;
      const eye = [0.9 * detail, 0.6 * detail, 0.8 * detail] as const;
      bead(shape, [eyes[0], side * eyes[1], eyes[2]], eye, 1, FINISH.dark);
    }
    if (level < 2) bead(shape, nose, [detail, detail, 0.8 * detail], 1, FINISH.dark);
    return shape;
  };
}

function bone(rings: readonly Ring[], ends: readonly [number, number]): ShapeMaker {
  return (level) => {
    const shape = new Shape();
    loft(shape, { axis: "z", rings, ends, sides: [8, 5, 3], part: CLOTH }, level);
    return shape;
  };
}

/**
 * Bones of legs, one metre long and one metre thick at their head: parts scale them to their length
 * (z) and thickness (x, y).
 */
export const LEG_SHAPES: Readonly<Record<string, ShapeMaker>> = {
  animal_thigh: bone([
    { at: -1, radii: [0.42, 0.42], light: 0.9 },
    { at: -0.55, radii: [0.72, 0.6], off: [0.06, 0], until: 1 },
    { at: -0.1, radii: [1, 0.72], until: 0 },
    { at: 0.12, radii: [0.85, 0.55] },
  ], [0.06, 0.08]),
  animal_shank: bone([
    { at: -1, radii: [0.5, 0.5], light: 0.9 },
    { at: -0.5, radii: [0.68, 0.62], until: 0 },
    { at: 0, radii: [1, 0.95] },
  ], [0.05, 0.07]),
  animal_cannon: bone([
    { at: -1, radii: [0.88, 0.82], part: FINISH.dark },
    { at: -0.87, radii: [0.88, 0.82] },
    { at: -0.5, radii: [0.72, 0.68], until: 0 },
    { at: 0, radii: [0.95, 0.9] },
  ], [0, 0.05]),
};
