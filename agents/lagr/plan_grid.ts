/** Side of a cell, metres. */
export const PLAN_CELL = 1;
/** Ground around robot and goal that ways may lead over, metres. */
const AROUND = 45;
/** The most cells along an axis: of a goal farther away the way to the edge is planned. */
const MOST = 384;

/** A place in the odometry frame, metres. */
export interface PlanPlace {
  readonly x: number;
  readonly y: number;
}

/**
 * The ground that is planned on: square cells of 1 m that lie where they lie in the odometry frame, whatever
 * the robot does, so that a wall is as long and a gap as wide from wherever it is thought of. What the cells
 * cover is laid anew around robot and goal; cell numbers run row by row, `row * columns + column`.
 */
export class PlanGrid {
  /** The lower corner, in cells from the odometry frame's origin. */
  left = 0;
  bottom = 0;
  columns = 0;
  rows = 0;

  /** Room for the numbers of all cells that there may be. */
  static readonly most: number = MOST * MOST;

  /** Covers robot and goal, and the ground around. */
  cover(robot: PlanPlace, goal: PlanPlace): void {
    [this.left, this.columns] = span(robot.x, goal.x);
    [this.bottom, this.rows] = span(robot.y, goal.y);
  }

  get cells(): number {
    return this.columns * this.rows;
  }

  /** The cell of a place, -1 outside. */
  cellAt(x: number, y: number): number {
    const column = Math.floor(x / PLAN_CELL) - this.left;
    const row = Math.floor(y / PLAN_CELL) - this.bottom;
    if (column < 0 || row < 0 || column >= this.columns || row >= this.rows) return -1;
    return row * this.columns + column;
  }

  /** The cell nearest to a place. */
  nearestTo({ x, y }: PlanPlace): number {
    const column = Math.floor(x / PLAN_CELL) - this.left;
    const row = Math.floor(y / PLAN_CELL) - this.bottom;
    return Math.max(0, Math.min(this.rows - 1, row)) * this.columns +
      Math.max(0, Math.min(this.columns - 1, column));
  }

  /** Middle of a cell, in the odometry frame. */
  xOf(cell: number): number {
    return (this.left + cell % this.columns + 0.5) * PLAN_CELL;
  }

  yOf(cell: number): number {
    return (this.bottom + Math.floor(cell / this.columns) + 0.5) * PLAN_CELL;
  }

  /** Visits the cells whose middles lie within a distance of a place, and its own. */
  around(x: number, y: number, within: number, visit: (cell: number) => void): void {
    const reach = Math.ceil(within / PLAN_CELL);
    const [column, row] = [Math.floor(x / PLAN_CELL), Math.floor(y / PLAN_CELL)];
    for (let dy = -reach; dy <= reach; dy++) {
      for (let dx = -reach; dx <= reach; dx++) {
        const [cx, cy] = [(column + dx + 0.5) * PLAN_CELL, (row + dy + 0.5) * PLAN_CELL];
        const own = dx === 0 && dy === 0;
        if (!own && (cx - x) ** 2 + (cy - y) ** 2 > within * within) continue;
        const cell = this.cellAt(cx, cy);
        if (cell >= 0) visit(cell);
      }
    }
  }
}

/** First cell and number of cells along an axis. */
function span(robot: number, goal: number): [first: number, count: number] {
  const lower = Math.floor((Math.min(robot, goal) - AROUND) / PLAN_CELL);
  const upper = Math.ceil((Math.max(robot, goal) + AROUND) / PLAN_CELL);
  if (upper - lower <= MOST) return [lower, upper - lower];
  const back = Math.floor(AROUND / PLAN_CELL);
  const own = Math.floor(robot / PLAN_CELL);
  return [goal > robot ? own - back : own + back - MOST, MOST];
}
