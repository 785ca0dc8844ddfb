import { FINISH } from "./finish.ts";
import { bead, type Loft, loft, type Ring } from "./loft.ts";
import { type ShapeMaker } from "./mod.ts";
import { Shape } from "./shape.ts";

/**
 * Pieces of people, each in the frame of its bone (origin at the joint, x forward, y left, z up,
 * limbs hanging along -z), in the measures of a body 1.75 m tall; other bodies scale them.
 */
export const PEOPLE_SHAPES: Readonly<Record<string, ShapeMaker>> = {
  person_head: head,
  person_hair_short: (level) => of(level, hair(SHORT_HAIR, level)),
  person_hair_long: (level) => of(level, hair(LONG_HAIR, level)),
  person_beanie: (level) => of(level, hair(BEANIE, level)),
  person_cap: cap,
  person_chest: (level) => of(level, torso(CHEST)),
  person_bust: (level) => of(level, torso(BUST)),
  person_vest: (level) => of(level, torso(VEST)),
  person_hips: (level) => of(level, torso(HIPS)),
  person_skirt: (level) => of(level, { ...torso(SKIRT), ends: [0, 0.02], square: 2 }),
  person_upper_arm: (level) => of(level, limb(UPPER_ARM, [0.022, 0.014])),
  person_forearm: (level) => of(level, limb(FOREARM, [0.012, 0.016])),
  person_hand: hand,
  person_thigh: (level) => of(level, limb(THIGH, [0.03, 0.03])),
  person_shin: (level) => of(level, limb(SHIN, [0.008, 0.02])),
  person_shoe: (level) => of(level, SHOE),
  person_toes: (level) => of(level, TOES),
  person_rucksack: (level) => of(level, RUCKSACK),
  person_bag: bag,
  person_phone: (level) => of(level, PHONE),
  person_umbrella: umbrella,
};

const CLOTH = FINISH.cloth;

function of(level: 0 | 1 | 2, body: Loft): Shape {
  const shape = new Shape();
  loft(shape, body, level);
  return shape;
}

function limb(rings: readonly Ring[], ends: readonly [number, number]): Loft {
  return { axis: "z", rings, ends, sides: [8, 5, 3], part: CLOTH };
}

function torso(rings: readonly Ring[]): Loft {
  return { axis: "z", rings, ends: [0.02, 0.015], sides: [12, 8, 4], square: 2.4, part: CLOTH };
}

function hair(rings: readonly Ring[], level: 0 | 1 | 2): Loft {
  return {
    axis: "z",
    rings,
    ends: [0.004, level === 2 ? 0.34 * HEAD : 0.014],
    sides: [10, 7, 4],
    part: CLOTH,
  };
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

const RUCKSACK: Loft = {
  axis: "z",
  rings: [
    { at: -0.17, radii: [0.07, 0.13], off: [-0.185, 0], light: 0.8 },
    { at: -0.1, radii: [0.09, 0.145], off: [-0.195, 0], until: 1 },
    { at: 0.12, radii: [0.085, 0.14], off: [-0.19, 0] },
    { at: 0.2, radii: [0.05, 0.1], off: [-0.165, 0], until: 1 },
  ],
  ends: [0.01, 0.02],
  sides: [10, 6, 4],
  square: 3.5,
  part: CLOTH,
};

const PHONE: Loft = {
  axis: "z",
  rings: [{ at: -0.15, radii: [0.036, 0.006] }, { at: -0.01, radii: [0.036, 0.006] }],
  ends: [0, 0],
  sides: [4, 4, 4],
  part: FINISH.dark,
};

const HEAD = 0.2275;
const scaled = (rings: readonly Ring[]): Ring[] =>
  rings.map((ring) => ({
    ...ring,
    at: HEAD * ring.at,
    radii: [HEAD * ring.radii[0], HEAD * ring.radii[1]],
    off: [HEAD * (ring.off?.[0] ?? 0), HEAD * (ring.off?.[1] ?? 0)],
  }));

const SKULL = scaled([
  { at: -0.12, radii: [0.15, 0.13], off: [0.2, 0], light: 0.75, until: 1 },
  { at: -0.02, radii: [0.27, 0.22], off: [0.13, 0], light: 0.85 },
  { at: 0.12, radii: [0.35, 0.285], off: [0.07, 0], until: 0 },
  { at: 0.3, radii: [0.4, 0.318], off: [0.03, 0], until: 1 },
  { at: 0.5, radii: [0.425, 0.33] },
  { at: 0.68, radii: [0.38, 0.295], off: [-0.02, 0], until: 1 },
  { at: 0.8, radii: [0.26, 0.2], off: [-0.03, 0], until: 1 },
]);

const SHORT_HAIR = scaled([
  { at: 0.06, radii: [0.22, 0.27], off: [-0.19, 0], light: 0.7 },
  { at: 0.3, radii: [0.33, 0.345], off: [-0.13, 0], light: 0.85, until: 1 },
  { at: 0.52, radii: [0.4, 0.365], off: [-0.07, 0] },
  { at: 0.68, radii: [0.41, 0.33], off: [-0.02, 0], until: 1 },
  { at: 0.83, radii: [0.3, 0.24], off: [-0.04, 0], until: 1 },
]);

const LONG_HAIR = scaled([
  { at: -0.52, radii: [0.16, 0.34], off: [-0.28, 0], light: 0.75 },
  { at: -0.2, radii: [0.22, 0.4], off: [-0.26, 0], light: 0.85, until: 0 },
  { at: 0.15, radii: [0.29, 0.38], off: [-0.19, 0], light: 0.9, until: 1 },
  { at: 0.45, radii: [0.38, 0.38], off: [-0.1, 0] },
  { at: 0.68, radii: [0.42, 0.345], off: [-0.025, 0], until: 1 },
  { at: 0.84, radii: [0.29, 0.24], off: [-0.04, 0], until: 1 },
]);

const BEANIE = scaled([
  { at: 0.42, radii: [0.45, 0.37], off: [-0.04, 0], light: 0.8 },
  { at: 0.58, radii: [0.465, 0.375], off: [-0.02, 0] },
  { at: 0.78, radii: [0.38, 0.3], off: [-0.03, 0], until: 1 },
  { at: 0.92, radii: [0.22, 0.18], off: [-0.05, 0], until: 1 },
]);

const CAP = scaled([
  { at: 0.52, radii: [0.45, 0.36], off: [-0.03, 0] },
  { at: 0.7, radii: [0.44, 0.345], off: [-0.03, 0], until: 1 },
  { at: 0.86, radii: [0.3, 0.24], off: [-0.04, 0] },
]);

function head(level: 0 | 1 | 2): Shape {
  const shape = new Shape();
  // The neck goes down into the collar.
  loft(shape, {
    axis: "z",
    rings: [
      { at: -0.13, radii: [0.06, 0.066], off: [-0.02, 0], light: 0.7 },
      { at: 0.03, radii: [0.055, 0.056], off: [-0.006, 0], light: 0.6 },
    ],
    ends: [0, 0],
    sides: [8, 5, 3],
    part: CLOTH,
  }, level);
  loft(shape, {
    axis: "z",
    rings: SKULL,
    ends: [0.006, level === 2 ? 0.36 * HEAD : 0.018],
    sides: [12, 8, 4],
    square: 2.1,
    part: CLOTH,
  }, level);
  if (level === 2) return shape;
  const h = HEAD;
  bead(shape, [0.4 * h, 0, 0.28 * h], [0.08 * h, 0.055 * h, 0.11 * h], 0.95, CLOTH);
  if (level === 1) return shape;
  for (const side of [1, -1]) {
    bead(
      shape,
      [-0.02 * h, side * 0.315 * h, 0.33 * h],
      [0.07 * h, 0.04 * h, 0.12 * h],
      0.8,
      CLOTH,
    );
    bead(
      shape,
      [0.375 * h, side * 0.137 * h, 0.4 * h],
      [0.035 * h, 0.055 * h, 0.03 * h],
      1,
      FINISH.dark,
    );
    // Brows.
    bead(
      shape,
      [0.385 * h, side * 0.15 * h, 0.47 * h],
      [0.03 * h, 0.085 * h, 0.014 * h],
      0.5,
      FINISH.dark,
    );
  }
  bead(shape, [0.385 * h, 0, 0.09 * h], [0.03 * h, 0.1 * h, 0.018 * h], 0.45, CLOTH);
  return shape;
}

function cap(level: 0 | 1 | 2): Shape {
  const shape = new Shape();
  loft(shape, { ...hair(CAP, level), ends: [0.002, 0.018] }, level);
  loft(shape, {
    axis: "z",
    rings: scaled([
      { at: 0.5, radii: [0.3, 0.27], off: [0.4, 0], light: 0.7 },
      { at: 0.55, radii: [0.3, 0.27], off: [0.4, 0] },
    ]),
    ends: [0, 0],
    sides: [10, 6, 4],
    part: CLOTH,
  }, level);
  return shape;
}

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

/** Hangs from the hand that holds it. */
function bag(level: 0 | 1 | 2): Shape {
  const shape = new Shape();
  loft(shape, {
    axis: "z",
    rings: [
      { at: -0.5, radii: [0.17, 0.055], light: 0.8 },
      { at: -0.4, radii: [0.18, 0.065], until: 0 },
      { at: -0.25, radii: [0.15, 0.045] },
    ],
    ends: [0.005, 0.005],
    sides: [8, 6, 4],
    square: 4,
    part: CLOTH,
  }, level);
  for (const x of level === 2 ? [] : [-0.06, 0.06]) {
    loft(shape, {
      axis: "z",
      rings: [
        { at: -0.26, radii: [0.009, 0.009], off: [x, 0] },
        { at: -0.08, radii: [0.009, 0.009], off: [0.3 * x, 0] },
      ],
      ends: [0, 0],
      sides: [4, 3, 3],
      part: FINISH.dark,
    }, level);
  }
  return shape;
}

/** Upright, its handle in the hand. */
function umbrella(level: 0 | 1 | 2): Shape {
  const shape = new Shape();
  loft(shape, {
    axis: "z",
    rings: [
      { at: 0.62, radii: [0.52, 0.52], light: 0.75 },
      { at: 0.64, radii: [0.52, 0.52] },
      { at: 0.76, radii: [0.34, 0.34], until: 1 },
      { at: 0.83, radii: [0.1, 0.1] },
    ],
    ends: [-0.1, 0.01],
    sides: [8, 8, 6],
    part: CLOTH,
  }, level);
  loft(shape, {
    axis: "z",
    rings: [{ at: -0.12, radii: [0.011, 0.011] }, { at: 0.88, radii: [0.007, 0.007] }],
    ends: [0, 0],
    sides: [5, 4, 3],
    part: FINISH.dark,
  }, level);
  return shape;
}
