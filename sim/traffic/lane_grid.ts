import { type LaneTables } from "./lane_tables.ts";

const CELL = 8;

/** Finds the lanes near a point, and on each its nearest sample. */
export class LaneGrid {
  readonly #tables: LaneTables;
  /** Lane and sample in turn. */
  readonly #cells = new Map<number, number[]>();
  readonly #stamp: Int32Array;
  readonly #best: Int32Array;
  readonly #least: Float64Array;
  readonly #found: number[] = [];
  #query = 0;

  constructor(tables: LaneTables) {
    this.#tables = tables;
    this.#stamp = new Int32Array(tables.count);
    this.#best = new Int32Array(tables.count);
    this.#least = new Float64Array(tables.count);
    for (let lane = 0; lane < tables.count; lane++) {
      for (let k = tables.first[lane]!; k < tables.first[lane + 1]!; k++) {
        const key = keyOf(Math.floor(tables.x[k]! / CELL), Math.floor(tables.y[k]! / CELL));
        const cell = this.#cells.get(key);
        if (cell) cell.push(lane, k);
        else this.#cells.set(key, [lane, k]);
      }
    }
  }

  /** Calls `visit` for each lane that comes within `reach` metres of a point, with its nearest sample. */
  eachNear(
    x: number,
    y: number,
    reach: number,
    visit: (lane: number, sample: number) => void,
  ): void {
    const tables = this.#tables, found = this.#found;
    const query = ++this.#query;
    found.length = 0;
    const lastColumn = Math.floor((x + reach) / CELL), lastRow = Math.floor((y + reach) / CELL);
    for (let row = Math.floor((y - reach) / CELL); row <= lastRow; row++) {
      for (let column = Math.floor((x - reach) / CELL); column <= lastColumn; column++) {
        const cell = this.#cells.get(keyOf(column, row));
        if (!cell) continue;
        for (let i = 0; i < cell.length; i += 2) {
          const lane = cell[i]!, k = cell[i + 1]!;
          const dx = tables.x[k]! - x, dy = tables.y[k]! - y;
          const squared = dx * dx + dy * dy;
          if (squared > reach * reach) continue;
          if (this.#stamp[lane] !== query) {
            this.#stamp[lane] = query;
            found.push(lane);
          } else if (squared >= this.#least[lane]!) continue;
          this.#least[lane] = squared;
          this.#best[lane] = k;
        }
      }
    }
    for (const lane of found) visit(lane, this.#best[lane]!);
  }
}

function keyOf(column: number, row: number): number {
  return (row + 0x8000) * 0x10000 + column + 0x8000;
}
