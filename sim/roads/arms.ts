import { wrapAngle } from "../pose.ts";
import { bendTangent } from "./curves.ts";
import { beside, type Line, type LinePose, poseOn } from "./line.ts";
import { type Section } from "./sections.ts";

/** A place where two-way roads meet. */
export interface NodeSpec {
  readonly x: number;
  readonly y: number;
  /** `signal`: lights; `stop` and `yield`: signs at the roads that are minor; `ring`: a roundabout. */
  readonly control: "signal" | "stop" | "yield" | "ring";
  /** Whether people cross its arms on zebras. */
  readonly crossings: boolean;
  /** Sharpest bend of its kerbs, metres. */
  readonly cornerRadius: number;
  /** Radius of the middle of a roundabout's lane, metres. */
  readonly ring?: number;
}

/** A two-way road from node to node; -1 where it leaves the map. */
export interface RoadSpec {
  readonly section: Section;
  /** Its middle, from the middle of one node to that of the other. */
  readonly line: Line;
  readonly start: number;
  readonly end: number;
  /** Whether its vehicles let others go first at its ends. */
  readonly minorAtStart?: boolean;
  readonly minorAtEnd?: boolean;
}

/** A road as a junction sees it: looking outward, distances counted from the middle of the node. */
export interface Arm {
  readonly road: number;
  readonly spec: RoadSpec;
  /** Whether the road's line ends here. */
  readonly atEnd: boolean;
  readonly bearing: number;
  readonly minor: boolean;
  /** Where the junction's own surface ends. */
  mouth: number;
  /** From the mouth to the near and far edge of the zebra. */
  readonly zebra: readonly [number, number] | null;
  /** From the mouth to where incoming lanes end. */
  readonly stop: number;
  /** Whether pavement goes on around the corner, seen outward. */
  kerbedLeft: boolean;
  kerbedRight: boolean;
}

/** Width of a roundabout's lane, kerb to island, metres. */
export const RING_WIDTH = 6;
/** Between the mouth of an arm and a roundabout's kerb, metres. */
const RING_APRON = 10;
const ZEBRA = [0.6, 3.8] as const;
/** Stop lines: metres from zebra or mouth. */
export const STOP_GAP = 0.9;
/** Breadth of stop lines, metres. */
export const STOP_BREADTH = 0.4;

/** The arms of a node, counter-clockwise, their mouths where the corners leave room. */
export function armsOf(index: number, node: NodeSpec, roads: readonly RoadSpec[]): Arm[] {
  const arms: Arm[] = [];
  roads.forEach((spec, road) => {
    const { length } = spec.line;
    for (const atEnd of [false, true]) {
      if ((atEnd ? spec.end : spec.start) !== index) continue;
      const { yaw } = poseOn(spec.line, atEnd ? length - 8 : 8);
      const minor = (atEnd ? spec.minorAtEnd : spec.minorAtStart) ?? false;
      const crossing = node.crossings && spec.section.pavement > 0;
      const marked = node.control === "signal" || node.control === "ring" || minor;
      const stop = crossing
        ? ZEBRA[1] + STOP_GAP + STOP_BREADTH
        : marked
        ? STOP_GAP + STOP_BREADTH
        : 0;
      arms.push({
        road,
        spec,
        atEnd,
        bearing: wrapAngle(atEnd ? yaw + Math.PI : yaw),
        minor,
        mouth: 3,
        zebra: crossing ? ZEBRA : null,
        stop,
        kerbedLeft: false,
        kerbedRight: false,
      });
    }
  });
  arms.sort((a, b) => a.bearing - b.bearing);
  arms.forEach((arm, k) => {
    const next = arms[(k + 1) % arms.length]!;
    if (node.ring) {
      arm.mouth = node.ring + RING_WIDTH / 2 + RING_APRON;
    } else if (arms.length > 1) {
      openCorner(arm, next, node.cornerRadius);
    }
    const kerbed = arm.spec.section.pavement > 0 && next.spec.section.pavement > 0;
    arm.kerbedLeft = kerbed;
    next.kerbedRight = kerbed;
  });
  return arms;
}

/** Moves two mouths out until a kerb of that radius fits between them. */
function openCorner(arm: Arm, next: Arm, radius: number): void {
  const angle = (next.bearing - arm.bearing + 4 * Math.PI) % (2 * Math.PI);
  const { half: left } = arm.spec.section;
  const { half: right } = next.spec.section;
  // Past 165 degrees the kerb runs on almost straight.
  if (angle > 2.88) {
    for (const each of [arm, next]) each.mouth = Math.max(each.mouth, 5);
    return;
  }
  const tangent = bendTangent(Math.PI - angle, radius);
  // Where the left edge of one and the right edge of the other meet.
  const meetArm = (right + left * Math.cos(angle)) / Math.sin(angle);
  const meetNext = (left + right * Math.cos(angle)) / Math.sin(angle);
  arm.mouth = Math.max(arm.mouth, meetArm + tangent);
  next.mouth = Math.max(next.mouth, meetNext + tangent);
}

/** Pose at `distance` from the node along an arm, looking outward. */
export function outward(arm: Arm, distance: number): LinePose {
  const { line } = arm.spec;
  if (!arm.atEnd) return poseOn(line, distance);
  const { x, y, yaw } = poseOn(line, line.length - distance);
  return { x, y, yaw: yaw - Math.PI };
}

/** Pose at a mouth `u` metres to the left of the arm's middle, both seen outward, heading outward. */
export function mouthPose(arm: Arm, u: number): LinePose {
  const pose = outward(arm, arm.mouth);
  const [x, y] = beside(pose, u);
  return { x, y, yaw: pose.yaw };
}
