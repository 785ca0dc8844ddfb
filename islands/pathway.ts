import {
  FREE_RANGE,
  pixelOfGround,
  rowOfFreeDistance,
} from "../agents/goal_seeker/free_distance.ts";
import type { GroundView } from "../agents/perception.ts";

/** A point of a picture in pixels, from its upper left corner. */
export type Point = readonly [number, number];

/** Where free ground ends, and what ended it. */
export interface FreeEdge {
  /** One point per column, left to right, and one at each side of the picture. */
  readonly outline: readonly Point[];
  /** The parts of the outline that lie at an obstacle's foot and not at the range of sight. */
  readonly feet: readonly (readonly Point[])[];
}

/** Metres; a free distance this near to the range has met nothing. */
const TOLERANCE = 1e-3;

/**
 * The free distances taken back into the picture that they were measured in: each column's at the
 * row that looks at its ground point.
 *
 * @param freeDistance Metres from the body's origin per column, left to right.
 */
export function freeEdge(freeDistance: readonly number[], view: GroundView): FreeEdge {
  const points: Point[] = [];
  const feet: Point[][] = [];
  const farthest = rowOfRange(view);
  let foot: Point[] | null = null;
  for (const [i, distance] of freeDistance.entries()) {
    const middle = (i + 0.5) / freeDistance.length * view.width;
    const row = rowOfFreeDistance(middle - 0.5, distance, view) + 0.5;
    const point: Point = [middle, Math.max(farthest, Math.min(view.height, row))];
    points.push(point);
    if (row - farthest > TOLERANCE) {
      if (!foot) feet.push(foot = []);
      foot.push(point);
    } else foot = null;
  }
  const [first, last] = [points[0], points.at(-1)];
  const outline = first && last
    ? [[0, first[1]] as const, ...points, [view.width, last[1]] as const]
    : [];
  return { outline, feet };
}

/** Row of the farthest ground that free distance is told of. */
function rowOfRange(view: GroundView): number {
  const end = pixelOfGround(view.forward + FREE_RANGE, 0, view);
  return Math.max(0, end ? end[1] + 0.5 : 0);
}

/** Metres: half the arrow's breadth, half its head's, the head's length, and where it begins. */
const SHAFT = 0.09;
const HEAD = 0.28;
const HEAD_LENGTH = 0.8;
const BEGIN = 1.3;
/** Metres from the body's origin to the tip: never so near that the picture lacks it. */
const SHORTEST = 2.6;
const LONGEST = 5;
const STEPS = 12;

/**
 * An arrow on flat ground from the robot's nose along a heading, as far as the ground is free or
 * 5 m, projected into the picture: the outline of a closed shape, empty where part of it lies behind the
 * camera.
 *
 * @param heading Radians from the body's x axis, counter-clockwise.
 * @param free Free distance along the heading, metres.
 */
export function groundArrow(heading: number, free: number, view: GroundView): Point[] {
  const tip = Math.max(SHORTEST, Math.min(LONGEST, free));
  const neck = tip - HEAD_LENGTH;
  const [sin, cos] = [Math.sin(heading), Math.cos(heading)];
  const place = (along: number, left: number): Point | null => {
    const pixel = pixelOfGround(along * cos - left * sin, along * sin + left * cos, view);
    return pixel && [pixel[0] + 0.5, pixel[1] + 0.5];
  };
  const side = (left: number) =>
    Array.from({ length: STEPS + 1 }, (_, k) => place(BEGIN + (neck - BEGIN) * k / STEPS, left));
  const outline = [
    ...side(SHAFT),
    place(neck, HEAD),
    place(tip, 0),
    place(neck, -HEAD),
    ...side(-SHAFT).reverse(),
  ];
  const seen = outline.filter((point) => point !== null);
  return seen.length === outline.length ? seen : [];
}

/** Free distance of the column nearest to a heading; 0 where there is none. */
export function freeTowards(
  heading: number,
  freeDistance: readonly number[],
  view: GroundView,
): number {
  const ahead = pixelOfGround(
    view.forward + FREE_RANGE * Math.cos(heading),
    FREE_RANGE * Math.sin(heading),
    view,
  );
  const share = ahead ? (ahead[0] + 0.5) / view.width : heading > 0 ? 0 : 1;
  const column = Math.floor(share * freeDistance.length);
  return freeDistance[Math.max(0, Math.min(freeDistance.length - 1, column))] ?? 0;
}
