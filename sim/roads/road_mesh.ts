import { type Surface } from "../terrain/terrain.ts";
import { beside, poseOn } from "./line.ts";
import { type Fan } from "./plan.ts";
import { PROFILES } from "./profiles.ts";
import { at, type Ribbon, stationsOf, type Strip } from "./strip.ts";

/** Side of the squares that are shown or left out as one, metres. */
const CHUNK = 32;

/** Triangles of a square of roads: a range of indices, and a ball around them. */
export interface RoadChunk {
  readonly first: number;
  readonly count: number;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly radius: number;
}

/** The surface of all roads as triangles, counter-clockwise from above. */
export interface RoadMesh {
  /** `[n, 3]`: metres, and unit normals. */
  readonly positions: Float32Array<ArrayBuffer>;
  readonly normals: Float32Array<ArrayBuffer>;
  /** `[n, 3]`: `u` and `v` in the profile's frame, and the index of the profile. */
  readonly places: Float32Array<ArrayBuffer>;
  /** `[n]`: metres above the base of the terrain. */
  readonly rises: Float32Array<ArrayBuffer>;
  /** Triangles, chunk by chunk. */
  readonly indices: Uint32Array<ArrayBuffer>;
  readonly chunks: readonly RoadChunk[];
}

/** Writes height and slope of the ground that roads lie on. */
export type Base = (x: number, y: number, out: Surface) => Surface;

/** Cuts strips and fans into triangles on a base. Ribbons side by side share their edges exactly. */
export function createRoadMesh(
  strips: readonly Strip[],
  fans: readonly Fan[],
  base: Base,
): RoadMesh {
  const builder = new MeshBuilder(base);
  for (const strip of strips) builder.strip(strip);
  for (const fan of fans) builder.fan(fan);
  return builder.finish();
}

class MeshBuilder {
  readonly #positions: number[] = [];
  readonly #normals: number[] = [];
  readonly #places: number[] = [];
  readonly #rises: number[] = [];
  readonly #triangles: number[] = [];
  readonly #base: Base;
  readonly #surface: Surface = { z: 0, dx: 0, dy: 0 };

  constructor(base: Base) {
    this.#base = base;
  }

  strip(strip: Strip): void {
    const stations = stationsOf(strip);
    for (const ribbon of strip.ribbons) {
      let before: [number, number] | null = null;
      for (const v of stations) {
        if (v < ribbon.from - 1e-6 || v > ribbon.to + 1e-6) continue;
        const pair = this.#pair(strip, ribbon, v);
        if (before) {
          this.#triangle(before[0], pair[0], pair[1]);
          this.#triangle(before[0], pair[1], before[1]);
        }
        before = pair;
      }
    }
  }

  /** The two vertices of a ribbon at arc length `v`: right and left. */
  #pair({ line }: Strip, ribbon: Ribbon, v: number): [number, number] {
    const pose = poseOn(line, v);
    const right = { u: at(ribbon.right.u, v), rise: at(ribbon.right.rise, v) };
    const left = { u: at(ribbon.left.u, v), rise: at(ribbon.left.rise, v) };
    const across = left.u - right.u;
    const slope = across > 1e-6 ? (left.rise - right.rise) / across : 0;
    const origin = ribbon.origin === undefined ? 0 : at(ribbon.origin, v);
    const along = v - (ribbon.start ?? 0);
    const put = ({ u, rise }: { u: number; rise: number }) => {
      const [x, y] = beside(pose, u);
      return this.#vertex(
        x,
        y,
        rise,
        -slope * Math.sin(pose.yaw),
        slope * Math.cos(pose.yaw),
        ribbon.mirrored ? origin - u : u - origin,
        ribbon.backwards ? -along : along,
        ribbon.profile,
      );
    };
    return [put(right), put(left)];
  }

  fan({ x, y, boundary, hole, profile, rise, crown, lip }: Fan): void {
    const put = ([px, py]: readonly [number, number], t: number, height: number, slope: number) => {
      const distance = Math.hypot(px - x, py - y);
      const qx = x + t * (px - x), qy = y + t * (py - y);
      const dx = slope * (px - x) / distance, dy = slope * (py - y) / distance;
      return this.#vertex(qx, qy, height, dx, dy, qx - x, qy - y, profile);
    };
    const ring = (share: number) =>
      boundary.map((point) => {
        const distance = Math.hypot(point[0] - x, point[1] - y);
        if (lip) return put(point, share * (1 - lip / distance), crown, 0);
        const t = hole > 0 ? (hole + share * (distance - hole)) / distance : share;
        const slope = 2 * share * (rise - crown) / distance;
        return put(point, t, crown + (rise - crown) * share * share, slope);
      });
    let outer = ring(1);
    const weave = (inner: number[]) => {
      outer.forEach((a, k) => {
        const next = (k + 1) % outer.length;
        this.#triangle(a, outer[next]!, inner[next]!);
        this.#triangle(a, inner[next]!, inner[k]!);
      });
      outer = inner;
    };
    if (lip) {
      outer = boundary.map((point) => put(point, 1, rise, (rise - crown) / lip));
      weave(ring(1));
    }
    for (const share of hole > 0 ? [0.67, 0.33, 0] : lip ? [0.4] : [0.7, 0.45, 0.2]) {
      weave(ring(share));
    }
    if (hole > 0) return;
    const middle = this.#vertex(x, y, crown, 0, 0, 0, 0, profile);
    outer.forEach((a, k) => this.#triangle(a, outer[(k + 1) % outer.length]!, middle));
  }

  /** @param dx Slope of the rise along x, and `dy` along y. */
  #vertex(
    x: number,
    y: number,
    rise: number,
    dx: number,
    dy: number,
    u: number,
    v: number,
    profile: number,
  ): number {
    const base = this.#base(Math.fround(x), Math.fround(y), this.#surface);
    const sx = base.dx + dx, sy = base.dy + dy;
    const length = Math.sqrt(sx * sx + sy * sy + 1);
    this.#positions.push(x, y, base.z + rise);
    this.#normals.push(-sx / length, -sy / length, 1 / length);
    this.#places.push(u, v, profile);
    this.#rises.push(rise);
    return this.#rises.length - 1;
  }

  #triangle(a: number, b: number, c: number): void {
    const p = this.#positions;
    const area = (p[3 * b]! - p[3 * a]!) * (p[3 * c + 1]! - p[3 * a + 1]!) -
      (p[3 * b + 1]! - p[3 * a + 1]!) * (p[3 * c]! - p[3 * a]!);
    // Where a ribbon comes to a point, or a bend folds one.
    if (area > 1e-5) this.#triangles.push(a, b, c);
  }

  finish(): RoadMesh {
    const positions = Float32Array.from(this.#positions);
    const cells = new Map<string, number[]>();
    const grass = PROFILES.map(({ look }) => look === "grass");
    for (let t = 0; t < this.#triangles.length; t += 3) {
      const [a, b, c] = [this.#triangles[t]!, this.#triangles[t + 1]!, this.#triangles[t + 2]!];
      const x = (positions[3 * a]! + positions[3 * b]! + positions[3 * c]!) / 3;
      const y = (positions[3 * a + 1]! + positions[3 * b + 1]! + positions[3 * c + 1]!) / 3;
      const key = `${Math.floor(y / CHUNK)} ${Math.floor(x / CHUNK)}`;
      const cell = cells.get(key) ?? [];
      cell.push(a, b, c);
      cells.set(key, cell);
    }
    const indices: number[] = [];
    const chunks: RoadChunk[] = [];
    for (const cell of cells.values()) {
      chunks.push({ ...ballAround(positions, cell), first: indices.length, count: cell.length });
      // What is paved first: it hides the grass that runs on beneath it.
      const isGrass = (k: number) => grass[this.#places[3 * cell[k]! + 2]!] ? 1 : 0;
      const order = Array.from({ length: cell.length / 3 }, (_, k) => 3 * k)
        .sort((p, q) => isGrass(p) - isGrass(q) || p - q);
      for (const k of order) indices.push(cell[k]!, cell[k + 1]!, cell[k + 2]!);
    }
    return {
      positions,
      normals: Float32Array.from(this.#normals),
      places: Float32Array.from(this.#places),
      rises: Float32Array.from(this.#rises),
      indices: Uint32Array.from(indices),
      chunks,
    };
  }
}

function ballAround(positions: Float32Array, vertices: readonly number[]) {
  const low = [Infinity, Infinity, Infinity], high = [-Infinity, -Infinity, -Infinity];
  for (const vertex of vertices) {
    for (let axis = 0; axis < 3; axis++) {
      low[axis] = Math.min(low[axis]!, positions[3 * vertex + axis]!);
      high[axis] = Math.max(high[axis]!, positions[3 * vertex + axis]!);
    }
  }
  return {
    x: (low[0]! + high[0]!) / 2,
    y: (low[1]! + high[1]!) / 2,
    z: (low[2]! + high[2]!) / 2,
    radius: Math.hypot(high[0]! - low[0]!, high[1]! - low[1]!, high[2]! - low[2]!) / 2,
  };
}
