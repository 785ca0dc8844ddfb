import { type PatchHabit, type SplatChannel } from "../biomes/biome.ts";
import { type Random, randomStream } from "../random.ts";
import { type Path } from "./path.ts";
import { type Pond } from "./pond.ts";
import { OFFROAD_SIZE } from "./terrain.ts";

/** An elliptic patch of one ground class. */
export interface GroundPatch {
  /** Channel of the splat image. */
  readonly ground: Exclude<SplatChannel, "path">;
  readonly x: number;
  readonly y: number;
  /** Semi-axes, metres; the first lies along `yaw`. */
  readonly length: number;
  readonly width: number;
  readonly yaw: number;
  /** Whether the path stays bare of it. */
  readonly beyondPath?: boolean;
}

/** Scatters patches of ground by their habits: most beside the path, where a robot sees them. */
export function scatterPatches(
  seed: number,
  path: Path,
  ponds: readonly Pond[],
  habits: readonly PatchHabit[],
): readonly GroundPatch[] {
  const patches: GroundPatch[] = [];
  for (const [index, habit] of habits.entries()) {
    const random = randomStream(seed, `terrain/patches/${index}`);
    for (let k = 0; k < habit.count; k++) {
      const [x, y] = besidePath(path, habit.beside, random);
      const [small, large] = habit.radius;
      const length = small + (large - small) * random();
      const width = length * (0.55 + 0.45 * random());
      const yaw = Math.PI * random();
      const { ground, beyondPath } = habit;
      const patch = { ground, x, y, length, width, yaw, ...(beyondPath && { beyondPath }) };
      const drowned = ponds.some((p) => Math.hypot(p.x - x, p.y - y) < p.radius + length);
      if (!drowned) patches.push(patch);
    }
  }
  return patches;
}

/** A point on the map up to `beside` metres to either side of the path or its branch. */
export function besidePath(path: Path, beside: number, random: Random): [number, number] {
  const half = OFFROAD_SIZE / 2 - 4;
  for (;;) {
    const { x, y, yaw } = path.point(
      (random() - 0.5) * 1.35 * OFFROAD_SIZE,
      random() < 0.6 ? 0 : 1,
    );
    const offset = (2 * random() - 1) * beside;
    const px = x - Math.sin(yaw) * offset;
    const py = y + Math.cos(yaw) * offset;
    if (Math.abs(px) < half && Math.abs(py) < half) return [px, py];
  }
}
