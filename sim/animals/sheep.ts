import { type Vec3 } from "../pose.ts";
import { barrel, headShape } from "../shapes/quadruped.ts";
import { legParts, toned } from "./legs.ts";
import { type LegBones, type Species } from "./species.ts";

const HIND: LegBones = [0.2, 0.22, 0.21];
const FORE: LegBones = [0.17, 0.2, 0.2];
const WOOL: Vec3 = [0.42, 0.38, 0.3];
const BLACK: Vec3 = [0.028, 0.025, 0.022];

/** A sheep in its wool, its face white or black. */
export const SHEEP: Species = {
  name: "sheep",
  hipHeight: 0.58,
  hip: [-0.28, 0.11, 0],
  shoulder: [0.27, 0.11, -0.05],
  neckBase: [0.36, 0, 0.1],
  tailBase: [-0.47, 0, 0.05],
  neckLength: 0.27,
  headLength: 0.24,
  hind: HIND,
  fore: FORE,
  carriage: {
    alert: { neck: 0.75, head: -0.3 },
    walk: { neck: 0.3, head: -0.6 },
    graze: { neck: -1.2, head: -1.4 },
  },
  tail: 1.2,
  walkingSpeed: 0.7,
  fleeingSpeed: 4.2,
  shyness: 12,
  company: 8,
  hops: false,
  rest: 18,
  halfLength: 0.58,
  halfWidth: 0.27,
  height: 0.95,
  shapes: {
    animal_sheep_trunk: barrel(
      [
        { at: -0.44, radii: [0.13, 0.14], light: 0.9 },
        { at: -0.32, radii: [0.225, 0.225], until: 0 },
        { at: -0.2, radii: [0.245, 0.245] },
        { at: -0.06, radii: [0.235, 0.25], until: 0 },
        { at: 0.08, radii: [0.26, 0.262] },
        { at: 0.22, radii: [0.235, 0.245], until: 0 },
        { at: 0.32, radii: [0.21, 0.215], off: [0, 0.01], until: 1 },
        { at: 0.42, radii: [0.13, 0.14], off: [0, 0.04] },
      ],
      [0.05, 0.04],
      [12, 8, 5],
    ),
    animal_sheep_neck: barrel(
      [
        { at: -0.06, radii: [0.14, 0.15] },
        { at: 0.12, radii: [0.11, 0.12], until: 0 },
        { at: 0.26, radii: [0.085, 0.09] },
      ],
      [0.02, 0.03],
      [8, 6, 4],
    ),
    animal_sheep_head: headShape({
      rings: [
        { at: -0.04, radii: [0.06, 0.065] },
        { at: 0.05, radii: [0.07, 0.078] },
        { at: 0.15, radii: [0.05, 0.058], off: [0, -0.01], until: 1 },
        { at: 0.22, radii: [0.036, 0.042], off: [0, -0.015] },
      ],
      ends: [0.02, 0.015],
      ears: { at: [-0.01, 0.1, 0.03], radii: [0.025, 0.06, 0.025] },
      eyes: [0.08, 0.064, 0.025],
      nose: [0.235, 0, -0.01],
      detail: 0.016,
    }),
    animal_sheep_tail: barrel(
      [
        { at: -0.16, radii: [0.03, 0.025] },
        { at: 0.02, radii: [0.05, 0.04] },
      ],
      [0.02, 0.01],
      [6, 5, 3],
    ),
  },
  dress(random) {
    const wool = toned(WOOL, random());
    const face = random() < 0.45 ? BLACK : toned([0.5, 0.46, 0.4], random());
    return [
      { shape: "animal_sheep_trunk", joint: "trunk", tint: wool },
      { shape: "animal_sheep_neck", joint: "neck", tint: wool },
      { shape: "animal_sheep_head", joint: "head", tint: face },
      { shape: "animal_sheep_tail", joint: "tail", tint: wool },
      ...legParts(HIND, FORE, [0.11, 0.05, 0.03], [0.08, 0.045, 0.03], [wool, face, face]),
    ];
  },
};
