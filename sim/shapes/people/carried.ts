import { FINISH } from "../finish.ts";
import { type Loft, loft } from "../loft.ts";
import { type ShapeMaker } from "../mod.ts";
import { Shape } from "../shape.ts";
import { lofted } from "./lofted.ts";

const CLOTH = FINISH.cloth;

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

/** What people carry: in the frame of the chest, or of the hand. */
export const CARRIED_SHAPES: Readonly<Record<string, ShapeMaker>> = {
  person_rucksack: lofted(RUCKSACK),
  person_bag: bag,
  person_phone: lofted(PHONE),
  person_umbrella: umbrella,
};

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
