import type { DriveCommand } from "../../sim/mod.ts";
import type { FarBand, FarView } from "../../agents/lagr/far_view.ts";
import type { Navigator } from "../../agents/lagr/navigator.ts";
import type { StereoRays } from "../../agents/lagr/short_range.ts";
import { randomStream } from "../../sim/random.ts";

/** A corner of a wall, metres. */
export type Corner = readonly [x: number, y: number];

/** A flat field with walls, a start looking along +x, and a goal. */
export interface WalledField {
  /** Each a line of corners. */
  readonly walls: readonly (readonly Corner[])[];
  readonly start: Corner;
  readonly goal: Corner;
}

/** How a drive went. */
export interface Drive {
  readonly reached: boolean;
  readonly seconds: number;
  readonly metres: number;
  /** Times that the robot ran into a wall. */
  readonly touches: number;
  /** Where it was, every second. */
  readonly track: readonly Corner[];
}

/** What a robot sees of a field, and how wrong its sensors are. */
export interface Sight {
  /** Metres that stereo reaches, and the long-range eye; 0 for none. */
  readonly stereo: number;
  readonly far: number;
  /** Share of long-range windows that are labelled at random. */
  readonly wrong?: number;
  /** Seconds from a long-range picture to its labels. */
  readonly farLatency?: number;
  readonly seed?: number;
}

const RADIUS = 0.45;
const DT = 1 / 60;
const HALF_VIEW = 40 * Math.PI / 180;
const COLUMNS = 81;
const GOAL_RADIUS = 2;

/** Metres to the first wall from a place along a bearing. */
export function distanceToWall(field: WalledField, [x, y]: Corner, bearing: number): number {
  const [cos, sin] = [Math.cos(bearing), Math.sin(bearing)];
  let nearest = Infinity;
  for (const wall of field.walls) {
    for (let k = 0; k + 1 < wall.length; k++) {
      const [ax, ay] = wall[k]!;
      const [ex, ey] = [wall[k + 1]![0] - ax, wall[k + 1]![1] - ay];
      const across = cos * ey - sin * ex;
      if (Math.abs(across) < 1e-12) continue;
      const along = ((ax - x) * ey - (ay - y) * ex) / across;
      const share = ((ax - x) * sin - (ay - y) * cos) / across;
      if (along > 0 && share >= 0 && share <= 1) nearest = Math.min(nearest, along);
    }
  }
  return nearest;
}

function distanceOfWalls(field: WalledField, x: number, y: number): number {
  let least = Infinity;
  for (const wall of field.walls) {
    for (let k = 0; k + 1 < wall.length; k++) {
      const [ax, ay] = wall[k]!;
      const [ex, ey] = [wall[k + 1]![0] - ax, wall[k + 1]![1] - ay];
      const t = ((x - ax) * ex + (y - ay) * ey) / (ex * ex + ey * ey);
      const share = Math.max(0, Math.min(1, t));
      least = Math.min(least, Math.hypot(x - ax - share * ex, y - ay - share * ey));
    }
  }
  return least;
}

/**
 * Drives a navigator over a field: a disc that slews its speeds, stops at walls and presses its bumper there;
 * stereo rays ten times a second, long-range labels twice a second and late.
 */
export function driveField(
  navigator: Navigator,
  field: WalledField,
  sight: Sight,
  limit: number,
  watch?: (seconds: number, pose: { x: number; y: number; yaw: number }) => void,
): Drive {
  const random = randomStream(sight.seed ?? 1, "tests/walled field");
  navigator.reset();
  let [x, y] = field.start;
  let [yaw, v, w, metres, touches, bumper] = [0, 0, 0, 0, 0, false];
  const track: Corner[] = [];
  const onTheWay: { due: number; view: FarView }[] = [];
  const late = Math.round((sight.farLatency ?? 0.7) / DT);
  for (let tick = 1; tick <= limit / DT; tick++) {
    const command: DriveCommand = navigator.act({
      speed: v * 1.01,
      yawRate: w,
      heading: yaw,
      gnss: [x + 0.3 * (random() - 0.5), y + 0.3 * (random() - 0.5)],
      goal: field.goal,
      bumper,
    });
    v += Math.max(-1.8 * DT, Math.min(1.8 * DT, command.linear - v));
    w += Math.max(-4 * DT, Math.min(4 * DT, command.angular - w));
    yaw += w * DT;
    const [nx, ny] = [x + v * DT * Math.cos(yaw), y + v * DT * Math.sin(yaw)];
    const left = distanceOfWalls(field, nx, ny);
    // Whoever overlaps a wall may only move away from it.
    if (left > RADIUS || left > distanceOfWalls(field, x, y)) {
      metres += Math.abs(v) * DT;
      [x, y, bumper] = [nx, ny, false];
    } else {
      if (!bumper && v > 0) touches++;
      bumper = v > 0;
      v = 0;
    }
    if (tick % 60 === 0) track.push([x, y]);
    if (Math.hypot(x - field.goal[0], y - field.goal[1]) < GOAL_RADIUS) {
      return { reached: true, seconds: tick * DT, metres, touches, track };
    }
    const seen = navigator.frame.tick;
    if (tick % 6 === 0) navigator.seeNear(stereoOf(field, [x, y], yaw, sight.stereo), seen);
    if (sight.far > 0 && tick % 30 === 0) {
      const view = farOf(field, [x, y], yaw, sight, seen, random);
      onTheWay.push({ due: tick + late, view });
    }
    while (onTheWay[0] && onTheWay[0].due <= tick) navigator.seeFar(onTheWay.shift()!.view);
    if (tick % 60 === 0) watch?.(tick * DT, { x, y, yaw });
  }
  return { reached: false, seconds: limit, metres, touches, track };
}

function stereoOf(field: WalledField, at: Corner, yaw: number, range: number): StereoRays {
  const bearings = Array.from(
    { length: COLUMNS },
    (_, k) => HALF_VIEW - 2 * HALF_VIEW * k / (COLUMNS - 1),
  );
  const distances = bearings.map((bearing) => distanceToWall(field, at, yaw + bearing));
  return {
    bearings,
    distances: distances.map((d) => Math.min(d, range)),
    blocked: distances.map((d) => d < range ? 1 : 0),
    nearest: 1.2,
  };
}

/** What a pyramid over the field would be labelled as: ground before a wall, its footline, and the wall. */
function farOf(
  field: WalledField,
  at: Corner,
  yaw: number,
  { far, wrong = 0 }: Sight,
  tick: number,
  random: () => number,
): FarView {
  const eye: Corner = [at[0] + 0.35 * Math.cos(yaw), at[1] + 0.35 * Math.sin(yaw)];
  const bands: FarBand[] = [];
  const columns = 60;
  const bearings = Array.from(
    { length: columns },
    (_, k) => HALF_VIEW - 2 * HALF_VIEW * (k + 0.5) / columns,
  );
  const walls = bearings.map((bearing) => distanceToWall(field, eye, yaw + bearing));
  const ratio = 2 ** (1 / 6);
  for (let distance = 5; distance < far; distance *= ratio) {
    const probabilities = walls.flatMap((wall) => {
      if (random() < wrong) {
        return random() < 0.5 ? [0.3, 0.5, 0.1, 0.1, 0] : [0, 0.1, 0.1, 0.5, 0.3];
      }
      if (wall > distance * Math.sqrt(ratio)) return [0.35, 0.5, 0.1, 0.05, 0];
      if (wall > distance / Math.sqrt(ratio)) return [0, 0.1, 0.7, 0.2, 0];
      return [0, 0.05, 0.15, 0.5, 0.3];
    });
    const distances = bearings.map(() => distance);
    bands.push({ bearings, distances, ranges: distances, probabilities });
  }
  return { bands, tick };
}
