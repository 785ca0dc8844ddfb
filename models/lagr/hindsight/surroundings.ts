import { POINT_CLASS } from "../obstacle_columns.ts";
import { type StereoLabeller } from "../stereo_labels.ts";
import { type EyePose, type Place, worldPoint } from "./eye_pose.ts";
import {
  addTo,
  type Cell,
  heightOf,
  knownOf,
  type KnownPlace,
  meanOf,
  noSum,
  seenShare,
  stood,
  type Sum,
  SURELY,
} from "./known_place.ts";

/** How what was near is remembered. */
export const SURROUNDINGS = {
  /** Side of a cell, metres. */
  cell: 0.3,
  /** Ground is taken in between these distances, metres: where stereo tells a hand's breadth. */
  nearest: 1.3,
  farthest: 8,
  /** Low things up to here, and tall ones, of at least that height, metres, as far as stereo reaches. */
  farthestLow: 6,
  farthestTall: 12,
  tall: 0.4,
} as const;

/** Points of a look that make a cell ground. */
const LEAST_POINTS = 2;

/** Half the width of what the robot rolls over, and how far behind its eyes it surely does, metres. */
const TRACK = 0.3;
const BEHIND = 0.8;
/** A way between two poses farther apart than this is not known, metres. */
const LONGEST = 4;
/** What stands this near to what gave way, metres along each axis, and is no higher than that many times, gives way. */
const TUFT = 0.9;
const LIKE_IT = 1.5;
/** A line of sight: from so far before the eye to so far before the place, metres; this far below the ground it ends. */
const FROM_EYE = 1;
const TO_PLACE = 0.6;
const UNDER = 0.08;
/** What stands is higher than its measured top by no more than it is lower, metres. */
const TOP_SLACK = 0.05;

/** What one look saw of a cell. */
interface Glimpse {
  readonly ground: Sum;
  readonly foot: Sum;
  top: number;
  distance: number;
}

/**
 * What stereo said of all places that the robot has been near to, in a frame that stays: a map in cells, each with
 * its ground's height and whether something stands there. Nearer looks count for more, as the square of their
 * nearness: what stereo takes for ground at 10 m may show to be a stone at 3 m.
 *
 * @example
 * ```ts ignore
 * labeller.label(picture, random);
 * surroundings.add(labeller, pose);
 * surroundings.freeShare(pose.position, [20, 0, 0.3]); // 0: something in between hides it.
 * ```
 */
export class Surroundings {
  readonly #cells = new Map<number, Cell>();
  readonly #trusting: boolean;
  #places: readonly KnownPlace[] | null = null;
  #rolledTo: readonly [x: number, y: number] | null = null;

  /**
   * @param trusting Whether what stands is an obstacle until the robot rolls over it; else it is doubtful, where it
   *   is as low as grass.
   */
  constructor({ trusting = true }: { readonly trusting?: boolean } = {}) {
    this.#trusting = trusting;
  }

  /** Cells that something is known of. */
  get size(): number {
    return this.#cells.size;
  }

  /** Takes in what the labeller made of its last frame, seen by an eye that stood so. */
  add({ cloud, relief, obstacles }: StereoLabeller, pose: EyePose): void {
    const seen = new Map<number, Glimpse>();
    const { nearest, farthest, farthestLow, farthestTall, tall } = SURROUNDINGS;
    const glimpse = (place: Place, distance: number): Glimpse => {
      const key = keyOf(place[0], place[1]);
      let known = seen.get(key);
      if (!known) seen.set(key, known = { ground: noSum(), foot: noSum(), top: 0, distance });
      return known;
    };
    for (let k = 0; k < cloud.z.length; k++) {
      const distance = relief.distance[k]!;
      if (obstacles.classes[k] !== POINT_CLASS.ground) continue;
      if (!(distance >= nearest && distance <= farthest)) continue;
      const place = worldPoint(pose, cloud.point(k)!);
      addTo(glimpse(place, distance).ground, place, 1);
    }
    for (const { hangs, distance, top, column, footRow, disparity } of obstacles.runs) {
      if (hangs || distance < nearest) continue;
      if (distance > (top >= tall ? farthestTall : farthestLow)) continue;
      const foot = cloud.pointAt(cloud.pixelOf(column), footRow, disparity);
      const place = worldPoint(pose, foot);
      const known = glimpse(place, distance);
      addTo(known.foot, place, 1);
      known.top += top;
    }
    for (const [key, one] of seen) this.#take(key, one);
    this.#places = null;
  }

  /**
   * Takes note that the robot has rolled, unhindered, from where this was last told to where its body is now: that
   * is ground, whatever stereo says of it, and if grass stood there, so is what stands around like it.
   *
   * @param pose Of its eye, which is over the front: wheels have been a little behind it.
   */
  roll({ position: [x, y], rotation }: EyePose): void {
    const ahead = Math.hypot(rotation[2], rotation[5]);
    const to = [
      x - BEHIND * rotation[2] / ahead,
      y - BEHIND * rotation[5] / ahead,
    ] as const;
    const last = this.#rolledTo ?? to;
    const way = Math.hypot(to[0] - last[0], to[1] - last[1]);
    const from = way > LONGEST ? to : last;
    const steps = way > LONGEST ? 1 : Math.max(1, Math.ceil(way / SURROUNDINGS.cell));
    for (let k = 1; k <= steps; k++) {
      const share = k / steps;
      this.#rollOver(from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1]));
    }
    this.#rolledTo = to;
    this.#places = null;
  }

  #rollOver(x: number, y: number): void {
    const { cell } = SURROUNDINGS;
    for (let dx = -TRACK; dx <= TRACK; dx += cell) {
      for (let dy = -TRACK; dy <= TRACK; dy += cell) {
        const known = this.#cells.get(keyOf(x + dx, y + dy));
        if (!known || known.rolled) continue;
        const tuft = stood(known);
        if (tuft && heightOf(known) > SURELY) continue;
        known.rolled = true;
        if (tuft) this.#giveWay(x + dx, y + dy, Math.min(SURELY, LIKE_IT * heightOf(known)));
      }
    }
  }

  /** What stands around a place, up to a height, is of what gave way there. */
  #giveWay(x: number, y: number, highest: number): void {
    const { cell } = SURROUNDINGS;
    for (let dx = -TUFT; dx <= TUFT; dx += cell) {
      for (let dy = -TUFT; dy <= TUFT; dy += cell) {
        const known = this.#cells.get(keyOf(x + dx, y + dy));
        if (known && stood(known) && heightOf(known) <= highest) known.gives = true;
      }
    }
  }

  /** Forgets what lies farther than that from a place, metres. */
  forget([x, y]: Place, farther: number): void {
    for (const [key, cell] of this.#cells) {
      const { x: sx, y: sy, weight } = cell.ground.weight > 0 ? cell.ground : cell.foot;
      if (Math.hypot(sx / weight - x, sy / weight - y) > farther) this.#cells.delete(key);
    }
    this.#places = null;
  }

  /** Forgets everything. */
  clear(): void {
    this.#cells.clear();
    this.#places = null;
    this.#rolledTo = null;
  }

  /** All that is known, cell by cell; the same list until something more is. */
  places(): readonly KnownPlace[] {
    return this.#places ??= Array.from(
      this.#cells.values(),
      (cell) => knownOf(cell, this.#trusting),
    );
  }

  /**
   * How much of the line of sight from an eye to a place is known to be free, `0..1`; 0 where something is known to
   * hide the place: ground that rises, or what stands on it.
   */
  freeShare(eye: Place, [x, y, z]: Place): number {
    const [dx, dy, dz] = [x - eye[0], y - eye[1], z - eye[2]];
    const length = Math.hypot(dx, dy);
    let free = 0, all = 0;
    for (let at = FROM_EYE; at < length - TO_PLACE; at += SURROUNDINGS.cell) {
      const share = at / length;
      all++;
      const cell = this.#cells.get(keyOf(eye[0] + share * dx, eye[1] + share * dy));
      if (!cell) continue;
      free++;
      const { ground, foot, top } = cell;
      const height = eye[2] + share * dz;
      const { z: sum, weight } = ground.weight > 0 ? ground : foot;
      if (height < sum / weight - UNDER) return 0;
      // High grass hides what is behind it, whether it gives way or not.
      if (seenShare(cell) < 0.5) continue;
      if (height < (foot.z + top) / foot.weight - TOP_SLACK) return 0;
    }
    return all > 0 ? free / all : 1;
  }

  /** A look's vote for a cell: that something stands there, if it saw a foot; or else that nothing does. */
  #take(key: number, { ground, foot, top, distance }: Glimpse): void {
    if (foot.weight === 0 && ground.weight < LEAST_POINTS) return;
    let cell = this.#cells.get(key);
    if (!cell) {
      this.#cells.set(
        key,
        cell = { ground: noSum(), foot: noSum(), top: 0, rolled: false, gives: false },
      );
    }
    const weight = 1 / (distance * distance);
    if (foot.weight > 0) {
      addTo(cell.foot, meanOf(foot), weight);
      cell.top += weight * top / foot.weight;
    } else {
      addTo(cell.ground, meanOf(ground), weight);
    }
  }
}

function keyOf(x: number, y: number): number {
  const { cell } = SURROUNDINGS;
  return (Math.floor(x / cell) + HALF) * 2 * HALF + Math.floor(y / cell) + HALF;
}

/** Cells to each side of the origin. */
const HALF = 2 ** 16;
