import { type RiverHabit } from "../biomes/biome.ts";
import { randomStream } from "../random.ts";
import {
  addWaves,
  type Curve,
  type Path,
  type PathDistance,
  squaredDistanceTo,
  type Wave,
} from "./path.ts";
import { type Surface } from "./terrain.ts";

/**
 * A slow river beside the path: its water is level, seen within `radius` of its centre line wherever
 * the ground is lower. In the path's frame the centre line is a graph over the same abscissa.
 */
export interface River {
  /** Height of the water, metres. */
  readonly level: number;
  /** Half the width of the water's surface, metres; the shores wind inside it. */
  readonly radius: number;
  /** Mean distance of the shores from the middle. */
  readonly shore: number;
  /** Depth in the middle, metres. */
  readonly depth: number;
  /** Distance within which the valley shapes the ground. */
  readonly reach: number;
  /** Whether the path's branch crosses it. */
  readonly forded: boolean;
  /** How far the ford lifts the bed. */
  readonly fordRise: number;
  /** First-order distance to the centre line, metres. */
  distance(x: number, y: number): number;
  /** Writes the squared distance and its gradient to `out`. */
  squaredDistance(x: number, y: number, out: PathDistance): PathDistance;
  /** The centre line above abscissa `s`: a point, and the heading there. */
  point(s: number): { readonly x: number; readonly y: number; readonly yaw: number };
}

/** The water's level follows from the relief along so many metres of it to either side. */
const STRETCH = 128;
/** How far from the branch's middle the ford lifts the bed, metres. */
const FORD_WIDTH = 4.5;

/**
 * The river of a world, on one side of its path.
 *
 * @param height The relief without it.
 */
export function createRiver(
  seed: number,
  habit: RiverHabit,
  path: Path,
  height: (x: number, y: number) => number,
): River {
  const random = randomStream(seed, "terrain/river");
  const branchSide = Math.sign(path.curve(path.fork + 60, 1).f - path.curve(path.fork + 60, 0).f);
  const forded = random() < 0.7;
  const side = forded ? branchSide : -branchSide;
  const waves: Wave[] = ([[2.6, 92], [1.1, 41]] as const).map(([amplitude, wavelength]) => ({
    amplitude: amplitude * (0.7 + 0.6 * random()),
    frequency: 2 * Math.PI / (wavelength * (0.85 + 0.3 * random())),
    phase: 2 * Math.PI * random(),
  }));
  const cos = Math.cos(path.angle);
  const sin = Math.sin(path.angle);
  const line: Curve = { f: 0, slope: 0, bend: 0 };
  const follow = (s: number): Curve => {
    const { f, slope, bend } = path.curve(s, 0);
    line.f = f + side * habit.offset;
    line.slope = slope;
    line.bend = bend;
    addWaves(waves, s, line);
    return line;
  };
  const point = (s: number) => {
    const { f, slope } = follow(s);
    return { x: cos * s - sin * f, y: sin * s + cos * f, yaw: path.angle + Math.atan(slope) };
  };
  let sum = 0, count = 0;
  for (let s = -STRETCH; s <= STRETCH; s += 8) {
    const { x, y } = point(s);
    sum += height(x, y);
    count++;
  }
  const { shore, depth } = habit;
  return {
    level: sum / count - 0.9,
    radius: 1.5 * shore,
    shore,
    depth,
    reach: 4.2 * shore,
    forded,
    fordRise: forded ? depth - habit.fordDepth : 0,
    point,
    distance(x, y) {
      const { f, slope } = follow(cos * x + sin * y);
      return Math.abs(cos * y - sin * x - f) / Math.sqrt(1 + slope * slope);
    },
    squaredDistance(x, y, out) {
      const curve = follow(cos * x + sin * y);
      return squaredDistanceTo(curve, cos * y - sin * x - curve.f, cos, sin, out);
    },
  };
}

const near: PathDistance = { squared: 0, dx: 0, dy: 0 };
const branch: PathDistance = { squared: 0, dx: 0, dy: 0 };

/**
 * Carves a river's bed and banks into the broad relief `ground` (in place): the same bowl as a
 * pond's across the river, `-depth` in the middle, 0 at the shores, fading into the hillside.
 */
export function carveRiver(river: River, path: Path, x: number, y: number, ground: Surface): void {
  const { squared, dx, dy } = river.squaredDistance(x, y, near);
  if (squared >= river.reach * river.reach) return;
  const shore = river.shore * river.shore;
  const q = 1 + squared / shore;
  let bed = river.level + river.depth * (1 - 2 / q);
  let bedSlope = 2 * river.depth / (shore * q * q);
  let bedX = bedSlope * dx, bedY = bedSlope * dy;
  if (river.fordRise > 0) {
    path.squaredDistance(1, x, y, branch);
    const across = Math.exp(-branch.squared / (FORD_WIDTH * FORD_WIDTH));
    const rise = river.fordRise * across * Math.exp(-squared / shore);
    bed += rise;
    bedSlope = -rise / shore;
    const along = -rise / (FORD_WIDTH * FORD_WIDTH);
    bedX += bedSlope * dx + along * branch.dx;
    bedY += bedSlope * dy + along * branch.dy;
  }
  const away = Math.sqrt(squared);
  const t = (river.reach - away) / (river.reach - river.radius);
  const weight = t >= 1 ? 1 : t * t * (3 - 2 * t);
  // d(away) = d(squared) / (2 away); the weight is constant near the middle, where away is 0.
  const weightSlope = t >= 1 ? 0 : -6 * t * (1 - t) / (river.reach - river.radius) / (2 * away);
  const lift = bed - ground.z;
  ground.dx += weight * (bedX - ground.dx) + weightSlope * dx * lift;
  ground.dy += weight * (bedY - ground.dy) + weightSlope * dy * lift;
  ground.z += weight * lift;
}
