import { type Random } from "../random.ts";
import { type Vec3 } from "../pose.ts";

/** How a ball is put into a shape. */
export interface BallOptions {
  readonly centre: Vec3;
  readonly radii: Vec3;
  /** How often each of the 20 faces is split into four. */
  readonly detail: number;
  /** How far vertices are moved in or out, share of the radius. */
  readonly rough: number;
  /** Where the ball's outline lies in a direction, share of the radius; 1 where not given. */
  readonly outline?: (direction: Vec3) => number;
  /** Light that reaches a vertex, `0..1`, by its direction from the centre. */
  readonly light?: (direction: Vec3) => number;
  readonly part: number;
}

/** Triangles of a rigid thing, made once: position, smooth normal, and per vertex its light and part. */
export class Shape {
  readonly #positions: number[] = [];
  readonly #normals: number[] = [];
  readonly #tints: number[] = [];
  readonly #indices: number[] = [];

  get triangles(): number {
    return this.#indices.length / 3;
  }

  /** Adds a vertex and returns its number. */
  vertex([x, y, z]: Vec3, [nx, ny, nz]: Vec3, light: number, part: number): number {
    this.#positions.push(x, y, z);
    this.#normals.push(nx, ny, nz);
    this.#tints.push(light, part);
    return this.#positions.length / 3 - 1;
  }

  triangle(a: number, b: number, c: number): void {
    this.#indices.push(a, b, c);
  }

  /** Adds an irregular ball: an icosphere whose vertices are moved at random. */
  ball(options: BallOptions, random: Random): void {
    const { centre, radii, detail, rough, part } = options;
    const { directions, faces } = icosphere(detail);
    const points = directions.map(([x, y, z]): Vec3 => {
      const r = (options.outline?.([x, y, z]) ?? 1) * (1 + rough * (2 * random() - 1));
      return [
        centre[0] + x * r * radii[0],
        centre[1] + y * r * radii[1],
        centre[2] + z * r * radii[2],
      ];
    });
    const normals = smoothNormals(points, faces);
    const first = this.#positions.length / 3;
    points.forEach((point, i) => {
      this.vertex(point, normals[i]!, options.light?.(directions[i]!) ?? 1, part);
    });
    for (const [a, b, c] of faces) this.triangle(first + a, first + b, first + c);
  }

  /** Adds a tapered tube along z, open at both ends, or a closed cone where `top` is 0. */
  tube(
    { x, y, bottom, top, from, to, sides, part, lights }: {
      readonly x: number;
      readonly y: number;
      readonly bottom: number;
      readonly top: number;
      readonly from: number;
      readonly to: number;
      readonly sides: number;
      readonly part: number;
      readonly lights: readonly [number, number];
    },
    rough = 0,
    random: Random = () => 0.5,
  ): void {
    const slope = (bottom - top) / (to - from);
    const norm = 1 / Math.hypot(1, slope);
    const first = this.#positions.length / 3;
    for (let i = 0; i < sides; i++) {
      const angle = 2 * Math.PI * i / sides;
      const cos = Math.cos(angle);
      const sin = Math.sin(angle);
      const r = 1 + rough * (2 * random() - 1);
      const droop = rough * (random() - 0.5) * (to - from) * 0.5;
      const normal: Vec3 = [cos * norm, sin * norm, slope * norm];
      this.vertex(
        [x + bottom * r * cos, y + bottom * r * sin, from + droop],
        normal,
        lights[0],
        part,
      );
      this.vertex([x + top * cos, y + top * sin, to], normal, lights[1], part);
    }
    for (let i = 0; i < sides; i++) {
      const a = first + 2 * i;
      const b = first + 2 * ((i + 1) % sides);
      this.triangle(a, b, b + 1);
      if (top > 0) this.triangle(a, b + 1, a + 1);
    }
    if (top > 0) return;
    // A cone is closed from below by a hollow floor with rim vertices of its own, for their normals.
    const floor = this.vertex([x, y, from + 0.3 * (to - from)], [0, 0, -1], lights[0], part);
    for (let i = 0; i < sides; i++) {
      const at = 3 * (first + 2 * i);
      const rim = this.#positions.slice(at, at + 3) as [number, number, number];
      this.vertex(rim, [0, 0, -1], 0.6 * lights[0], part);
    }
    for (let i = 0; i < sides; i++) {
      this.triangle(floor, floor + 1 + (i + 1) % sides, floor + 1 + i);
    }
  }

  /** Vertex positions, `x, y, z` each, metres. */
  get positions(): readonly number[] {
    return this.#positions;
  }

  /** Unit normals, `x, y, z` each. */
  get normals(): readonly number[] {
    return this.#normals;
  }

  /** Light that reaches each vertex, `0..1`, and the part it belongs to. */
  get tints(): readonly number[] {
    return this.#tints;
  }

  /** Three vertex numbers a triangle, counter-clockwise from outside. */
  get indices(): readonly number[] {
    return this.#indices;
  }

  /** Largest distance of a vertex from the axis, lowest and greatest height, at scale 1. */
  extent(): { radius: number; bottom: number; top: number } {
    let radius = 0, bottom = Infinity, top = -Infinity;
    for (let i = 0; i < this.#positions.length; i += 3) {
      const [x, y, z] = [this.#positions[i]!, this.#positions[i + 1]!, this.#positions[i + 2]!];
      radius = Math.max(radius, Math.hypot(x, y));
      bottom = Math.min(bottom, z);
      top = Math.max(top, z);
    }
    return { radius, bottom, top };
  }
}

type Face = readonly [number, number, number];

const spheres: { directions: Vec3[]; faces: Face[] }[] = [];

/** Unit icosphere: an icosahedron whose faces are split `detail` times; faces turn outwards. */
function icosphere(detail: number): { directions: Vec3[]; faces: Face[] } {
  const known = spheres[detail];
  if (known) return known;
  if (detail === 0) return spheres[0] = icosahedron();
  const coarse = icosphere(detail - 1);
  const directions = [...coarse.directions];
  const middles = new Map<string, number>();
  const middle = (a: number, b: number) => {
    const key = a < b ? `${a},${b}` : `${b},${a}`;
    let index = middles.get(key);
    if (index === undefined) {
      const [p, q] = [directions[a]!, directions[b]!];
      directions.push(unit([p[0] + q[0], p[1] + q[1], p[2] + q[2]]));
      index = directions.length - 1;
      middles.set(key, index);
    }
    return index;
  };
  const faces = coarse.faces.flatMap(([a, b, c]): Face[] => {
    const [ab, bc, ca] = [middle(a, b), middle(b, c), middle(c, a)];
    return [[a, ab, ca], [ab, b, bc], [ca, bc, c], [ab, bc, ca]];
  });
  return spheres[detail] = { directions, faces };
}

/** A point at each pole and two rings of five between. */
function icosahedron(): { directions: Vec3[]; faces: Face[] } {
  const directions: Vec3[] = [[0, 0, 1]];
  const height = 1 / Math.sqrt(5);
  const radius = 2 / Math.sqrt(5);
  for (let i = 0; i < 10; i++) {
    const angle = Math.PI * i / 5;
    directions.push([
      radius * Math.cos(angle),
      radius * Math.sin(angle),
      i % 2 === 0 ? height : -height,
    ]);
  }
  directions.push([0, 0, -1]);
  const faces: Face[] = [];
  for (let i = 0; i < 10; i += 2) {
    const up = 1 + i;
    const down = 2 + i;
    const nextUp = 1 + (i + 2) % 10;
    const nextDown = 1 + (i + 3) % 10;
    faces.push([0, up, nextUp], [up, down, nextUp], [down, nextDown, nextUp], [11, nextDown, down]);
  }
  return { directions, faces };
}

/** Mean of the normals of the faces around each point, weighted by area. */
function smoothNormals(points: readonly Vec3[], faces: readonly Face[]): Vec3[] {
  const sums = points.map(() => [0, 0, 0] as [number, number, number]);
  for (const [a, b, c] of faces) {
    const [p, q, r] = [points[a]!, points[b]!, points[c]!];
    const u = [q[0] - p[0], q[1] - p[1], q[2] - p[2]] as const;
    const v = [r[0] - p[0], r[1] - p[1], r[2] - p[2]] as const;
    const normal = [
      u[1] * v[2] - u[2] * v[1],
      u[2] * v[0] - u[0] * v[2],
      u[0] * v[1] - u[1] * v[0],
    ] as const;
    for (const corner of [a, b, c]) {
      for (let axis = 0; axis < 3; axis++) sums[corner]![axis]! += normal[axis]!;
    }
  }
  return sums.map(unit);
}

/** The vector at length 1. */
export function unit([x, y, z]: Vec3): Vec3 {
  const length = Math.hypot(x, y, z) || 1;
  return [x / length, y / length, z / length];
}
