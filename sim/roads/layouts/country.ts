import { type Random } from "../../random.ts";
import { type NodeSpec, type RoadSpec } from "../arms.ts";
import { buildNetwork } from "../build_network.ts";
import { roundedLine, type Waypoint } from "../curves.ts";
import { type Line, sharpest } from "../line.ts";
import { type RoadPlan } from "../plan.ts";
import { COUNTRY_ROAD } from "../sections.ts";
import { between, type LayoutKind, limitFor, ROAD_END } from "./layout_kind.ts";

/** A winding road through hills; a side road or two join it. */
export const country: LayoutKind = {
  name: "country",
  waves: 3,
  hills: 13,
  woods: 0.42,
  build: buildCountry,
};

/** Straight before and after a junction, metres. */
const STRAIGHT = 40;

function buildCountry(random: Random): RoadPlan {
  const turned = random() < 0.5;
  const turn = ({ x, y }: Waypoint): Waypoint => turned ? { x: -y, y: x } : { x, y };
  // The main road winds from one side of the map to the other; side roads join it where it runs straight.
  const count = random() < 0.5 ? 1 : 2;
  const joints = Array.from({ length: count }, (_, k) => ({
    x: count === 1 ? between(random, -60, 60) : (k === 0 ? -95 : 95) + between(random, -20, 20),
    y: between(random, -45, 45),
    slope: between(random, -0.3, 0.3),
    side: random() < 0.5 ? 1 : -1,
  }));
  const nodes: NodeSpec[] = joints.map((joint) => ({
    ...turn(joint),
    control: random() < 0.5 ? "stop" : "yield",
    crossings: false,
    cornerRadius: 9,
  }));
  const roads: RoadSpec[] = [];
  const add = (points: readonly Waypoint[], start: number, end: number, minorAtStart = false) => {
    const line = roundedLine(points.map(turn));
    const section = { ...COUNTRY_ROAD, speedLimit: lineLimit(line) };
    roads.push({ section, line, start, end, minorAtStart });
  };
  let last: Waypoint[] = [{ x: -ROAD_END, y: between(random, -90, 90) }];
  let lastNode = -1;
  joints.forEach((joint, k) => {
    const before = along(joint, -STRAIGHT), after = along(joint, STRAIGHT);
    const back = meander(before, last.at(-1)!, joint.slope + Math.PI, random).reverse();
    add([...last, ...back, before, joint], lastNode, k);
    last = [joint, after];
    lastNode = k;
    const from = joint.slope + joint.side * (Math.PI / 2 + between(random, -0.2, 0.2));
    const start = {
      x: joint.x + STRAIGHT * Math.cos(from),
      y: joint.y + STRAIGHT * Math.sin(from),
    };
    const end = { x: joint.x + between(random, -50, 50), y: joint.side * ROAD_END };
    add([joint, start, ...meander(start, end, from, random), end], k, -1, true);
  });
  const end = { x: ROAD_END, y: between(random, -90, 90) };
  const on = meander(last.at(-1)!, end, joints.at(-1)!.slope, random);
  add([...last, ...on, end], lastNode, -1);
  return buildNetwork(nodes, roads);
}

function along(joint: { x: number; y: number; slope: number }, distance: number): Waypoint {
  return {
    x: joint.x + distance * Math.cos(joint.slope),
    y: joint.y + distance * Math.sin(joint.slope),
  };
}

/**
 * Waypoints between two, to the left and right of the straight way in turn; first to the side that the road
 * heads for.
 */
function meander(from: Waypoint, to: Waypoint, heading: number, random: Random): Waypoint[] {
  const dx = to.x - from.x, dy = to.y - from.y;
  const distance = Math.hypot(dx, dy);
  const count = Math.max(0, Math.round(distance / 105) - 1);
  let side = dx * Math.sin(heading) - dy * Math.cos(heading) > 0 ? 1 : -1;
  return Array.from({ length: count }, (_, k) => {
    const t = (k + 1 + between(random, -0.12, 0.12)) / (count + 1);
    const aside = side * between(random, 8, 21);
    side = -side;
    return {
      x: from.x + t * dx - aside * dy / distance,
      y: from.y + t * dy + aside * dx / distance,
    };
  });
}

function lineLimit(line: Line): number {
  // The inner lane bends more than the middle.
  const k = sharpest(line);
  return limitFor(k / (1 - 1.7 * k), COUNTRY_ROAD.speedLimit);
}
