/** Side of a cell, metres, and cells of a side; a power of two, so that places wrap by a mask. */
const CELL = 1;
const SIDE = 512;
const MASK = SIDE - 1;
/** A ray counts for ground up to so far before its end, metres, and is followed by such steps. */
const BEFORE_END = 0.7;
const STEP = 0.7;

/**
 * Ground that stereo has seen to be free, within some 250 m: what was seen from close
 * by outweighs for good what is guessed from afar.
 */
export class SeenGround {
  readonly #seen = new Uint8Array(SIDE * SIDE);
  #cornerX = -SIDE / 2;
  #cornerY = -SIDE / 2;

  reset(): void {
    this.#seen.fill(0);
    [this.#cornerX, this.#cornerY] = [-SIDE / 2, -SIDE / 2];
  }

  /** Follows the robot; what enters is unknown. */
  follow(x: number, y: number): void {
    const toX = Math.floor(x / CELL) - SIDE / 2;
    const toY = Math.floor(y / CELL) - SIDE / 2;
    if (toX === this.#cornerX && toY === this.#cornerY) return;
    for (let column = toX; column < toX + SIDE; column++) {
      if (column >= this.#cornerX && column < this.#cornerX + SIDE) continue;
      for (let row = 0; row < SIDE; row++) this.#seen[row * SIDE + (column & MASK)] = 0;
    }
    for (let row = toY; row < toY + SIDE; row++) {
      if (row >= this.#cornerY && row < this.#cornerY + SIDE) continue;
      this.#seen.fill(0, (row & MASK) * SIDE, (row & MASK) * SIDE + SIDE);
    }
    [this.#cornerX, this.#cornerY] = [toX, toY];
  }

  /** Notes a free line of sight from a place, between two distances. */
  addRay(x: number, y: number, bearing: number, near: number, far: number): void {
    const [cos, sin] = [Math.cos(bearing), Math.sin(bearing)];
    for (let d = near; d < far - BEFORE_END; d += STEP) this.#note(x + d * cos, y + d * sin);
  }

  /** Whether a place was seen to be free. */
  has(x: number, y: number): boolean {
    const cell = this.#cellAt(x, y);
    return cell >= 0 && this.#seen[cell] === 1;
  }

  #note(x: number, y: number): void {
    const cell = this.#cellAt(x, y);
    if (cell >= 0) this.#seen[cell] = 1;
  }

  #cellAt(x: number, y: number): number {
    const [column, row] = [Math.floor(x / CELL), Math.floor(y / CELL)];
    const inside = column >= this.#cornerX && column < this.#cornerX + SIDE &&
      row >= this.#cornerY && row < this.#cornerY + SIDE;
    return inside ? (row & MASK) * SIDE + (column & MASK) : -1;
  }
}
