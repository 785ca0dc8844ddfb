import { type Biome } from "./biome.ts";
import { bedrock, gravel, lushGrass, mire, track } from "./ground_looks.ts";
import { plant } from "./plants.ts";

const TREES = ["broadleaf", "conifer", "birch"].map((shape) => plant("tree", shape));
const BUSHES = ["round", "low", "upright"].map((shape) => plant("bush", shape));
const BOULDERS = ["block", "hump", "tooth"].map((shape) => plant("boulder", shape));
const TUFTS = ["meadow", "high", "short"].map((shape) => plant("tall_grass", shape));

/** Rolling meadow with woods, ponds, boulders and tall grass. */
export const meadow: Biome = {
  name: "meadow",
  description: "meadow and forest edge: grass, woods, ponds, grey boulders",
  relief: [
    { amplitude: 7.2, wavelength: 105, worn: 0, levelled: true },
    { amplitude: 1.9, wavelength: 46, worn: 0.7, levelled: true },
    { amplitude: 0.34, wavelength: 17, worn: 0.7, levelled: false },
    { amplitude: 0.05, wavelength: 4.3, worn: 0.5, levelled: false },
  ],
  ponds: [2, 1],
  shore: "mud",
  water: [0.024, 0.042, 0.04],
  ground: {
    base: { label: "grass", look: lushGrass },
    path: { label: "path", look: track },
    gravel: { label: "gravel", look: gravel },
    mud: { label: "mud", look: mire },
    rock: { label: "rock", look: bedrock },
  },
  patches: [
    { ground: "gravel", count: 11, radius: [3, 7], beside: 8 },
    { ground: "gravel", count: 10, radius: [4, 9], beside: 60 },
    { ground: "rock", count: 15, radius: [3, 6.5], beside: 9 },
    { ground: "rock", count: 12, radius: [3.5, 8], beside: 60 },
    { ground: "mud", count: 10, radius: [2.4, 4.5], beside: 7 },
    { ground: "mud", count: 6, radius: [3, 6], beside: 50 },
  ],
  woods: {
    spacing: 3.5,
    wavelength: 42,
    edge: 0.36,
    edgeAtPath: 0.75,
    chance: 0.85,
    lone: 0.006,
    fringe: 0.14,
    fringeChance: 0.3,
    gap: 0.9,
    trees: [[-0.12, TREES[1]!], [0.22, TREES[0]!], [Infinity, TREES[2]!]],
    shrubs: [[-0.12, BUSHES[1]!], [0.22, BUSHES[0]!], [Infinity, BUSHES[2]!]],
  },
  rocks: {
    name: "boulders",
    plants: BOULDERS,
    count: 66,
    near: 48,
    beside: [6, 50],
    spread: [2.2, 0],
    members: [1, 3],
    scale: [0.6, 1.4, 2],
    mixed: true,
  },
  groups: [
    {
      name: "thickets",
      plants: BUSHES,
      count: 58,
      near: 42,
      beside: [9, 60],
      spread: [2.6, 0],
      members: [2, 5],
      scale: [0.7, 0.7],
      gap: -0.15,
    },
    {
      name: "tall_grass",
      plants: TUFTS,
      count: 44,
      near: 32,
      beside: [8, 60],
      spread: [1.8, 2.4],
      members: 2.1,
      scale: [0.75, 0.5],
    },
  ],
  animals: [
    { species: "sheep", herds: 1, heads: [3, 4], beside: 22 },
  ],
  hikers: [0, 3],
  wall: BUSHES,
};
