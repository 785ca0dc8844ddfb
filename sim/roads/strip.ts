import { beside, curvatureOn, type Line, poseOn } from "./line.ts";

/** A number that may change along a strip. */
export type Along = number | ((v: number) => number);

/** The edge of a ribbon. */
export interface Track {
  /** Metres to the left of the strip's line. */
  readonly u: Along;
  /** Metres above the base of the terrain. */
  readonly rise: Along;
}

/** A band of surface along a strip, of one profile. */
export interface Ribbon {
  /** Index in `PROFILES`. */
  readonly profile: number;
  /** Arc lengths of the strip's line between which it lies. */
  readonly from: number;
  readonly to: number;
  readonly right: Track;
  readonly left: Track;
  /** Where the profile's `u` is 0; 0 where not given. */
  readonly origin?: Along;
  /** Whether the profile's `u` grows to the right. */
  readonly mirrored?: boolean;
  /** Arc length where the profile's `v` is 0 (0 where not given), and whether it grows backwards. */
  readonly start?: number;
  readonly backwards?: boolean;
}

/** Ribbons side by side along a line. */
export interface Strip {
  readonly line: Line;
  readonly ribbons: readonly Ribbon[];
}

/** The value of `along` at arc length `v`. */
export function at(along: Along, v: number): number {
  return typeof along === "number" ? along : along(v);
}

/** Farthest that a chord may leave a strip's line, metres, and the longest chord. */
const SAGITTA = 0.02;
const LONGEST = 9;
const SHORTEST = 0.8;

/**
 * Arc lengths at which a strip is cut into quads: where ribbons begin and end, and between them as closely
 * as curvature asks.
 *
 * @param cuts More of them, where edges bend.
 */
export function stationsOf({ line, ribbons }: Strip, cuts: readonly number[] = []): number[] {
  const marks = [...ribbons.flatMap(({ from, to }) => [from, to]), ...cuts]
    .sort((a, b) => a - b).filter((v, k, all) => k === 0 || v - all[k - 1]! > 1e-6);
  const stations = [marks[0]!];
  for (let k = 1; k < marks.length; k++) {
    const from = marks[k - 1]!, to = marks[k]!;
    let v = from;
    for (;;) {
      let step = Math.min(LONGEST, to - v);
      // Sagitta of a chord c over curvature k: c^2 k / 8.
      let curvature = 0;
      for (let s = v; s <= v + step; s += 0.5) {
        curvature = Math.max(curvature, Math.abs(curvatureOn(line, s)));
      }
      step = Math.min(step, Math.max(SHORTEST, Math.sqrt(8 * SAGITTA / Math.max(1e-9, curvature))));
      if (v + step > to - 0.3 * step) break;
      v += step;
      stations.push(v);
    }
    stations.push(to);
  }
  return stations;
}

/** The point `u` metres to the left of a line at arc length `v`. */
export function placeOn(line: Line, v: number, u: number): [number, number] {
  return beside(poseOn(line, v), u);
}
