import { type PropPalette } from "../props/palette.ts";
import { type Biome } from "./biome.ts";
import { bedrock, mire, track } from "./ground_looks.ts";
import { plant } from "./plants.ts";

const ORANGE: PropPalette = {
  dark: [0.13, 0.035, 0.006],
  bright: [0.55, 0.2, 0.025],
  other: [0.6, 0.3, 0.03],
};
const RED: PropPalette = {
  dark: [0.1, 0.014, 0.008],
  bright: [0.42, 0.075, 0.024],
  other: [0.5, 0.13, 0.02],
};
const YELLOW: PropPalette = {
  dark: [0.17, 0.09, 0.008],
  bright: [0.62, 0.4, 0.05],
  other: [0.55, 0.44, 0.07],
};
const BROWN: PropPalette = {
  dark: [0.06, 0.028, 0.01],
  bright: [0.27, 0.135, 0.05],
  other: [0.3, 0.2, 0.06],
};
const FERN: PropPalette = {
  dark: [0.09, 0.045, 0.012],
  bright: [0.34, 0.2, 0.06],
  other: [0.3, 0.26, 0.07],
};
const MOSS = { colour: [0.085, 0.115, 0.022], amount: 0.9, upward: 0.42, from: 0.52 } as const;
const MOSSY_STONE: PropPalette = {
  dark: [0.065, 0.063, 0.055],
  bright: [0.19, 0.185, 0.165],
  cap: MOSS,
};
const MOSSY_WOOD: PropPalette = {
  dark: [0.04, 0.026, 0.017],
  bright: [0.16, 0.11, 0.075],
  cap: MOSS,
};

/** An autumn wood: orange and red crowns over fallen leaves, mossy stones, logs, ferns. */
export const autumn: Biome = {
  name: "autumn",
  description: "autumn wood: orange crowns, fallen leaves, logs, mossy stones, ditches",
  relief: [
    { amplitude: 5.8, wavelength: 98, worn: 0, levelled: true },
    { amplitude: 2, wavelength: 42, worn: 0.7, levelled: true },
    { amplitude: 0.4, wavelength: 15, worn: 0.7, levelled: false },
    { amplitude: 0.06, wavelength: 4.1, worn: 0.5, levelled: false },
  ],
  ditch: { depth: 0.5, offset: 3.6, halfWidth: 0.95 },
  ponds: [1, 1],
  shore: "mud",
  water: [0.02, 0.024, 0.017],
  ground: {
    base: {
      label: "leaf_litter",
      look: {
        dark: [0.14, 0.05, 0.014],
        light: [0.5, 0.24, 0.05],
        tone: { leaves: 0.85, middle: 0.3, broad: 0.2, from: 0.2, to: 1.05 },
        accent: {
          colour: [0.36, 0.055, 0.018],
          amount: 0.75,
          broad: 0.3,
          middleGrain: 0.55,
          leaves: 0.25,
          from: 0.52,
          to: 0.66,
        },
        grain: { base: 0.2, leaves: 0.75, fine: 0.28, grit: 0.22 },
        bumps: 0.4,
      },
    },
    path: {
      label: "path",
      look: {
        ...track,
        dark: [0.095, 0.06, 0.035],
        light: [0.18, 0.122, 0.075],
        accent: {
          colour: [0.42, 0.2, 0.045],
          amount: 0.85,
          leaves: 0.75,
          middle: 0.35,
          from: 0.72,
          to: 0.82,
        },
      },
    },
    gravel: {
      label: "grass",
      look: {
        dark: [0.035, 0.055, 0.012],
        light: [0.1, 0.13, 0.03],
        tone: { middle: 0.6, middleGrain: 0.4, from: 0.25, to: 0.75 },
        accent: {
          colour: [0.4, 0.2, 0.04],
          amount: 0.8,
          leaves: 0.8,
          middle: 0.3,
          from: 0.78,
          to: 0.86,
        },
        grain: { base: 0.1, fine: 0.5, grit: 0.25, blades: 0.6 },
      },
    },
    mud: {
      label: "mud",
      look: { ...mire, dark: [0.035, 0.024, 0.015], light: [0.075, 0.05, 0.03] },
    },
    rock: {
      label: "rock",
      look: {
        ...bedrock,
        dark: [0.055, 0.055, 0.05],
        light: [0.15, 0.148, 0.13],
        accent: {
          colour: [0.08, 0.11, 0.022],
          amount: 0.85,
          broadGrain: 0.3,
          middle: 0.7,
          from: 0.48,
          to: 0.6,
        },
      },
    },
  },
  patches: [
    { ground: "gravel", count: 14, radius: [2.5, 5.5], beside: 9, beyondPath: true },
    { ground: "gravel", count: 16, radius: [3.5, 8], beside: 80, beyondPath: true },
    { ground: "rock", count: 11, radius: [2.5, 5.5], beside: 9 },
    { ground: "rock", count: 12, radius: [3.5, 7], beside: 70 },
    { ground: "mud", count: 13, radius: [2.2, 4.5], beside: 7 },
    { ground: "mud", count: 8, radius: [3, 6], beside: 60 },
  ],
  woods: {
    spacing: 3.9,
    wavelength: 40,
    edge: 0.05,
    edgeAtPath: 0.7,
    chance: 0.62,
    lone: 0.02,
    fringe: 0.3,
    fringeChance: 0.16,
    gap: 1.1,
    trees: [
      [-0.42, plant("tree", "conifer")],
      [0.02, plant("tree", "broadleaf", ORANGE, BROWN, YELLOW)],
      [0.2, plant("tree", "broadleaf", RED, ORANGE)],
      [0.26, plant("tree", "dead")],
      [Infinity, plant("tree", "birch", YELLOW)],
    ],
    shrubs: [
      [0, plant("bush", "round", RED, BROWN)],
      [Infinity, plant("bush", "fern", FERN)],
    ],
  },
  rocks: {
    name: "boulders",
    plants: ["block", "hump", "tooth", "slab"].map((shape) => plant("boulder", shape, MOSSY_STONE)),
    count: 50,
    near: 36,
    beside: [7, 60],
    spread: [2.2, 0],
    members: [1, 3],
    scale: [0.6, 1.2, 2],
    mixed: true,
  },
  groups: [
    {
      name: "thickets",
      plants: [
        plant("bush", "fern", FERN),
        plant("bush", "low", RED, BROWN),
        plant("bush", "upright", BROWN, ORANGE),
      ],
      count: 62,
      near: 44,
      beside: [9, 80],
      spread: [2.8, 0],
      members: [2, 5],
      scale: [0.7, 0.6],
    },
    {
      name: "logs",
      plants: [plant("log", "fallen", MOSSY_WOOD), plant("log", "stump", MOSSY_WOOD)],
      count: 48,
      near: 34,
      beside: [10, 80],
      spread: [2.5, 0],
      members: [1, 1],
      scale: [0.75, 0.6],
    },
    {
      name: "tall_grass",
      plants: [
        plant("tall_grass", "short", {
          dark: [0.1, 0.08, 0.03],
          bright: [0.33, 0.26, 0.1],
          other: [0.4, 0.3, 0.12],
        }),
      ],
      count: 26,
      near: 18,
      beside: [8, 70],
      spread: [1.2, 1.8],
      members: 1.8,
      scale: [0.7, 0.4],
    },
  ],
  animals: [
    { species: "deer", herds: 2, heads: [2, 3], beside: 20 },
    { species: "rabbit", herds: 1, heads: [2, 2], beside: 12 },
  ],
  hikers: [0, 3],
  wall: [plant("bush", "round", RED, BROWN), plant("boulder", "block", MOSSY_STONE)],
};
