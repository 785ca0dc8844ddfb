import { cellKey } from "../cell_key.ts";

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

/** Which footprints have their centres in a cell. */
interface Cell {
  readonly key: number;
  readonly members: number[];
}

/**
 * What moves, as rectangles on the ground: how actors and the ego vehicle see each other. Filled once
 * per tick, in a fixed order, so equal worlds find equal neighbours in equal order.
 */
export class Footprints {
  #data = new Float64Array(64 * NUMBERS);
  #count = 0;
  #largest = 0;
  readonly #cells = new Map<number, Cell>();
  /** The cells that are not empty; in the order of their keys once a wide search has asked for it. */
  readonly #occupied: Cell[] = [];
  #sorted = true;
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
    for (const { members } of this.#occupied) members.length = 0;
    this.#occupied.length = 0;
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
    const key = cellKey(Math.floor(footprint.x / CELL), Math.floor(footprint.y / CELL));
    let cell = this.#cells.get(key);
    if (!cell) this.#cells.set(key, cell = { key, members: [] });
    if (cell.members.length === 0) {
      this.#occupied.push(cell);
      this.#sorted = false;
    }
    cell.members.push(this.#count++);
  }

  /**
   * Calls `visit` with each footprint whose centre lies within `radius` metres of the point. The
   * object is the same at every call: copy what is to be kept.
   */
  eachNear(x: number, y: number, radius: number, visit: (found: Footprint) => void): void {
    const firstColumn = Math.floor((x - radius) / CELL), firstRow = Math.floor((y - radius) / CELL);
    const lastColumn = Math.floor((x + radius) / CELL), lastRow = Math.floor((y + radius) / CELL);
    if ((lastColumn - firstColumn + 1) * (lastRow - firstRow + 1) > this.#occupied.length) {
      // More cells than hold anything: those that do, in the order in which the grid is walked.
      if (!this.#sorted) this.#occupied.sort((a, b) => a.key - b.key);
      this.#sorted = true;
      for (const { members } of this.#occupied) this.#show(members, x, y, radius, visit);
      return;
    }
    for (let row = firstRow; row <= lastRow; row++) {
      for (let column = firstColumn; column <= lastColumn; column++) {
        const cell = this.#cells.get(cellKey(column, row));
        if (cell) this.#show(cell.members, x, y, radius, visit);
      }
    }
  }

  /** Half the longest side of any footprint: how far beyond a radius something may still reach. */
  get largest(): number {
    return this.#largest;
  }

  #show(
    members: readonly number[],
    x: number,
    y: number,
    radius: number,
    visit: (found: Footprint) => void,
  ): void {
    const shown = this.#shown;
    const data = this.#data;
    for (const index of members) {
      const at = index * NUMBERS;
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
