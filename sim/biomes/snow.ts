import { type PropPalette } from "../props/palette.ts";
import { type Biome } from "./biome.ts";
import { bedrock, gravel } from "./ground_looks.ts";
import { plant } from "./plants.ts";

const WHITE = [0.66, 0.69, 0.74] as const;
const snowOn = (upward: number, from: number, amount = 1) => ({
  colour: WHITE,
  amount,
  upward,
  from,
});
const DARK_STONE: PropPalette = {
  dark: [0.035, 0.037, 0.045],
  bright: [0.12, 0.123, 0.14],
  cap: snowOn(0.8, 0.72),
};
const FIR: PropPalette = { dark: [0.008, 0.02, 0.016], bright: [0.035, 0.066, 0.05] };
const JUNIPER: PropPalette = {
  dark: [0.01, 0.02, 0.014],
  bright: [0.05, 0.075, 0.045],
  other: [0.09, 0.075, 0.05],
  cap: snowOn(0.75, 0.5),
};
const BARE: PropPalette = {
  dark: [0.03, 0.024, 0.022],
  bright: [0.13, 0.11, 0.1],
  cap: snowOn(0.9, 0.9),
};
const SEDGE: PropPalette = {
  dark: [0.16, 0.12, 0.075],
  bright: [0.4, 0.32, 0.2],
  other: [0.46, 0.4, 0.3],
};

/** Snowfields with snow-laden firs, dark rocks under snow and a packed track. */
export const snow: Biome = {
  name: "snow",
  description: "snow: firs under snow, dark rocks, a packed track, black ponds",
  relief: [
    { amplitude: 6.2, wavelength: 108, worn: 0, levelled: true },
    { amplitude: 1.8, wavelength: 44, worn: 0.7, levelled: true },
    { amplitude: 0.36, wavelength: 16, worn: 0.75, levelled: false },
    { amplitude: 0.05, wavelength: 5, worn: 0.5, levelled: false },
  ],
  ponds: [1, 1],
  shore: "gravel",
  water: [0.008, 0.013, 0.018],
  ground: {
    base: {
      label: "snow",
      look: {
        dark: [0.47, 0.53, 0.63],
        light: [0.67, 0.7, 0.74],
        tone: { broad: 0.4, middle: 0.6, from: 0.25, to: 0.7, soft: true },
        grain: { base: 0.93, fine: 0.08, grit: 0.08 },
        bumps: 0.06,
        crust: 0.75,
        sparkle: 1,
      },
    },
    path: {
      label: "path",
      look: {
        dark: [0.3, 0.31, 0.33],
        light: [0.44, 0.45, 0.475],
        tone: { middle: 1, from: 0.1, to: 0.9 },
        accent: {
          colour: [0.24, 0.19, 0.14],
          amount: 0.7,
          middle: 0.5,
          middleGrain: 0.5,
          from: 0.5,
          to: 0.68,
        },
        grain: { base: 0.66, fine: 0.35, grit: 0.35 },
        bumps: 0.3,
        crust: 0.2,
      },
    },
    gravel: {
      label: "gravel",
      look: {
        ...gravel,
        dark: [0.13, 0.13, 0.135],
        light: [0.23, 0.228, 0.23],
        accent: {
          colour: WHITE,
          amount: 0.85,
          middle: 0.6,
          middleGrain: 0.4,
          from: 0.56,
          to: 0.62,
        },
      },
    },
    mud: {
      label: "dirt",
      look: {
        dark: [0.095, 0.066, 0.045],
        light: [0.18, 0.135, 0.1],
        tone: { middle: 1, from: 0, to: 1 },
        accent: {
          colour: [0.6, 0.63, 0.68],
          amount: 0.7,
          middleGrain: 0.5,
          broad: 0.5,
          from: 0.52,
          to: 0.6,
        },
        grain: { base: 0.5, fine: 0.5, grit: 0.35 },
        shine: 0.6,
      },
    },
    rock: {
      label: "rock",
      look: {
        ...bedrock,
        dark: [0.045, 0.047, 0.055],
        light: [0.12, 0.123, 0.14],
        accent: { colour: WHITE, amount: 0.95, broadGrain: 0.3, middle: 0.7, from: 0.53, to: 0.6 },
      },
    },
  },
  patches: [
    { ground: "rock", count: 13, radius: [2.5, 6], beside: 9 },
    { ground: "rock", count: 14, radius: [3.5, 8], beside: 70 },
    { ground: "gravel", count: 9, radius: [2.5, 5.5], beside: 9 },
    { ground: "gravel", count: 7, radius: [3, 7], beside: 70 },
    { ground: "mud", count: 10, radius: [2.2, 4.5], beside: 7 },
    { ground: "mud", count: 5, radius: [3, 6], beside: 60 },
  ],
  woods: {
    spacing: 3.7,
    wavelength: 44,
    edge: 0.33,
    edgeAtPath: 0.75,
    chance: 0.8,
    lone: 0.009,
    fringe: 0.16,
    fringeChance: 0.2,
    gap: 1,
    trees: [
      [0.18, plant("tree", "snow_fir", FIR)],
      [0.32, plant("tree", "dead", BARE)],
      [Infinity, plant("tree", "conifer", { ...FIR, cap: snowOn(0.55, 0.6, 0.85) })],
    ],
    shrubs: [[0, plant("bush", "low", JUNIPER)], [Infinity, plant("bush", "round", JUNIPER)]],
  },
  rocks: {
    name: "boulders",
    plants: [
      ...["block", "tooth", "slab"].map((shape) => plant("boulder", shape, DARK_STONE)),
      plant("boulder", "snow_boulder", DARK_STONE),
      plant("boulder", "snow_boulder", DARK_STONE),
    ],
    count: 60,
    near: 42,
    beside: [7, 60],
    spread: [2.2, 0],
    members: [1, 3],
    scale: [0.6, 1.2, 2],
    mixed: true,
  },
  groups: [
    {
      name: "thickets",
      plants: [plant("bush", "low", JUNIPER), plant("bush", "upright", JUNIPER)],
      count: 38,
      near: 26,
      beside: [9, 70],
      spread: [2.8, 0],
      members: [1, 4],
      scale: [0.6, 0.6],
    },
    {
      name: "tall_grass",
      plants: ["meadow", "short"].map((shape) => plant("tall_grass", shape, SEDGE)),
      count: 34,
      near: 24,
      beside: [8, 60],
      spread: [1.2, 1.8],
      members: 1.7,
      scale: [0.6, 0.45],
    },
    {
      name: "logs",
      plants: [plant("log", "fallen", BARE), plant("log", "stump", BARE)],
      count: 20,
      near: 14,
      beside: [9, 70],
      spread: [2, 0],
      members: [1, 1],
      scale: [0.7, 0.5],
    },
  ],
  animals: [
    { species: "deer", herds: 1, heads: [2, 3], beside: 24 },
    { species: "fox", herds: 1, heads: [1, 1], beside: 16 },
  ],
  hikers: [0, 2],
  wall: [plant("boulder", "snow_boulder", DARK_STONE), plant("boulder", "block", DARK_STONE)],
};
