import type { PolarGrid } from "./polar_grid.ts";

/** Children of a node of the heap: flatter than two, as fewer cells are then touched on the way down. */
const ARITY = 4;

/**
 * Cost of the cheapest way from every cell of a polar grid to a goal: the solution of
 * `|grad T| = f`, with `f` the cost of a metre in each cell, by fast marching (Sethian 1996) in polar
 * coordinates, `(dT/dr)^2 + (dT/(r dtheta))^2 = f^2`. Ways may take any direction, not only those from a cell to
 * its neighbours, so that distances have no grain.
 */
export class CostToGo {
  /** `T`, in cost-metres; infinite where no way leads, or none was looked for. */
  readonly values: Float64Array;
  readonly #grid: PolarGrid;
  /** 0 untouched, 1 in the heap, 2 settled. */
  readonly #state: Uint8Array;
  readonly #heap: Int32Array;
  readonly #place: Int32Array;
  #length = 0;

  constructor(grid: PolarGrid) {
    this.#grid = grid;
    this.values = new Float64Array(grid.cells);
    this.#state = new Uint8Array(grid.cells);
    this.#heap = new Int32Array(grid.cells);
    this.#place = new Int32Array(grid.cells);
  }

  /**
   * Marches from the goal until every cell within `needed` metres of the middle is settled, or all that can
   * be reached.
   *
   * @param rates Cost of a metre in each cell, above 0; infinite where nothing may drive.
   * @param goalX,goalY From the middle of the map; beyond the map, ways are taken to run straight from its edge.
   * @param beyond Cost of a metre beyond the map.
   */
  solve(
    rates: Float32Array,
    goalX: number,
    goalY: number,
    { needed = Infinity, beyond = 1.2 }: { needed?: number; beyond?: number } = {},
  ): void {
    const { sectors, rings, radius } = this.#grid;
    this.values.fill(Infinity);
    this.#state.fill(0);
    this.#length = 0;
    this.#seed(rates, goalX, goalY, beyond);
    let left = 0;
    for (let ring = 0; ring < rings && radius[ring]! <= needed; ring++) left += sectors;
    const neededCells = left;
    while (this.#length > 0 && left > 0) {
      const cell = this.#pop();
      this.#state[cell] = 2;
      if (cell < neededCells) left--;
      const [ring, sector] = [Math.floor(cell / sectors), cell % sectors];
      if (ring > 0) this.#update(cell - sectors, rates);
      if (ring + 1 < rings) this.#update(cell + sectors, rates);
      this.#update(sector > 0 ? cell - 1 : cell + sectors - 1, rates);
      this.#update(sector + 1 < sectors ? cell + 1 : cell - sectors + 1, rates);
    }
  }

  /** `T` at a place given from the middle of the map, between the cells around it. */
  at(x: number, y: number, cells: Int32Array, shares: Float64Array): number {
    if (!this.#grid.spread(x, y, cells, shares)) return Infinity;
    let [sum, known] = [0, 0];
    for (let k = 0; k < 4; k++) {
      const value = this.values[cells[k]!]!;
      if (value === Infinity) continue;
      sum += shares[k]! * value;
      known += shares[k]!;
    }
    return known > 0.25 ? sum / known : Infinity;
  }

  #seed(rates: Float32Array, goalX: number, goalY: number, beyond: number): void {
    const grid = this.#grid;
    const { sectors, rings } = grid;
    const goal = grid.cellAt(goalX, goalY);
    const seed = (cell: number, rate: number) => {
      const [ring, sector] = [Math.floor(cell / sectors), cell % sectors];
      const x = grid.radius[ring]! * grid.cos[sector]!;
      const y = grid.radius[ring]! * grid.sin[sector]!;
      this.#offer(cell, rate * Math.hypot(x - goalX, y - goalY));
    };
    if (goal < 0) {
      for (let cell = (rings - 1) * sectors; cell < grid.cells; cell++) {
        if (rates[cell]! < Infinity) seed(cell, beyond);
      }
      return;
    }
    // The goal's own cell, whatever stands there: a goal is reached when the robot is near it.
    seed(goal, Math.min(rates[goal]!, 10));
    const ring = Math.floor(goal / sectors);
    const sector = goal % sectors;
    const around = [
      ring * sectors + (sector + 1) % sectors,
      ring * sectors + (sector + sectors - 1) % sectors,
      ...ring > 0 ? [goal - sectors] : [],
      ...ring + 1 < rings ? [goal + sectors] : [],
    ];
    for (const cell of around) if (rates[cell]! < Infinity) seed(cell, rates[cell]!);
  }

  #update(cell: number, rates: Float32Array): void {
    if (this.#state[cell] === 2) return;
    const rate = rates[cell]!;
    if (rate === Infinity) return;
    const { sectors, rings, radius, sectorAngle } = this.#grid;
    const [ring, sector] = [Math.floor(cell / sectors), cell % sectors];
    const values = this.values;
    // The lower neighbour along each axis, and how far off it is.
    const inner = ring > 0 ? values[cell - sectors]! : Infinity;
    const outer = ring + 1 < rings ? values[cell + sectors]! : Infinity;
    const a = Math.min(inner, outer);
    const r = radius[ring]!;
    const ha = inner <= outer ? r - (ring > 0 ? radius[ring - 1]! : 0) : radius[ring + 1]! - r;
    const right = values[sector > 0 ? cell - 1 : cell + sectors - 1]!;
    const left = values[sector + 1 < sectors ? cell + 1 : cell - sectors + 1]!;
    const b = Math.min(right, left);
    const hb = r * sectorAngle;
    this.#offer(cell, quadratic(a, ha, b, hb, rate));
  }

  /** Lowers a cell's value, and puts it into the heap where it belongs. */
  #offer(cell: number, value: number): void {
    if (!(value < this.values[cell]!)) return;
    this.values[cell] = value;
    let place = this.#place[cell]!;
    if (this.#state[cell] === 0) {
      place = this.#length++;
      this.#state[cell] = 1;
    }
    while (place > 0) {
      const parent = (place - 1) / ARITY | 0;
      const above = this.#heap[parent]!;
      if (this.values[above]! <= value) break;
      this.#heap[place] = above;
      this.#place[above] = place;
      place = parent;
    }
    this.#heap[place] = cell;
    this.#place[cell] = place;
  }

  #pop(): number {
    const [heap, values] = [this.#heap, this.values];
    const top = heap[0]!;
    const moved = heap[--this.#length]!;
    const value = values[moved]!;
    let place = 0;
    while (true) {
      const first = ARITY * place + 1;
      if (first >= this.#length) break;
      let least = first;
      const end = Math.min(first + ARITY, this.#length);
      for (let k = first + 1; k < end; k++) {
        if (values[heap[k]!]! < values[heap[least]!]!) least = k;
      }
      const below = heap[least]!;
      if (values[below]! >= value) break;
      heap[place] = below;
      this.#place[below] = place;
      place = least;
    }
    heap[place] = moved;
    this.#place[moved] = place;
    return top;
  }
}

/**
 * `T` with `((T - a) / ha)^2 + ((T - b) / hb)^2 = f^2` that is not below `a` and `b`; from the one neighbour
 * alone where there is none.
 */
function quadratic(a: number, ha: number, b: number, hb: number, f: number): number {
  const alone = Math.min(a + ha * f, b + hb * f);
  if (a === Infinity || b === Infinity) return alone;
  const [wa, wb] = [1 / (ha * ha), 1 / (hb * hb)];
  const middle = (wa * a + wb * b) / (wa + wb);
  const rest = (f * f - wa * wb / (wa + wb) * (a - b) * (a - b)) / (wa + wb);
  if (rest < 0) return alone;
  const t = middle + Math.sqrt(rest);
  return t >= a && t >= b ? t : alone;
}
