/** What the stereo pair saw in one frame, a ray for each column of the picture. */
export interface StereoRays {
  /** From the robot's x axis, counter-clockwise, radians. */
  readonly bearings: ArrayLike<number>;
  /** Metres from the robot's origin to the first obstacle, or to where nothing more can be told. */
  readonly distances: ArrayLike<number>;
  /** Not 0 where the ray ends at an obstacle. */
  readonly blocked: ArrayLike<number>;
  /** Metres from the robot's origin at which the picture begins: nearer ground is not seen. */
  readonly nearest: number;
}

/** A place and a heading in the odometry frame. */
export interface Planar {
  readonly x: number;
  readonly y: number;
  readonly yaw: number;
}

/** Metres of a cell, and cells of a side; a power of two, so that places wrap by a mask. */
const CELL = 0.2;
const SIDE = 128;
const MASK = SIDE - 1;

/** Evidence of a look: for an obstacle where a ray ends at one, against one where a ray passes. */
const HIT = 1;
const PASS = -0.34;
/** Evidence for an obstacle beyond which a cell bars the way, and the most that is held. */
const BARS = 0.9;
const MOST = 3;
/** Evidence below which a cell counts as seen and free, and the least that is held. */
const FREE = -0.6;
const LEAST = -1;
/** Of a bumper, which does not err. */
const TOUCHED = 30;
/** Seconds for which what is no longer in view is believed. */
const KEEP_SECONDS = 60;
const KEEP_TOUCHED = 300;

/**
 * Obstacles within some 12 m: a square grid around the robot, fixed to the odometry frame, that the fast
 * loop writes with every stereo frame. Moving it costs only what enters. Of each cell it can be asked how
 * far the nearest obstacle is.
 */
export class ShortRange {
  /** Metres from the robot within which it holds anything. */
  static readonly reach: number = SIDE / 2 * CELL - 1;
  readonly #evidence = new Float32Array(SIDE * SIDE);
  /** When a cell was last seen, seconds. */
  readonly #seen = new Float64Array(SIDE * SIDE);
  /** Frame in which a cell was last the end of a ray, so that no other ray of the frame passes it. */
  readonly #hitIn = new Int32Array(SIDE * SIDE);
  readonly #clearance = new Float32Array(SIDE * SIDE);
  readonly #squares = new Float64Array(SIDE * SIDE);
  readonly #envelope = new Envelope(SIDE);
  /** Cell of the lower corner, counted from the odometry frame's origin. */
  #cornerX = -SIDE / 2;
  #cornerY = -SIDE / 2;
  /** The lower corner when clearances were measured. */
  #measuredX = -SIDE / 2;
  #measuredY = -SIDE / 2;
  #frame = 0;
  #time = 0;

  reset(): void {
    this.#evidence.fill(0);
    this.#hitIn.fill(0);
    this.#clearance.fill(Infinity);
    this.#frame = this.#time = 0;
    this.#cornerX = this.#cornerY = -SIDE / 2;
  }

  /** Follows the robot; what enters the square is unknown. */
  follow(x: number, y: number): void {
    const toX = Math.floor(x / CELL) - SIDE / 2;
    const toY = Math.floor(y / CELL) - SIDE / 2;
    for (let column = toX; column < toX + SIDE; column++) {
      if (column >= this.#cornerX && column < this.#cornerX + SIDE) continue;
      for (let row = 0; row < SIDE; row++) this.#evidence[row * SIDE + (column & MASK)] = 0;
    }
    for (let row = toY; row < toY + SIDE; row++) {
      if (row >= this.#cornerY && row < this.#cornerY + SIDE) continue;
      this.#evidence.fill(0, (row & MASK) * SIDE, (row & MASK) * SIDE + SIDE);
    }
    [this.#cornerX, this.#cornerY] = [toX, toY];
  }

  /**
   * Takes in a frame of stereo.
   *
   * @param pose Of the robot when the pictures were taken.
   * @param time Seconds.
   */
  see(pose: Planar, rays: StereoRays, time: number): void {
    this.#frame++;
    this.#time = Math.max(this.#time, time);
    const { bearings, distances, blocked, nearest } = rays;
    for (let k = 0; k < bearings.length; k++) {
      if (!blocked[k]) continue;
      const direction = pose.yaw + bearings[k]!;
      const x = pose.x + distances[k]! * Math.cos(direction);
      const y = pose.y + distances[k]! * Math.sin(direction);
      this.#hit(x, y, HIT, MOST);
    }
    for (let k = 0; k < bearings.length; k++) {
      const direction = pose.yaw + bearings[k]!;
      const [cos, sin] = [Math.cos(direction), Math.sin(direction)];
      // A cell before the end, which may share its cell with the obstacle.
      const end = distances[k]! - (blocked[k] ? 1.5 * CELL : 0);
      for (let d = nearest; d < end; d += CELL) this.#pass(pose.x + d * cos, pose.y + d * sin);
    }
  }

  /** Remembers an obstacle that was run into. */
  touch(x: number, y: number, time: number): void {
    this.#frame++;
    this.#time = Math.max(this.#time, time);
    this.#hit(x, y, TOUCHED, TOUCHED);
  }

  /** Measures anew how far obstacles are; to be called when a frame has been taken in. */
  measure(time: number): void {
    this.#time = Math.max(this.#time, time);
    [this.#measuredX, this.#measuredY] = [this.#cornerX, this.#cornerY];
    for (let row = 0; row < SIDE; row++) {
      for (let column = 0; column < SIDE; column++) {
        const cell = this.#cellOf(this.#cornerX + column, this.#cornerY + row);
        this.#squares[row * SIDE + column] = this.#bars(cell) ? 0 : Infinity;
      }
    }
    this.#envelope.squareDistances(this.#squares);
    for (let i = 0; i < this.#squares.length; i++) {
      // From the edge of the obstacle's cell, not from its middle.
      this.#clearance[i] = Math.max(0, Math.sqrt(this.#squares[i]!) - 0.5) * CELL;
    }
  }

  /** Metres from a place to the nearest obstacle, as last measured; infinite outside the square. */
  clearance(x: number, y: number): number {
    const column = Math.floor(x / CELL) - this.#measuredX;
    const row = Math.floor(y / CELL) - this.#measuredY;
    if (column < 0 || row < 0 || column >= SIDE || row >= SIDE) return Infinity;
    return this.#clearance[row * SIDE + column]!;
  }

  /** Whether a place was seen of late, and nothing stood there. */
  isFree(x: number, y: number): boolean {
    const cell = this.#cellAt(x, y);
    return cell >= 0 && this.#evidence[cell]! < FREE &&
      this.#time - this.#seen[cell]! < KEEP_SECONDS;
  }

  /** Places of obstacles now, for whoever watches: `x, y` in turn. */
  obstacles(): Float32Array {
    const places: number[] = [];
    for (let row = this.#cornerY; row < this.#cornerY + SIDE; row++) {
      for (let column = this.#cornerX; column < this.#cornerX + SIDE; column++) {
        if (!this.#bars(this.#cellOf(column, row))) continue;
        places.push((column + 0.5) * CELL, (row + 0.5) * CELL);
      }
    }
    return Float32Array.from(places);
  }

  #bars(cell: number): boolean {
    const evidence = this.#evidence[cell]!;
    if (evidence < BARS) return false;
    const keep = evidence > MOST ? KEEP_TOUCHED : KEEP_SECONDS;
    return this.#time - this.#seen[cell]! < keep;
  }

  #cellOf(column: number, row: number): number {
    return (row & MASK) * SIDE + (column & MASK);
  }

  /** The cell of a place, or -1 outside the square. */
  #cellAt(x: number, y: number): number {
    const [column, row] = [Math.floor(x / CELL), Math.floor(y / CELL)];
    const inside = column >= this.#cornerX && column < this.#cornerX + SIDE &&
      row >= this.#cornerY && row < this.#cornerY + SIDE;
    return inside ? this.#cellOf(column, row) : -1;
  }

  #hit(x: number, y: number, weight: number, most: number): void {
    const cell = this.#cellAt(x, y);
    if (cell < 0) return;
    // Many columns end at one near obstacle: a frame is one witness.
    if (this.#hitIn[cell] !== this.#frame) {
      const held = Math.max(0, this.#evidence[cell]!);
      this.#evidence[cell] = held > most ? held : Math.min(most, held + weight);
      this.#hitIn[cell] = this.#frame;
    }
    this.#seen[cell] = this.#time;
  }

  #pass(x: number, y: number): void {
    const cell = this.#cellAt(x, y);
    if (cell < 0 || this.#hitIn[cell] === this.#frame) return;
    const held = this.#evidence[cell]!;
    if (held > MOST) return;
    this.#evidence[cell] = Math.max(LEAST, held + PASS);
    if (held + PASS < FREE) this.#seen[cell] = this.#time;
  }
}

/**
 * Squares of the distances to the nearest zero on a square grid, exact, in time linear in its cells: the lower
 * envelope of parabolas, along rows and then columns (Felzenszwalb and Huttenlocher 2012).
 */
class Envelope {
  readonly #side: number;
  readonly #line: Float64Array;
  readonly #result: Float64Array;
  readonly #vertex: Int32Array;
  readonly #from: Float64Array;

  constructor(side: number) {
    this.#side = side;
    this.#line = new Float64Array(side);
    this.#result = new Float64Array(side);
    this.#vertex = new Int32Array(side);
    this.#from = new Float64Array(side + 1);
  }

  /** In place: 0 where an obstacle is and `Infinity` elsewhere becomes the squares, in cells. */
  squareDistances(grid: Float64Array): void {
    const side = this.#side;
    for (let axis = 0; axis < 2; axis++) {
      const [stride, across] = axis === 0 ? [1, side] : [side, 1];
      for (let k = 0; k < side; k++) {
        for (let i = 0; i < side; i++) this.#line[i] = grid[k * across + i * stride]!;
        if (!this.#lower()) continue;
        for (let i = 0; i < side; i++) grid[k * across + i * stride] = this.#result[i]!;
      }
    }
  }

  /** The lower envelope of the line's parabolas; `false` where there is none. */
  #lower(): boolean {
    const [line, vertex, from] = [this.#line, this.#vertex, this.#from];
    let last = -1;
    for (let i = 0; i < this.#side; i++) {
      if (line[i] === Infinity) continue;
      let meet = -Infinity;
      while (last >= 0) {
        const v = vertex[last]!;
        meet = (line[i]! + i * i - line[v]! - v * v) / (2 * (i - v));
        if (meet > from[last]!) break;
        last--;
        meet = -Infinity;
      }
      vertex[++last] = i;
      from[last] = meet;
    }
    if (last < 0) return false;
    from[last + 1] = Infinity;
    for (let i = 0, k = 0; i < this.#side; i++) {
      while (from[k + 1]! < i) k++;
      const v = vertex[k]!;
      this.#result[i] = (i - v) * (i - v) + line[v]!;
    }
    return true;
  }
}
