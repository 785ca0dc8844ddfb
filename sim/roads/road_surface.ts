import { type Surface } from "../terrain/terrain.ts";
import { markingAt, PROFILES } from "./profiles.ts";
import { type RoadMesh } from "./road_mesh.ts";

const CELL = 4;
/** A point this far outside of a triangle, in barycentric weight, still counts as on it. */
const SLACK = 2e-5;
/** Numbers of a triangle: two weights as `a x + b y + c`. */
const NUMBERS = 6;

/** Finds which triangle of the roads lies over a point of the plane, and what is there. */
export class RoadSurface {
  readonly #mesh: RoadMesh;
  readonly #cells: Int32Array;
  readonly #weights: Float64Array;
  readonly #columns: number;
  readonly #low: number;
  /** Triangles by cell, one list after the other; what is paved comes before grass. */
  readonly #lists: Int32Array;
  /** Whether a profile is grass, by its index. */
  readonly #grass = PROFILES.map(({ look }) => look === "grass");

  /** @param size Side of the square around the origin that roads lie in, metres. */
  constructor(mesh: RoadMesh, size: number) {
    this.#mesh = mesh;
    this.#columns = Math.ceil(size / CELL) + 8;
    this.#low = -this.#columns * CELL / 2;
    const { positions, indices, places } = mesh;
    const triangles = indices.length / 3;
    this.#weights = new Float64Array(triangles * NUMBERS);
    const lists: number[][] = Array.from({ length: this.#columns ** 2 }, () => []);
    const rank = (triangle: number) => {
      const profile = places[3 * indices[3 * triangle]! + 2]!;
      if (this.#grass[profile]) return 2;
      // A kerb around an island lies over the asphalt of its junction.
      return PROFILES[profile]!.name === "asphalt" ? 1 : 0;
    };
    const order = Array.from({ length: triangles }, (_, k) => k)
      .sort((a, b) => rank(a) - rank(b) || a - b);
    for (const triangle of order) {
      const corner = (k: number) => indices[3 * triangle + k]!;
      const [x0, y0] = [positions[3 * corner(0)]!, positions[3 * corner(0) + 1]!];
      const [x1, y1] = [positions[3 * corner(1)]!, positions[3 * corner(1) + 1]!];
      const [x2, y2] = [positions[3 * corner(2)]!, positions[3 * corner(2) + 1]!];
      const area = (x1 - x0) * (y2 - y0) - (y1 - y0) * (x2 - x0);
      const at = triangle * NUMBERS;
      // Weight of corner 1: area of (p, 2, 0) over the whole; of corner 2: area of (p, 0, 1).
      this.#weights[at] = (y2 - y0) / area;
      this.#weights[at + 1] = -(x2 - x0) / area;
      this.#weights[at + 2] = (-(y2 - y0) * x0 + (x2 - x0) * y0) / area;
      this.#weights[at + 3] = -(y1 - y0) / area;
      this.#weights[at + 4] = (x1 - x0) / area;
      this.#weights[at + 5] = ((y1 - y0) * x0 - (x1 - x0) * y0) / area;
      const first = (a: number) => Math.max(0, Math.floor((a - 1e-3 - this.#low) / CELL));
      const last = (a: number) =>
        Math.min(this.#columns - 1, Math.floor((a + 1e-3 - this.#low) / CELL));
      for (let row = first(Math.min(y0, y1, y2)); row <= last(Math.max(y0, y1, y2)); row++) {
        for (let col = first(Math.min(x0, x1, x2)); col <= last(Math.max(x0, x1, x2)); col++) {
          lists[row * this.#columns + col]!.push(triangle);
        }
      }
    }
    this.#cells = new Int32Array(lists.length + 1);
    lists.forEach((list, k) => this.#cells[k + 1] = this.#cells[k]! + list.length);
    this.#lists = Int32Array.from(lists.flat());
  }

  /** The triangle over a point; -1 where there is no road. */
  locate(x: number, y: number): number {
    const column = Math.floor((x - this.#low) / CELL);
    const row = Math.floor((y - this.#low) / CELL);
    if (!(column >= 0 && row >= 0 && column < this.#columns && row < this.#columns)) return -1;
    const cell = row * this.#columns + column;
    const weights = this.#weights;
    for (let k = this.#cells[cell]!; k < this.#cells[cell + 1]!; k++) {
      const triangle = this.#lists[k]!;
      const at = triangle * NUMBERS;
      const b = weights[at]! * x + weights[at + 1]! * y + weights[at + 2]!;
      if (b < -SLACK || b > 1 + SLACK) continue;
      const c = weights[at + 3]! * x + weights[at + 4]! * y + weights[at + 5]!;
      if (c >= -SLACK && b + c <= 1 + SLACK) return triangle;
    }
    return -1;
  }

  /**
   * Metres from the point to the nearest piece of road that is not grass; 0 on one, `most` where there is
   * none within that distance.
   */
  distance(x: number, y: number, most: number): number {
    const column = Math.floor((x - this.#low) / CELL);
    const row = Math.floor((y - this.#low) / CELL);
    let best = most;
    // Rings of cells around the point's own: those of ring k lie at least (k - 1) cells away.
    for (let ring = 0; (ring - 1) * CELL < best; ring++) {
      for (let r = row - ring; r <= row + ring; r++) {
        if (r < 0 || r >= this.#columns) continue;
        const step = r === row - ring || r === row + ring || ring === 0 ? 1 : 2 * ring;
        for (let c = column - ring; c <= column + ring; c += step) {
          if (c < 0 || c >= this.#columns) continue;
          best = Math.min(best, this.#distanceInCell(r * this.#columns + c, x, y));
          if (best === 0) return 0;
        }
      }
    }
    return best;
  }

  #distanceInCell(cell: number, x: number, y: number): number {
    const { positions, indices } = this.#mesh;
    let best = Infinity;
    for (let k = this.#cells[cell]!; k < this.#cells[cell + 1]!; k++) {
      const triangle = this.#lists[k]!;
      if (this.#grass[this.profileOf(triangle)]) break;
      const at = triangle * NUMBERS;
      const b = this.#weights[at]! * x + this.#weights[at + 1]! * y + this.#weights[at + 2]!;
      const c = this.#weights[at + 3]! * x + this.#weights[at + 4]! * y + this.#weights[at + 5]!;
      if (b >= 0 && c >= 0 && b + c <= 1) return 0;
      for (let side = 0; side < 3; side++) {
        const p = 3 * indices[3 * triangle + side]!;
        const q = 3 * indices[3 * triangle + (side + 1) % 3]!;
        const ex = positions[q]! - positions[p]!, ey = positions[q + 1]! - positions[p + 1]!;
        const dx = x - positions[p]!, dy = y - positions[p + 1]!;
        const t = Math.max(0, Math.min(1, (dx * ex + dy * ey) / (ex * ex + ey * ey)));
        best = Math.min(best, Math.hypot(dx - t * ex, dy - t * ey));
      }
    }
    return best;
  }

  /** Index of the profile of a triangle. */
  profileOf(triangle: number): number {
    return this.#mesh.places[3 * this.#mesh.indices[3 * triangle]! + 2]!;
  }

  /** Whether a triangle is mown grass beside a road. */
  isGrass(triangle: number): boolean {
    return this.#grass[this.profileOf(triangle)]!;
  }

  /** Writes how far the road lies above the base at a point of a triangle, and its slopes. */
  rise(triangle: number, x: number, y: number, out: Surface): Surface {
    const { indices, rises } = this.#mesh;
    const r0 = rises[indices[3 * triangle]!]!;
    const r1 = rises[indices[3 * triangle + 1]!]! - r0;
    const r2 = rises[indices[3 * triangle + 2]!]! - r0;
    const weights = this.#weights;
    const at = triangle * NUMBERS;
    out.dx = r1 * weights[at]! + r2 * weights[at + 3]!;
    out.dy = r1 * weights[at + 1]! + r2 * weights[at + 4]!;
    out.z = r0 + out.dx * x + out.dy * y + r1 * weights[at + 2]! + r2 * weights[at + 5]!;
    return out;
  }

  /** `[u, v]` of a point of a triangle, in the frame of its profile. */
  place(triangle: number, x: number, y: number): readonly [u: number, v: number] {
    const { indices, places } = this.#mesh;
    const weights = this.#weights;
    const at = triangle * NUMBERS;
    const b = weights[at]! * x + weights[at + 1]! * y + weights[at + 2]!;
    const c = weights[at + 3]! * x + weights[at + 4]! * y + weights[at + 5]!;
    const mean = (axis: number) =>
      places[3 * indices[3 * triangle]! + axis]! * (1 - b - c) +
      places[3 * indices[3 * triangle + 1]! + axis]! * b +
      places[3 * indices[3 * triangle + 2]! + axis]! * c;
    return [mean(0), mean(1)];
  }

  /** Label id of the road at a point; -1 where there is none. */
  labelAt(x: number, y: number): number {
    const triangle = this.locate(x, y);
    if (triangle < 0) return -1;
    const [u, v] = this.place(triangle, x, y);
    return markingAt(this.profileOf(triangle), u, v);
  }
}
