import { wrapAngle } from "../pose.ts";
import { type Arm, type NodeSpec } from "./arms.ts";
import { type Movement } from "./conflicts.ts";
import { turnLine } from "./curves.ts";
import { joined, type Line, type LinePose, lineThrough, poseOn, sharpest } from "./line.ts";
import { type LaneDraft, type RoadPlan } from "./plan.ts";
import { laySplitter } from "./splitters.ts";

/** Lanes of an arm, each list from left to right as who drives on it sees it. */
export interface ArmLanes {
  readonly incoming: readonly LaneDraft[];
  readonly outgoing: readonly LaneDraft[];
}

/** Sideways acceleration that turns are driven at, m/s^2. */
const TURN_COMFORT = 2.4;
/** Along the ring from the middle of an arm to where its ways leave and join, metres. */
const RING_SPREAD = 11;
/** A turn by more than this is no way straight on, radians. */
const STRAIGHT = 0.87;

/** Speed at which a lane of that sharpest curvature is driven, m/s. */
function turnSpeed(curvature: number, limit: number): number {
  return Math.min(limit, Math.sqrt(TURN_COMFORT / Math.max(1e-6, curvature)));
}

/** Adds a lane for every permitted way through a junction; lanes keep to their side as they turn. */
export function addMovements(
  plan: RoadPlan,
  arms: readonly Arm[],
  lanes: readonly ArmLanes[],
): Movement[] {
  const movements: Movement[] = [];
  arms.forEach((arm, i) => {
    const { incoming } = lanes[i]!;
    const ways = arms.flatMap((to, j) => {
      if (i === j || lanes[j]!.outgoing.length === 0) return [];
      return [{ j, turn: wrapAngle(to.bearing - arm.bearing - Math.PI) }];
    }).sort((a, b) => b.turn - a.turn);
    const served = new Set<number>();
    const add = (k: number, j: number, exit: number, turn: number) => {
      const from = incoming[k]!, to = lanes[j]!.outgoing[exit]!;
      const line = wayThrough(endOf(from), arm.stop, startOf(to));
      const limit = Math.min(from.speedLimit, to.speedLimit);
      const lane = plan.addLane(
        line,
        Math.min(from.width, to.width),
        turnSpeed(sharpest(line), limit),
        true,
      );
      plan.join(from, lane);
      plan.join(lane, to);
      served.add(k);
      const left = turn > STRAIGHT ? 1 : 0;
      movements.push({
        lane,
        from: from.id,
        to: to.id,
        fromArm: i,
        toArm: j,
        rank: 2 * Number(arm.minor) + left,
      });
    };
    for (const { j, turn } of ways) {
      const exits = lanes[j]!.outgoing.length;
      const last = incoming.length - 1;
      if (turn > STRAIGHT) add(0, j, 0, turn);
      else if (turn < -STRAIGHT) add(last, j, exits - 1, turn);
      else {for (let k = 0; k < Math.min(incoming.length, exits); k++) {
          add(last - k, j, exits - 1 - k, turn);
        }}
    }
    // A lane that serves no way of its own takes the first that there is.
    incoming.forEach((_, k) => {
      if (!served.has(k)) add(k, ways[0]!.j, 0, ways[0]!.turn);
    });
  });
  return movements;
}

/** Adds a roundabout's ring and the ways into and out of it. Entering traffic yields to the ring. */
export function addRing(
  plan: RoadPlan,
  node: NodeSpec,
  arms: readonly Arm[],
  lanes: readonly ArmLanes[],
): Movement[] {
  const radius = node.ring!;
  const speed = turnSpeed(1 / radius, 50 / 3.6);
  const width = 4.5;
  const on = (angle: number): LinePose => ({
    x: node.x + radius * Math.cos(angle),
    y: node.y + radius * Math.sin(angle),
    yaw: angle + Math.PI / 2,
  });
  const arc = (from: number, to: number) => {
    const steps = Math.max(4, Math.ceil((to - from) * radius / 0.25));
    const poses = Array.from({ length: steps + 1 }, (_, k) => on(from + (to - from) * k / steps));
    return plan.addLane(lineThrough(poses, 0.75), width, speed, true);
  };
  const gaps = arms.map((arm, k) => {
    const next = arms[(k + 1) % arms.length]!;
    return (next.bearing - arm.bearing + 4 * Math.PI) % (2 * Math.PI);
  });
  // Ways part early, so that an island fits between them; where arms are close, as far as there is room.
  const spread = Math.min(RING_SPREAD / radius, 0.42 * Math.min(...gaps));
  // Past an arm, from where its traffic leaves to where it comes in; then on to the next arm.
  const past = arms.map((arm) => arc(arm.bearing - spread, arm.bearing + spread));
  const between = arms.map((arm, k) => arc(arm.bearing + spread, arm.bearing + gaps[k]! - spread));
  const movements: Movement[] = [];
  arms.forEach((arm, k) => {
    const before = between[(k + arms.length - 1) % arms.length]!;
    plan.join(before, past[k]!);
    plan.join(past[k]!, between[k]!);
    const ways: { entry?: Line; exit?: Line } = {};
    lanes[k]!.outgoing.forEach((to) => {
      const line = ways.exit = turnLine(on(arm.bearing - spread), startOf(to), 0.75);
      const exit = plan.addLane(line, to.width, turnSpeed(sharpest(line), to.speedLimit), true);
      plan.join(before, exit);
      plan.join(exit, to);
      movements.push({ lane: exit, from: before.id, to: to.id, fromArm: -1, toArm: k, rank: 0 });
    });
    lanes[k]!.incoming.forEach((from) => {
      const line = ways.entry = turnLine(endOf(from), on(arm.bearing + spread), 0.75);
      const entry = plan.addLane(
        line,
        from.width,
        turnSpeed(sharpest(line), from.speedLimit),
        true,
      );
      plan.join(from, entry);
      plan.join(entry, between[k]!);
      entry.yieldTo.push(past[k]!.id);
      movements.push({
        lane: entry,
        from: from.id,
        to: between[k]!.id,
        fromArm: k,
        toArm: -1,
        rank: 1,
      });
    });
    if (ways.entry && ways.exit) laySplitter(plan, node, arm, ways.entry, ways.exit);
  });
  return movements;
}

/** Straight on from a stop line to the mouth of its arm, then in a turn: kerbs begin to bend there as well. */
function wayThrough(from: LinePose, stop: number, to: LinePose): Line {
  if (stop < 0.5) return turnLine(from, to, 0.75);
  const { x, y, yaw } = from;
  const mouth = { x: x + stop * Math.cos(yaw), y: y + stop * Math.sin(yaw), yaw };
  return joined([lineThrough([from, mouth], 0.75), turnLine(mouth, to, 0.75)], 0.75);
}

function endOf({ line }: LaneDraft): LinePose {
  return poseOn(line, line.length);
}

function startOf({ line }: LaneDraft): LinePose {
  return poseOn(line, 0);
}
