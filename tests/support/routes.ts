import { isClear } from "../../sim/clear_pose.ts";
import { type World } from "../../sim/world.ts";

/** Metres along a side of a cell. */
const CELL = 0.5;
const SIZE = 500;

/**
 * Whether cells of half a metre lead from start to goal over dry ground, clear of everything solid.
 *
 * @param allowed Places that may be used; all unless given.
 */
export function hasRoute(
  { landscape, start, goal }: Pick<World, "landscape" | "start" | "goal">,
  allowed: (x: number, y: number) => boolean = () => true,
): boolean {
  const indexOf = (x: number, y: number) =>
    Math.round(y / CELL + SIZE / 2) * SIZE + Math.round(x / CELL + SIZE / 2);
  const seen = new Set([indexOf(start.x, start.y)]);
  const queue = [...seen];
  const target = indexOf(goal.x, goal.y);
  for (let index = queue.pop(); index !== undefined; index = queue.pop()) {
    if (index === target) return true;
    // Depth first, and the last pushed is looked at first: what leads to the goal.
    const [east, north] = [target % SIZE - index % SIZE, Math.floor((target - index) / SIZE)];
    const across = east > 0 ? [-1, 1] : [1, -1];
    const along = north > 0 ? [-SIZE, SIZE] : [SIZE, -SIZE];
    const order = Math.abs(east) > Math.abs(north)
      ? [across[0]!, ...along, across[1]!]
      : [along[0]!, ...across, along[1]!];
    for (const step of order) {
      const next = index + step;
      const x = (next % SIZE - SIZE / 2) * CELL;
      const y = (Math.floor(next / SIZE) - SIZE / 2) * CELL;
      if (seen.has(next) || !allowed(x, y) || !isClear(landscape, x, y)) continue;
      seen.add(next);
      queue.push(next);
    }
  }
  return false;
}
