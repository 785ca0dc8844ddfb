import { BEYOND } from "./ground_rates.ts";
import { PLAN_CELL, PlanGrid, type PlanPlace } from "./plan_grid.ts";

/** Children of a node of the heap: flatter than two, as fewer cells are then touched on the way down. */
const ARITY = 4;

/**
 * Cost of the cheapest way from the cells of a {@link PlanGrid} to a goal: the solution of
 * `|grad T| = f`, with `f` the cost of a metre in each cell, by fast marching (Sethian 1996). Ways may take any
 * direction, not only those from a cell to its neighbours, so that distances have no grain.
 */
export class CostToGo {
  /** `T`, in cost-metres; infinite where no way leads, or none was looked for. */
  readonly values: Float64Array = new Float64Array(PlanGrid.most);
  /** 0 untouched, 1 in the heap, 2 settled. */
  readonly #state = new Uint8Array(PlanGrid.most);
  readonly #heap = new Int32Array(PlanGrid.most);
  readonly #place = new Int32Array(PlanGrid.most);
  #length = 0;

  /**
   * Marches from the goal until all cells within `needed` metres of the robot are settled, or all that can be
   * reached.
   *
   * @param rates Cost of a metre in each cell, above 0; infinite where nothing may drive.
   * @param goal In the odometry frame; outside the grid, ways are taken to run straight from its edge.
   */
  solve(
    grid: PlanGrid,
    rates: Float32Array,
    goal: PlanPlace,
    robot: PlanPlace,
    needed = Infinity,
  ): void {
    const { columns, rows, cells } = grid;
    this.values.fill(Infinity, 0, cells);
    this.#state.fill(0, 0, cells);
    this.#length = 0;
    this.#seed(grid, rates, goal);
    let left = countNear(grid, rates, robot, needed);
    while (this.#length > 0 && left > 0) {
      const cell = this.#pop();
      this.#state[cell] = 2;
      if (isNear(grid, cell, robot, needed)) left--;
      const [column, row] = [cell % columns, Math.floor(cell / columns)];
      if (column > 0) this.#update(cell - 1, columns, rows, rates);
      if (column + 1 < columns) this.#update(cell + 1, columns, rows, rates);
      if (row > 0) this.#update(cell - columns, columns, rows, rates);
      if (row + 1 < rows) this.#update(cell + columns, columns, rows, rates);
    }
  }

  /** `T` at a place, between the cells around it that a way leads from; infinite where there is none. */
  at(grid: PlanGrid, x: number, y: number): number {
    const [u, v] = [x / PLAN_CELL - 0.5, y / PLAN_CELL - 0.5];
    const [column, row] = [Math.floor(u), Math.floor(v)];
    let [sum, known] = [0, 0];
    for (let k = 0; k < 4; k++) {
      const [dx, dy] = [k & 1, k >> 1];
      const cell = grid.cellAt((column + dx + 0.5) * PLAN_CELL, (row + dy + 0.5) * PLAN_CELL);
      if (cell < 0 || this.values[cell] === Infinity) continue;
      const share = Math.abs(1 - dx - (u - column)) * Math.abs(1 - dy - (v - row));
      sum += share * this.values[cell]!;
      known += share;
    }
    return known > 0.25 ? sum / known : Infinity;
  }

  /** Slope of `T` at a place, from the four cells around it; null where one of them has no way. */
  slope(grid: PlanGrid, x: number, y: number): readonly [dx: number, dy: number] | null {
    const [u, v] = [x / PLAN_CELL - 0.5, y / PLAN_CELL - 0.5];
    const [column, row] = [Math.floor(u), Math.floor(v)];
    const first = grid.cellAt((column + 0.5) * PLAN_CELL, (row + 0.5) * PLAN_CELL);
    const last = grid.cellAt((column + 1.5) * PLAN_CELL, (row + 1.5) * PLAN_CELL);
    if (first < 0 || last < 0) return null;
    const { values } = this;
    const [a, b] = [values[first]!, values[first + 1]!];
    const [c, d] = [values[last - 1]!, values[last]!];
    if (!(a + b + c + d < Infinity)) return null;
    const [along, up] = [u - column, v - row];
    return [
      ((b - a) * (1 - up) + (d - c) * up) / PLAN_CELL,
      ((c - a) * (1 - along) + (d - b) * along) / PLAN_CELL,
    ];
  }

  #seed(grid: PlanGrid, rates: Float32Array, goal: PlanPlace): void {
    const seed = (cell: number, rate: number) => {
      this.#offer(cell, rate * Math.hypot(grid.xOf(cell) - goal.x, grid.yOf(cell) - goal.y));
    };
    const own = grid.cellAt(goal.x, goal.y);
    if (own >= 0) {
      // The goal's own cells, whatever stands there: a goal is reached when the robot is near it.
      grid.around(
        goal.x,
        goal.y,
        1.5 * PLAN_CELL,
        (cell) => seed(cell, Math.min(rates[cell]!, 10)),
      );
      return;
    }
    const { columns, rows, cells } = grid;
    const nearest = grid.nearestTo(goal);
    // The sides of the grid that look towards the goal.
    const [column, row] = [nearest % columns, Math.floor(nearest / columns)];
    if (column === 0 || column === columns - 1) {
      for (let cell = column; cell < cells; cell += columns) {
        if (rates[cell]! < Infinity) seed(cell, BEYOND);
      }
    }
    if (row === 0 || row === rows - 1) {
      for (let cell = row * columns; cell < (row + 1) * columns; cell++) {
        if (rates[cell]! < Infinity) seed(cell, BEYOND);
      }
    }
  }

  #update(cell: number, columns: number, rows: number, rates: Float32Array): void {
    if (this.#state[cell] === 2) return;
    const rate = rates[cell]!;
    if (rate === Infinity) return;
    const values = this.values;
    const [column, row] = [cell % columns, Math.floor(cell / columns)];
    const a = Math.min(
      column > 0 ? values[cell - 1]! : Infinity,
      column + 1 < columns ? values[cell + 1]! : Infinity,
    );
    const b = Math.min(
      row > 0 ? values[cell - columns]! : Infinity,
      row + 1 < rows ? values[cell + columns]! : Infinity,
    );
    this.#offer(cell, quadratic(a, b, rate * PLAN_CELL));
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

function isNear(grid: PlanGrid, cell: number, robot: PlanPlace, needed: number): boolean {
  return Math.abs(grid.xOf(cell) - robot.x) <= needed &&
    Math.abs(grid.yOf(cell) - robot.y) <= needed;
}

/** Cells within `needed` metres of the robot, along each axis, that can be driven on. */
function countNear(
  grid: PlanGrid,
  rates: Float32Array,
  robot: PlanPlace,
  needed: number,
): number {
  let count = 0;
  for (let cell = 0; cell < grid.cells; cell++) {
    if (rates[cell]! < Infinity && isNear(grid, cell, robot, needed)) count++;
  }
  return count;
}

/** `T` with `(T - a)^2 + (T - b)^2 = f^2` that is not below `a` and `b`; from the lower alone where there is none. */
function quadratic(a: number, b: number, f: number): number {
  const [low, high] = a < b ? [a, b] : [b, a];
  if (high - low >= f) return low + f;
  const gap = high - low;
  return (low + high + Math.sqrt(2 * f * f - gap * gap)) / 2;
}
