import { type Prop } from "./prop.ts";

const CELL = 8;

/** A grid over the world that finds props by place. */
export class PropIndex {
  readonly #cells = new Map<number, Prop[]>();

  constructor(props: readonly Prop[] = []) {
    for (const prop of props) this.add(prop);
  }

  add(prop: Prop): void {
    const key = keyOf(Math.floor(prop.x / CELL), Math.floor(prop.y / CELL));
    const cell = this.#cells.get(key);
    if (cell) cell.push(prop);
    else this.#cells.set(key, [prop]);
  }

  /** Calls `visit` with each prop whose centre lies within `radius` metres of the point. */
  eachNear(x: number, y: number, radius: number, visit: (prop: Prop) => void): void {
    const lastColumn = Math.floor((x + radius) / CELL);
    const lastRow = Math.floor((y + radius) / CELL);
    for (let row = Math.floor((y - radius) / CELL); row <= lastRow; row++) {
      for (let column = Math.floor((x - radius) / CELL); column <= lastColumn; column++) {
        const cell = this.#cells.get(keyOf(column, row));
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
  near(x: number, y: number, radius: number): Prop[] {
    const found: Prop[] = [];
    this.eachNear(x, y, radius, (prop) => found.push(prop));
    return found;
  }
}

function keyOf(column: number, row: number): number {
  return (row + 0x8000) * 0x10000 + column + 0x8000;
}
