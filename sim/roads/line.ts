/** A smooth line in the plane, sampled evenly by arc length. */
export interface Line {
  /** Metres, and radians (not wrapped: it runs on over turns). */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly yaw: Float64Array;
  /** Metres between samples, and from first to last. */
  readonly spacing: number;
  readonly length: number;
}

/** A place and a heading, radians from +x, counter-clockwise. */
export interface LinePose {
  readonly x: number;
  readonly y: number;
  readonly yaw: number;
}

/** Metres between samples of a road's lines, about. */
export const LINE_SPACING = 1;

/** The pose at arc length `s`; beyond the ends, straight on. */
export function poseOn(line: Line, s: number): LinePose {
  const { x, y, yaw, spacing } = line;
  const last = x.length - 2;
  const k = Math.max(0, Math.min(last, Math.floor(s / spacing)));
  const t = s / spacing - k;
  const inside = Math.max(0, Math.min(1, t));
  const beyond = (t - inside) * spacing;
  const heading = yaw[k]! + inside * (yaw[k + 1]! - yaw[k]!);
  return {
    x: x[k]! + inside * (x[k + 1]! - x[k]!) + beyond * Math.cos(heading),
    y: y[k]! + inside * (y[k + 1]! - y[k]!) + beyond * Math.sin(heading),
    yaw: heading,
  };
}

/** Curvature at arc length `s`, 1/m, positive to the left. */
export function curvatureOn({ yaw, spacing }: Line, s: number): number {
  const k = Math.max(0, Math.min(yaw.length - 2, Math.floor(s / spacing)));
  return (yaw[k + 1]! - yaw[k]!) / spacing;
}

/** The largest curvature of a line, 1/m, without its sign. */
export function sharpest({ yaw, spacing }: Line): number {
  let largest = 0;
  for (let k = 1; k < yaw.length; k++) {
    largest = Math.max(largest, Math.abs(yaw[k]! - yaw[k - 1]!) / spacing);
  }
  return largest;
}

/** The point `u` metres to the left of a pose. */
export function beside({ x, y, yaw }: LinePose, u: number): [number, number] {
  return [x - u * Math.sin(yaw), y + u * Math.cos(yaw)];
}

/** The line through dense poses in order, sampled anew about every `spacing` metres. */
export function lineThrough(poses: readonly LinePose[], spacing = LINE_SPACING): Line {
  const at = new Float64Array(poses.length);
  for (let k = 1; k < poses.length; k++) {
    at[k] = at[k - 1]! + Math.hypot(poses[k]!.x - poses[k - 1]!.x, poses[k]!.y - poses[k - 1]!.y);
  }
  const length = at.at(-1)!;
  if (!(length > 0)) {
    throw new RangeError(`Cannot draw a line ${length} m long: wanted two poses apart`);
  }
  const cells = Math.max(2, Math.ceil(length / spacing - 1e-9));
  const x = new Float64Array(cells + 1);
  const y = new Float64Array(cells + 1);
  const yaw = new Float64Array(cells + 1);
  let k = 0;
  for (let i = 0; i <= cells; i++) {
    const s = length * i / cells;
    while (k < poses.length - 2 && at[k + 1]! <= s) k++;
    const a = poses[k]!, b = poses[k + 1]!;
    const t = i === cells ? 1 : (s - at[k]!) / Math.max(1e-12, at[k + 1]! - at[k]!);
    x[i] = a.x + t * (b.x - a.x);
    y[i] = a.y + t * (b.y - a.y);
    yaw[i] = a.yaw + t * (b.yaw - a.yaw);
  }
  return { x, y, yaw, spacing: length / cells, length };
}

/** The poses of a line's samples between two arc lengths, its ends included. */
export function posesOf(line: Line, from = 0, to: number = line.length): LinePose[] {
  const poses = [poseOn(line, from)];
  const first = Math.floor(from / line.spacing + 1e-6) + 1;
  for (let k = first; k * line.spacing < to - 1e-6; k++) poses.push(poseOn(line, k * line.spacing));
  poses.push(poseOn(line, to));
  return poses;
}

/** A stretch of a line. */
export function stretch(line: Line, from: number, to: number, spacing = LINE_SPACING): Line {
  return lineThrough(posesOf(line, from, to), spacing);
}

/**
 * The line `u(s)` metres to the left of another between two arc lengths of it. Its heading leans by
 * `atan(u' / (1 - k u))`, `k` the curvature of the other.
 *
 * @param slope Derivative of `u`; without it `u` is constant.
 */
export function offsetLine(
  line: Line,
  u: number | ((s: number) => number),
  from = 0,
  to: number = line.length,
  slope?: (s: number) => number,
  spacing = LINE_SPACING,
): Line {
  const offset = typeof u === "number" ? () => u : u;
  const steps = Math.max(2, Math.ceil((to - from) / Math.min(0.5, line.spacing)));
  const poses: LinePose[] = [];
  for (let i = 0; i <= steps; i++) {
    const s = from + (to - from) * i / steps;
    const pose = poseOn(line, s);
    const [x, y] = beside(pose, offset(s));
    const lean = slope ? Math.atan2(slope(s), 1 - curvatureOn(line, s) * offset(s)) : 0;
    poses.push({ x, y, yaw: pose.yaw + lean });
  }
  return lineThrough(poses, spacing);
}

/** The same line walked the other way. */
export function reversed(line: Line): Line {
  return {
    ...line,
    x: line.x.slice().reverse(),
    y: line.y.slice().reverse(),
    yaw: line.yaw.map((angle) => angle + Math.PI).reverse(),
  };
}

/** Lines one after the other, each beginning where the one before ends. */
export function joined(lines: readonly Line[], spacing = LINE_SPACING): Line {
  const poses: LinePose[] = [];
  for (const line of lines) {
    const more = posesOf(line);
    const before = poses.pop();
    // Headings of the next line may lie whole turns away.
    const turns = before ? Math.round((before.yaw - more[0]!.yaw) / (2 * Math.PI)) : 0;
    for (const { x, y, yaw } of more) poses.push({ x, y, yaw: yaw + 2 * Math.PI * turns });
  }
  return lineThrough(poses, spacing);
}
