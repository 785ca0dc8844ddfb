import { type Vec3 } from "../pose.ts";
import { FINISH } from "../shapes/finish.ts";
import { loft } from "../shapes/loft.ts";
import { barrel, headShape } from "../shapes/quadruped.ts";
import { Shape } from "../shapes/shape.ts";
import { legParts, toned } from "./legs.ts";
import { type LegBones, type Species } from "./species.ts";

const HIND: LegBones = [0.31, 0.34, 0.36];
const FORE: LegBones = [0.23, 0.3, 0.32];
const COAT: Vec3 = [0.17, 0.085, 0.04];
const BONE: Vec3 = [0.32, 0.25, 0.17];

/** A small red deer: a hind, or a stag with antlers. */
export const DEER: Species = {
  name: "deer",
  hipHeight: 0.93,
  hip: [-0.42, 0.12, 0],
  shoulder: [0.4, 0.12, -0.15],
  neckBase: [0.5, 0, 0.04],
  tailBase: [-0.6, 0, 0.05],
  neckLength: 0.56,
  headLength: 0.32,
  hind: HIND,
  fore: FORE,
  carriage: {
    alert: { neck: 1.1, head: -0.25 },
    walk: { neck: 0.75, head: -0.4 },
    graze: { neck: -1.27, head: -1.45 },
  },
  tail: 1,
  walkingSpeed: 0.95,
  fleeingSpeed: 7.5,
  shyness: 20,
  company: 14,
  hops: false,
  rest: 14,
  halfLength: 0.75,
  halfWidth: 0.22,
  height: 1.5,
  shapes: {
    animal_deer_trunk: barrel([
      { at: -0.6, radii: [0.08, 0.1], off: [0, -0.02] },
      { at: -0.47, radii: [0.145, 0.18], off: [0, -0.03], until: 1 },
      { at: -0.2, radii: [0.165, 0.185], off: [0, -0.04] },
      { at: 0.12, radii: [0.17, 0.21], off: [0, -0.07] },
      { at: 0.38, radii: [0.15, 0.215], off: [0, -0.07], until: 1 },
      { at: 0.54, radii: [0.095, 0.15], off: [0, -0.01] },
    ], [0.04, 0.03]),
    animal_deer_neck: barrel(
      [
        { at: -0.1, radii: [0.1, 0.15], off: [0, -0.03] },
        { at: 0.18, radii: [0.075, 0.1], until: 1 },
        { at: 0.54, radii: [0.055, 0.065] },
      ],
      [0.02, 0.03],
      [8, 6, 4],
    ),
    animal_deer_head: headShape({
      rings: [
        { at: -0.05, radii: [0.05, 0.055] },
        { at: 0.05, radii: [0.066, 0.075] },
        { at: 0.17, radii: [0.042, 0.05], off: [0, -0.012], until: 1 },
        { at: 0.29, radii: [0.03, 0.034], off: [0, -0.018] },
      ],
      ends: [0.02, 0.015],
      ears: { at: [-0.03, 0.105, 0.07], radii: [0.03, 0.08, 0.045] },
      eyes: [0.075, 0.062, 0.03],
      nose: [0.305, 0, -0.012],
      detail: 0.02,
    }),
    animal_deer_antlers: (level) => {
      const shape = new Shape();
      const rod = (x: number, y: number, z: number, dx: number, dy: number, dz: number) => {
        loft(shape, {
          axis: "z",
          rings: [
            { at: z, radii: [0.014, 0.014], off: [x, y] },
            { at: z + dz, radii: [0.006, 0.006], off: [x + dx, y + dy] },
          ],
          ends: [0.03, 0.03],
          sides: [5, 4, 4],
          part: FINISH.cloth,
        }, level);
      };
      for (const side of [1, -1]) {
        rod(-0.01, side * 0.035, 0.05, -0.12, side * 0.17, 0.26);
        rod(-0.13, side * 0.2, 0.3, 0.04, side * 0.05, 0.3);
        if (level === 2) continue;
        rod(0.0, side * 0.055, 0.09, 0.14, side * 0.03, 0.14);
        rod(-0.11, side * 0.18, 0.28, 0.15, side * 0.02, 0.16);
      }
      return shape;
    },
    animal_deer_tail: barrel(
      [
        { at: -0.14, radii: [0.022, 0.018] },
        { at: 0.02, radii: [0.045, 0.03] },
      ],
      [0.02, 0.01],
      [6, 5, 3],
    ),
  },
  dress(random) {
    const coat = toned(COAT, random());
    const dark: Vec3 = [0.7 * coat[0], 0.7 * coat[1], 0.7 * coat[2]];
    const stag = random() < 0.35;
    return [
      { shape: "animal_deer_trunk", joint: "trunk", tint: coat },
      { shape: "animal_deer_neck", joint: "neck", tint: coat },
      { shape: "animal_deer_head", joint: "head", tint: coat },
      { shape: "animal_deer_tail", joint: "tail", tint: [0.5, 0.42, 0.32] },
      ...(stag ? [{ shape: "animal_deer_antlers", joint: "head", tint: BONE }] : []),
      ...legParts(HIND, FORE, [0.16, 0.07, 0.03], [0.1, 0.055, 0.028], [coat, coat, dark]),
    ];
  },
};
