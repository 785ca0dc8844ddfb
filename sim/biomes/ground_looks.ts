import { type GroundLook } from "./ground_look.ts";

/** Grass of a meadow: lush and dry places, blades, daisies. */
export const lushGrass: GroundLook = {
  dark: [0.05, 0.098, 0.018],
  light: [0.115, 0.175, 0.036],
  tone: { broad: 0.55, middle: 0.45, from: 0.3, to: 0.7, soft: true },
  accent: {
    colour: [0.2, 0.19, 0.065],
    amount: 0.55,
    broad: 0.5,
    middleGrain: 0.5,
    from: 0.56,
    to: 0.78,
  },
  grain: { base: -0.02, middle: 0.5, fine: 1.05, grit: 0.5 },
  specks: { colour: [0.5, 0.46, 0.2], from: 0.93, to: 0.98, scattered: true },
};

/** A beaten track of dusty earth. */
export const track: GroundLook = {
  dark: [0.2, 0.125, 0.068],
  light: [0.33, 0.225, 0.135],
  tone: { middle: 1, from: 0, to: 1 },
  grain: { base: 0.6, fine: 0.3, grit: 0.5 },
  specks: { colour: [0.06, 0.06, 0.06], from: 0.8, to: 0.93 },
};

/** Loose grey stones. */
export const gravel: GroundLook = {
  dark: [0.215, 0.198, 0.172],
  light: [0.34, 0.315, 0.272],
  tone: { middle: 1, from: 0, to: 1 },
  grain: { base: -0.12, grit: 0.35, pebbles: 0.55, gravel: 1.05 },
};

/** Bare cracked rock with lichen. */
export const bedrock: GroundLook = {
  dark: [0.075, 0.078, 0.09],
  light: [0.185, 0.187, 0.2],
  tone: { middle: 1, from: 0, to: 1 },
  accent: {
    colour: [0.17, 0.18, 0.1],
    amount: 0.45,
    broadGrain: 0.4,
    middle: 0.6,
    from: 0.6,
    to: 0.75,
  },
  grain: { base: 0.6, fine: 0.8 },
  cracks: 0.7,
};

/** Wet mud. */
export const mire: GroundLook = {
  dark: [0.05, 0.032, 0.019],
  light: [0.095, 0.062, 0.038],
  tone: { middle: 1, from: 0, to: 1 },
  grain: { base: 0.6, billow: 0.7 },
  shine: 1,
};
