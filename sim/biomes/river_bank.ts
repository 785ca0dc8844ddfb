import { type PropPalette } from "../props/palette.ts";
import { type Biome } from "./biome.ts";
import { gravel, lushGrass, mire, track } from "./ground_looks.ts";
import { plant } from "./plants.ts";

const REED: PropPalette = {
  dark: [0.055, 0.085, 0.025],
  bright: [0.22, 0.25, 0.085],
  other: [0.4, 0.31, 0.15],
};
const WILLOW: PropPalette = {
  dark: [0.035, 0.055, 0.022],
  bright: [0.17, 0.22, 0.09],
  other: [0.2, 0.22, 0.07],
};
const PEBBLE: PropPalette = { dark: [0.2, 0.195, 0.185], bright: [0.42, 0.405, 0.375] };
const WET_STONE: PropPalette = {
  dark: [0.1, 0.1, 0.095],
  bright: [0.27, 0.265, 0.25],
  cap: { colour: [0.11, 0.14, 0.04], amount: 0.6, upward: 0.3, from: 0.55 },
};
const DRIFTWOOD: PropPalette = { dark: [0.17, 0.15, 0.125], bright: [0.4, 0.37, 0.32] };

/** A slow river through flat grassland: mud and gravel banks, reeds, willows, a ford. */
export const riverBank: Biome = {
  name: "river_bank",
  description: "river bank: a slow river, gravel and mud banks, reeds, willows, often a ford",
  relief: [
    { amplitude: 3, wavelength: 110, worn: 0, levelled: true },
    { amplitude: 0.9, wavelength: 48, worn: 0.7, levelled: true },
    { amplitude: 0.14, wavelength: 15, worn: 0.7, levelled: false },
    { amplitude: 0.045, wavelength: 4.3, worn: 0.5, levelled: false },
  ],
  river: { shore: 5.6, depth: 1.15, fordDepth: 0.16, offset: 17 },
  shore: "mud",
  water: [0.03, 0.045, 0.034],
  ground: {
    base: {
      label: "grass",
      look: {
        ...lushGrass,
        dark: [0.06, 0.105, 0.022],
        light: [0.14, 0.2, 0.05],
        grain: { base: -0.02, middle: 0.45, fine: 0.75, grit: 0.3, blades: 0.5 },
      },
    },
    path: {
      label: "path",
      look: { ...track, dark: [0.19, 0.15, 0.105], light: [0.33, 0.275, 0.205] },
    },
    gravel: {
      label: "gravel",
      look: { ...gravel, dark: [0.25, 0.24, 0.22], light: [0.42, 0.4, 0.365] },
    },
    mud: {
      label: "mud",
      look: { ...mire, dark: [0.06, 0.048, 0.034], light: [0.12, 0.094, 0.066] },
    },
    rock: {
      label: "sand",
      look: {
        dark: [0.42, 0.34, 0.215],
        light: [0.56, 0.47, 0.32],
        tone: { middle: 0.6, broad: 0.4, from: 0.2, to: 0.8 },
        grain: { base: 0.76, fine: 0.26, grit: 0.22 },
        specks: { colour: [0.12, 0.11, 0.1], from: 0.86, to: 0.95, scattered: true },
        bumps: 0.12,
        ripples: 0.22,
      },
    },
  },
  patches: [
    { ground: "gravel", count: 12, radius: [2.5, 6], beside: 9 },
    { ground: "gravel", count: 8, radius: [4, 8], beside: 60 },
    { ground: "rock", count: 8, radius: [2.5, 5], beside: 12 },
    { ground: "mud", count: 12, radius: [2.4, 4.5], beside: 8 },
    { ground: "mud", count: 8, radius: [3, 6], beside: 60 },
  ],
  woods: {
    spacing: 4.4,
    wavelength: 42,
    edge: 0.4,
    edgeAtPath: 0.8,
    chance: 0.6,
    lone: 0.012,
    fringe: 0.2,
    fringeChance: 0.25,
    gap: 1.2,
    trees: [
      [-0.05, plant("tree", "willow", WILLOW)],
      [0.2, plant("tree", "broadleaf")],
      [Infinity, plant("tree", "birch")],
    ],
    shrubs: [[0, plant("bush", "upright", WILLOW)], [Infinity, plant("bush", "low", WILLOW)]],
  },
  rocks: {
    name: "boulders",
    plants: ["hump", "block", "slab"].map((shape) => plant("boulder", shape, PEBBLE, WET_STONE)),
    count: 46,
    near: 32,
    beside: [8, 30],
    spread: [2.2, 0],
    members: [1, 4],
    scale: [0.5, 0.9, 2],
    mixed: true,
  },
  groups: [
    {
      name: "thickets",
      plants: [
        plant("bush", "upright", WILLOW),
        plant("bush", "low", WILLOW),
        plant("bush", "heather", {
          dark: [0.06, 0.03, 0.06],
          bright: [0.26, 0.13, 0.24],
          other: [0.12, 0.16, 0.06],
        }),
      ],
      count: 44,
      near: 30,
      beside: [9, 70],
      spread: [2.6, 0],
      members: [2, 4],
      scale: [0.7, 0.6],
    },
    {
      name: "tall_grass",
      plants: ["meadow", "high"].map((shape) => plant("tall_grass", shape)),
      count: 36,
      near: 26,
      beside: [8, 60],
      spread: [1.6, 2.2],
      members: 1.9,
      scale: [0.75, 0.5],
    },
    {
      name: "driftwood",
      plants: [plant("log", "fallen", DRIFTWOOD)],
      count: 26,
      near: 18,
      beside: [14, 30],
      spread: [2, 0],
      members: [1, 1],
      scale: [0.65, 0.5],
    },
  ],
  reeds: { plants: [plant("tall_grass", "reeds", REED)], count: 70 },
  animals: [
    { species: "sheep", herds: 2, heads: [3, 4], beside: 22 },
  ],
  hikers: [0, 3],
  wall: [plant("bush", "upright", WILLOW), plant("boulder", "block", WET_STONE)],
};
