import { type Vec3 } from "../pose.ts";
import { barrel, headShape } from "../shapes/quadruped.ts";
import { legParts, toned } from "./legs.ts";
import { type LegBones, type Species } from "./species.ts";

const HIND: LegBones = [0.13, 0.14, 0.13];
const FORE: LegBones = [0.11, 0.13, 0.11];
const RED: Vec3 = [0.38, 0.13, 0.035];
const BLACK: Vec3 = [0.03, 0.024, 0.02];

/** A red fox: alone, its brush behind it. */
export const FOX: Species = {
  name: "fox",
  hipHeight: 0.37,
  hip: [-0.2, 0.055, 0],
  shoulder: [0.19, 0.055, -0.04],
  neckBase: [0.23, 0, 0.03],
  tailBase: [-0.27, 0, 0.02],
  neckLength: 0.15,
  headLength: 0.2,
  hind: HIND,
  fore: FORE,
  carriage: {
    alert: { neck: 0.95, head: -0.05 },
    walk: { neck: 0.45, head: -0.15 },
    graze: { neck: -0.95, head: -1 },
  },
  tail: 0.55,
  walkingSpeed: 1.1,
  fleeingSpeed: 6.5,
  shyness: 18,
  company: Infinity,
  hops: false,
  rest: 5,
  halfLength: 0.42,
  halfWidth: 0.1,
  height: 0.5,
  shapes: {
    animal_fox_trunk: barrel([
      { at: -0.28, radii: [0.05, 0.06] },
      { at: -0.18, radii: [0.075, 0.085], off: [0, -0.01], until: 1 },
      { at: 0, radii: [0.075, 0.08], off: [0, -0.012] },
      { at: 0.17, radii: [0.082, 0.1], off: [0, -0.02] },
      { at: 0.26, radii: [0.055, 0.075], off: [0, 0] },
    ], [0.02, 0.02]),
    animal_fox_neck: barrel(
      [
        { at: -0.04, radii: [0.068, 0.085] },
        { at: 0.14, radii: [0.052, 0.056] },
      ],
      [0.015, 0.02],
      [8, 6, 4],
    ),
    animal_fox_head: headShape({
      rings: [
        { at: -0.04, radii: [0.055, 0.05] },
        { at: 0.03, radii: [0.065, 0.055] },
        { at: 0.09, radii: [0.032, 0.032], off: [0, -0.012], until: 1 },
        { at: 0.17, radii: [0.014, 0.015], off: [0, -0.018] },
      ],
      ends: [0.015, 0.008],
      ears: { at: [-0.01, 0.042, 0.075], radii: [0.018, 0.026, 0.055] },
      eyes: [0.058, 0.042, 0.016],
      nose: [0.178, 0, -0.014],
      detail: 0.012,
    }),
    animal_fox_tail: barrel(
      [
        { at: -0.4, radii: [0.025, 0.025] },
        { at: -0.27, radii: [0.056, 0.056], until: 1 },
        { at: -0.12, radii: [0.05, 0.05] },
        { at: 0.02, radii: [0.026, 0.026] },
      ],
      [0.03, 0.01],
      [7, 5, 4],
    ),
  },
  dress(random) {
    const coat = toned(RED, random());
    return [
      { shape: "animal_fox_trunk", joint: "trunk", tint: coat },
      { shape: "animal_fox_neck", joint: "neck", tint: coat },
      { shape: "animal_fox_head", joint: "head", tint: coat },
      { shape: "animal_fox_tail", joint: "tail", tint: coat },
      ...legParts(HIND, FORE, [0.062, 0.03, 0.017], [0.042, 0.026, 0.017], [coat, coat, BLACK]),
    ];
  },
};
