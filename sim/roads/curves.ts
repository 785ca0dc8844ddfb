import { type Line, LINE_SPACING, type LinePose, lineThrough } from "./line.ts";
import { wrapAngle } from "../pose.ts";

/** Steps of numerical integration in half a bend. */
const STEPS = 48;

interface HalfBend {
  /** Points of a half bend whose sharpest curvature is 1, from its start at the origin along +x. */
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly yaw: readonly number[];
  /** From where the bend starts to the corner that it rounds. */
  readonly tangent: number;
}

/**
 * The first half of a bend that turns by `angle`: curvature grows evenly with arc length (a clothoid)
 * from 0 to 1 in the bend's middle; the second half mirrors it. Heading `s^2 / (2 L)`, `L = angle`.
 */
function halfBend(angle: number): HalfBend {
  const length = angle;
  const x = [0], y = [0], yaw = [0];
  const h = length / STEPS;
  const heading = (s: number) => s * s / (2 * length);
  for (let k = 0; k < STEPS; k++) {
    const s = k * h;
    // Simpson's rule on each step.
    const [a, b, c] = [heading(s), heading(s + h / 2), heading(s + h)];
    x.push(x[k]! + h / 6 * (Math.cos(a) + 4 * Math.cos(b) + Math.cos(c)));
    y.push(y[k]! + h / 6 * (Math.sin(a) + 4 * Math.sin(b) + Math.sin(c)));
    yaw.push(c);
  }
  return { x, y, yaw, tangent: x[STEPS]! + y[STEPS]! * Math.tan(angle / 2) };
}

/**
 * How far from a corner a bend begins that turns by `angle` and is nowhere sharper than `radius`, metres.
 *
 * @param angle Radians, more than 0 and less than pi.
 */
export function bendTangent(angle: number, radius: number): number {
  return radius * halfBend(angle).tangent;
}

/** A corner of a line of waypoints. */
export interface Waypoint {
  readonly x: number;
  readonly y: number;
  /** The bend around it is nowhere sharper, metres; as wide as there is room for where not given. */
  readonly radius?: number;
}

/**
 * Straights between waypoints, joined by bends of evenly growing and falling curvature, so that heading is
 * smooth and curvature continuous. A bend takes at most half of the straights beside it (all of one that
 * ends the line), and turns sharper than its radius where that is too little.
 */
export function roundedLine(points: readonly Waypoint[], spacing = LINE_SPACING): Line {
  const first = points[0]!, second = points[1]!;
  let heading = Math.atan2(second.y - first.y, second.x - first.x);
  const poses: LinePose[] = [{ x: first.x, y: first.y, yaw: heading }];
  for (let i = 1; i + 1 < points.length; i++) {
    const before = points[i - 1]!, corner = points[i]!, after = points[i + 1]!;
    const into = Math.hypot(corner.x - before.x, corner.y - before.y);
    const out = Math.hypot(after.x - corner.x, after.y - corner.y);
    const turn = wrapAngle(Math.atan2(after.y - corner.y, after.x - corner.x) - heading);
    const angle = Math.abs(turn);
    if (angle > 1e-9) {
      const bend = halfBend(angle);
      const room = Math.min(i === 1 ? into : into / 2, i + 2 === points.length ? out : out / 2);
      const widest = room / bend.tangent;
      const radius = Math.min(corner.radius ?? widest, widest);
      poses.push(...bendPoses(corner, heading, turn, radius, bend));
    }
    heading += turn;
  }
  const last = points.at(-1)!;
  poses.push({ x: last.x, y: last.y, yaw: heading });
  return lineThrough(dense(poses), spacing);
}

/** Poses of a whole bend around a corner. */
function bendPoses(
  corner: Waypoint,
  heading: number,
  turn: number,
  radius: number,
  { x, y, yaw, tangent }: HalfBend,
): LinePose[] {
  const side = Math.sign(turn);
  const after = heading + turn;
  const t = tangent * radius;
  const start = { x: corner.x - t * Math.cos(heading), y: corner.y - t * Math.sin(heading) };
  const end = { x: corner.x + t * Math.cos(after), y: corner.y + t * Math.sin(after) };
  const poses: LinePose[] = [];
  for (let k = 0; k <= STEPS; k++) {
    const along = radius * x[k]!, aside = side * radius * y[k]!;
    poses.push({
      x: start.x + along * Math.cos(heading) - aside * Math.sin(heading),
      y: start.y + along * Math.sin(heading) + aside * Math.cos(heading),
      yaw: heading + side * yaw[k]!,
    });
  }
  for (let k = STEPS - 1; k >= 0; k--) {
    const along = radius * x[k]!, aside = side * radius * y[k]!;
    poses.push({
      x: end.x - along * Math.cos(after) - aside * Math.sin(after),
      y: end.y - along * Math.sin(after) + aside * Math.cos(after),
      yaw: after - side * yaw[k]!,
    });
  }
  return poses;
}

/** The same poses without those that fall together. */
function dense(poses: readonly LinePose[]): LinePose[] {
  return poses.filter((pose, k) => {
    const before = poses[k - 1];
    return !before || Math.hypot(pose.x - before.x, pose.y - before.y) > 1e-9;
  });
}

/**
 * The cubic of Bezier from one pose to another: it leaves along the first heading and arrives along
 * the second.
 *
 * @param reach Length of its two handles, share of the distance between the poses.
 */
export function bezierLine(
  from: LinePose,
  to: LinePose,
  reach = 0.4,
  spacing = LINE_SPACING,
): Line {
  const h = reach * Math.hypot(to.x - from.x, to.y - from.y);
  const px = [from.x, from.x + h * Math.cos(from.yaw), to.x - h * Math.cos(to.yaw), to.x] as const;
  const py = [from.y, from.y + h * Math.sin(from.yaw), to.y - h * Math.sin(to.yaw), to.y] as const;
  const poses: LinePose[] = [];
  let yaw = from.yaw;
  const steps = 160;
  for (let k = 0; k <= steps; k++) {
    const t = k / steps, r = 1 - t;
    const at = (p: typeof px) =>
      r * r * r * p[0] + 3 * r * r * t * p[1] + 3 * r * t * t * p[2] + t * t * t * p[3];
    const slope = (p: typeof px) =>
      r * r * (p[1] - p[0]) + 2 * r * t * (p[2] - p[1]) + t * t * (p[3] - p[2]);
    yaw += wrapAngle(Math.atan2(slope(py), slope(px)) - yaw);
    poses.push({ x: at(px), y: at(py), yaw });
  }
  return lineThrough(poses, spacing);
}

/**
 * A smooth turn from one pose to another, as a vehicle takes it through a junction: one bend around the
 * point where their headings cross where there is one ahead of both, else an S.
 */
export function turnLine(from: LinePose, to: LinePose, spacing = LINE_SPACING): Line {
  const turn = wrapAngle(to.yaw - from.yaw);
  const [cos, sin] = [Math.cos(from.yaw), Math.sin(from.yaw)];
  const [cos2, sin2] = [Math.cos(to.yaw), Math.sin(to.yaw)];
  const cross = cos * sin2 - sin * cos2;
  if (Math.abs(turn) > 0.12 && Math.abs(turn) < 2.9 && Math.abs(cross) > 1e-6) {
    const dx = to.x - from.x, dy = to.y - from.y;
    const ahead = (dx * sin2 - dy * cos2) / cross;
    const behind = (dx * sin - dy * cos) / cross;
    // The corner lies `ahead` metres after the first pose and `-behind` before the second.
    if (ahead > 1 && -behind > 1) {
      const corner = { x: from.x + ahead * cos, y: from.y + ahead * sin };
      const line = roundedLine([from, corner, to], spacing);
      const turns = Math.round((from.yaw - line.yaw[0]!) / (2 * Math.PI));
      return turns === 0
        ? line
        : { ...line, yaw: line.yaw.map((yaw) => yaw + 2 * Math.PI * turns) };
    }
  }
  return bezierLine(from, to, Math.abs(turn) > 1 ? 0.45 : 0.38, spacing);
}
