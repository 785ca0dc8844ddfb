import { wrapAngle } from "../../sim/pose.ts";
import type { FreeRay } from "./free_distance.ts";

/** What is asked of a heading. */
export interface HeadingWish {
  /** Bearing of the goal in the body frame, radians, counter-clockwise. */
  readonly goalBearing: number;
  /** Bearing chosen last time, so that the robot does not dither between two equal ways. */
  readonly previous: number;
  /** Bearings to keep away from for now, e.g. where the bumper was hit. */
  readonly avoid: readonly number[];
}

/** A heading and how far the robot's body can go along it. */
export interface HeadingChoice {
  readonly bearing: number;
  /** Metres of corridor, as wide as the robot, without an obstacle. */
  readonly clearance: number;
}

/** Half the corridor's width: half of a 0.7 m body and room to err. */
const HALF_CORRIDOR = 0.6;
/** An obstacle this near, metres, bars every direction within this angle of its own, radians. */
const FLANK_DISTANCE = 0.65;
const FLANK_ANGLE = 1.6;
/** Clearance beyond this is no better: the labels will be new again long before it is driven. */
const CLEARANCE_CAP = 7;
/** The farthest corner of the longest corridor that counts, metres. */
const COUNTED_DISTANCE = Math.hypot(CLEARANCE_CAP, HALF_CORRIDOR);
const CANDIDATES = 41;
/** Half-width of the fan of bearings to keep away from, radians. */
const AVOID_WIDTH = 0.35;

/** Weights of a candidate's score; a metre of clearance is the unit. */
const WEIGHTS = { clearance: 1, goal: 3.2, change: 0.6, avoid: 3 };

/** Metres that a corridor along `bearing` is free: the nearest obstacle point that lies inside it. */
export function corridorClearance(bearing: number, rays: readonly FreeRay[]): number {
  let clearance = CLEARANCE_CAP;
  for (const ray of rays) {
    if (!ray.blocked) continue;
    const offset = ray.bearing - bearing;
    const ahead = ray.distance * Math.cos(offset);
    const aside = Math.abs(ray.distance * Math.sin(offset));
    const inCorridor = ahead > 0 && aside < HALF_CORRIDOR;
    // Something at the robot's flank leaves no room to turn towards it.
    const atFlank = ray.distance < FLANK_DISTANCE && Math.abs(wrapAngle(offset)) < FLANK_ANGLE;
    if (inCorridor || atFlank) clearance = Math.min(clearance, Math.max(0, ahead));
  }
  return clearance;
}

/**
 * The heading, within what the camera sees, that best trades free corridor against the goal's
 * direction, counting obstacles in the picture and those remembered beside it: a choice like that
 * of the vector field histogram (Borenstein and Koren 1991), on visual free space.
 */
export function chooseHeading(
  rays: readonly FreeRay[],
  remembered: readonly FreeRay[],
  wish: HeadingWish,
): HeadingChoice {
  // What lies farther than a corridor counts cannot shorten one.
  const obstacles = [...rays, ...remembered].filter((ray) =>
    ray.blocked && ray.distance < COUNTED_DISTANCE
  );
  const left = rays[0]?.bearing ?? 0;
  const right = rays.at(-1)?.bearing ?? 0;
  let best: HeadingChoice = { bearing: 0, clearance: 0 };
  let bestScore = -Infinity;
  for (let k = 0; k < CANDIDATES; k++) {
    const bearing = left + (right - left) * k / (CANDIDATES - 1);
    const clearance = corridorClearance(bearing, obstacles);
    const avoided = wish.avoid.some((a) => Math.abs(wrapAngle(a - bearing)) < AVOID_WIDTH);
    const score = WEIGHTS.clearance * clearance -
      WEIGHTS.goal * Math.abs(wrapAngle(wish.goalBearing - bearing)) -
      WEIGHTS.change * Math.abs(bearing - wish.previous) -
      (avoided ? WEIGHTS.avoid : 0);
    if (score > bestScore) {
      bestScore = score;
      best = { bearing, clearance };
    }
  }
  return best;
}
