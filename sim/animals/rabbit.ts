import { type Vec3 } from "../pose.ts";
import { barrel, headShape } from "../shapes/quadruped.ts";
import { legParts, toned } from "./legs.ts";
import { type LegBones, type Species } from "./species.ts";

const HIND: LegBones = [0.07, 0.075, 0.075];
const FORE: LegBones = [0.04, 0.045, 0.04];
const FUR: Vec3 = [0.14, 0.095, 0.06];

/** A rabbit: it hops. */
export const RABBIT: Species = {
  name: "rabbit",
  hipHeight: 0.135,
  hip: [-0.1, 0.045, 0],
  shoulder: [0.1, 0.035, -0.035],
  neckBase: [0.12, 0, 0],
  tailBase: [-0.165, 0, 0.02],
  neckLength: 0.06,
  headLength: 0.1,
  hind: HIND,
  fore: FORE,
  carriage: {
    alert: { neck: 1, head: 0 },
    walk: { neck: 0.6, head: -0.1 },
    graze: { neck: -0.5, head: -0.7 },
  },
  tail: -0.6,
  walkingSpeed: 0.7,
  fleeingSpeed: 5,
  shyness: 10,
  company: 6,
  hops: true,
  rest: 8,
  halfLength: 0.22,
  halfWidth: 0.09,
  height: 0.3,
  shapes: {
    animal_rabbit_trunk: barrel(
      [
        { at: -0.17, radii: [0.045, 0.045], off: [0, 0] },
        { at: -0.1, radii: [0.085, 0.082], off: [0, -0.005] },
        { at: 0.0, radii: [0.078, 0.078], off: [0, -0.015], until: 1 },
        { at: 0.1, radii: [0.058, 0.06], off: [0, -0.02] },
        { at: 0.14, radii: [0.038, 0.042], off: [0, -0.01] },
      ],
      [0.02, 0.015],
      [9, 6, 4],
    ),
    animal_rabbit_neck: barrel(
      [
        { at: -0.02, radii: [0.046, 0.05] },
        { at: 0.055, radii: [0.036, 0.038] },
      ],
      [0.01, 0.012],
      [7, 5, 3],
    ),
    animal_rabbit_head: headShape({
      rings: [
        { at: -0.03, radii: [0.034, 0.035] },
        { at: 0.02, radii: [0.042, 0.044] },
        { at: 0.075, radii: [0.022, 0.024], off: [0, -0.008] },
      ],
      ends: [0.012, 0.012],
      ears: { at: [-0.04, 0.022, 0.09], radii: [0.012, 0.014, 0.075] },
      eyes: [0.03, 0.04, 0.012],
      nose: [0.085, 0, -0.004],
      detail: 0.008,
    }),
    animal_rabbit_tail: barrel(
      [
        { at: -0.05, radii: [0.028, 0.028] },
        { at: 0, radii: [0.03, 0.03] },
      ],
      [0.02, 0.015],
      [6, 5, 4],
    ),
  },
  dress(random) {
    const fur = toned(FUR, random());
    return [
      { shape: "animal_rabbit_trunk", joint: "trunk", tint: fur },
      { shape: "animal_rabbit_neck", joint: "neck", tint: fur },
      { shape: "animal_rabbit_head", joint: "head", tint: fur },
      { shape: "animal_rabbit_tail", joint: "tail", tint: [0.62, 0.58, 0.52] },
      ...legParts(HIND, FORE, [0.055, 0.026, 0.016], [0.03, 0.02, 0.014], [fur, fur, fur]),
    ];
  },
};
