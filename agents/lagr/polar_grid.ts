/** Sizes of a {@link PolarGrid}. */
export interface PolarGridOptions {
  /** Cells around. */
  readonly sectors?: number;
  /** Depth of a ring where rings are of equal depth, metres. */
  readonly ringDepth?: number;
  /** Radius up to which they are, metres. */
  readonly linearTo?: number;
  /** Radius that the outermost ring holds, metres. */
  readonly range?: number;
}

/**
 * Cells of a hyperbolic polar map: equal angles around, rings of equal depth up to `r0` and ever deeper ones
 * beyond, as the rows of a camera's picture see the ground. A ring is a stretch of equal depth in
 *
 * `u = r` for `r < r0`, `u = 2 r0 - r0^2 / r` beyond,
 *
 * which is smooth at `r0` up to its first derivative and stays below `2 r0` for all distances (the map of
 * Hadsell et al. 2009; the formula is one that has its properties). Cells are numbered ring by ring:
 * `ring * sectors + sector`. Sector 0 begins at bearing 0, counter-clockwise.
 */
export class PolarGrid {
  /** Cells around. */
  readonly sectors: number;
  /** Cells from the middle out. */
  readonly rings: number;
  /** All cells. */
  readonly cells: number;
  /** Depth of a ring in `u`, metres. */
  readonly ringDepth: number;
  /** `r0`, metres. */
  readonly linearTo: number;
  /** Angle of a sector, radians. */
  readonly sectorAngle: number;
  /** Radius in the middle of each ring, metres. */
  readonly radius: Float64Array;
  /** Radii where the rings begin, and where the last ends, metres. */
  readonly edge: Float64Array;
  /** Cosine and sine of the middle of each sector. */
  readonly cos: Float64Array;
  readonly sin: Float64Array;

  /** @throws {RangeError} If a size is not above 0, or rings of `range` lie beyond all distances. */
  constructor(options: PolarGridOptions = {}) {
    const { sectors = 240, ringDepth = 0.5, linearTo = 15, range = 200 } = options;
    for (const [name, value] of Object.entries({ sectors, ringDepth, linearTo, range })) {
      if (value > 0 && value < Infinity) continue;
      throw new RangeError(`Cannot make a polar grid with ${name} ${value}: wanted more than 0`);
    }
    this.sectors = Math.round(sectors);
    this.ringDepth = ringDepth;
    this.linearTo = linearTo;
    this.sectorAngle = 2 * Math.PI / this.sectors;
    this.rings = Math.floor(this.depthOf(range) / ringDepth) + 1;
    if (this.rings * ringDepth >= 2 * linearTo) {
      throw new RangeError(
        `Cannot make rings of ${ringDepth} m up to ${range} m: the last would have no end; ` +
          "wanted a shorter range or shallower rings",
      );
    }
    this.cells = this.rings * this.sectors;
    const ringTo = (u: number) => this.radiusOf(u * ringDepth);
    this.radius = Float64Array.from({ length: this.rings }, (_, ring) => ringTo(ring + 0.5));
    this.edge = Float64Array.from({ length: this.rings + 1 }, (_, ring) => ringTo(ring));
    const middle = (sector: number) => (sector + 0.5) * this.sectorAngle;
    this.cos = Float64Array.from({ length: this.sectors }, (_, s) => Math.cos(middle(s)));
    this.sin = Float64Array.from({ length: this.sectors }, (_, s) => Math.sin(middle(s)));
  }

  /** Radius at which the map ends, metres. */
  get outer(): number {
    return this.edge[this.rings]!;
  }

  /** `u` of a radius. */
  depthOf(radius: number): number {
    const r0 = this.linearTo;
    return radius < r0 ? radius : 2 * r0 - r0 * r0 / radius;
  }

  /** Radius of a `u`; infinite from `2 r0` on. */
  radiusOf(u: number): number {
    const r0 = this.linearTo;
    if (u < r0) return u;
    return u < 2 * r0 ? r0 * r0 / (2 * r0 - u) : Infinity;
  }

  /** Place of a radius among the rings: `k + 0.5` is the middle of ring `k`. */
  ringPlace(radius: number): number {
    return this.depthOf(radius) / this.ringDepth;
  }

  /** Place of a bearing among the sectors, `0 <= place < sectors`. */
  sectorPlace(bearing: number): number {
    const turns = bearing / (2 * Math.PI);
    const place = (turns - Math.floor(turns)) * this.sectors;
    return place < this.sectors ? place : 0;
  }

  /** The cell that holds a point, `-1` beyond the map. */
  cellAt(x: number, y: number): number {
    const ring = Math.floor(this.ringPlace(Math.sqrt(x * x + y * y)));
    if (!(ring < this.rings)) return -1;
    return ring * this.sectors + Math.floor(this.sectorPlace(Math.atan2(y, x)));
  }

  /** Bearing of the middle of a sector, radians in `(0, 2 pi)`. */
  bearingOf(sector: number): number {
    return (sector + 0.5) * this.sectorAngle;
  }

  /**
   * The four cells around a point and their shares, which sum to 1; fewer at the inner and outer edge,
   * where the shares stay with the edge's ring.
   *
   * @returns Whether the point lies on the map.
   */
  spread(x: number, y: number, cells: Int32Array, shares: Float64Array): boolean {
    const place = this.ringPlace(Math.sqrt(x * x + y * y));
    if (!(place < this.rings)) return false;
    const ring = place - 0.5;
    const ring0 = Math.max(0, Math.floor(ring));
    const ring1 = Math.min(this.rings - 1, Math.floor(ring) + 1);
    const outward = ring - Math.floor(ring);
    const sector = this.sectorPlace(Math.atan2(y, x)) - 0.5;
    const floor = Math.floor(sector);
    const sector0 = floor < 0 ? this.sectors - 1 : floor;
    const sector1 = floor + 1 < this.sectors ? floor + 1 : 0;
    const leftward = sector - floor;
    cells[0] = ring0 * this.sectors + sector0;
    cells[1] = ring0 * this.sectors + sector1;
    cells[2] = ring1 * this.sectors + sector0;
    cells[3] = ring1 * this.sectors + sector1;
    shares[0] = (1 - outward) * (1 - leftward);
    shares[1] = (1 - outward) * leftward;
    shares[2] = outward * (1 - leftward);
    shares[3] = outward * leftward;
    return true;
  }
}
