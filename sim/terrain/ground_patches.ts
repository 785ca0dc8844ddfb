import { type Random, randomStream } from "../random.ts";
import { type Path } from "./path.ts";
import { type Pond } from "./pond.ts";
import { WORLD_SIZE } from "./terrain.ts";

/** An elliptic patch of one ground class. */
export interface GroundPatch {
  readonly ground: "gravel" | "mud" | "rock";
  readonly x: number;
  readonly y: number;
  /** Semi-axes, metres; the first lies along `yaw`. */
  readonly length: number;
  readonly width: number;
  readonly yaw: number;
}

/** How many patches of a class a world has, how large, and how far beside the path they may lie. */
interface Habit {
  readonly ground: GroundPatch["ground"];
  readonly count: number;
  readonly radius: readonly [number, number];
  readonly beside: number;
}

const HABITS: readonly Habit[] = [
  { ground: "gravel", count: 11, radius: [3, 7], beside: 8 },
  { ground: "gravel", count: 10, radius: [4, 9], beside: 60 },
  { ground: "rock", count: 15, radius: [3, 6.5], beside: 9 },
  { ground: "rock", count: 12, radius: [3.5, 8], beside: 60 },
  { ground: "mud", count: 10, radius: [2.4, 4.5], beside: 7 },
  { ground: "mud", count: 6, radius: [3, 6], beside: 50 },
];

/** Scatters patches of gravel, rock and mud: most beside the path, where a robot sees them. */
export function scatterPatches(
  seed: number,
  path: Path,
  ponds: readonly Pond[],
): readonly GroundPatch[] {
  const patches: GroundPatch[] = [];
  for (const [index, habit] of HABITS.entries()) {
    const random = randomStream(seed, `terrain/patches/${index}`);
    for (let k = 0; k < habit.count; k++) {
      const [x, y] = besidePath(path, habit.beside, random);
      const [small, large] = habit.radius;
      const length = small + (large - small) * random();
      const width = length * (0.55 + 0.45 * random());
      const patch = { ground: habit.ground, x, y, length, width, yaw: Math.PI * random() };
      const drowned = ponds.some((p) => Math.hypot(p.x - x, p.y - y) < p.radius + length);
      if (!drowned) patches.push(patch);
    }
  }
  return patches;
}

/** A point on the map up to `beside` metres to either side of the path or its branch. */
export function besidePath(path: Path, beside: number, random: Random): [number, number] {
  const half = WORLD_SIZE / 2 - 4;
  for (;;) {
    const { x, y, yaw } = path.point((random() - 0.5) * 1.35 * WORLD_SIZE, random() < 0.6 ? 0 : 1);
    const offset = (2 * random() - 1) * beside;
    const px = x - Math.sin(yaw) * offset;
    const py = y + Math.cos(yaw) * offset;
    if (Math.abs(px) < half && Math.abs(py) < half) return [px, py];
  }
}
