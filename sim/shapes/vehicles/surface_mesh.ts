import { type Vec3 } from "../../pose.ts";
import { Shape } from "../shape.ts";

/** Faces that meet at less than this angle look round, radians. */
const CREASE = 0.7;
/** Places nearer than this are the same, metres. */
const GRAIN = 1e-5;

interface Face {
  readonly points: readonly Vec3[];
  readonly finish: number;
  /** Unit normal, and area. */
  readonly normal: Vec3;
  readonly area: number;
}

/**
 * A closed surface of flat faces, each of one finish. When it is made into a shape, faces that meet at
 * a small angle share smooth normals; edges stay sharp.
 */
export class SurfaceMesh {
  readonly #faces: Face[] = [];

  /** Adds a face, counter-clockwise from outside; points that coincide are dropped. */
  face(points: readonly Vec3[], finish: number): void {
    const distinct = points.filter((point, k) => {
      const next = points[(k + 1) % points.length]!;
      return Math.hypot(point[0] - next[0], point[1] - next[1], point[2] - next[2]) > GRAIN;
    });
    if (distinct.length < 3) return;
    // Four points need not lie in a plane: they are two triangles, cut along the shorter diagonal.
    if (distinct.length === 4) {
      const [a, b, c, d] = distinct as [Vec3, Vec3, Vec3, Vec3];
      const across = distance(a, c) <= distance(b, d);
      this.#add(across ? [a, b, c] : [a, b, d], finish);
      this.#add(across ? [a, c, d] : [b, c, d], finish);
      return;
    }
    for (let k = 1; k + 1 < distinct.length; k++) {
      this.#add([distinct[0]!, distinct[k]!, distinct[k + 1]!], finish);
    }
  }

  /** Adds a box that is turned by nothing, of one finish. */
  box(from: Vec3, to: Vec3, finish: number): void {
    this.slab(
      [
        [from[0], from[1], from[2]],
        [to[0], from[1], from[2]],
        [to[0], to[1], from[2]],
        [from[0], to[1], from[2]],
      ],
      [0, 0, to[2] - from[2]],
      finish,
    );
  }

  /** Adds a prism: a floor, counter-clockwise as seen against `rise`, and that moved by `rise`. */
  slab(floor: readonly Vec3[], rise: Vec3, finish: number, topFinish = finish): void {
    const top = floor.map(([x, y, z]): Vec3 => [x + rise[0], y + rise[1], z + rise[2]]);
    this.face(top, topFinish);
    this.face([...floor].reverse(), finish);
    floor.forEach((a, k) => {
      const next = (k + 1) % floor.length;
      this.face([a, floor[next]!, top[next]!, top[k]!], finish);
    });
  }

  /** Adds a tube between two points, closed at both ends. */
  rod(
    from: Vec3,
    to: Vec3,
    radius: number,
    sides: number,
    finish: number,
    toRadius = radius,
  ): void {
    const axis = unitOf([to[0] - from[0], to[1] - from[1], to[2] - from[2]]);
    const aside: Vec3 = Math.abs(axis[2]) < 0.9 ? [0, 0, 1] : [1, 0, 0];
    const u = unitOf(cross(aside, axis));
    const w = cross(axis, u);
    const ring = (centre: Vec3, r: number) =>
      Array.from({ length: sides }, (_, k): Vec3 => {
        const c = r * Math.cos(2 * Math.PI * k / sides), s = r * Math.sin(2 * Math.PI * k / sides);
        return [
          centre[0] + c * u[0] + s * w[0],
          centre[1] + c * u[1] + s * w[1],
          centre[2] + c * u[2] + s * w[2],
        ];
      });
    const low = ring(from, radius), high = ring(to, toRadius);
    for (let k = 0; k < sides; k++) {
      const next = (k + 1) % sides;
      this.face([low[k]!, low[next]!, high[next]!, high[k]!], finish);
    }
    this.face([...low].reverse(), finish);
    this.face(high, finish);
  }

  get triangles(): number {
    return this.#faces.length;
  }

  /**
   * Its triangles with normals.
   *
   * @param light Light that reaches a place, `0..1`.
   */
  toShape(light: (point: Vec3, normal: Vec3) => number = () => 1): Shape {
    const shape = new Shape();
    const around = new Map<string, Face[]>();
    for (const face of this.#faces) {
      for (const point of face.points) {
        const key = keyOf(point);
        const list = around.get(key);
        if (list) list.push(face);
        else around.set(key, [face]);
      }
    }
    const vertices = new Map<string, number>();
    const limit = Math.cos(CREASE);
    for (const face of this.#faces) {
      const corners = face.points.map((point) => {
        const key = keyOf(point);
        const sum: [number, number, number] = [0, 0, 0];
        for (const { normal, area } of around.get(key)!) {
          if (dot(normal, face.normal) < limit) continue;
          for (let axis = 0; axis < 3; axis++) sum[axis]! += normal[axis]! * area;
        }
        // A sliver among others that face away keeps its own.
        const normal = Math.hypot(...sum) > 0 ? unitOf(sum) : face.normal;
        const id = `${key} ${normal.map((c) => Math.round(c * 500)).join(" ")} ${face.finish}`;
        let vertex = vertices.get(id);
        if (vertex === undefined) {
          vertex = shape.vertex(point, normal, light(point, normal), face.finish);
          vertices.set(id, vertex);
        }
        return vertex;
      });
      shape.triangle(corners[0]!, corners[1]!, corners[2]!);
    }
    return shape;
  }

  #add(points: readonly [Vec3, Vec3, Vec3], finish: number): void {
    const [a, b, c] = points;
    const normal = cross(
      [b[0] - a[0], b[1] - a[1], b[2] - a[2]],
      [c[0] - a[0], c[1] - a[1], c[2] - a[2]],
    );
    const area = Math.hypot(...normal);
    // A sliver has no direction, and no area to see; its neighbours then share the edge.
    this.#faces.push({ points, finish, normal: area > 0 ? unitOf(normal) : [0, 0, 1], area });
  }
}

function keyOf([x, y, z]: Vec3): string {
  return `${Math.round(x / GRAIN)},${Math.round(y / GRAIN)},${Math.round(z / GRAIN)}`;
}

function distance(a: Vec3, b: Vec3): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a: Vec3, b: Vec3): Vec3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function unitOf([x, y, z]: Vec3): Vec3 {
  const length = Math.hypot(x, y, z) || 1;
  return [x / length, y / length, z / length];
}
