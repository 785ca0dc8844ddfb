import { type Place } from "./eye_pose.ts";

/** Share of a cell's votes from which on something stands there, and up to which nothing does. */
const STANDS = 0.65;
const BARE = 0.15;
/** Looks that have to have seen a thing stand. */
const LEAST_LOOKS = 3;
/** What is higher than this stands for sure, metres: nobody has to touch it, and it does not give way. */
export const SURELY = 1.2;

/** A piece of ground and what stands on it. */
export interface KnownPlace {
  /** On the ground: of a thing, where it meets it. */
  readonly place: Place;
  readonly kind: "ground" | "standing" | "doubtful";
  /** Whether it stood, to stereo, and gave way when the robot came: high grass. */
  readonly gave: boolean;
  /** Height of what stands, or gave way, metres; 0 of bare ground. */
  readonly top: number;
  /** Looks that it is known from. */
  readonly looks: number;
}

/** What is known of a cell: sums over looks; those of ground are weighted alike with those of feet. */
export interface Cell {
  ground: Sum;
  foot: Sum;
  /** Weighted heights of things. */
  top: number;
  /** Whether the robot rolled over it: what stood there, if anything, was grass. */
  rolled: boolean;
  /** Whether it is of something that the robot rolled over. */
  gives: boolean;
}

/** Weighted sums of points. */
export interface Sum {
  x: number;
  y: number;
  z: number;
  weight: number;
  looks: number;
}

/** Of no points. */
export const noSum = (): Sum => ({ x: 0, y: 0, z: 0, weight: 0, looks: 0 });

/** Adds a point. */
export function addTo(sum: Sum, [x, y, z]: Place, weight: number): void {
  sum.x += weight * x;
  sum.y += weight * y;
  sum.z += weight * z;
  sum.weight += weight;
  sum.looks++;
}

/** The weighted mean of at least one point. */
export function meanOf({ x, y, z, weight }: Sum): Place {
  return [x / weight, y / weight, z / weight];
}

/**
 * What the looks agree on.
 *
 * @param trusting Whether what stands is an obstacle until the robot rolls over it; else it is doubtful, up to
 *   {@link SURELY}.
 */
export function knownOf(cell: Cell, trusting: boolean): KnownPlace {
  const { ground, foot } = cell;
  if ((cell.rolled || cell.gives) && stood(cell) && heightOf(cell) <= SURELY) {
    const top = heightOf(cell);
    return { place: meanOf(foot), kind: "ground", gave: true, top, looks: foot.looks };
  }
  if (stood(cell)) {
    const [top, looks] = [heightOf(cell), foot.looks];
    const kind = trusting || top > SURELY ? "standing" : "doubtful";
    return { place: meanOf(foot), kind, gave: false, top, looks };
  }
  if (standingShare(cell) <= BARE) {
    const known = ground.weight > 0 ? ground : foot;
    return { place: meanOf(known), kind: "ground", gave: false, top: 0, looks: known.looks };
  }
  const known = foot.weight > 0 ? foot : ground;
  const height = foot.weight > 0 ? heightOf(cell) : 0;
  return {
    place: meanOf(known),
    kind: "doubtful",
    gave: false,
    top: height,
    looks: known.looks,
  };
}

/** Whether looks agreed, before anyone came there, that something stands. */
export function stood(cell: Cell): boolean {
  return cell.foot.looks >= LEAST_LOOKS && seenShare(cell) >= STANDS;
}

/** Of what stands, metres. */
export function heightOf({ foot, top }: Cell): number {
  return top / foot.weight;
}

function standingShare(cell: Cell): number {
  return cell.rolled || cell.gives ? 0 : seenShare(cell);
}

/** Share of votes that something stands, to stereo. */
export function seenShare({ ground, foot }: Cell): number {
  return foot.weight / (foot.weight + ground.weight);
}
