import { randomStream } from "../random.ts";
import { type StateHash } from "../state_hash.ts";
import { type WalkPaths, type WalkPlace, type WalkPoint } from "./walk_paths.ts";

/** How far from a joint one takes the walk behind it, metres. */
const TURN_IN = 0.8;
/** How far ahead one chooses where to go on. */
const CHOOSE = 4;
/** How often one crosses, against going on along a pavement. */
const CROSS = 0.6;

/** On which walk each of a crowd is, which way, and which one comes next. */
export class WalkRoutes {
  readonly paths: WalkPaths;
  readonly walk: Int32Array;
  readonly previous: Int32Array;
  /** The walk it goes on to; -1 while it has not chosen, its own where it will turn back. */
  readonly next: Int32Array;
  /** 1 from the start of the walk to its end, -1 back. */
  readonly direction: Int8Array;
  /** Arc length on the walk, and metres to the left of its middle line. */
  readonly s: Float64Array;
  readonly d: Float64Array;
  /** How far right of the middle it keeps, share of the half width. */
  readonly keep: Float64Array;
  readonly #seed: number;
  /** How often each has chosen. */
  readonly #draws: Int32Array;
  readonly #place: WalkPlace = { s: 0, d: 0, gap: 0, beyond: 0 };
  readonly #point: WalkPoint = { x: 0, y: 0, ux: 1, uy: 0 };

  constructor(paths: WalkPaths, count: number, seed: number) {
    this.paths = paths;
    this.walk = new Int32Array(count);
    this.previous = new Int32Array(count).fill(-1);
    this.next = new Int32Array(count).fill(-1);
    this.direction = new Int8Array(count).fill(1);
    this.s = new Float64Array(count);
    this.d = new Float64Array(count);
    this.keep = new Float64Array(count);
    this.#draws = new Int32Array(count);
    this.#seed = seed;
  }

  /** A number in `[0, 1)` that depends on who draws it and how often he has. */
  draw(i: number): number {
    return randomStream(this.#seed, `people/choice/${i}/${this.#draws[i]!++}`)();
  }

  /** Puts somebody on a walk, away from where he was before. */
  enter(i: number, walk: number, direction: 1 | -1, s: number, d: number): void {
    this.walk[i] = walk;
    this.previous[i] = -1;
    this.next[i] = -1;
    this.direction[i] = direction;
    this.s[i] = s;
    this.d[i] = d;
    this.keep[i] = 0.1 + 0.7 * this.draw(i);
  }

  /**
   * Follows somebody to where he is now: finds his place on his walk, chooses the next one in time and
   * goes over to it where they meet.
   *
   * @returns Whether he has gone over to another walk, or turned back.
   */
  follow(i: number, x: number, y: number): boolean {
    const { paths } = this;
    const place = paths.place(this.walk[i]!, x, y, this.#place, this.s[i]!);
    this.s[i] = place.s;
    this.d[i] = place.d;
    const left = this.remaining(i);
    if (left < CHOOSE && this.next[i]! < 0) this.#choose(i);
    if (left > TURN_IN) return false;
    const walk = this.walk[i]!;
    const next = this.next[i]!;
    const atEnd = this.direction[i]! > 0;
    if (next === walk && !paths.walks[walk]!.atEnd.includes(walk)) {
      this.direction[i] = atEnd ? -1 : 1;
    } else {
      this.previous[i] = walk;
      this.walk[i] = next;
      this.direction[i] = paths.directionInto(next, walk, atEnd);
      paths.place(next, x, y, place, this.direction[i]! > 0 ? 0 : paths.walks[next]!.length);
      this.s[i] = place.s;
      this.d[i] = place.d;
    }
    this.next[i] = -1;
    return true;
  }

  /** Metres to the end of his walk. */
  remaining(i: number): number {
    const s = this.s[i]!;
    return this.direction[i]! > 0 ? this.paths.walks[this.walk[i]!]!.length - s : s;
  }

  /** The crossing that he is on, or comes to next, and how far its kerbs are; null where it is neither. */
  crossingAhead(i: number): { walk: number; near: number; far: number } | null {
    const { paths } = this;
    const walk = this.walk[i]!;
    const span = paths.spans[walk];
    if (span) {
      const s = this.s[i]!;
      return this.direction[i]! > 0
        ? { walk, near: span.enter - s, far: span.leave - s }
        : { walk, near: s - span.leave, far: s - span.enter };
    }
    const next = this.next[i]!;
    const ahead = next < 0 || next === walk ? null : paths.spans[next];
    if (!ahead) return null;
    const left = this.remaining(i);
    const length = paths.walks[next]!.length;
    return paths.directionInto(next, walk, this.direction[i]! > 0) > 0
      ? { walk: next, near: left + ahead.enter, far: left + ahead.leave }
      : { walk: next, near: left + length - ahead.leave, far: left + length - ahead.enter };
  }

  /** Writes the point that he makes for: `reach` metres ahead, to the right of the middle. */
  ahead(i: number, reach: number, out: WalkPoint): WalkPoint {
    const { paths } = this;
    let walk = this.walk[i]!;
    let direction = this.direction[i]!;
    let s = this.s[i]! + direction * reach;
    const beyond = reach - this.remaining(i);
    const next = this.next[i]!;
    if (beyond > 0 && next >= 0 && next !== walk) {
      direction = paths.directionInto(next, walk, direction > 0);
      walk = next;
      s = direction > 0 ? beyond : paths.walks[walk]!.length - beyond;
    }
    paths.point(walk, s, out);
    const half = Math.max(0, paths.walks[walk]!.width / 2 - 0.35);
    const right = direction * this.keep[i]! * half;
    out.x += right * out.uy;
    out.y -= right * out.ux;
    return out;
  }

  /** Whether a point lies on his walk, the one before it or the one after it. */
  holds(i: number, x: number, y: number, margin: number): boolean {
    const { paths } = this;
    const place = this.#place;
    for (const walk of [this.walk[i]!, this.previous[i]!, this.next[i]!]) {
      if (walk < 0) continue;
      const own = walk === this.walk[i]!;
      paths.place(walk, x, y, place, own ? this.s[i]! : undefined);
      if (!paths.holds(walk, place, margin)) continue;
      // Of a crossing that he is not on, only what lies on the pavement.
      const span = paths.spans[walk];
      if (own || !span || place.s < span.enter - 0.3 || place.s > span.leave + 0.3) return true;
    }
    return false;
  }

  /** Moves a point that lies beside his walk onto it. */
  drawIn(i: number, x: number, y: number, margin: number, out: { x: number; y: number }): void {
    const { paths } = this;
    const walk = this.walk[i]!;
    const place = paths.place(walk, x, y, this.#place, this.s[i]!);
    const middle = paths.point(walk, place.s, this.#point);
    const half = Math.max(0.1, paths.walks[walk]!.width / 2 - margin);
    const share = Math.min(1, half / (place.gap || 1));
    out.x = middle.x + (x - middle.x) * share;
    out.y = middle.y + (y - middle.y) * share;
  }

  /** Adds all that later steps depend on. */
  hashInto(hash: StateHash): void {
    const { walk, previous, next, direction, s, d, keep } = this;
    for (const values of [walk, previous, next, direction, s, d, keep]) hash.addAll(values);
    hash.addAll(this.#draws);
  }

  #choose(i: number): void {
    const walk = this.walk[i]!;
    const { atStart, atEnd } = this.paths.walks[walk]!;
    const all = this.direction[i]! > 0 ? atEnd : atStart;
    // Not at once back over the crossing one has come by.
    const others = all.filter((id) => id !== this.previous[i]! || all.length === 1);
    const weights = others.map((id) => this.paths.walks[id]!.kind === "crossing" ? CROSS : 1);
    let drawn = this.draw(i) * weights.reduce((sum, weight) => sum + weight, 0);
    const chosen = weights.findIndex((weight) => (drawn -= weight) < 0);
    this.next[i] = others[chosen] ?? walk;
    this.keep[i] = 0.1 + 0.7 * this.draw(i);
  }
}
