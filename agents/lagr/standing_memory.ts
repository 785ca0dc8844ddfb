/** Metres of a place: obstacles nearer to each other than this are one. */
const PLACE = 0.5;
/** Seconds for which an obstacle out of view is believed. */
const KEEP_SECONDS = 600;
/** The most places that are remembered; the oldest are forgotten. */
const MOST = 3000;
/** Places along one axis, for their numbers. */
const ROW = 1 << 20;

/** An obstacle that stereo saw, in the odometry frame. */
export interface Standing {
  readonly x: number;
  readonly y: number;
  /** When it was seen last, seconds. */
  readonly seen: number;
  /** In how many frames it was seen. */
  readonly looks: number;
}

/**
 * Obstacles that stereo saw and that have left the square around the robot. A wall is thin: spread over the deep
 * cells of the polar map, its evidence would drown in that of the ground before it. Here it keeps its
 * place, so that a dead end that was driven out of stays closed.
 */
export class StandingMemory {
  readonly #places = new Map<number, Standing>();

  reset(): void {
    this.#places.clear();
  }

  /** Places remembered now. */
  get size(): number {
    return this.#places.size;
  }

  /**
   * Notes an obstacle; one that was felt counts as seen many times.
   *
   * @param time Of the frame, seconds: what is noted of one place at one time is one look.
   */
  add(x: number, y: number, time: number, looks = 1): void {
    const [column, row] = [Math.floor(x / PLACE), Math.floor(y / PLACE)];
    const key = row * ROW + column;
    // Anew at the end, so that the first is always the one unseen for longest.
    const known = this.#places.get(key);
    this.#places.delete(key);
    this.#places.set(key, {
      x: (column + 0.5) * PLACE,
      y: (row + 0.5) * PLACE,
      seen: time,
      // Many rays of one frame are one witness.
      looks: known?.seen === time ? Math.max(known.looks, looks) : (known?.looks ?? 0) + looks,
    });
    if (this.#places.size <= MOST) return;
    for (const oldest of this.#places.keys()) {
      this.#places.delete(oldest);
      break;
    }
  }

  /**
   * Forgets what is too old, or is seen not to be there.
   *
   * @param isFree Whether a place is seen to be free.
   */
  tidy(time: number, isFree: (x: number, y: number) => boolean): void {
    for (const [key, { x, y, seen }] of this.#places) {
      if (time - seen > KEEP_SECONDS || isFree(x, y)) this.#places.delete(key);
    }
  }

  /** All places. */
  [Symbol.iterator](): IterableIterator<Standing> {
    return this.#places.values();
  }
}
