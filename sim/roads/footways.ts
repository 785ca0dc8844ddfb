import { type Arm, outward } from "./arms.ts";
import { type ArmLanes } from "./junction_lanes.ts";
import { beside, joined, type Line, lineThrough, offsetLine, reversed } from "./line.ts";
import { type RoadPlan, type WalkDraft } from "./plan.ts";
import { type PlacedRoad } from "./road_strips.ts";
import { type Section } from "./sections.ts";

/** What of a junction people on foot use. */
export interface FootJunction {
  readonly arms: readonly Arm[];
  readonly lanes: readonly ArmLanes[];
  /** Edge of the carriageway from each arm to the next. */
  readonly corners: readonly Line[];
  /** Signal group of its crossings; -1 where there is none. */
  readonly signal: number;
}

/** Where walks meet: each with the end of it that lies there. */
type Joint = { walk: WalkDraft; atEnd: boolean }[];

/** From the middle of a road to that of its pavement, metres. */
function walkOffset({ half, pavement }: Section): number {
  return half + pavement / 2 + 0.1;
}

/** From a node to where the pavements of an arm meet its crossing. */
function jointDistance({ mouth, zebra }: Arm): number {
  return mouth + (zebra ? (zebra[0] + zebra[1]) / 2 : 2.2);
}

/** Adds pavements along roads and around corners, and the crossings that join them. */
export function addFootways(
  plan: RoadPlan,
  roads: readonly PlacedRoad[],
  junctions: readonly FootJunction[],
): void {
  const joints = new Map<string, Joint>();
  const meet = (key: string, walk: WalkDraft, atEnd: boolean) => {
    const joint = joints.get(key) ?? [];
    joint.push({ walk, atEnd });
    joints.set(key, joint);
  };
  const keyOf = (arm: Arm, left: boolean) => `${arm.road} ${arm.atEnd} ${left}`;

  for (const road of roads) {
    const { section, line } = road.spec;
    if (section.pavement === 0) continue;
    const from = road.startArm ? jointDistance(road.startArm) : 0;
    const to = line.length - (road.endArm ? jointDistance(road.endArm) : 0);
    for (const side of [1, -1] as const) {
      const walk = plan.addWalk(
        "pavement",
        offsetLine(line, side * walkOffset(section), from, to),
        section.pavement - 0.5,
      );
      if (road.startArm) meet(keyOf(road.startArm, side > 0), walk, false);
      if (road.endArm) meet(keyOf(road.endArm, side < 0), walk, true);
    }
  }
  for (const { arms, lanes, corners, signal } of junctions) {
    arms.forEach((arm, k) => {
      const next = arms[(k + 1) % arms.length]!;
      const section = arm.spec.section;
      if (section.pavement > 0 && next.spec.section.pavement > 0) {
        const line = cornerWalk(arm, corners[k]!, next);
        const walk = plan.addWalk("pavement", line, section.pavement - 0.5);
        meet(keyOf(arm, true), walk, false);
        meet(keyOf(next, false), walk, true);
      }
      if (!arm.zebra) return;
      const walk = addCrossing(plan, arm, lanes[k]!, signal);
      meet(keyOf(arm, true), walk, false);
      meet(keyOf(arm, false), walk, true);
    });
  }
  for (const joint of joints.values()) {
    for (const { walk, atEnd } of joint) {
      const others = joint.filter((other) => other.walk !== walk || other.atEnd !== atEnd);
      (atEnd ? walk.atEnd : walk.atStart).push(...others.map((other) => other.walk.id));
    }
  }
}

/** Along the pavement from an arm's crossing around the corner to that of the next arm. */
function cornerWalk(arm: Arm, corner: Line, next: Arm): Line {
  const along = ({ spec: { line }, mouth, atEnd }: Arm, joint: number, u: number) =>
    atEnd
      ? offsetLine(line, -u, line.length - joint, line.length - mouth)
      : offsetLine(line, u, mouth, joint);
  const a = walkOffset(arm.spec.section), b = walkOffset(next.spec.section);
  const into = along(arm, jointDistance(arm), a);
  const out = along(next, jointDistance(next), -b);
  const from = a - arm.spec.section.half, to = b - next.spec.section.half;
  const around = offsetLine(
    corner,
    (s) => -(from + (to - from) * s / corner.length),
    0,
    corner.length,
    () => -(to - from) / corner.length,
  );
  return joined([arm.atEnd ? into : reversed(into), around, next.atEnd ? reversed(out) : out]);
}

function addCrossing(plan: RoadPlan, arm: Arm, lanes: ArmLanes, signal: number): WalkDraft {
  const pose = outward(arm, jointDistance(arm));
  const reach = walkOffset(arm.spec.section);
  const zebra = arm.zebra!;
  const yaw = pose.yaw - Math.PI / 2;
  const poses = [reach, -reach].map((u) => {
    const [x, y] = beside(pose, u);
    return { x, y, yaw };
  });
  const walk = plan.addWalk("crossing", lineThrough(poses), zebra[1] - zebra[0]);
  walk.signal = signal;
  for (const { next } of lanes.incoming) {
    for (const id of next) {
      plan.lanes[id]!.crossings.push({ walk: walk.id, s: arm.stop - zebra[1] });
      walk.lanes.push(id);
    }
  }
  for (const lane of lanes.outgoing) {
    lane.crossings.push({ walk: walk.id, s: zebra[0] });
    walk.lanes.push(lane.id);
  }
  plan.crossings.push({
    walk: walk.id,
    signal,
    x: pose.x,
    y: pose.y,
    yaw,
    length: 2 * arm.spec.section.half,
    width: zebra[1] - zebra[0],
  });
  return walk;
}
