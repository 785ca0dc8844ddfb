import { type Vec3 } from "../../pose.ts";
import { type SurfaceMesh } from "./surface_mesh.ts";

/**
 * The left half of a cross-section of a body, from the middle of its floor over the side to the middle
 * of its top; the right half mirrors it.
 */
export type HalfRing = readonly Vec3[];

/** How the surface between two sections and two points of them is finished. */
export type FinishOf = (piece: number, segment: number) => number;

/**
 * A body drawn over cross-sections that follow each other from its front to its rear, closed by a face
 * at either end.
 */
export class Loft {
  readonly rings: readonly HalfRing[];

  constructor(rings: readonly HalfRing[]) {
    this.rings = rings;
  }

  /**
   * Adds its surface. `finish(piece, segment)`: piece -1 is the front face, `rings - 1` the rear one;
   * segment -1 lies between the first points of both halves, `points - 1` between the last.
   */
  addTo(mesh: SurfaceMesh, finish: FinishOf): void {
    const { rings } = this;
    for (let i = 0; i + 1 < rings.length; i++) {
      const ahead = rings[i]!, behind = rings[i + 1]!;
      for (let j = 0; j + 1 < ahead.length; j++) {
        const quad = [behind[j]!, behind[j + 1]!, ahead[j + 1]!, ahead[j]!];
        this.#bothSides(mesh, quad, finish(i, j));
      }
      // Sections that do not begin and end in the middle leave floor and top open: one face each.
      const last = ahead.length - 1;
      across(mesh, [behind[0]!, ahead[0]!], finish(i, -1));
      across(mesh, [ahead[last]!, behind[last]!], finish(i, last));
    }
    const front = rings[0]!, rear = rings[rings.length - 1]!;
    for (let j = 0; j + 1 < front.length; j++) {
      across(mesh, [front[j]!, front[j + 1]!], finish(-1, j));
      across(mesh, [rear[j + 1]!, rear[j]!], finish(rings.length - 1, j));
    }
  }

  /** A place on the left side: `u` of the way from ring to ring, `v` from point to point. */
  onSide(piece: number, segment: number, u: number, v: number): Vec3 {
    const a = this.rings[piece]!, b = this.rings[piece + 1]!;
    return mix(
      mix(a[segment]!, b[segment]!, u),
      mix(a[segment + 1]!, b[segment + 1]!, u),
      v,
    );
  }

  /** A place on an end face: `u` of the way from its left edge to its right, `v` from point to point. */
  onEnd(end: "front" | "rear", segment: number, u: number, v: number): Vec3 {
    const ring = end === "front" ? this.rings[0]! : this.rings[this.rings.length - 1]!;
    const left = mix(ring[segment]!, ring[segment + 1]!, v);
    return [left[0], left[1] * (1 - 2 * u), left[2]];
  }

  #bothSides(mesh: SurfaceMesh, quad: readonly Vec3[], finish: number): void {
    mesh.face(quad, finish);
    mesh.face([...quad].reverse().map(mirrored), finish);
  }
}

/** The point on the other side of the body's middle. */
export function mirrored([x, y, z]: Vec3): Vec3 {
  return [x, y === 0 ? 0 : -y, z];
}

/** A face from an edge on the left to its mirror image on the right. */
function across(mesh: SurfaceMesh, [a, b]: readonly [Vec3, Vec3], finish: number): void {
  mesh.face([a, b, mirrored(b), mirrored(a)], finish);
}

/** The place `t` of the way from `a` to `b`. */
export function mix(a: Vec3, b: Vec3, t: number): Vec3 {
  return [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]), a[2] + t * (b[2] - a[2])];
}

/**
 * Adds a plate that lies on a surface and stands out of it by `out` metres, given its corners
 * counter-clockwise from outside.
 *
 * @param flat Whether it has no sides: far away nobody sees them.
 */
export function addPlate(
  mesh: SurfaceMesh,
  corners: readonly Vec3[],
  out: number,
  finish: number,
  flat = false,
): void {
  const [a, b, c] = corners as [Vec3, Vec3, Vec3];
  const u = [b[0] - a[0], b[1] - a[1], b[2] - a[2]] as const;
  const w = [c[0] - b[0], c[1] - b[1], c[2] - b[2]] as const;
  const normal = [
    u[1] * w[2] - u[2] * w[1],
    u[2] * w[0] - u[0] * w[2],
    u[0] * w[1] - u[1] * w[0],
  ] as const;
  const length = Math.hypot(...normal);
  const step = (metres: number): Vec3 => [
    normal[0] / length * metres,
    normal[1] / length * metres,
    normal[2] / length * metres,
  ];
  if (flat) {
    const outer = corners.map(([x, y, z]): Vec3 => {
      const [dx, dy, dz] = step(out);
      return [x + dx, y + dy, z + dz];
    });
    mesh.face(outer, finish);
    mesh.face(outer.toReversed(), finish);
    return;
  }
  const inwards = step(-DEPTH);
  const floor = corners.map(([x, y, z]): Vec3 => [x + inwards[0], y + inwards[1], z + inwards[2]]);
  mesh.slab(floor, step(DEPTH + out), finish);
}

/** How far plates reach into the body, so that no gap shows behind them, metres. */
const DEPTH = 0.03;
