import { type GroundFit } from "./ground_fit.ts";
import { disparityPlane, type GroundPlane } from "./ground_plane.ts";
import { distanceAlong } from "./horizon.ts";
import { type GroundRelief } from "./ground_relief.ts";
import { type PointCloud } from "./point_cloud.ts";

/** What counts as standing on the ground. */
export interface ObstacleOptions {
  /** Height over the ground that makes an obstacle, metres. */
  readonly threshold?: number;
  /** What hangs higher than this over the ground is driven under, metres. */
  readonly clearance?: number;
}

/** Usual values of `ObstacleOptions`. */
export const OBSTACLES = {
  threshold: 0.15,
  clearance: 1.4,
} as const satisfies Required<ObstacleOptions>;

/** What stands in one column: its points have one disparity. */
export interface StandingRun {
  /** Column of the cloud's lattice. */
  column: number;
  /** Row of the picture, with a fraction, where it meets the ground; perhaps outside the picture. */
  footRow: number;
  /** Metres along the ground from below the eye. */
  distance: number;
  /** Pixels, and the standard deviation of its mean. */
  disparity: number;
  sigma: number;
  /** Of its top over the ground, metres. */
  top: number;
  /** Points over the threshold. */
  points: number;
  /** Height of its lowest point over the ground, metres. */
  low: number;
  /** Whether ground is seen below it: it hangs, a branch say, and the picture shows no foot. */
  hangs: boolean;
}

/** What a point of the lattice is. */
export const POINT_CLASS = { none: 0, ground: 1, obstacle: 2, overhang: 3 } as const;

/** Rows of the lattice that may be missing within a run. */
const GAP = 3;
/** Most points at a run's bottom that its disparity is the median of. */
const BOTTOM = 12;
/** Points that a run and what is beside it need together, and deviations that these stand over the threshold. */
const LEAST_POINTS = 3;
const LEAST_OVER = 1.5;
/** Deviations over the threshold from which on a point is taken for a thing's. */
const SEED = 1;
/** ... unless they begin higher over the ground than this share of their distance: there is a step. */
const STEP = 0.1;
/** What begins lower than this hangs nowhere: its foot is out of sight, metres. */
const LEAST_HANGING = 0.45;
/** Surfaces that rise less steeply than this are ground, radians. */
const STEEP = 12 * Math.PI / 180;
/** Runs side by side are one thing where disparities differ by no more than this many pixels, or share. */
const BESIDE = [0.7, 0.06] as const;
const BESIDE_COLUMNS = 2;

/**
 * Tells ground from what stands on it, column by column: points that are higher than the threshold and of
 * one disparity are a run, which is projected down its column to the ground that has its disparity: the
 * footline. What lies between, of the run's disparity, belongs to it though it is low.
 */
export class ObstacleColumns {
  /** By lattice: what each point is, of `POINT_CLASS`. */
  readonly classes: Uint8Array;
  /** Chance that a point is higher than the threshold, `0..1`. */
  readonly chance: Float32Array;
  /** By lattice: top of the thing that an obstacle's point belongs to, metres over the ground. */
  readonly tops: Float32Array;
  /** Runs of all columns that are in a robot's way, those of a column from the bottom upwards. */
  runs: StandingRun[] = [];
  readonly #threshold: number;
  readonly #clearance: number;
  readonly #bottom = new Float32Array(BOTTOM);
  /** By lattice: deviations by which a point stands over the threshold; NaN where there is none. */
  readonly #over: Float32Array;

  /** @throws {RangeError} If the threshold is not below the clearance. */
  constructor(cloud: PointCloud, options: ObstacleOptions = {}) {
    const { threshold, clearance } = { ...OBSTACLES, ...options };
    if (!(threshold > 0 && clearance > threshold)) {
      throw new RangeError(
        `Cannot call ${threshold} m an obstacle under a clearance of ${clearance} m: wanted 0 < ` +
          `threshold < clearance`,
      );
    }
    this.#threshold = threshold;
    this.#clearance = clearance;
    const size = cloud.columns * cloud.rows;
    this.classes = new Uint8Array(size);
    this.chance = new Float32Array(size);
    this.tops = new Float32Array(size);
    this.#over = new Float32Array(size);
  }

  /** Looks through the points of a frame. */
  update(cloud: PointCloud, fit: GroundFit, relief: GroundRelief): this {
    this.#weigh(cloud, relief);
    const found: Found[] = [];
    const foot = footRows(cloud, fit);
    for (let column = 0; column < cloud.columns; column++) {
      this.#column(column, cloud, relief, fit.plane, foot, found);
    }
    this.#confirm(found, cloud, relief);
    return this;
  }

  /** Chances of all points, and which of them are higher than the threshold. */
  #weigh(cloud: PointCloud, relief: GroundRelief): void {
    const { disparity } = cloud;
    for (let k = 0; k < disparity.length; k++) {
      this.tops[k] = 0;
      if (disparity[k] === 0) {
        this.classes[k] = POINT_CLASS.none;
        this.chance[k] = 0;
        this.#over[k] = NaN;
        continue;
      }
      // Besides stereo's noise: the ground is known the worse the farther it is.
      const ground = 0.02 + 0.004 * relief.distance[k]!;
      const spread = Math.sqrt(relief.sigma[k]! * relief.sigma[k]! + ground * ground);
      const over = (relief.height[k]! - this.#threshold) / spread;
      this.chance[k] = normalShare(over);
      this.#over[k] = over;
      this.classes[k] = POINT_CLASS.ground;
    }
  }

  #column(
    column: number,
    cloud: PointCloud,
    relief: GroundRelief,
    plane: GroundPlane,
    foot: (column: number, disparity: number, relief: number) => number,
    found: Found[],
  ): void {
    const { columns, rows, disparity, sigma } = cloud;
    const scale = cloud.view.fx * cloud.view.baseline;
    let row = rows - 1;
    while (row >= 0) {
      const first = row * columns + column;
      if (!(this.#over[first]! > SEED)) {
        row--;
        continue;
      }
      const from = row;
      // A run from here upwards: each point near the mean of the last few.
      let mean = disparity[first]!, points = 0, last = row, kept = 0, top = -Infinity;
      let spread = 0, over = 0;
      // Of the disparities' slope along the run, in rows from its lowest point.
      let rowSum = 0, rowSquares = 0, moment = 0, sum = 0;
      for (let r = row; r >= 0 && last - r <= GAP; r--) {
        const k = r * columns + column;
        if (!(this.#over[k]! > SEED)) continue;
        const d = disparity[k]!;
        if (Math.abs(d - mean) > 3 * sigma[k]! + 0.05 * mean) continue;
        if (kept < BOTTOM) {
          // Straight below it, at right angles to the ground, where things that stand are met.
          this.#bottom[kept++] = scale / (cloud.z[k]! - relief.height[k]! * plane.normal[2]);
          spread += sigma[k]!;
        }
        mean += (d - mean) / Math.min(++points, 5);
        over += Math.min(this.#over[k]!, 6);
        const rise = cloud.step * (row - r);
        rowSum += rise;
        rowSquares += rise * rise;
        moment += rise * d;
        sum += d;
        top = Math.max(top, relief.height[k]!);
        last = r;
      }
      const d = median(this.#bottom, kept);
      const u = cloud.pixelOf(column);
      const footRow = foot(column, d, relief.reliefAt(u, relief.distance[first]!));
      const distance = distanceAlong(plane, cloud.pointAt(u, footRow, d));
      const squares = rowSquares - rowSum * rowSum / points;
      const fall = points > 3 ? (rowSum * sum / points - moment) / squares : 0;
      const unsure = points > 3 ? spread / kept * Math.sqrt(2 / squares) : 0;
      const low = relief.height[first]!;
      const gentle = low < STEP * distance &&
        fall - unsure > slopeOfRise(cloud, plane.height, distance, STEEP);
      row = last - 1;
      found.push({
        run: {
          column,
          footRow,
          distance,
          disparity: d,
          // Neighbours' noise is alike: a run's mean is not as sure as its points would have it.
          sigma: spread / kept / Math.sqrt(1 + 0.3 * (kept - 1)),
          top,
          points,
          low,
          hangs: false,
        },
        from,
        to: last,
        over,
        gentle,
      });
    }
  }

  /** Keeps runs that others beside them bear out, and tells their points from the ground's. */
  #confirm(found: readonly Found[], cloud: PointCloud, relief: GroundRelief): void {
    this.runs = [];
    let behind = 0;
    for (let index = 0; index < found.length; index++) {
      const one = found[index]!;
      const { column, disparity } = one.run;
      while (found[behind]!.run.column < column - BESIDE_COLUMNS) behind++;
      let support = 0, over = 0, gentle = 0;
      for (
        let k = behind;
        k < found.length && found[k]!.run.column <= column + BESIDE_COLUMNS;
        k++
      ) {
        const other = found[k]!;
        if (Math.abs(other.run.disparity - disparity) > BESIDE[0] + BESIDE[1] * disparity) continue;
        support += other.run.points;
        over += other.over;
        if (other.gentle) gentle += other.run.points;
      }
      if (support < LEAST_POINTS || over < LEAST_OVER * support) continue;
      if (2 * gentle > support) continue;
      const { run } = one;
      run.hangs = run.low > LEAST_HANGING && this.#groundUnder(one, cloud, relief);
      if (!run.hangs || run.low < this.#clearance) this.runs.push(run);
      this.#paint(one, cloud, run.hangs);
    }
  }

  /** Whether between a run and its foot the ground behind it is seen: it hangs in the air. */
  #groundUnder({ run, from }: Found, cloud: PointCloud, relief: GroundRelief): boolean {
    const { columns, disparity, sigma } = cloud;
    let through = 0, blocked = 0;
    const end = Math.min(this.#rowOf(run.footRow, cloud), cloud.rows - 1);
    for (let row = from + 1; row <= end; row++) {
      const k = row * columns + run.column;
      const d = disparity[k]!;
      if (d === 0 || relief.height[k]! > LEAST_HANGING) continue;
      if (d < run.disparity - 2 * sigma[k]!) through++;
      else blocked++;
    }
    return through > blocked;
  }

  /** Marks the points of a run, and the low ones of its disparity between it and its foot. */
  #paint({ run, from, to }: Found, cloud: PointCloud, hangs: boolean): void {
    const { columns, disparity, sigma } = cloud;
    const mark = hangs ? POINT_CLASS.overhang : POINT_CLASS.obstacle;
    for (let row = to; row <= from; row++) {
      const k = row * columns + run.column;
      if (!(this.#over[k]! > SEED)) continue;
      this.classes[k] = mark;
      this.tops[k] = run.top;
    }
    if (hangs) return;
    const end = Math.min(this.#rowOf(run.footRow, cloud), cloud.rows - 1);
    for (let row = from + 1; row <= end; row++) {
      const k = row * columns + run.column;
      const d = disparity[k]!;
      if (d === 0 || Math.abs(d - run.disparity) > 2 * sigma[k]! + 0.03 * run.disparity) continue;
      this.classes[k] = mark;
      this.chance[k] = Math.max(this.chance[k]!, 0.75);
      this.tops[k] = run.top;
    }
  }

  #rowOf(pixel: number, cloud: PointCloud): number {
    return Math.floor((pixel - cloud.firstPixel) / cloud.step);
  }
}

interface Found {
  readonly run: StandingRun;
  /** Rows of the lattice, lower and upper end. */
  readonly from: number;
  readonly to: number;
  /** Deviations by which its points stand over the threshold, all together. */
  readonly over: number;
  /** Whether it rises no more steeply than ground may. */
  readonly gentle: boolean;
}

/**
 * Pixels of disparity by which a surface falls off from row to row upwards if it rises so steeply, away from
 * an eye at that height, from the ground at that distance: the eye is `h cos + D sin` from its plane.
 */
function slopeOfRise(
  { view }: PointCloud,
  height: number,
  distance: number,
  angle: number,
): number {
  const off = height * Math.cos(angle) + distance * Math.sin(angle);
  return view.baseline * view.fx / view.fy * Math.cos(angle) / off;
}

/** Row of the picture where a column's ground has a disparity, the ground lying higher by its relief. */
function footRows(
  cloud: PointCloud,
  { plane, other, fold }: GroundFit,
): (column: number, disparity: number, relief: number) => number {
  const { view } = cloud;
  const one = disparityPlane(view, plane), two = other && disparityPlane(view, other);
  return (column, disparity, relief) => {
    const u = cloud.pixelOf(column) - view.cx;
    const wanted = disparity * (1 - relief / plane.height);
    const row = (wanted - one.across * u - one.centre) / one.down;
    if (!two) return row + view.cy;
    const second = (wanted - two.across * u - two.centre) / two.down;
    return (fold === "valley" ? Math.min(row, second) : Math.max(row, second)) + view.cy;
  };
}

/** The middle one of the first `count` numbers, which are sorted. */
function median(numbers: Float32Array, count: number): number {
  const sorted = numbers.subarray(0, count).sort();
  return (sorted[(count - 1) >> 1]! + sorted[count >> 1]!) / 2;
}

/** Share of a standard normal law below a number: Zelen and Severo's 26.2.17, good to 1e-7. */
export function normalShare(x: number): number {
  if (x < 0) return 1 - normalShare(-x);
  if (x > 6) return 1;
  const t = 1 / (1 + 0.2316419 * x);
  const series = t * (0.319381530 +
    t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI) * series;
}
