import { FINISH } from "../finish.ts";
import { bead, type Loft, loft, type Ring } from "../loft.ts";
import { type ShapeMaker } from "../mod.ts";
import { Shape } from "../shape.ts";

/** Heads and what is on them, in the frame of the head: its origin where the neck ends. */
export const HEAD_SHAPES: Readonly<Record<string, ShapeMaker>> = {
  person_head: head,
  person_hair_short: (level) => crown(SHORT_HAIR, level),
  person_hair_long: (level) => crown(LONG_HAIR, level),
  person_beanie: (level) => crown(BEANIE, level),
  person_cap: cap,
};

const CLOTH = FINISH.cloth;
/** Height of a head, metres. */
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

function hair(rings: readonly Ring[], level: 0 | 1 | 2): Loft {
  return {
    axis: "z",
    rings,
    ends: [0.004, level === 2 ? 0.34 * HEAD : 0.014],
    sides: [10, 7, 4],
    part: CLOTH,
  };
}

function crown(rings: readonly Ring[], level: 0 | 1 | 2): Shape {
  const shape = new Shape();
  loft(shape, hair(rings, level), level);
  return shape;
}
