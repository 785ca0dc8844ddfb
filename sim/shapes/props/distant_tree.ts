import { Shape, unit } from "../shape.ts";
import { PART } from "./parts.ts";

const STEM: readonly number[] = [PART.wood, PART.birchWood, PART.bleached, PART.cut];
const SIDES = 4;
/** A square spindle shows less of itself than the round crown that it stands for. */
const WIDER = 1.22;

/** Extent of the vertices of a crown, or of a stem, and their mean light. */
interface Extent {
  radius: number;
  low: number;
  high: number;
  /** Height of what is widest. */
  widest: number;
  light: number;
  count: number;
  /** What most of it is made of. */
  part: number;
}

/**
 * What a tree looks like when it is a few pixels high: a spindle as high and about as wide as its crown, on a
 * three-sided stem. Trees that are all stem, or whose shape is no dearer, stay as they are.
 *
 * @param tree Its coarsest shape.
 */
export function distantTree(tree: Shape): Shape {
  const [stem, crown] = [extentOf(tree, true), extentOf(tree, false)];
  if (crown.count === 0 || stem.count === 0) return tree;
  const shape = new Shape();
  const { radius, low, high, part, light } = crown;
  // A spindle needs a little of itself below its widest ring, and above it.
  const height = high - low;
  const middle = Math.min(high - 0.2 * height, Math.max(low + 0.2 * height, crown.widest));
  const out = WIDER * radius;
  const turn = (k: number) => 2 * Math.PI * (k + 0.5) / SIDES;
  const top = shape.vertex([0, 0, high], [0, 0, 1], light, part);
  const bottom = shape.vertex([0, 0, low], [0, 0, -1], 0.8 * light, part);
  const ring = Array.from({ length: SIDES }, (_, k) => {
    const [cos, sin] = [Math.cos(turn(k)), Math.sin(turn(k))];
    const up = out / (high - middle) - out / (middle - low);
    return shape.vertex([out * cos, out * sin, middle], unit([cos, sin, up / 2]), light, part);
  });
  ring.forEach((a, k) => {
    const b = ring[(k + 1) % SIDES]!;
    shape.triangle(a, b, top);
    shape.triangle(b, a, bottom);
  });
  shape.tube({
    x: 0,
    y: 0,
    bottom: stem.radius,
    top: 0.6 * stem.radius,
    from: stem.low,
    to: (low + middle) / 2,
    sides: 3,
    part: stem.part,
    lights: [stem.light, 0.7 * stem.light],
  });
  return shape.triangles < tree.triangles ? shape : tree;
}

function extentOf({ positions, tints }: Shape, ofStem: boolean): Extent {
  const extent: Extent = {
    radius: 0,
    low: Infinity,
    high: -Infinity,
    widest: 0,
    light: 0,
    count: 0,
    part: 0,
  };
  const counts = new Map<number, number>();
  for (let k = 0; k < positions.length / 3; k++) {
    const part = tints[2 * k + 1]!;
    if (STEM.includes(part) !== ofStem) continue;
    const [x, y, z] = [positions[3 * k]!, positions[3 * k + 1]!, positions[3 * k + 2]!];
    const radius = Math.hypot(x, y);
    // A stem leans and forks: its foot tells how thick it is.
    if (radius > extent.radius && (!ofStem || z < 0)) {
      extent.radius = radius;
      extent.widest = z;
    }
    extent.low = Math.min(extent.low, z);
    extent.high = Math.max(extent.high, z);
    extent.light += (tints[2 * k]! - extent.light) / ++extent.count;
    counts.set(part, (counts.get(part) ?? 0) + 1);
  }
  extent.part = [...counts].reduce((most, each) => each[1] > most[1] ? each : most, [0, 0])[0];
  return extent;
}
