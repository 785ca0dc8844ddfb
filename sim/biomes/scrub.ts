import { type PropPalette } from "../props/palette.ts";
import { type Biome } from "./biome.ts";
import { bedrock, gravel, track } from "./ground_looks.ts";
import { plant } from "./plants.ts";

const SAGE: PropPalette = {
  dark: [0.06, 0.07, 0.045],
  bright: [0.24, 0.26, 0.175],
  other: [0.3, 0.27, 0.15],
};
const OLIVE: PropPalette = {
  dark: [0.045, 0.05, 0.018],
  bright: [0.17, 0.175, 0.06],
  other: [0.26, 0.21, 0.08],
};
const STRAW: PropPalette = {
  dark: [0.13, 0.095, 0.045],
  bright: [0.36, 0.28, 0.15],
  other: [0.42, 0.35, 0.2],
};
const OCHRE: PropPalette = {
  dark: [0.19, 0.11, 0.06],
  bright: [0.42, 0.29, 0.18],
  cap: { colour: [0.34, 0.27, 0.12], amount: 0.3, upward: 0.25, from: 0.54 },
};

/** Dry land of ochre earth, thorn bushes, acacias and yellow grass. */
export const scrub: Biome = {
  name: "scrub",
  description: "dry scrub: ochre earth, thorn bushes, acacias, ditches, sandstone",
  relief: [
    { amplitude: 5.2, wavelength: 92, worn: 0, levelled: true },
    { amplitude: 1.7, wavelength: 38, worn: 0.7, levelled: true },
    { amplitude: 0.36, wavelength: 14, worn: 0.7, levelled: false },
    { amplitude: 0.06, wavelength: 3.7, worn: 0.5, levelled: false },
  ],
  ditch: { depth: 0.42, offset: 3.4, halfWidth: 0.85 },
  ponds: [0, 1],
  shore: "mud",
  water: [0.06, 0.05, 0.03],
  ground: {
    base: {
      label: "dirt",
      look: {
        dark: [0.2, 0.108, 0.048],
        light: [0.36, 0.215, 0.105],
        tone: { broad: 0.6, middle: 0.4, from: 0.25, to: 0.75 },
        accent: {
          colour: [0.27, 0.23, 0.09],
          amount: 0.8,
          broadGrain: 0.2,
          middle: 0.45,
          middleGrain: 0.35,
          from: 0.5,
          to: 0.62,
        },
        grain: { base: 0.12, middle: 0.25, fine: 0.55, grit: 0.45, blades: 0.45, gravel: 0.16 },
        specks: { colour: [0.2, 0.16, 0.11], from: 0.8, to: 0.9, scattered: true },
        bumps: 0.4,
      },
    },
    path: {
      label: "path",
      look: { ...track, dark: [0.36, 0.24, 0.135], light: [0.52, 0.375, 0.235] },
    },
    gravel: {
      label: "gravel",
      look: { ...gravel, dark: [0.25, 0.17, 0.115], light: [0.42, 0.32, 0.235] },
    },
    mud: {
      label: "grass",
      look: {
        dark: [0.26, 0.2, 0.07],
        light: [0.44, 0.36, 0.15],
        tone: { middle: 0.6, broad: 0.4, from: 0.2, to: 0.8 },
        accent: {
          colour: [0.16, 0.17, 0.05],
          amount: 0.6,
          middleGrain: 0.6,
          broad: 0.4,
          from: 0.5,
          to: 0.7,
        },
        grain: { base: 0.05, fine: 0.35, middle: 0.2, blades: 1.0 },
      },
    },
    rock: {
      label: "rock",
      look: {
        ...bedrock,
        dark: [0.2, 0.115, 0.066],
        light: [0.4, 0.27, 0.165],
        accent: {
          colour: [0.13, 0.1, 0.08],
          amount: 0.5,
          broadGrain: 0.4,
          middle: 0.6,
          from: 0.6,
          to: 0.75,
        },
      },
    },
  },
  patches: [
    { ground: "mud", count: 26, radius: [3, 7], beside: 14, beyondPath: true },
    { ground: "mud", count: 40, radius: [5, 12], beside: 80, beyondPath: true },
    { ground: "gravel", count: 9, radius: [2.5, 6], beside: 8 },
    { ground: "gravel", count: 10, radius: [4, 9], beside: 70 },
    { ground: "rock", count: 12, radius: [2.5, 6], beside: 10 },
    { ground: "rock", count: 12, radius: [3.5, 8], beside: 70 },
  ],
  woods: {
    spacing: 5.2,
    wavelength: 36,
    edge: 0.34,
    edgeAtPath: 0.8,
    chance: 0.42,
    lone: 0.012,
    fringe: 0.5,
    fringeChance: 0.3,
    gap: 1.4,
    trees: [[-0.3, plant("tree", "dead")], [Infinity, plant("tree", "acacia", OLIVE)]],
    shrubs: [
      [-0.05, plant("bush", "round", SAGE, OLIVE)],
      [0.2, plant("bush", "upright", OLIVE)],
      [Infinity, plant("bush", "low", SAGE)],
    ],
  },
  rocks: {
    name: "boulders",
    plants: ["block", "hump", "slab", "tooth"].map((shape) => plant("boulder", shape, OCHRE)),
    count: 52,
    near: 36,
    beside: [7, 60],
    spread: [2.4, 0],
    members: [1, 3],
    scale: [0.55, 1.3, 2],
    mixed: true,
  },
  groups: [
    {
      name: "thickets",
      plants: [
        plant("bush", "low", SAGE, OLIVE),
        plant("bush", "round", OLIVE),
        plant("bush", "agave", { dark: [0.06, 0.085, 0.07], bright: [0.2, 0.27, 0.22] }),
        plant("bush", "tumbleweed", STRAW),
      ],
      count: 74,
      near: 46,
      beside: [9, 80],
      spread: [3, 0],
      members: [1, 5],
      scale: [0.6, 0.6],
    },
    {
      name: "tall_grass",
      plants: ["meadow", "high", "short"].map((shape) => plant("tall_grass", shape, STRAW)),
      count: 60,
      near: 36,
      beside: [8, 70],
      spread: [1.6, 2.6],
      members: 1.6,
      scale: [0.7, 0.5],
    },
    {
      name: "logs",
      plants: [plant("log", "fallen", { dark: [0.13, 0.11, 0.09], bright: [0.34, 0.31, 0.27] })],
      count: 12,
      near: 8,
      beside: [9, 70],
      spread: [2, 0],
      members: [1, 1],
      scale: [0.7, 0.4],
    },
  ],
  animals: [
    { species: "rabbit", herds: 2, heads: [2, 2], beside: 14 },
    { species: "deer", herds: 1, heads: [2, 2], beside: 30 },
  ],
  hikers: [0, 2],
  wall: [plant("boulder", "block", OCHRE), plant("bush", "round", SAGE, OLIVE)],
};
