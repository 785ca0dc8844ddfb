import { PolarGrid } from "./polar_grid.ts";

/** Bins of a cell's histogram, in the order of `LAGR_CLASSES`. */
export const BINS = 5;

/** How a {@link PolarMap} forgets. */
export interface PolarMapOptions {
  /** Seconds after which evidence counts a share of `1 / e`. */
  readonly keepSeconds?: number;
  /** Metres of travel after which it does: odometry errs as it goes. */
  readonly keepMetres?: number;
  /** The most evidence that a cell holds, so that what was believed long can be believed no more. */
  readonly mostEvidence?: number;
  /** The robot may be so far from the map's middle before it is moved, metres. */
  readonly moveAfter?: number;
}

/** Within so many metres cells are wedges thinner than what lies beside them: they are moved in pieces. */
const THIN_WITHIN = 5;
const PIECES = 5;

/**
 * What the long-range eye has told about the ground around, on a {@link PolarGrid} in the axes of the
 * odometry frame: in each cell a histogram of evidence for the five classes, which fades with time and with
 * travel.
 *
 * The robot turns without the map turning. As it drives, the map's middle stays until the robot is
 * `moveAfter` away and is then moved to it: each cell's evidence goes to the cells around its new place, in
 * shares, so that nothing is lost but what leaves the map. Moving seldom keeps it sharp.
 */
export class PolarMap {
  /** Its cells. */
  readonly grid: PolarGrid;
  /** Middle of the map in the odometry frame, metres. */
  x = 0;
  y = 0;
  readonly #options: Required<PolarMapOptions>;
  #evidence: Float32Array;
  #spare: Float32Array;
  /** What evidence is multiplied by when read: the fading of all cells in one number. */
  #gain = 1;
  readonly #cells = new Int32Array(4);
  readonly #shares = new Float64Array(4);

  constructor(grid: PolarGrid = new PolarGrid(), options: PolarMapOptions = {}) {
    this.grid = grid;
    this.#options = {
      keepSeconds: 240,
      keepMetres: 400,
      mostEvidence: 12,
      moveAfter: 4,
      ...options,
    };
    this.#evidence = new Float32Array(grid.cells * BINS);
    this.#spare = new Float32Array(grid.cells * BINS);
  }

  /** Forgets everything; the middle is at a place of the odometry frame. */
  reset(x = 0, y = 0): void {
    [this.x, this.y] = [x, y];
    this.#evidence.fill(0);
    this.#gain = 1;
  }

  /** Evidence for a class in a cell. */
  evidence(cell: number, bin: number): number {
    return this.#evidence[cell * BINS + bin]! * this.#gain;
  }

  /** Evidence for all classes in all cells together. */
  total(): number {
    let sum = 0;
    for (const value of this.#evidence) sum += value;
    return sum * this.#gain;
  }

  /** Histograms of all cells, five numbers each, to be multiplied by the second value; not to be kept. */
  histograms(): readonly [histograms: Float32Array, gain: number] {
    return [this.#evidence, this.#gain];
  }

  /**
   * Adds evidence at a point of the odometry frame.
   *
   * @param probabilities Five numbers from `at` on.
   * @param weight What a certain look counts.
   */
  add(x: number, y: number, probabilities: ArrayLike<number>, at: number, weight: number): void {
    const { grid } = this;
    if (!grid.spread(x - this.x, y - this.y, this.#cells, this.#shares)) return;
    for (let k = 0; k < 4; k++) {
      this.#addTo(this.#cells[k]!, probabilities, at, weight * this.#shares[k]!);
    }
  }

  /**
   * Adds evidence for a stretch of ground along a line of sight: `weight` in every ring that it crosses,
   * part of it where a ring is crossed in part.
   *
   * @param fromX,fromY Where the eye stood.
   * @param bearing In the odometry frame, radians.
   * @param near,far Ends of the stretch, metres from the eye.
   */
  addStretch(
    [fromX, fromY]: readonly [number, number],
    bearing: number,
    [near, far]: readonly [number, number],
    probabilities: ArrayLike<number>,
    at: number,
    weight: number,
  ): void {
    const { grid } = this;
    const [cos, sin] = [Math.cos(bearing), Math.sin(bearing)];
    // Places among the rings as seen from the eye: it stands within a ring's depth of the middle.
    const [first, last] = [grid.ringPlace(near), grid.ringPlace(Math.min(far, grid.outer))];
    for (let place = first; place < last; place = Math.floor(place) + 1) {
      const end = Math.min(last, Math.floor(place) + 1);
      const distance = grid.radiusOf((place + end) / 2 * grid.ringDepth);
      const [x, y] = [fromX + distance * cos, fromY + distance * sin];
      this.add(x, y, probabilities, at, weight * (end - place));
    }
  }

  #addTo(cell: number, probabilities: ArrayLike<number>, at: number, weight: number): void {
    const [evidence, base] = [this.#evidence, cell * BINS];
    let sum = 0;
    for (let c = 0; c < BINS; c++) {
      evidence[base + c]! += weight / this.#gain * probabilities[at + c]!;
      sum += evidence[base + c]!;
    }
    const most = this.#options.mostEvidence / this.#gain;
    if (sum <= most) return;
    for (let c = 0; c < BINS; c++) evidence[base + c]! *= most / sum;
  }

  /** Lets time pass. */
  age(seconds: number): void {
    this.#fade(Math.exp(-seconds / this.#options.keepSeconds));
  }

  /** Follows the robot to a place of the odometry frame; whether the map was moved for it. */
  follow(x: number, y: number): boolean {
    if (Math.hypot(x - this.x, y - this.y) < this.#options.moveAfter) return false;
    // To whole metres, so that places of the plan keep their cells.
    this.moveTo(Math.round(x), Math.round(y));
    return true;
  }

  /** Moves the middle of the map, with what lies around staying where it is in the odometry frame. */
  moveTo(x: number, y: number): void {
    const { grid } = this;
    const [dx, dy] = [this.x - x, this.y - y];
    const [from, to] = [this.#evidence, this.#spare];
    to.fill(0);
    for (let ring = 0; ring < grid.rings; ring++) {
      const thin = grid.radius[ring]! < THIN_WITHIN;
      const pieces = thin ? PIECES : 1;
      for (let sector = 0; sector < grid.sectors; sector++) {
        const base = (ring * grid.sectors + sector) * BINS;
        let any = 0;
        for (let c = 0; c < BINS; c++) any += from[base + c]!;
        if (any === 0) continue;
        for (let piece = 0; piece < pieces; piece++) {
          const radius = thin
            ? grid.radiusOf((ring + (piece + 0.5) / pieces) * grid.ringDepth)
            : grid.radius[ring]!;
          const [px, py] = [dx + radius * grid.cos[sector]!, dy + radius * grid.sin[sector]!];
          this.#deposit(from, base, to, px, py, 1 / pieces);
        }
      }
    }
    [this.#evidence, this.#spare] = [to, from];
    [this.x, this.y] = [x, y];
    this.#fade(Math.exp(-Math.hypot(dx, dy) / this.#options.keepMetres));
  }

  #deposit(
    from: Float32Array,
    base: number,
    to: Float32Array,
    x: number,
    y: number,
    share: number,
  ): void {
    const [cells, shares] = [this.#cells, this.#shares];
    if (!this.grid.spread(x, y, cells, shares)) return;
    for (let k = 0; k < 4; k++) {
      const at = cells[k]! * BINS;
      const part = share * shares[k]!;
      for (let c = 0; c < BINS; c++) to[at + c]! += part * from[base + c]!;
    }
  }

  #fade(factor: number): void {
    this.#gain *= factor;
    // Before stored numbers grow out of f32.
    if (this.#gain > 1e-6) return;
    const gain = this.#gain;
    for (let i = 0; i < this.#evidence.length; i++) this.#evidence[i]! *= gain;
    this.#gain = 1;
  }
}
