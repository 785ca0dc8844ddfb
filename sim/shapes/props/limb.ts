import { type Vec3 } from "../../pose.ts";
import { type Shape, unit } from "../shape.ts";

/** A tapered tube from one point to another. */
export interface Limb {
  readonly from: Vec3;
  readonly to: Vec3;
  readonly bottom: number;
  /** Radius at the far end; 0 makes a point. */
  readonly top: number;
  readonly sides: number;
  readonly part: number;
  /** Light at both ends. */
  readonly lights: readonly [number, number];
  /** Closes the ends with discs of that part. */
  readonly cap?: number;
}

/** Adds a limb. */
export function addLimb(shape: Shape, limb: Limb): void {
  const { from, to, bottom, top, sides, part, lights } = limb;
  const axis = unit([to[0] - from[0], to[1] - from[1], to[2] - from[2]]);
  const [u, v] = acrossOf(axis);
  const point = (centre: Vec3, r: number, i: number): [point: Vec3, out: Vec3] => {
    const angle = 2 * Math.PI * i / sides;
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const out: Vec3 = [c * u[0] + s * v[0], c * u[1] + s * v[1], c * u[2] + s * v[2]];
    return [[centre[0] + r * out[0], centre[1] + r * out[1], centre[2] + r * out[2]], out];
  };
  const rings = ([[from, bottom, lights[0]], [to, top, lights[1]]] as const).map((
    [centre, r, light],
  ) =>
    Array.from({ length: sides }, (_, i) => {
      const [at, out] = point(centre, r, i);
      return shape.vertex(at, out, light, part);
    })
  );
  for (let i = 0; i < sides; i++) {
    const j = (i + 1) % sides;
    const [a, b, c, d] = [rings[0]![i]!, rings[0]![j]!, rings[1]![j]!, rings[1]![i]!];
    shape.triangle(a, b, c);
    if (top > 0) shape.triangle(a, c, d);
  }
  if (limb.cap === undefined) return;
  for (const [centre, r, sign] of [[from, bottom, -1], [to, top, 1]] as const) {
    const normal: Vec3 = [sign * axis[0], sign * axis[1], sign * axis[2]];
    const middle = shape.vertex(centre, normal, 0.9, limb.cap);
    const rim = Array.from(
      { length: sides },
      (_, i) => shape.vertex(point(centre, r, i)[0], normal, 0.7, limb.cap!),
    );
    for (let i = 0; i < sides; i++) {
      const [a, b] = [rim[i]!, rim[(i + 1) % sides]!];
      if (sign > 0) shape.triangle(middle, a, b);
      else shape.triangle(middle, b, a);
    }
  }
}

/** A tube through several points, mitred where it bends; its last ring is closed by a disc. */
export interface Pipe {
  readonly points: readonly Vec3[];
  readonly radii: readonly number[];
  readonly sides: number;
  readonly part: number;
  /** Light at each point. */
  readonly lights: readonly number[];
}

/** Adds a pipe. */
export function addPipe(shape: Shape, { points, radii, sides, part, lights }: Pipe): void {
  let across: Vec3 | null = null;
  const rings = points.map((point, k) => {
    const before = points[Math.max(0, k - 1)]!;
    const after = points[Math.min(points.length - 1, k + 1)]!;
    const axis = unit([after[0] - before[0], after[1] - before[1], after[2] - before[2]]);
    // The last ring's direction, as far as it lies across this one: the pipe does not twist.
    const u: Vec3 = across ? acrossLike(axis, across) : acrossOf(axis)[0];
    across = u;
    const v = cross(axis, u);
    return Array.from({ length: sides }, (_, i) => {
      const angle = 2 * Math.PI * i / sides;
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      const out: Vec3 = [c * u[0] + s * v[0], c * u[1] + s * v[1], c * u[2] + s * v[2]];
      const r = radii[k]!;
      // Towards a narrower end the surface leans along the axis.
      const lean = k + 1 < radii.length ? 0 : 0.6;
      return shape.vertex(
        [point[0] + r * out[0], point[1] + r * out[1], point[2] + r * out[2]],
        unit([out[0] + lean * axis[0], out[1] + lean * axis[1], out[2] + lean * axis[2]]),
        lights[k]!,
        part,
      );
    });
  });
  for (let k = 0; k + 1 < rings.length; k++) {
    for (let i = 0; i < sides; i++) {
      const j = (i + 1) % sides;
      const [a, b] = [rings[k]![i]!, rings[k]![j]!];
      const [c, d] = [rings[k + 1]![j]!, rings[k + 1]![i]!];
      shape.triangle(a, b, c);
      shape.triangle(a, c, d);
    }
  }
  const end = points.at(-1)!;
  const last = points.at(-2)!;
  const axis = unit([end[0] - last[0], end[1] - last[1], end[2] - last[2]]);
  const middle = shape.vertex(end, axis, lights.at(-1)!, part);
  const rim = rings.at(-1)!;
  for (let i = 0; i < sides; i++) shape.triangle(middle, rim[i]!, rim[(i + 1) % sides]!);
}

/** The unit vector across an axis that is nearest to another. */
function acrossLike(axis: Vec3, other: Vec3): Vec3 {
  const along = axis[0] * other[0] + axis[1] * other[1] + axis[2] * other[2];
  return unit([
    other[0] - along * axis[0],
    other[1] - along * axis[1],
    other[2] - along * axis[2],
  ]);
}

function cross(a: Vec3, b: Vec3): Vec3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

/** Two unit vectors across an axis, so that the three are right-handed. */
function acrossOf([x, y, z]: Vec3): [Vec3, Vec3] {
  const u: Vec3 = Math.abs(z) > 0.9 ? unit([1, 0, -x / z]) : unit([-y, x, 0]);
  return [u, cross([x, y, z], u)];
}

/** A leaf as a strip along a curve, seen from both sides. */
export interface Blade {
  /** Points of its middle, root first. */
  readonly spine: readonly Vec3[];
  /** Half its width at each point. */
  readonly halfWidths: readonly number[];
  readonly lights: readonly number[];
  /** Across the leaf, a unit vector. */
  readonly side: Vec3;
  readonly part: number;
  /** How far its edges hang below its middle, as a share of the half width. */
  readonly droop?: number;
}

/** Adds a leaf: two faces back to back, folded along its middle. */
export function addBlade(shape: Shape, blade: Blade): void {
  const { spine, halfWidths, lights, side, part, droop = 0 } = blade;
  for (const face of [1, -1] as const) {
    const rows = spine.map((point, k) => {
      const next = spine[Math.min(k + 1, spine.length - 1)]!;
      const last = spine[Math.max(k - 1, 0)]!;
      const along: Vec3 = [next[0] - last[0], next[1] - last[1], next[2] - last[2]];
      const up = unit([
        along[1] * side[2] - along[2] * side[1],
        along[2] * side[0] - along[0] * side[2],
        along[0] * side[1] - along[1] * side[0],
      ]);
      const w = halfWidths[k]!;
      return ([-1, 0, 1] as const).map((edge) => {
        const lean = 0.5 * droop * edge;
        const normal = unit([
          face * (up[0] + lean * side[0]),
          face * (up[1] + lean * side[1]),
          face * (up[2] + lean * side[2]),
        ]);
        const sink = edge === 0 ? 0 : droop * w;
        return shape.vertex(
          [
            point[0] + edge * w * side[0] - sink * up[0],
            point[1] + edge * w * side[1] - sink * up[1],
            point[2] + edge * w * side[2] - sink * up[2],
          ],
          normal,
          lights[k]! * (face > 0 ? 1 : 0.75),
          part,
        );
      });
    });
    for (let k = 0; k + 1 < rows.length; k++) {
      for (const e of [0, 1] as const) {
        const [a, b] = [rows[k]![e]!, rows[k]![e + 1]!];
        const [c, d] = [rows[k + 1]![e + 1]!, rows[k + 1]![e]!];
        if (face > 0) {
          shape.triangle(a, c, b);
          shape.triangle(a, d, c);
        } else {
          shape.triangle(a, b, c);
          shape.triangle(a, c, d);
        }
      }
    }
  }
}
