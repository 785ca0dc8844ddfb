/** One footprint, as `eachNear` shows it: a rectangle on the ground that moves. */
export interface Footprint {
  entity: number;
  x: number;
  y: number;
  /** Height of the ground under it, metres. */
  z: number;
  yaw: number;
  /** Velocity over the ground, m/s. */
  vx: number;
  vy: number;
  halfLength: number;
  halfWidth: number;
  height: number;
}

const NUMBERS = 10;
const CELL = 16;

/**
 * What moves, as rectangles on the ground: how actors and the ego vehicle see each other. Filled once
 * per tick, in a fixed order, so equal worlds find equal neighbours in equal order.
 */
export class Footprints {
  #data = new Float64Array(64 * NUMBERS);
  #count = 0;
  #largest = 0;
  readonly #cells = new Map<number, number[]>();
  readonly #shown: Footprint = {
    entity: 0,
    x: 0,
    y: 0,
    z: 0,
    yaw: 0,
    vx: 0,
    vy: 0,
    halfLength: 0,
    halfWidth: 0,
    height: 0,
  };

  get count(): number {
    return this.#count;
  }

  /** Forgets all. */
  clear(): void {
    this.#count = 0;
    this.#largest = 0;
    for (const cell of this.#cells.values()) cell.length = 0;
  }

  add(footprint: Readonly<Footprint>): void {
    const at = this.#count * NUMBERS;
    if (at + NUMBERS > this.#data.length) {
      const grown = new Float64Array(2 * this.#data.length);
      grown.set(this.#data);
      this.#data = grown;
    }
    const data = this.#data;
    data[at] = footprint.entity;
    data[at + 1] = footprint.x;
    data[at + 2] = footprint.y;
    data[at + 3] = footprint.z;
    data[at + 4] = footprint.yaw;
    data[at + 5] = footprint.vx;
    data[at + 6] = footprint.vy;
    data[at + 7] = footprint.halfLength;
    data[at + 8] = footprint.halfWidth;
    data[at + 9] = footprint.height;
    this.#largest = Math.max(this.#largest, footprint.halfLength, footprint.halfWidth);
    const key = keyOf(Math.floor(footprint.x / CELL), Math.floor(footprint.y / CELL));
    const cell = this.#cells.get(key);
    if (cell) cell.push(this.#count);
    else this.#cells.set(key, [this.#count]);
    this.#count++;
  }

  /**
   * Calls `visit` with each footprint whose centre lies within `radius` metres of the point. The
   * object is the same at every call: copy what is to be kept.
   */
  eachNear(x: number, y: number, radius: number, visit: (found: Footprint) => void): void {
    const shown = this.#shown;
    const lastColumn = Math.floor((x + radius) / CELL);
    const lastRow = Math.floor((y + radius) / CELL);
    for (let row = Math.floor((y - radius) / CELL); row <= lastRow; row++) {
      for (let column = Math.floor((x - radius) / CELL); column <= lastColumn; column++) {
        const cell = this.#cells.get(keyOf(column, row));
        if (!cell) continue;
        for (const index of cell) {
          const at = index * NUMBERS;
          const data = this.#data;
          const dx = data[at + 1]! - x, dy = data[at + 2]! - y;
          if (dx * dx + dy * dy > radius * radius) continue;
          shown.entity = data[at]!;
          shown.x = data[at + 1]!;
          shown.y = data[at + 2]!;
          shown.z = data[at + 3]!;
          shown.yaw = data[at + 4]!;
          shown.vx = data[at + 5]!;
          shown.vy = data[at + 6]!;
          shown.halfLength = data[at + 7]!;
          shown.halfWidth = data[at + 8]!;
          shown.height = data[at + 9]!;
          visit(shown);
        }
      }
    }
  }

  /** Half the longest side of any footprint: how far beyond a radius something may still reach. */
  get largest(): number {
    return this.#largest;
  }
}

function keyOf(column: number, row: number): number {
  return (row + 0x8000) * 0x10000 + column + 0x8000;
}
