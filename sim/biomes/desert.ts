import { type PropPalette } from "../props/palette.ts";
import { type Biome } from "./biome.ts";
import { bedrock, gravel } from "./ground_looks.ts";
import { plant } from "./plants.ts";

const RED_STONE: PropPalette = {
  dark: [0.2, 0.062, 0.026],
  bright: [0.46, 0.19, 0.09],
  cap: { colour: [0.56, 0.36, 0.18], amount: 0.7, upward: 0.45, from: 0.62 },
};
const CACTUS: PropPalette = {
  dark: [0.03, 0.062, 0.024],
  bright: [0.12, 0.2, 0.075],
  other: [0.17, 0.22, 0.09],
};
const DUST: PropPalette = {
  dark: [0.14, 0.115, 0.06],
  bright: [0.36, 0.31, 0.18],
  other: [0.4, 0.32, 0.17],
};
const PALM: PropPalette = {
  dark: [0.03, 0.055, 0.014],
  bright: [0.15, 0.22, 0.05],
  other: [0.22, 0.22, 0.06],
};
const SAND = { dark: [0.5, 0.3, 0.135], light: [0.66, 0.44, 0.225] } as const;

/** Dunes of sand with red rock, cacti and a track of pressed sand. */
export const desert: Biome = {
  name: "desert",
  description: "sand desert: dunes, red rocks, cacti, cracked clay pans",
  relief: [
    { amplitude: 3.6, wavelength: 110, worn: 0, levelled: true },
    { amplitude: 1.5, wavelength: 44, worn: 0.75, levelled: true, form: "ridged" },
    { amplitude: 0.3, wavelength: 15, worn: 0.8, levelled: false, form: "ridged" },
    { amplitude: 0.03, wavelength: 4.1, worn: 0.5, levelled: false },
  ],
  ponds: [0, 1],
  shore: "mud",
  water: [0.03, 0.06, 0.055],
  ground: {
    base: {
      label: "sand",
      look: {
        ...SAND,
        tone: { broad: 0.5, middle: 0.3, broadGrain: 0.2, from: 0.25, to: 0.75 },
        grain: { base: 0.86, fine: 0.16, grit: 0.14 },
        bumps: 0.08,
        ripples: 0.55,
      },
    },
    path: {
      label: "path",
      look: {
        dark: [0.36, 0.215, 0.1],
        light: [0.48, 0.31, 0.16],
        tone: { middle: 1, from: 0, to: 1 },
        grain: { base: 0.7, fine: 0.25, grit: 0.35 },
        specks: { colour: [0.1, 0.08, 0.06], from: 0.82, to: 0.94 },
        bumps: 0.3,
      },
    },
    gravel: {
      label: "gravel",
      look: { ...gravel, dark: [0.17, 0.105, 0.07], light: [0.3, 0.205, 0.145] },
    },
    mud: {
      label: "dirt",
      look: {
        dark: [0.42, 0.32, 0.21],
        light: [0.56, 0.45, 0.32],
        tone: { middle: 0.7, broad: 0.3, from: 0.2, to: 0.8 },
        grain: { base: 0.8, fine: 0.2, grit: 0.2 },
        mosaic: 0.8,
        bumps: 0.12,
      },
    },
    rock: {
      label: "rock",
      look: {
        ...bedrock,
        dark: [0.2, 0.07, 0.03],
        light: [0.42, 0.19, 0.095],
        accent: {
          colour: [0.52, 0.33, 0.16],
          amount: 0.8,
          broadGrain: 0.3,
          middle: 0.7,
          from: 0.54,
          to: 0.64,
        },
      },
    },
  },
  patches: [
    { ground: "gravel", count: 13, radius: [3, 8], beside: 10 },
    { ground: "gravel", count: 14, radius: [4, 11], beside: 80 },
    { ground: "mud", count: 9, radius: [3, 6], beside: 10 },
    { ground: "mud", count: 8, radius: [4, 9], beside: 70 },
    { ground: "rock", count: 12, radius: [2.5, 6], beside: 10 },
    { ground: "rock", count: 14, radius: [3.5, 8], beside: 80 },
  ],
  woods: {
    spacing: 8,
    wavelength: 48,
    edge: 0.3,
    edgeAtPath: 0.8,
    chance: 0.3,
    lone: 0.03,
    fringe: 0.4,
    fringeChance: 0.25,
    gap: 1.5,
    trees: [
      [0.3, plant("tree", "saguaro", CACTUS)],
      [Infinity, plant("tree", "palm", PALM)],
    ],
    shrubs: [
      [0, plant("bush", "prickly_pear", CACTUS)],
      [Infinity, plant("bush", "agave", { dark: [0.07, 0.1, 0.075], bright: [0.25, 0.32, 0.235] })],
    ],
  },
  rocks: {
    name: "boulders",
    plants: ["block", "slab", "pillar", "hump", "tooth"].map((shape) =>
      plant("boulder", shape, RED_STONE)
    ),
    count: 62,
    near: 42,
    beside: [8, 70],
    spread: [3, 0],
    members: [1, 3],
    scale: [0.6, 1.2, 2],
    mixed: true,
  },
  groups: [
    {
      name: "thickets",
      plants: [
        plant("bush", "tumbleweed", DUST),
        plant("bush", "prickly_pear", CACTUS),
        plant("bush", "low", DUST),
      ],
      count: 52,
      near: 34,
      beside: [9, 80],
      spread: [4, 0],
      members: [1, 3],
      scale: [0.6, 0.6],
    },
    {
      name: "tall_grass",
      plants: ["meadow", "short"].map((shape) => plant("tall_grass", shape, DUST)),
      count: 34,
      near: 22,
      beside: [8, 70],
      spread: [1.2, 1.6],
      members: 1.5,
      scale: [0.7, 0.4],
    },
    {
      name: "bleached",
      plants: [plant("log", "fallen", { dark: [0.24, 0.21, 0.17], bright: [0.5, 0.46, 0.4] })],
      count: 8,
      near: 6,
      beside: [9, 70],
      spread: [2, 0],
      members: [1, 0],
      scale: [0.65, 0.4],
    },
  ],
  animals: [
    { species: "fox", herds: 1, heads: [1, 1], beside: 16 },
    { species: "rabbit", herds: 1, heads: [2, 2], beside: 14 },
  ],
  hikers: [0, 2],
  wall: [plant("boulder", "block", RED_STONE), plant("boulder", "pillar", RED_STONE)],
};
