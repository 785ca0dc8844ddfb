import { type Arm, armsOf, type NodeSpec, outward, RING_WIDTH, type RoadSpec } from "./arms.ts";
import { type Movement, settlePriorities } from "./conflicts.ts";
import { layJunction } from "./corners.ts";
import { addFootways, type FootJunction } from "./footways.ts";
import { addMovements, addRing, type ArmLanes } from "./junction_lanes.ts";
import { beside, offsetLine, reversed } from "./line.ts";
import { type LaneDraft, RoadPlan } from "./plan.ts";
import { layRoad, type PlacedRoad } from "./road_strips.ts";
import { landHalf } from "./sections.ts";
import { signalPhases } from "./signals.ts";

/** Where signs and signals stand: beyond the kerb's face or the shoulder, metres. */
const POST_GAP = 0.6;

/**
 * Two-way roads between nodes, made whole: surfaces, lanes with every permitted turn, who yields to whom,
 * signals, pavements and crossings.
 */
export function buildNetwork(nodes: readonly NodeSpec[], specs: readonly RoadSpec[]): RoadPlan {
  const plan = new RoadPlan();
  const arms = nodes.map((node, index) => armsOf(index, node, specs));
  const roads = specs.map((spec, index): PlacedRoad => {
    const armAt = (atEnd: boolean) => {
      const node = atEnd ? spec.end : spec.start;
      return arms[node]?.find((arm) => arm.road === index && arm.atEnd === atEnd) ?? null;
    };
    return {
      index,
      spec,
      startArm: armAt(false),
      endArm: armAt(true),
      startControl: controlAt(nodes[spec.start], spec.minorAtStart),
      endControl: controlAt(nodes[spec.end], spec.minorAtEnd),
    };
  });
  for (const road of roads) layRoad(plan, road);
  const lanes = roads.map((road) => addRoadLanes(plan, road));
  const junctions = nodes.map((node, index) => {
    const corners = layJunction(plan, node, arms[index]!);
    const armLanes = arms[index]!.map(({ road, atEnd }): ArmLanes => {
      const { forward, backward } = lanes[road]!;
      return atEnd
        ? { incoming: forward, outgoing: backward }
        : { incoming: backward, outgoing: forward };
    });
    return addJunction(plan, node, arms[index]!, armLanes, corners);
  });
  addFootways(plan, roads, junctions);
  junctions.forEach((junction, index) => addApproaches(plan, nodes[index]!, index, junction));
  return plan;
}

function controlAt(node: NodeSpec | undefined, minor = false): PlacedRoad["startControl"] {
  if (!node) return "none";
  if (node.control === "signal") return "signal";
  if (node.control === "ring") return "yield";
  return minor ? node.control : "none";
}

interface RoadLanes {
  /** Each from left to right, as who drives on it sees it. */
  readonly forward: readonly LaneDraft[];
  readonly backward: readonly LaneDraft[];
}

function addRoadLanes(plan: RoadPlan, road: PlacedRoad): RoadLanes {
  const { spec: { section, line }, startArm, endArm, startControl, endControl } = road;
  const lanes: Record<"forward" | "backward", LaneDraft[]> = { forward: [], backward: [] };
  for (const { u, width, forward } of section.lanes) {
    const from = startArm ? startArm.mouth + (forward ? 0 : startArm.stop) : 0;
    const to = line.length - (endArm ? endArm.mouth + (forward ? endArm.stop : 0) : 0);
    const middle = offsetLine(line, u, from, to);
    const lane = plan.addLane(forward ? middle : reversed(middle), width, section.speedLimit);
    lane.control = forward ? endControl : startControl;
    // Lanes of a section come from left to right, seen along its line.
    if (forward) lanes.forward.push(lane);
    else lanes.backward.unshift(lane);
  }
  for (const side of [lanes.forward, lanes.backward]) {
    for (let k = 1; k < side.length; k++) plan.pair(side[k - 1]!, side[k]!);
  }
  return lanes;
}

function addJunction(
  plan: RoadPlan,
  node: NodeSpec,
  arms: readonly Arm[],
  lanes: readonly ArmLanes[],
  corners: FootJunction["corners"],
): FootJunction {
  if (node.control === "ring") {
    settlePriorities(addRing(plan, node, arms, lanes), joinApart);
    return { arms, lanes, corners, signal: -1 };
  }
  const movements = addMovements(plan, arms, lanes);
  if (node.control !== "signal") {
    settlePriorities(movements, () => true);
    return { arms, lanes, corners, signal: -1 };
  }
  // Each approach has the junction to itself while its lights are green.
  settlePriorities(movements, (a, b) => a.fromArm === b.fromArm);
  const groups = signalPhases(
    arms.map(({ spec }) => spec.section.lanes.length > 2 ? 11 : 8),
    plan.signals.length,
  );
  plan.signals.push(...groups);
  arms.forEach((_, k) => {
    for (const lane of lanes[k]!.incoming) lane.signal = groups[k]!.id;
  });
  return { arms, lanes, corners, signal: groups.at(-1)!.id };
}

/** Two ways into a roundabout part from the ring; only those that join one lane from two arms meet. */
function joinApart(a: Movement, b: Movement): boolean {
  return a.to === b.to;
}

function addApproaches(
  plan: RoadPlan,
  node: NodeSpec,
  index: number,
  { arms, lanes }: FootJunction,
): void {
  const ids: number[] = [];
  arms.forEach((arm, k) => {
    const { incoming } = lanes[k]!;
    const first = incoming[0];
    if (!first) return;
    const { section } = arm.spec;
    const out = outward(arm, arm.mouth + arm.stop);
    const yaw = out.yaw + Math.PI;
    const width = incoming.reduce((sum, lane) => sum + lane.width, 0);
    const [x, y] = beside(out, width / 2);
    const margin = section.pavement > 0 ? 0.1 : section.shoulder;
    const [postX, postY] = beside(out, section.half + margin + POST_GAP);
    const crossing = plan.crossings.find(({ walk }) =>
      first.next.some((id) => plan.walks[walk]!.lanes.includes(id)) &&
      plan.lanes[first.next[0]!]!.crossings[0]?.walk === walk
    );
    ids.push(plan.approaches.length);
    plan.approaches.push({
      lanes: incoming.map((lane) => lane.id),
      x,
      y,
      yaw,
      width,
      postX,
      postY,
      control: first.control,
      signal: first.signal,
      junction: index,
      crossing: crossing?.walk ?? -1,
      zone: section.zone,
      road: arm.road,
    });
  });
  plan.junctions.push({
    x: node.x,
    y: node.y,
    radius: Math.max(...arms.map((arm) => Math.hypot(arm.mouth, landHalf(arm.spec.section)))),
    kind: node.control === "ring" ? "roundabout" : node.control,
    approaches: ids,
    island: node.ring ? node.ring - RING_WIDTH / 2 : 0,
  });
}
