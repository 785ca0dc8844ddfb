import { standingShare } from "../../models/lagr/lagr_classes.ts";
import type { PolarMap } from "./polar_map.ts";
import type { Planar } from "./short_range.ts";

/** What the long-range classifier says of one band of the pyramid. */
export interface FarBand {
  /** From the eye's axis, counter-clockwise, radians: one for each window. */
  readonly bearings: ArrayLike<number>;
  /** Metres over the ground from below the eye to each window's footline, were the ground flat. */
  readonly distances: ArrayLike<number>;
  /** Metres to what stereo sees there: ground that rises is nearer, what stands on it in several bands as far away. */
  readonly ranges: ArrayLike<number>;
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

/**
 * The odds that something stands are taken for so many times what the classifier says: it is right about ground and
 * things equally often, but a way into a thing costs more than one around nothing. Chosen on a validation course.
 */
const CAUTION = 2.5;
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
/** Windows farther apart than this say nothing of what lies between them, radians. */
const MOST_APART = 0.1;

/** Ground goes on for so many times its distance towards the next that is seen, and what stands for so many. */
const GROUND_GOES_ON = 1.3;
const THING_GOES_ON = 1 + DEPTH;

/** What a fan of bearings shows in a band; or in several that show one place. */
interface Stretch {
  /** By the flat ground, metres: bands from the lowest in the picture up. */
  readonly distance: number;
  /** One over its metres: the lower median of those of its bands. */
  nearness: number;
  /** Of each band that is in it, in order. */
  readonly all: number[];
  readonly probabilities: Float64Array;
}

/** Ends of neighbouring fans within this ratio of distances are of one thing, seen slantwise. */
const ONE_THING = 1.5;
/** Half a band's depth where no other is seen, as a ratio of distances. */
const ALONE = 1.06;
/** What is believed of the ground between them. */
const BETWEEN: readonly number[] = [0, 0.05, 0.25, 0.4, 0.3];

/**
 * Puts a frame of long-range labels into the map. The windows of a band within a fan of bearings are averaged; along
 * each fan, each band stands for the ground from half way to the band before it to half way to the one behind,
 * at the distances that stereo sees them at: what is higher in the picture is no nearer, and bands that say otherwise
 * show one place. Behind something that stands up the ground is hidden, and what windows there say is of
 * the thing in front: they count no more. Where neighbouring fans end at one thing that is seen slantwise, it
 * is taken to go on from the one end to the other: a wall would else be full of holes.
 *
 * @param eye Where the eye stood, and where it looked, in the odometry frame.
 */
export function addFarView(map: PolarMap, view: FarView, eye: Planar): void {
  const ends = new Map<number, number>();
  const at = [eye.x, eye.y] as const;
  for (const [fan, bands] of fansOf(view)) {
    const stretches = inOrder(bands.sort((a, b) => a.distance - b.distance));
    const bearing = eye.yaw + (fan + 0.5) * FAN;
    let end = Infinity;
    stretches.forEach(({ nearness, probabilities }, i) => {
      const range = 1 / nearness;
      if (range > end * (1 + DEPTH)) return;
      const stands = standingShare(probabilities) > STANDS;
      const most = stands ? THING_GOES_ON : GROUND_GOES_ON;
      const half = (other: Stretch | undefined) =>
        other ? Math.min(most, Math.sqrt(ratioOf(nearness, other.nearness))) : ALONE;
      const stretch = [range / half(stretches[i - 1]), range * half(stretches[i + 1])] as const;
      map.addStretch(at, bearing, stretch, probabilities, 0, weightAt(range));
      if (stands) end = Math.min(end, range);
    });
    if (end < Infinity) ends.set(fan, end);
  }
  for (const [fan, end] of ends) {
    const bearing = eye.yaw + (fan + 0.5) * FAN;
    const beside = Math.max(
      ...[fan - 1, fan + 1].map((k) => ends.get(k) ?? 0).filter((d) => d < end * ONE_THING),
    );
    if (beside > end) {
      map.addStretch(at, bearing, [end, beside], BETWEEN, 0, weightAt(end));
    }
  }
}

/** What a look counts at a distance. */
function weightAt(distance: number): number {
  return LOOK / (1 + (distance / HALF_AT) ** 2);
}

function ratioOf(a: number, b: number): number {
  return a > b ? a / b : b / a;
}

/**
 * Stretches of ever less nearness from one to the next, by isotonic regression in absolute errors (pool adjacent
 * violators, each pool at its lower median: Robertson and Waltman 1968); those that are pooled are one. A single
 * band that is far off, a mismatch or a twig before the lens, moves no other.
 *
 * @param bands From the lowest in the picture up; they are changed.
 */
function inOrder(bands: readonly Stretch[]): Stretch[] {
  const pools: Stretch[] = [];
  for (const band of bands) {
    pools.push(band);
    while (pools.length > 1 && pools.at(-1)!.nearness >= pools.at(-2)!.nearness) {
      const last = pools.pop()!, pool = pools.at(-1)!;
      const [one, other] = [pool.all.length, last.all.length];
      last.probabilities.forEach((share, kind) => {
        pool.probabilities[kind]! += (share - pool.probabilities[kind]!) * other / (one + other);
      });
      pool.all.push(...last.all);
      pool.all.sort((a, b) => a - b);
      pool.nearness = pool.all[(pool.all.length - 1) >> 1]!;
    }
  }
  return pools;
}

/** Bands averaged over fans of bearings: a window stands for all fans from half way to its neighbours. */
function fansOf({ bands }: FarView): Map<number, Stretch[]> {
  const fans = new Map<number, Stretch[]>();
  for (const band of bands) {
    const sums = new Map<number, Float64Array>();
    const { bearings } = band;
    for (let k = 0; k < bearings.length; k++) {
      const half = Math.min(MOST_APART, spacing(bearings, k)) / 2;
      const first = Math.round((bearings[k]! - half) / FAN);
      const last = Math.max(first + 1, Math.round((bearings[k]! + half) / FAN));
      for (let fan = first; fan < last; fan++) addWindow(sums, fan, band, k);
    }
    for (const [fan, sum] of sums) {
      const count = sum[5]!;
      const stretch = {
        distance: sum[6]! / count,
        nearness: sum[7]! / count,
        all: [sum[7]! / count],
        probabilities: cautious(sum.subarray(0, 5).map((value) => value / count)),
      };
      const list = fans.get(fan);
      if (list) list.push(stretch);
      else fans.set(fan, [stretch]);
    }
  }
  return fans;
}

/** Shares of five classes with more of what stands: its odds are taken for `CAUTION` times as high. */
function cautious(shares: Float64Array): Float64Array {
  const standing = standingShare(shares);
  const sum = 1 - standing + CAUTION * standing;
  return shares.map((share, kind) => (kind < 2 ? share : CAUTION * share) / sum);
}

/** Angle between a window and the nearer of its neighbours; 0 of one that is alone. */
function spacing(bearings: ArrayLike<number>, k: number): number {
  const apart = (other: number) =>
    other >= 0 && other < bearings.length ? Math.abs(bearings[other]! - bearings[k]!) : Infinity;
  const least = Math.min(apart(k - 1), apart(k + 1));
  return least === Infinity ? 0 : least;
}

/** Adds window `k` of a band to a fan: five probabilities, their number, the distance and the nearness. */
function addWindow(
  sums: Map<number, Float64Array>,
  fan: number,
  { distances, ranges, probabilities }: FarBand,
  k: number,
): void {
  let sum = sums.get(fan);
  if (!sum) sums.set(fan, sum = new Float64Array(8));
  sum[5]! += 1;
  sum[6]! += distances[k]!;
  sum[7]! += 1 / ranges[k]!;
  for (let c = 0; c < 5; c++) sum[c]! += probabilities[5 * k + c]!;
}
