import { type Arm, type NodeSpec, RING_WIDTH } from "./arms.ts";
import { beside, type Line, poseOn } from "./line.ts";
import { type RoadPlan } from "./plan.ts";
import { profileNamed } from "./profiles.ts";
import { KERB_HEIGHT } from "./sections.ts";

/** From the middle of a lane to the island beside it, and from the island to the ring, metres. */
const LANE_CLEAR = 1.45;
const RING_CLEAR = 0.4;
/** Narrower than this an island ends, metres. */
const NARROWEST = 0.45;
const STEP = 0.6;
/** Metres over which its edge rises to its height. */
const LIP = 0.12;

/** Lays the island that parts the ways into and out of a roundabout at one of its arms. */
export function laySplitter(
  plan: RoadPlan,
  node: NodeSpec,
  arm: Arm,
  entry: Line,
  exit: Line,
): void {
  const [cos, sin] = [Math.cos(arm.bearing), Math.sin(arm.bearing)];
  const from = node.ring! + RING_WIDTH / 2 + RING_CLEAR;
  // Edges of the island by their distance from the ring, in the arm's frame: x outward, y to the left.
  const edgeOf = (line: Line) => {
    const points: [number, number][] = [];
    for (let s = 0; s <= line.length; s += 0.1) {
      const [x, y] = beside(poseOn(line, s), LANE_CLEAR);
      const dx = x - node.x, dy = y - node.y;
      points.push([dx * cos + dy * sin, dy * cos - dx * sin]);
    }
    return (distance: number) =>
      points.reduce((best, point) =>
        Math.abs(point[0] - distance) < Math.abs(best[0] - distance) ? point : best
      )[1];
  };
  const left = edgeOf(entry), right = edgeOf(exit);
  const sides: { x: number; left: number; right: number }[] = [];
  for (let x = from; x < arm.mouth && left(x) - right(x) > NARROWEST; x += STEP) {
    sides.push({ x, left: left(x), right: right(x) });
  }
  if (sides.length < 3) return;
  const place = (x: number, y: number): [number, number] => [
    node.x + x * cos - y * sin,
    node.y + x * sin + y * cos,
  ];
  const boundary = [
    ...sides.map((side) => place(side.x, side.right)),
    ...sides.map((side) => place(side.x, side.left)).reverse(),
  ];
  const middle = sides[Math.floor(sides.length / 3)]!;
  const [x, y] = place(middle.x, (middle.left + middle.right) / 2);
  plan.fans.push({
    x,
    y,
    boundary,
    hole: 0,
    profile: profileNamed("island"),
    rise: 0,
    crown: KERB_HEIGHT,
    lip: LIP,
  });
}
