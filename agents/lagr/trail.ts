/** A place on the way, and how often the robot came by. */
interface Station {
  readonly x: number;
  readonly y: number;
  visits: number;
  /** Metres driven when the robot last was there. */
  last: number;
}

/** Places nearer than this are one, metres. */
const NEAR = 2;
/** Metres to be driven before a place counts as come back to. */
const AWAY = 12;
/** Times that a place counts as come back to which could not be driven to. */
const AVOIDED = 30;
/** The most places that are remembered; the oldest are forgotten. */
const MOST = 1024;

/**
 * Where the robot has been, and how often: whoever comes to a place again has found no way from there, and
 * had better try another (a memory for dead ends that the map has no evidence of).
 */
export class Trail {
  #stations: Station[] = [];
  /** Places that could not be driven to. */
  #avoided: { readonly x: number; readonly y: number }[] = [];
  #driven = 0;
  #at: { x: number; y: number } | null = null;

  reset(): void {
    this.#stations = [];
    this.#avoided = [];
    this.#driven = 0;
    this.#at = null;
  }

  /** Notes where the robot is, in the odometry frame. */
  follow(x: number, y: number): void {
    if (this.#at) {
      const moved = Math.hypot(x - this.#at.x, y - this.#at.y);
      if (moved < NEAR / 4) return;
      this.#driven += moved;
    }
    this.#at = { x, y };
    let known: Station | null = null;
    for (const station of this.#stations) {
      if (Math.hypot(station.x - x, station.y - y) < NEAR) known = station;
    }
    if (!known) {
      this.#stations.push({ x, y, visits: 1, last: this.#driven });
      if (this.#stations.length > MOST) this.#stations.shift();
      return;
    }
    if (this.#driven - known.last > AWAY) known.visits++;
    known.last = this.#driven;
  }

  /** Notes that a place could not be driven to: it counts as come back to many times. */
  avoid(x: number, y: number): void {
    this.#avoided.push({ x, y });
    if (this.#avoided.length > MOST) this.#avoided.shift();
  }

  /** Metres driven, of those that made a difference. */
  get driven(): number {
    return this.#driven;
  }

  /** Places that were come back to, with the times beyond the first, and those that count as such. */
  *again(): Iterable<{ readonly x: number; readonly y: number; readonly times: number }> {
    for (const { x, y, visits } of this.#stations) {
      if (visits > 1) yield { x, y, times: visits - 1 };
    }
    for (const { x, y } of this.#avoided) yield { x, y, times: AVOIDED };
  }

  /** All places in the order in which they were first come to: `x, y` in turn. */
  places(): Float32Array {
    return Float32Array.from(this.#stations.flatMap(({ x, y }) => [x, y]));
  }
}
