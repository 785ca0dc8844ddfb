/** Ranges that are scored apart, by the true distance of what is seen: metres from, and to below. */
export const RANGES = [[0, 12], [12, 30], [30, 60], [60, 100]] as const;

/** Name of a range in metrics: `30_60`. */
export function rangeName([from, to]: readonly [number, number]): string {
  return `${from}_${to}`;
}

/** Number of the range that a distance lies in; -1 beyond all. */
export function rangeOf(distance: number): number {
  return RANGES.findIndex(([from, to]) => distance >= from && distance < to);
}

/** Windows of ground, and of obstacles, below which a share says nothing. */
export const LEAST_WINDOWS = 50;

/** Ground and obstacles that were told right and wrong, by range. */
export class RangeTally {
  /** By range: ground taken for ground, ground for obstacle, obstacle for ground, obstacle for obstacle. */
  readonly #counts = RANGES.map(() => [0, 0, 0, 0]);

  /** Counts a window; one beyond all ranges is left out. */
  add(distance: number, obstacle: boolean, said: boolean): void {
    const range = rangeOf(distance);
    if (range >= 0) this.#counts[range]![2 * Number(obstacle) + Number(said)]!++;
  }

  /** Takes in what another has counted. */
  merge(other: RangeTally): void {
    this.#counts.forEach((counts, range) => {
      other.#counts[range]!.forEach((count, k) => counts[k]! += count);
    });
  }

  /** Windows of a range. */
  count(range: number): number {
    const { ground, obstacles } = this.contents(range);
    return ground + obstacles;
  }

  /** Whether there are enough windows of a range, both of ground and of obstacles, to say anything. */
  told(range: number): boolean {
    const { ground, obstacles } = this.contents(range);
    return Math.min(ground, obstacles) >= LEAST_WINDOWS;
  }

  /** Windows of a range that truly show ground, and that show obstacles. */
  contents(range: number): { readonly ground: number; readonly obstacles: number } {
    const [a, b, c, d] = this.#counts[range] as [number, number, number, number];
    return { ground: a + b, obstacles: c + d };
  }

  /** Share of the ground of a range that was taken for ground; NaN where there was none. */
  ground(range: number): number {
    const [right, wrong] = this.#counts[range]!;
    return right! / (right! + wrong!);
  }

  /** Share of the obstacles of a range that were taken for obstacles; NaN where there were none. */
  obstacle(range: number): number {
    const [, , wrong, right] = this.#counts[range]!;
    return right! / (right! + wrong!);
  }

  /** Mean of the shares of ground and of obstacles that were told right: 0.5 for whoever knows nothing. */
  balanced(range: number): number {
    return (this.ground(range) + this.obstacle(range)) / 2;
  }
}

/** What was told right and wrong over time, from the first moment in a new country on. */
export interface ErrorCurve {
  /** Seconds since then, rising, of each tally. */
  readonly seconds: readonly number[];
  readonly tallies: readonly RangeTally[];
}

/** When an error had halved: after how many seconds, or else all of the time that there was. */
export interface Halving {
  readonly seconds: number;
  readonly halved: boolean;
}

/** The error on entering is that of the first seconds; it has halved where it stays so low for that long. */
export const HALVING = { entering: 2, span: 10 } as const;

/**
 * The first moment from which on the balanced error of a range, over the next `HALVING.span` seconds, is at most half of
 * what it was on entering. Null where on entering there was too little of either kind to know its error.
 *
 * One picture shows few things, so that an error over moments swings: what does not learn at all may halve by chance.
 * What such a one does on the same drives is to be said beside it.
 */
export function halvingTime({ seconds, tallies }: ErrorCurve, range: number): Halving | null {
  const sumOf = (from: number, to: number) => {
    const sum = new RangeTally();
    seconds.forEach((second, k) => {
      if (second >= from && second <= to) sum.merge(tallies[k]!);
    });
    return sum;
  };
  const entered = seconds[0] ?? 0, last = seconds.at(-1) ?? 0;
  const entering = sumOf(entered, entered + HALVING.entering);
  if (!entering.told(range)) return null;
  const half = (1 - entering.balanced(range)) / 2;
  for (const second of seconds) {
    if (second + HALVING.span > last) break;
    const after = sumOf(second, second + HALVING.span);
    if (after.told(range) && 1 - after.balanced(range) <= half) {
      return { seconds: second - entered, halved: true };
    }
  }
  return { seconds: last - entered, halved: false };
}

/**
 * `adaptSeconds`, the mean of halvings' times, `adaptedShare`, how many of them were, and `adaptDrives`, how many there
 * are; the first two again with `_offline`. Nothing is said of the times of none.
 */
export function adaptation(
  { online, offline }: Readonly<Record<"online" | "offline", readonly Halving[]>>,
): Record<string, number> {
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const metrics: Record<string, number> = { adaptDrives: online.length };
  for (const [halvings, suffix] of [[online, ""], [offline, "_offline"]] as const) {
    if (halvings.length === 0) continue;
    metrics[`adaptSeconds${suffix}`] = mean(halvings.map(({ seconds }) => seconds));
    metrics[`adaptedShare${suffix}`] = mean(halvings.map(({ halved }) => Number(halved)));
  }
  return metrics;
}

/** Standard deviation of a sample; NaN of fewer than two. */
export function spread(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}
