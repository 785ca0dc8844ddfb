import type { Random } from "../../vision/mod.ts";

/** A place on the ground and a heading, radians from x, counter-clockwise. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly yaw: number;
}

/** A line on the ground, sampled evenly: a lane, a pavement. */
export interface Way {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly spacing: number;
  readonly length: number;
  readonly width: number;
}

/** A number around 0 of standard deviation `deviation`, never beyond three times that. */
export function around(deviation: number, random: Random): number {
  return (random() + random() + random() - 1.5) * 2 * deviation;
}

/** A driver's place on any of the lanes: about its middle, about along it, now and then astray. */
export function onLane(lanes: readonly Way[], random: Random): Place {
  const { x, y, yaw } = pointOf(lanes, random);
  const astray = random() < 0.1;
  const aside = around(astray ? 1.6 : 0.4, random);
  return {
    x: x - Math.sin(yaw) * aside,
    y: y + Math.cos(yaw) * aside,
    yaw: yaw + around(astray ? 0.5 : 0.09, random),
  };
}

/** A walker's place on any of the walks, looking along it one way or the other, or anywhere. */
export function onWalk(
  walks: readonly (Way & { readonly width: number })[],
  random: Random,
): Place {
  const { x, y, yaw, width } = pointOf(walks, random);
  const aside = 0.7 * width * (random() - 0.5);
  const turn = random() < 0.5 ? 0 : Math.PI;
  const looking = random() < 0.65 ? yaw + turn + around(0.3, random) : 2 * Math.PI * random();
  return { x: x - Math.sin(yaw) * aside, y: y + Math.cos(yaw) * aside, yaw: looking };
}

/** A place before someone who looks along `yaw`, within sight, turned anyhow. */
export function before(
  { x, y, yaw }: Place,
  nearest: number,
  depth: number,
  random: Random,
): Place {
  const distance = nearest + depth * random() ** 2;
  const bearing = yaw + 1 * (random() - 0.5);
  return {
    x: x + distance * Math.cos(bearing),
    y: y + distance * Math.sin(bearing),
    yaw: 2 * Math.PI * random(),
  };
}

/** Any point of those ways, each metre as likely as another. */
function pointOf(ways: readonly Way[], random: Random): Place & { readonly width: number } {
  let left = random() * ways.reduce((sum, { length }) => sum + length, 0);
  const way = ways.find(({ length }) => (left -= length) < 0) ?? ways.at(-1)!;
  const last = way.x.length - 1;
  const k = Math.min(last - 1, Math.floor(random() * last));
  const t = random();
  const [dx, dy] = [way.x[k + 1]! - way.x[k]!, way.y[k + 1]! - way.y[k]!];
  return {
    x: way.x[k]! + t * dx,
    y: way.y[k]! + t * dy,
    yaw: Math.atan2(dy, dx),
    width: way.width,
  };
}
