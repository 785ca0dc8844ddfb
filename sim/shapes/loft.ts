import { type Vec3 } from "../pose.ts";
import { type Shape, unit } from "./shape.ts";

/** A cross-section of a loft, square to its axis. */
export interface Ring {
  /** Where along the axis. */
  readonly at: number;
  /** Half width along the first and the second axis square to it, metres. */
  readonly radii: readonly [number, number];
  /** Middle, beside the axis; 0, 0 where not given. */
  readonly off?: readonly [number, number];
  /** Light that reaches it, `0..1`; 1 where not given. */
  readonly light?: number;
  /** Finish from this ring to the next; the loft's own where not given. */
  readonly part?: number;
  /** The coarsest level of detail that keeps it; 2 where not given. */
  readonly until?: 0 | 1 | 2;
}

/** A smooth closed body through cross-sections. */
export interface Loft {
  /** Axis of the body: `z` has rings in x and y, `x` has them in y and z. */
  readonly axis: "x" | "z";
  /** In rising order along the axis. */
  readonly rings: readonly Ring[];
  /**
   * How far it bulges beyond its first and last ring, metres; 0 is flat, as is at the coarsest level
   * whatever is below 0.03.
   */
  readonly ends: readonly [number, number];
  /** Corners of a ring at each level of detail. */
  readonly sides: readonly [number, number, number];
  /** 2 an ellipse; above it squarer. */
  readonly square?: number;
  readonly part: number;
}

/**
 * Adds a closed body with smooth outward normals: rings of the same number of corners, joined. Coarse
 * rings are wider, so that the outline keeps its mean breadth: `pi / n / sin(pi / n)` for `n` corners.
 */
export function loft(shape: Shape, body: Loft, level: 0 | 1 | 2): void {
  const rings = body.rings.filter(({ until = 2 }) => until >= level);
  const sides = body.sides[level];
  const wider = Math.PI / sides / Math.sin(Math.PI / sides);
  const points: Vec3[] = [];
  const lights: number[] = [];
  const put = (at: number, a: number, b: number, light: number) => {
    points.push(body.axis === "z" ? [a, b, at] : [at, a, b]);
    lights.push(light);
    return points.length - 1;
  };
  const square = 2 / (body.square ?? 2);
  const bulge = (t: number) => Math.sign(t) * Math.abs(t) ** square;
  for (const { at, radii, off = [0, 0], light = 1 } of rings) {
    for (let k = 0; k < sides; k++) {
      const angle = 2 * Math.PI * (k + 0.5) / sides;
      put(
        at,
        off[0] + wider * radii[0] * bulge(Math.cos(angle)),
        off[1] + wider * radii[1] * bulge(Math.sin(angle)),
        light,
      );
    }
  }
  const faces: { corners: readonly [number, number, number]; part: number }[] = [];
  rings.slice(1).forEach((_, r) => {
    const part = rings[r]!.part ?? body.part;
    for (let k = 0; k < sides; k++) {
      const a = r * sides + k, b = r * sides + (k + 1) % sides;
      faces.push({ corners: [a, b, b + sides], part }, {
        corners: [a, b + sides, a + sides],
        part,
      });
    }
  });
  for (const end of [0, 1] as const) {
    const ring = rings[end === 0 ? 0 : rings.length - 1]!;
    const part = ring.part ?? body.part;
    const first = end === 0 ? 0 : (rings.length - 1) * sides;
    const flip = (a: number, b: number, c: number) => {
      faces.push({ corners: end === 0 ? [a, c, b] : [a, b, c], part });
    };
    if (level === 2 && body.ends[end] < 0.03) {
      for (let k = 1; k + 1 < sides; k++) flip(first, first + k, first + k + 1);
      continue;
    }
    const { off = [0, 0], light = 1 } = ring;
    const pole = put(ring.at + (end === 0 ? -1 : 1) * body.ends[end], off[0], off[1], light);
    for (let k = 0; k < sides; k++) flip(pole, first + k, first + (k + 1) % sides);
  }
  addFaces(shape, points, lights, faces);
}

/** Adds a solid with eight faces about a centre: the cheapest round thing. */
export function bead(shape: Shape, centre: Vec3, radii: Vec3, light: number, part: number): void {
  const points: Vec3[] = [];
  for (let axis = 0; axis < 3; axis++) {
    for (const sign of [1, -1]) {
      const point = [...centre] as [number, number, number];
      point[axis]! += sign * radii[axis]!;
      points.push(point);
    }
  }
  const faces = [[0, 2, 4], [2, 1, 4], [1, 3, 4], [3, 0, 4], [2, 0, 5], [1, 2, 5], [3, 1, 5], [
    0,
    3,
    5,
  ]] as const;
  addFaces(shape, points, points.map(() => light), faces.map((corners) => ({ corners, part })));
}

/** Adds triangles with normals smoothed over shared points; each finish gets vertices of its own. */
function addFaces(
  shape: Shape,
  points: readonly Vec3[],
  lights: readonly number[],
  faces: readonly { readonly corners: readonly [number, number, number]; readonly part: number }[],
): void {
  const normals = points.map((): [number, number, number] => [0, 0, 0]);
  for (const { corners: [a, b, c] } of faces) {
    const [p, q, r] = [points[a]!, points[b]!, points[c]!];
    const u = [q[0] - p[0], q[1] - p[1], q[2] - p[2]] as const;
    const v = [r[0] - p[0], r[1] - p[1], r[2] - p[2]] as const;
    for (const corner of [a, b, c]) {
      normals[corner]![0] += u[1] * v[2] - u[2] * v[1];
      normals[corner]![1] += u[2] * v[0] - u[0] * v[2];
      normals[corner]![2] += u[0] * v[1] - u[1] * v[0];
    }
  }
  const made = new Map<number, number>();
  const vertex = (point: number, part: number) => {
    const key = 64 * point + part;
    let number = made.get(key);
    if (number === undefined) {
      number = shape.vertex(points[point]!, unit(normals[point]!), lights[point]!, part);
      made.set(key, number);
    }
    return number;
  };
  for (const { corners: [a, b, c], part } of faces) {
    shape.triangle(vertex(a, part), vertex(b, part), vertex(c, part));
  }
}
