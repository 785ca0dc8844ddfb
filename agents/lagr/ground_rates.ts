import { PLAN_CELL, PlanGrid, type PlanPlace } from "./plan_grid.ts";
import type { PolarGrid } from "./polar_grid.ts";
import type { PolarMap } from "./polar_map.ts";
import type { SeenGround } from "./seen_ground.ts";
import { ShortRange } from "./short_range.ts";
import type { StandingMemory } from "./standing_memory.ts";
import type { Trail } from "./trail.ts";
import { costOfMap, emptyCost, type TraversalCost } from "./traversal_cost.ts";

/** What is remembered beside the map. */
export interface Memories {
  /** Where the robot has been. */
  readonly trail: Trail;
  /** What stereo saw to stand. */
  readonly standing: StandingMemory;
  /** What stereo saw to be free. */
  readonly seen: SeenGround;
}

/** Cost of a metre where something stands: ways lead there only if there is no other. */
export const BARRED = 1000;
/** Half the rover's width and some of the room that it needs to turn, metres: no nearer to what stereo sees. */
const BARRED_WITHIN = 0.72;
/** Up to this far from one, ground is dearer. */
const DEAR_WITHIN = 1.5;
const DEAR = 2;
/** Half width of an obstacle that is remembered, and the cost of a metre there. */
const STOOD = { within: 0.75, cost: 400 } as const;
/** Looks of stereo that it takes to remember an obstacle. */
const LOOKS = 2;
/**
 * Who stands too near to something must be let go: within so many metres it is enough that the robot fits in, at a
 * price, and where it stands it does.
 */
const OWN_GROUND = 1.6;
const OWN = { fits: 0.42, stands: 0.6, cost: 4 } as const;
/** Added to a metre's cost for each time that a place was come back to, and how far around it, metres. */
const AGAIN = { cost: 0.4, most: 30, within: 2.5 } as const;
/** Cost of a metre that nothing is known of, against 1 of ground that stereo saw. */
const UNKNOWN = 1.15;
/** Cost of a metre beyond the cells that are planned on. */
export const BEYOND = 1.2;
/** Traversal cost from which the far eye's opinion makes ground dearer, from which it does so fully, and by what. */
const DOUBT = { from: 0.45, full: 0.8, cost: 14 } as const;
/** Reach of the table that finds cells of the polar map, metres. */
const REACH = 200;

/**
 * Cost of a metre on ground of a traversal cost `p` by the far eye: up to {@link DOUBT}`.from` what nothing is known of
 * costs, and then ever more, though never as much as what stereo saw to stand: the far eye errs, and what it takes
 * for a wall must be driven up to if there is no other way.
 */
export function rateOf(p: number): number {
  const share = Math.max(0, Math.min(1, (p - DOUBT.from) / (DOUBT.full - DOUBT.from)));
  return UNKNOWN + DOUBT.cost * share * share * (3 - 2 * share);
}

/**
 * Cost of a metre in every cell that is planned on: by the far eye's map; over that, by what stereo saw earlier
 * and by where the robot has been; and over that, by what stereo sees now.
 */
export class GroundRates {
  readonly values: Float32Array = new Float32Array(PlanGrid.most);
  /** Costs of the polar map's cells as last planned with. */
  readonly traversal: TraversalCost;
  readonly #polar: Float32Array;
  /** Cells of the polar map by metres from its middle. */
  readonly #table: Int32Array;

  constructor(polar: PolarGrid) {
    this.traversal = emptyCost(polar);
    this.#polar = new Float32Array(polar.cells);
    const side = 2 * REACH + 1;
    this.#table = new Int32Array(side * side);
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++) {
        const [x, y] = [(column - REACH + 0.5) * PLAN_CELL, (row - REACH + 0.5) * PLAN_CELL];
        this.#table[row * side + column] = polar.cellAt(x, y);
      }
    }
  }

  /** Finds the costs of a grid's cells. */
  update(
    grid: PlanGrid,
    map: PolarMap,
    near: ShortRange,
    { trail, standing, seen }: Memories,
    robot: PlanPlace,
  ): void {
    this.#fromMap(grid, map, seen);
    const { values } = this;
    for (const { x, y, times } of trail.again()) {
      const by = AGAIN.cost * Math.min(times, AGAIN.most);
      grid.around(x, y, AGAIN.within, (cell) => values[cell]! += by);
    }
    for (const { x, y, looks } of standing) {
      if (looks < LOOKS || Math.hypot(x - robot.x, y - robot.y) < OWN_GROUND) continue;
      grid.around(x, y, STOOD.within, (cell) => values[cell] = Math.max(values[cell]!, STOOD.cost));
    }
    grid.around(robot.x, robot.y, ShortRange.reach, (cell) => {
      values[cell] = rateNear(near, grid.xOf(cell), grid.yOf(cell), values[cell]!);
    });
    grid.around(robot.x, robot.y, OWN_GROUND, (cell) => {
      const [x, y] = [grid.xOf(cell), grid.yOf(cell)];
      const fits = near.clearance(x, y) >= OWN.fits ||
        Math.hypot(x - robot.x, y - robot.y) < OWN.stands;
      if (fits) values[cell] = Math.min(values[cell]!, OWN.cost);
    });
  }

  #fromMap(grid: PlanGrid, map: PolarMap, seen: SeenGround): void {
    costOfMap(map, this.traversal);
    const { cost } = this.traversal;
    for (let cell = 0; cell < cost.length; cell++) this.#polar[cell] = rateOf(cost[cell]!);
    const side = 2 * REACH + 1;
    const { columns, rows, left, bottom } = grid;
    const [offX, offY] = [
      left - Math.round(map.x / PLAN_CELL) + REACH,
      bottom - Math.round(map.y / PLAN_CELL) + REACH,
    ];
    for (let row = 0, cell = 0; row < rows; row++) {
      const tableRow = row + offY;
      const y = (bottom + row + 0.5) * PLAN_CELL;
      const inRows = tableRow >= 0 && tableRow < side;
      for (let column = 0; column < columns; column++, cell++) {
        const tableColumn = column + offX;
        const inside = inRows && tableColumn >= 0 && tableColumn < side;
        const polar = inside ? this.#table[tableRow * side + tableColumn]! : -1;
        const known = seen.has((left + column + 0.5) * PLAN_CELL, y);
        this.values[cell] = known ? 1 : polar < 0 ? UNKNOWN : this.#polar[polar]!;
      }
    }
  }
}

/** Cost of a metre near by, given what it would cost by all else. */
function rateNear(near: ShortRange, x: number, y: number, otherwise: number): number {
  const clearance = near.clearance(x, y);
  if (clearance < BARRED_WITHIN) return BARRED;
  const dear = clearance < DEAR_WITHIN
    ? DEAR * (DEAR_WITHIN - clearance) / (DEAR_WITHIN - BARRED_WITHIN)
    : 0;
  // What is seen to be free is not what once seemed to stand.
  return (near.isFree(x, y) ? Math.min(otherwise, UNKNOWN) : otherwise) + dear;
}
