import { type Footprint, Footprints } from "../../sim/actors/footprints.ts";
import { type Traffic } from "../../sim/traffic/traffic.ts";
import { overlap } from "./oriented_boxes.ts";

const TICK = 1 / 60;

/** Something that traffic must heed: where it is at a time, null where it is not there. */
export type Bystander = (time: number) => Footprint | null;

/** Steps traffic for that many seconds; `watch` is called after each tick. */
export function driveTraffic(
  traffic: Traffic,
  seconds: number,
  watch: (tick: number) => void = () => {},
  bystanders: readonly Bystander[] = [],
): void {
  const footprints = new Footprints();
  for (let tick = 0; tick < Math.round(seconds / TICK); tick++) {
    footprints.clear();
    traffic.writeFootprints(footprints);
    for (const bystander of bystanders) {
      const found = bystander(tick * TICK);
      if (found) footprints.add(found);
    }
    traffic.step(TICK, tick * TICK, footprints);
    watch(tick);
  }
}

/** Pairs of vehicles whose rectangles overlap. */
export function overlaps(traffic: Traffic): [number, number][] {
  const boxes = present(traffic).map((v) => ({ ...traffic.footprint(v), v }));
  const found: [number, number][] = [];
  boxes.forEach((a, k) => {
    for (const b of boxes.slice(k + 1)) {
      const near = a.halfLength + b.halfLength + a.halfWidth + b.halfWidth;
      if (Math.abs(a.x - b.x) > near || Math.abs(a.y - b.y) > near) continue;
      if (overlap(a, b)) found.push([a.v, b.v]);
    }
  });
  return found;
}

/** Vehicles that are on a lane now. */
export function present(traffic: Traffic): number[] {
  return Array.from({ length: traffic.state.count }, (_, v) => v)
    .filter((v) => traffic.state.lane[v]! >= 0);
}

/** A person of that place and velocity. */
export function person(x: number, y: number, vx: number, vy: number): Footprint {
  return {
    entity: 2_000_000,
    x,
    y,
    z: 0,
    yaw: Math.atan2(vy, vx),
    vx,
    vy,
    halfLength: 0.2,
    halfWidth: 0.28,
    height: 1.75,
  };
}
