import { cellKey } from "../cell_key.ts";
import { type Prop } from "./prop.ts";

const CELL = 8;

/** A grid over the world that finds props, or whatever else stands, by place. */
export class PropIndex<T extends { readonly x: number; readonly y: number } = Prop> {
  readonly #cells = new Map<number, T[]>();

  constructor(props: readonly T[] = []) {
    for (const prop of props) this.add(prop);
  }

  add(prop: T): void {
    const key = cellKey(Math.floor(prop.x / CELL), Math.floor(prop.y / CELL));
    const cell = this.#cells.get(key);
    if (cell) cell.push(prop);
    else this.#cells.set(key, [prop]);
  }

  /** Calls `visit` with each prop whose centre lies within `radius` metres of the point. */
  eachNear(x: number, y: number, radius: number, visit: (prop: T) => void): void {
    const lastColumn = Math.floor((x + radius) / CELL);
    const lastRow = Math.floor((y + radius) / CELL);
    for (let row = Math.floor((y - radius) / CELL); row <= lastRow; row++) {
      for (let column = Math.floor((x - radius) / CELL); column <= lastColumn; column++) {
        const cell = this.#cells.get(cellKey(column, row));
        if (!cell) continue;
        for (const prop of cell) {
          const dx = prop.x - x;
          const dy = prop.y - y;
          if (dx * dx + dy * dy <= radius * radius) visit(prop);
        }
      }
    }
  }

  /** Props whose centres lie within `radius` metres of the point, in a fixed order. */
  near(x: number, y: number, radius: number): T[] {
    const found: T[] = [];
    this.eachNear(x, y, radius, (prop) => found.push(prop));
    return found;
  }
}
