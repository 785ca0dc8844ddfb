import { FINISH } from "./finish.ts";
import { bead, type Loft, loft, type Ring } from "./loft.ts";
import { type ShapeMaker } from "./mod.ts";
import { CARRIED_SHAPES } from "./people/carried.ts";
import { HEAD_SHAPES } from "./people/heads.ts";
import { lofted } from "./people/lofted.ts";
import { Shape } from "./shape.ts";

const CLOTH = FINISH.cloth;

function limb(rings: readonly Ring[], ends: readonly [number, number]): Loft {
  return { axis: "z", rings, ends, sides: [8, 5, 3], part: CLOTH };
}

function torso(rings: readonly Ring[]): Loft {
  return { axis: "z", rings, ends: [0.02, 0.015], sides: [12, 8, 4], square: 2.4, part: CLOTH };
}

const UPPER_ARM: readonly Ring[] = [
  { at: -0.33, radii: [0.039, 0.039], light: 0.85 },
  { at: -0.2, radii: [0.047, 0.046], until: 1 },
  { at: -0.07, radii: [0.056, 0.055], until: 0 },
  { at: 0, radii: [0.056, 0.056] },
  { at: 0.032, radii: [0.044, 0.042], off: [0, 0], until: 1 },
];

const FOREARM: readonly Ring[] = [
  { at: -0.25, radii: [0.028, 0.028] },
  { at: -0.1, radii: [0.041, 0.039], until: 0 },
  { at: 0, radii: [0.04, 0.04], until: 1 },
  { at: 0.02, radii: [0.033, 0.033], light: 0.9 },
];

const THIGH: readonly Ring[] = [
  { at: -0.43, radii: [0.057, 0.055], light: 0.95 },
  { at: -0.25, radii: [0.071, 0.068], until: 1 },
  { at: -0.1, radii: [0.084, 0.079], until: 0, light: 0.9 },
  { at: 0.03, radii: [0.08, 0.078], light: 0.85 },
];

const SHIN: readonly Ring[] = [
  { at: -0.43, radii: [0.042, 0.041], light: 0.9 },
  { at: -0.3, radii: [0.045, 0.043], off: [-0.005, 0], until: 0 },
  { at: -0.13, radii: [0.056, 0.051], off: [-0.012, 0], until: 1 },
  { at: 0, radii: [0.055, 0.053], until: 0 },
  { at: 0.025, radii: [0.045, 0.045] },
];

const CHEST: readonly Ring[] = [
  { at: -0.16, radii: [0.094, 0.138], light: 0.85 },
  { at: -0.03, radii: [0.104, 0.148], until: 0 },
  { at: 0.09, radii: [0.118, 0.172], until: 1 },
  { at: 0.18, radii: [0.108, 0.192] },
  { at: 0.235, radii: [0.082, 0.19], off: [-0.008, 0], until: 1 },
  { at: 0.268, radii: [0.064, 0.125], off: [-0.012, 0], until: 0 },
  { at: 0.295, radii: [0.054, 0.07], off: [-0.014, 0] },
];

const BUST: readonly Ring[] = [
  { at: -0.16, radii: [0.092, 0.136], light: 0.85 },
  { at: -0.05, radii: [0.09, 0.124], until: 0 },
  { at: 0.03, radii: [0.1, 0.136], off: [0.008, 0], until: 1, light: 0.9 },
  { at: 0.1, radii: [0.122, 0.155], off: [0.02, 0] },
  { at: 0.18, radii: [0.096, 0.176], until: 0 },
  { at: 0.235, radii: [0.074, 0.176], off: [-0.008, 0], until: 1 },
  { at: 0.268, radii: [0.058, 0.115], off: [-0.012, 0], until: 0 },
  { at: 0.292, radii: [0.05, 0.064], off: [-0.014, 0] },
];

/** Over a chest: two bands that throw light back. */
const VEST: readonly Ring[] = [
  { at: -0.2, radii: [0.122, 0.168], light: 0.9 },
  { at: -0.09, radii: [0.118, 0.164], part: FINISH.metal },
  { at: -0.04, radii: [0.118, 0.165] },
  { at: 0.06, radii: [0.125, 0.178], part: FINISH.metal, until: 1 },
  { at: 0.11, radii: [0.125, 0.18], until: 1 },
  { at: 0.19, radii: [0.118, 0.2] },
  { at: 0.245, radii: [0.088, 0.196], off: [-0.008, 0], until: 1 },
  { at: 0.29, radii: [0.062, 0.09], off: [-0.012, 0] },
];

const HIPS: readonly Ring[] = [
  { at: -0.09, radii: [0.06, 0.09], light: 0.7, until: 1 },
  { at: -0.02, radii: [0.108, 0.158], off: [-0.008, 0], light: 0.9 },
  { at: 0.06, radii: [0.108, 0.155], off: [-0.008, 0], until: 0 },
  { at: 0.14, radii: [0.096, 0.138] },
];

/** One of two that overlap: each goes with one leg, so the stride spreads them. */
const SKIRT: readonly Ring[] = [
  { at: -0.46, radii: [0.15, 0.205] },
  { at: -0.22, radii: [0.142, 0.19], until: 0 },
  { at: 0, radii: [0.134, 0.176], off: [-0.006, 0], until: 1 },
  { at: 0.13, radii: [0.102, 0.146] },
];

const SHOE: Loft = {
  axis: "x",
  rings: [
    { at: -0.07, radii: [0.028, 0.028], off: [0, -0.038], light: 0.8 },
    { at: -0.03, radii: [0.036, 0.046], off: [0, -0.022], until: 1 },
    { at: 0.03, radii: [0.039, 0.044], off: [0, -0.024], until: 1 },
    { at: 0.12, radii: [0.046, 0.024], off: [0, -0.044] },
  ],
  ends: [0.014, 0.01],
  sides: [8, 5, 4],
  square: 2.8,
  part: CLOTH,
};

const TOES: Loft = {
  axis: "x",
  rings: [
    { at: -0.008, radii: [0.046, 0.023], off: [0, -0.001] },
    { at: 0.045, radii: [0.038, 0.016], off: [0, -0.008] },
  ],
  ends: [0.005, 0.028],
  sides: [8, 5, 4],
  square: 2.4,
  part: CLOTH,
};

/**
 * Pieces of people, each in the frame of its bone (origin at the joint, x forward, y left, z up,
 * limbs hanging along -z), in the measures of a body 1.75 m tall; other bodies scale them.
 */
export const PEOPLE_SHAPES: Readonly<Record<string, ShapeMaker>> = {
  ...HEAD_SHAPES,
  person_chest: lofted(torso(CHEST)),
  person_bust: lofted(torso(BUST)),
  person_vest: lofted(torso(VEST)),
  person_hips: lofted(torso(HIPS)),
  person_skirt: lofted({ ...torso(SKIRT), ends: [0, 0.02], square: 2 }),
  person_upper_arm: lofted(limb(UPPER_ARM, [0.022, 0.014])),
  person_forearm: lofted(limb(FOREARM, [0.012, 0.016])),
  person_hand: hand,
  person_thigh: lofted(limb(THIGH, [0.03, 0.03])),
  person_shin: lofted(limb(SHIN, [0.008, 0.02])),
  person_shoe: lofted(SHOE),
  person_toes: lofted(TOES),
  ...CARRIED_SHAPES,
};

function hand(level: 0 | 1 | 2): Shape {
  const shape = new Shape();
  if (level === 2) {
    bead(shape, [0.004, 0, -0.085], [0.036, 0.018, 0.1], 1, CLOTH);
    return shape;
  }
  loft(shape, {
    axis: "z",
    rings: [
      { at: -0.165, radii: [0.026, 0.011], off: [0.008, 0] },
      { at: -0.085, radii: [0.04, 0.015], off: [0.004, 0], until: 1 },
      { at: 0.005, radii: [0.026, 0.022] },
    ],
    ends: [0.014, 0.005],
    sides: [6, 5, 3],
    part: CLOTH,
  }, level);
  if (level === 0) bead(shape, [0.042, 0, -0.07], [0.018, 0.014, 0.045], 0.9, CLOTH);
  return shape;
}
