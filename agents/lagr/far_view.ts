import type { PolarMap } from "./polar_map.ts";
import type { Planar } from "./short_range.ts";

/** What the long-range classifier says of one band of the pyramid. */
export interface FarBand {
  /** From the eye's axis, counter-clockwise, radians: one for each window. */
  readonly bearings: ArrayLike<number>;
  /** Metres over the ground from below the eye to each window's footline. */
  readonly distances: ArrayLike<number>;
  /** Five numbers for each window, in the order of `LAGR_CLASSES`. */
  readonly probabilities: ArrayLike<number>;
}

/** What the long-range eye saw in one frame. */
export interface FarView {
  /** Bands of the pyramid, in any order. */
  readonly bands: readonly FarBand[];
  /** Tick at which the picture was taken. */
  readonly tick: number;
}

/** Bearings of a picture are sorted into fans so wide, radians. */
const FAN = Math.PI / 120;
/** Belief in something standing there beyond which what lies behind counts as hidden. */
const STANDS = 0.6;
/** Behind that, a window still sees what stands up to this share of its distance; then nothing. */
const DEPTH = 0.12;
/** A look counts half at this distance, metres. */
const HALF_AT = 60;
/** What one look at a place near by counts. */
const LOOK = 0.6;
/** Columns with too little in a fan to be believed. */
const LEAST = 0.5;

/** Means of a band over a fan of bearings. */
interface Stretch {
  readonly distance: number;
  readonly probabilities: Float64Array;
}

/**
 * Puts a frame of long-range labels into the map. The windows of a band within a fan of bearings are
 * averaged; along each fan, each band stands for the ground from half way to the band before it to half way to
 * the one behind. Behind something that stands up the ground is hidden, and what windows there say is of
 * the thing in front: they count no more.
 *
 * @param eye Where the eye stood, and where it looked, in the odometry frame.
 */
export function addFarView(map: PolarMap, view: FarView, eye: Planar): void {
  for (const [fan, stretches] of fansOf(view)) {
    stretches.sort((a, b) => a.distance - b.distance);
    const bearing = eye.yaw + (fan + 0.5) * FAN;
    let hiddenFrom = Infinity;
    stretches.forEach(({ distance, probabilities }, i) => {
      if (distance > hiddenFrom) return;
      const before = stretches[i - 1]?.distance ?? distance * distance / nextAfter(stretches, i);
      const near = Math.sqrt(before * distance);
      const far = Math.sqrt(distance * nextAfter(stretches, i));
      const weight = LOOK / (1 + (distance / HALF_AT) ** 2);
      map.addStretch([eye.x, eye.y], bearing, [near, far], probabilities, 0, weight);
      const standing = probabilities[2]! + probabilities[3]! + probabilities[4]!;
      if (standing > STANDS) hiddenFrom = Math.min(hiddenFrom, distance * (1 + DEPTH));
    });
  }
}

/** Distance of the next band behind; of the last, as far again as the one before it is near. */
function nextAfter(stretches: readonly Stretch[], i: number): number {
  const { distance } = stretches[i]!;
  const next = stretches[i + 1]?.distance;
  if (next !== undefined) return next;
  const before = stretches[i - 1]?.distance;
  return before === undefined ? 1.12 * distance : distance * distance / before;
}

/** Bands averaged over fans of bearings. */
function fansOf({ bands }: FarView): Map<number, Stretch[]> {
  const fans = new Map<number, Stretch[]>();
  for (const { bearings, distances, probabilities } of bands) {
    const sums = new Map<number, Float64Array>();
    for (let k = 0; k < bearings.length; k++) {
      const fan = Math.floor(bearings[k]! / FAN);
      let sum = sums.get(fan);
      if (!sum) sums.set(fan, sum = new Float64Array(7));
      sum[5]! += 1;
      sum[6]! += distances[k]!;
      for (let c = 0; c < 5; c++) sum[c]! += probabilities[5 * k + c]!;
    }
    for (const [fan, sum] of sums) {
      const count = sum[5]!;
      if (count < LEAST) continue;
      const stretch = {
        distance: sum[6]! / count,
        probabilities: sum.subarray(0, 5).map((value) => value / count),
      };
      const list = fans.get(fan);
      if (list) list.push(stretch);
      else fans.set(fan, [stretch]);
    }
  }
  return fans;
}
