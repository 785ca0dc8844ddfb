/** A way to the goal: `x, y` in turn, in the odometry frame. */
export type Way = Float32Array;

/** Cost of a way from the robot on; infinite where something is known to stand in it. */
export type Appraise = (way: Way) => number;

/** A way is left for another that is cheaper by so many metres and such a share of it, at least. */
const MARGIN = { metres: 3, share: 0.03 } as const;
/** Each change of mind multiplies that, up to so many of them; driving so many metres forgets one. */
const DOUBLINGS = 5;
const FORGET_METRES = 25;
/** Robots farther from their way than this have lost it, metres. */
const LOST = 4;
/** How much of a way is searched for where the robot is on it, metres. */
const SEARCH = 15;
/** Two ways are one if so far along the one, metres, the other is no farther off than this. */
const SAME = { along: 6, apart: 2.5 } as const;

/**
 * The way that was chosen, and kept until another is clearly cheaper on what is known by now. What is seen from
 * afar changes with every look, so that of two ways alike now the one, now the other seems shorter: a robot that
 * always takes the shorter turns between them for ever. Here each change of mind doubles what the next one has
 * to gain, and only driving on makes it less, so that changes on the spot come to an end, however what is known
 * may waver. A way that something is known to stand in is left at once.
 */
export class CommittedWay {
  #way: Way | null = null;
  #changes = 0;
  #lastForgot = 0;

  reset(): void {
    this.#way = null;
    this.#changes = this.#lastForgot = 0;
  }

  /** Lets the way go: something was run into, or it could not be driven. */
  drop(): void {
    this.#way = null;
  }

  /** Changes of mind that are not forgotten yet. */
  get changes(): number {
    return this.#changes;
  }

  /**
   * The way to take.
   *
   * @param fresh The cheapest from where the robot is.
   * @param driven Metres driven since the start.
   */
  choose(
    fresh: Way,
    appraise: Appraise,
    { x, y }: { readonly x: number; readonly y: number },
    driven: number,
  ): Way {
    while (driven - this.#lastForgot > FORGET_METRES) {
      this.#lastForgot += FORGET_METRES;
      this.#changes = Math.max(0, this.#changes - 1);
    }
    const kept = this.#way && restOf(this.#way, x, y);
    if (!kept) return this.#way = fresh;
    const [keptCost, freshCost] = [appraise(kept), appraise(fresh)];
    if (keptCost === Infinity) return this.#way = freshCost < Infinity ? fresh : kept;
    if (isAlong(fresh, kept)) return this.#way = freshCost <= keptCost ? fresh : kept;
    const margin = (MARGIN.metres + MARGIN.share * keptCost) * 2 ** this.#changes;
    if (freshCost > keptCost - margin) return this.#way = kept;
    this.#changes = Math.min(DOUBLINGS, this.#changes + 1);
    this.#lastForgot = driven;
    return this.#way = fresh;
  }
}

/** What of a way lies before a robot, from where it is; null where it is too far off. */
function restOf(way: Way, x: number, y: number): Way | null {
  let [nearest, least, along] = [-1, LOST, 0];
  for (let k = 0; k + 1 < way.length && along < SEARCH; k += 2) {
    const off = Math.hypot(way[k]! - x, way[k + 1]! - y);
    if (off <= least) [nearest, least] = [k, off];
    if (k + 3 < way.length) along += Math.hypot(way[k + 2]! - way[k]!, way[k + 3]! - way[k + 1]!);
  }
  if (nearest < 0) return null;
  // From the point after the nearest one, lest it drives back to that.
  const next = Math.min(nearest + 2, way.length - 2);
  const rest = new Float32Array(way.length - next + 2);
  rest.set([x, y]);
  rest.set(way.subarray(next), 2);
  return rest;
}

/** Whether one way begins as another does. */
function isAlong(way: Way, other: Way): boolean {
  const [x, y] = pointAlong(way, SAME.along);
  let along = 0;
  for (let k = 0; k + 1 < other.length && along < SEARCH; k += 2) {
    if (Math.hypot(other[k]! - x, other[k + 1]! - y) < SAME.apart) return true;
    if (k + 3 >= other.length) break;
    along += Math.hypot(other[k + 2]! - other[k]!, other[k + 3]! - other[k + 1]!);
  }
  return false;
}

/** The point of a way so many metres along it, its end at most. */
export function pointAlong(way: Way, metres: number): readonly [x: number, y: number] {
  let left = metres;
  for (let k = 0; k + 3 < way.length; k += 2) {
    const [dx, dy] = [way[k + 2]! - way[k]!, way[k + 3]! - way[k + 1]!];
    const length = Math.hypot(dx, dy);
    if (length >= left && length > 0) {
      return [way[k]! + dx * left / length, way[k + 1]! + dy * left / length];
    }
    left -= length;
  }
  return [way[way.length - 2]!, way[way.length - 1]!];
}

/** Metres along a way from its first point to its last. */
export function lengthOf(way: Way): number {
  let length = 0;
  for (let k = 0; k + 3 < way.length; k += 2) {
    length += Math.hypot(way[k + 2]! - way[k]!, way[k + 3]! - way[k + 1]!);
  }
  return length;
}
