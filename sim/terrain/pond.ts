import { randomStream } from "../random.ts";
import { type Path } from "./path.ts";
import { OFFROAD_SIZE, type Terrain } from "./terrain.ts";

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

/** Slopes that a pond may make on its banks, and on the path that passes it; rise over run. */
const MAX_BANK = 0.36;
const MAX_PATH_SLOPE = 0.23;
/** How far from the shore the path may pass the first, second and third pond, metres. */
const GAPS = [6, 14, 30] as const;

/**
 * Chooses hollows for up to three ponds, the first beside the path.
 *
 * @param shape The terrain that given ponds make.
 * @param habit Least number of ponds, and how many more there may be; at most three in all.
 */
export function placePonds(
  seed: number,
  path: Path,
  shape: (ponds: readonly Pond[]) => Terrain,
  habit: readonly [number, number] = [2, 1],
): readonly Pond[] {
  const [least, more] = habit;
  const random = randomStream(seed, "terrain/ponds");
  const count = least + Math.floor(random() * (more + 1));
  const ponds: Pond[] = [];
  const relief = shape([]);
  for (const widest of GAPS.slice(0, count)) {
    const shore = 6.5 + 5.5 * random();
    const depth = 0.9 + 0.5 * random();
    const reach = 3 * shore;
    const candidates: { pond: Pond; score: number }[] = [];
    for (let trial = 0; trial < 500; trial++) {
      const x = (random() - 0.5) * (OFFROAD_SIZE - 80);
      const y = (random() - 0.5) * (OFFROAD_SIZE - 80);
      const gap = path.distance(x, y) - 1.2 * shore - path.halfWidth;
      if (gap < 1 || gap > widest) continue;
      if (ponds.some((p) => Math.hypot(p.x - x, p.y - y) < p.reach + reach)) continue;
      const z = relief.height(x, y);
      const pond = { x, y, radius: 1.5 * shore, level: z - 0.25, shore, depth, reach };
      candidates.push({ pond, score: hollowness(relief, x, y, reach) });
    }
    candidates.sort((a, b) => b.score - a.score);
    const fit = candidates.slice(0, 16).find(({ pond }) =>
      isGentle(shape([...ponds, pond]), path, pond)
    );
    if (fit) ponds.push(fit.pond);
  }
  return ponds;
}

/** How low a point lies under the ring around it, and how level that ring is. */
function hollowness(relief: Terrain, x: number, y: number, radius: number): number {
  let sum = 0, low = Infinity, high = -Infinity;
  for (let k = 0; k < 8; k++) {
    const angle = Math.PI * k / 4;
    const z = relief.height(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
    sum += z / 8;
    low = Math.min(low, z);
    high = Math.max(high, z);
  }
  return sum - relief.height(x, y) - 1.2 * (high - low);
}

/** Whether the pond's banks can be driven and leave the path gentle. */
function isGentle(terrain: Terrain, path: Path, { x, y, reach }: Pond): boolean {
  const step = reach / 9;
  for (let dy = -reach; dy <= reach; dy += step) {
    for (let dx = -reach; dx <= reach; dx += step) {
      const slope = Math.hypot(...terrain.gradient(x + dx, y + dy));
      if (slope > MAX_BANK) return false;
      if (slope > MAX_PATH_SLOPE && path.distance(x + dx, y + dy) < step) return false;
    }
  }
  return true;
}
