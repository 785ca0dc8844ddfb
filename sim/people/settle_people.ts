import { randomStream } from "../random.ts";
import { type Troupe } from "./troupe.ts";
import { type WalkPoint } from "./walk_paths.ts";
import { type WalkRoutes } from "./walk_routes.ts";

/** Where people may begin. */
export interface SettleOptions {
  readonly seed: number;
  readonly isFree?: (x: number, y: number) => boolean;
  readonly mayBegin?: (x: number, y: number) => boolean;
}

/**
 * Puts everybody on a pavement with room around him.
 *
 * @param settled Told of each who was put somewhere.
 * @throws {RangeError} If there is not room for all.
 */
export function settlePeople(
  troupe: Troupe,
  routes: WalkRoutes,
  { seed, isFree, mayBegin }: SettleOptions,
  settled: (i: number) => void,
): void {
  const { walkers, persons } = troupe;
  const point: WalkPoint = { x: 0, y: 0, ux: 1, uy: 0 };
  const pavements = routes.paths.walks.filter(({ kind, length }) =>
    kind === "pavement" && length > 2
  );
  const total = pavements.reduce((sum, { length }) => sum + length, 0);
  const random = randomStream(seed, "people/places");
  for (let i = 0; i < walkers.count; i++) {
    let tries = 0;
    const isTaken = (x: number, y: number): boolean => {
      if ((isFree && !isFree(x, y)) || (mayBegin && !mayBegin(x, y))) return true;
      for (let j = 0; j < i; j++) {
        const room = persons[i]!.radius + persons[j]!.radius + 0.25;
        if ((walkers.x[j]! - x) ** 2 + (walkers.y[j]! - y) ** 2 < room * room) return true;
      }
      return false;
    };
    for (;;) {
      let at = random() * total;
      let k = 0;
      while (k < pavements.length - 1 && at >= pavements[k]!.length) at -= pavements[k++]!.length;
      const walk = pavements[k];
      if (!walk || ++tries > 200) {
        throw new RangeError(
          `Cannot place ${walkers.count} people: wanted room on pavements, there are ${
            total.toFixed(0)
          } m`,
        );
      }
      const s = 1 + random() * (walk.length - 2);
      const direction = random() < 0.5 ? 1 : -1;
      routes.paths.point(walk.id, s, point);
      const d = -direction * random() * 0.8 * Math.max(0, walk.width / 2 - 0.4);
      const x = point.x - d * point.uy, y = point.y + d * point.ux;
      if (isTaken(x, y)) continue;
      routes.enter(i, walk.id, direction, s, d);
      const yaw = Math.atan2(direction * point.uy, direction * point.ux);
      walkers.place(i, x, y, yaw, 0.05 + (i % 2) * 0.5);
      settled(i);
      break;
    }
  }
}
