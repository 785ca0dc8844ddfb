import { type Footprints } from "../../../sim/actors/footprints.ts";
import { type Lane, LaneGraph, type Walk } from "../../../sim/roads/lane_graph.ts";

/** Half a carriageway, and how far from its middle the middles of the pavements are, metres. */
export const HALF_ROAD = 3.5;
export const PAVEMENT = 5;

/** Ids of the walks of the test street. */
export const SIGNALLED = 6;
export const MARKED = 7;

function straight(x0: number, y0: number, x1: number, y1: number) {
  const length = Math.hypot(x1 - x0, y1 - y0);
  const count = Math.round(length) + 1;
  const at = (a: number, b: number) =>
    Float64Array.from({ length: count }, (_, k) => a + (b - a) * k / (count - 1));
  return { x: at(x0, x1), y: at(y0, y1), spacing: length / (count - 1), length };
}

/**
 * A street along x with a lane each way, pavements 2 m wide on both sides, a crossing with a signal at
 * x = -30 and one without at x = 30; kerbs are 12 cm high.
 */
export function testStreet(): { graph: LaneGraph; heightAt: (x: number, y: number) => number } {
  const lane = (id: number, y: number, eastwards: boolean): Lane => {
    const line = eastwards ? straight(-60, y, 60, y) : straight(60, y, -60, y);
    return {
      ...line,
      id,
      yaw: new Float64Array(line.x.length).fill(eastwards ? 0 : Math.PI),
      width: HALF_ROAD,
      speedLimit: 13.9,
      next: [],
      previous: [],
      left: -1,
      right: -1,
      inJunction: false,
      control: "none",
      signal: -1,
      yieldTo: [],
      crossings: [],
    };
  };
  const pavement = (id: number, x0: number, x1: number, y: number, joins: number[][]): Walk => ({
    ...straight(x0, y, x1, y),
    id,
    kind: "pavement",
    width: 2,
    atStart: joins[0]!,
    atEnd: joins[1]!,
    lanes: [],
    signal: -1,
  });
  const crossing = (id: number, x: number, joins: number[][], signal: number): Walk => ({
    ...straight(x, -PAVEMENT, x, PAVEMENT),
    id,
    kind: "crossing",
    width: 3,
    atStart: joins[0]!,
    atEnd: joins[1]!,
    lanes: [0, 1],
    signal,
  });
  const walks = [
    pavement(0, -60, -30, -PAVEMENT, [[], [1, 6]]),
    pavement(1, -30, 30, -PAVEMENT, [[0, 6], [2, 7]]),
    pavement(2, 30, 60, -PAVEMENT, [[1, 7], []]),
    pavement(3, -60, -30, PAVEMENT, [[], [4, 6]]),
    pavement(4, -30, 30, PAVEMENT, [[3, 6], [5, 7]]),
    pavement(5, 30, 60, PAVEMENT, [[4, 7], []]),
    crossing(6, -30, [[0, 1], [3, 4]], 0),
    crossing(7, 30, [[1, 2], [4, 5]], -1),
  ];
  const signals = [{ id: 0, period: 60, green: 20, amber: 32, red: 38 }];
  return {
    graph: new LaneGraph([lane(0, -1.75, true), lane(1, 1.75, false)], walks, signals),
    heightAt: (_, y) => Math.abs(y) > HALF_ROAD ? 0.12 : 0,
  };
}

/**
 * Traffic westwards over the crossing at x = 30: every 16 s a car that does not slow down; every third
 * one stops before it for a while.
 *
 * @returns Where the car is.
 */
export function addTraffic(out: Footprints, time: number): { x: number; y: number } {
  const round = Math.floor(time / 16);
  const t = time - 16 * round;
  // It starts 90 m before the crossing at 10 m/s; who stops brakes at 2.5 m/s^2 for 20 m.
  const braking = round % 3 === 2 ? Math.max(0, Math.min(4, t - 6.5)) : 0;
  const gone = round % 3 === 2 ? Math.min(t, 6.5) : Math.min(t, 13);
  const x = 120 - 10 * (gone + braking) + 1.25 * braking * braking;
  out.add({
    entity: 9_000_000,
    x,
    y: 1.75,
    z: 0,
    yaw: Math.PI,
    vx: -10 + 2.5 * braking,
    vy: 0,
    halfLength: 2.2,
    halfWidth: 0.9,
    height: 1.5,
  });
  return { x, y: 1.75 };
}
