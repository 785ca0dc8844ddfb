import { randomStream } from "../random.ts";
import { type Path } from "./path.ts";
import { type Terrain, WORLD_SIZE } from "./terrain.ts";

/** A pond: a level disc of water, seen wherever the terrain under it is lower. */
export interface Pond {
  readonly x: number;
  readonly y: number;
  /** Radius of the disc, metres; the shore winds inside it. */
  readonly radius: number;
  /** Height of the water, metres. */
  readonly level: number;
  /** Mean radius of the shore. */
  readonly shore: number;
  /** Water depth in the middle, metres. */
  readonly depth: number;
  /** Radius inside which the bowl shapes the ground. */
  readonly reach: number;
}

/** Chooses hollows for one to three ponds, one of them beside the path. */
export function placePonds(seed: number, relief: Terrain, path: Path): readonly Pond[] {
  const random = randomStream(seed, "terrain/ponds");
  const count = 2 + Math.floor(random() * 2);
  const ponds: Pond[] = [];
  for (let k = 0; k < count; k++) {
    const shore = 6.5 + 5.5 * random();
    const radius = 1.5 * shore;
    const reach = 3 * shore;
    let best: { x: number; y: number; score: number } | undefined;
    for (let trial = 0; trial < 160; trial++) {
      const x = (random() - 0.5) * (WORLD_SIZE - 80);
      const y = (random() - 0.5) * (WORLD_SIZE - 80);
      const gap = path.distance(x, y) - radius - path.halfWidth;
      if (gap < 1.5 || (gap > (k === 0 ? 6 : 28))) continue;
      if (ponds.some((p) => Math.hypot(p.x - x, p.y - y) < p.reach + reach)) continue;
      const [dx, dy] = relief.gradient(x, y);
      const rim = [[reach, 0], [-reach, 0], [0, reach], [0, -reach]] as const;
      const around = rim.reduce((sum, [rx, ry]) => sum + relief.height(x + rx, y + ry), 0) / 4;
      // Low under its surroundings, and level.
      const score = around - relief.height(x, y) - 22 * Math.hypot(dx, dy);
      if (!best || score > best.score) best = { x, y, score };
    }
    if (!best) continue;
    const { x, y } = best;
    const depth = 0.9 + 0.5 * random();
    const level = relief.height(x, y) - 0.25;
    ponds.push({ x, y, radius, level, shore, depth, reach });
  }
  return ponds;
}
