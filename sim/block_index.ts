import { type Block, gapTo } from "./block.ts";
import { cellKey } from "./cell_key.ts";

const CELL = 16;

/** A grid over the world that finds blocks by place, long ones wherever they reach. */
export class BlockIndex {
  readonly #cells = new Map<number, Block[]>();

  constructor(blocks: readonly Block[] = []) {
    for (const block of blocks) this.add(block);
  }

  add(block: Block): void {
    const reach = Math.hypot(block.halfLength, block.halfWidth);
    eachCell(block.x, block.y, reach, (key) => {
      const cell = this.#cells.get(key);
      if (cell) cell.push(block);
      else this.#cells.set(key, [block]);
    });
  }

  /** Blocks whose outline comes within `radius` metres of the point, in a fixed order. */
  near(x: number, y: number, radius: number): Block[] {
    const found: Block[] = [];
    if (this.#cells.size === 0) return found;
    eachCell(x, y, radius, (key) => {
      for (const block of this.#cells.get(key) ?? []) {
        if (gapTo(block, x, y) <= radius && !found.includes(block)) found.push(block);
      }
    });
    return found;
  }
}

function eachCell(x: number, y: number, radius: number, visit: (key: number) => void): void {
  const lastColumn = Math.floor((x + radius) / CELL);
  const lastRow = Math.floor((y + radius) / CELL);
  for (let row = Math.floor((y - radius) / CELL); row <= lastRow; row++) {
    for (let column = Math.floor((x - radius) / CELL); column <= lastColumn; column++) {
      visit(cellKey(column, row));
    }
  }
}
