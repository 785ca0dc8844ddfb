import { wrapAngle } from "../../sim/pose.ts";
import { CommittedWay, type Way } from "./committed_way.ts";
import { CostToGo } from "./cost_to_go.ts";
import { BARRED, BEYOND, GroundRates, type Memories } from "./ground_rates.ts";
import { PLAN_CELL, PlanGrid, type PlanPlace } from "./plan_grid.ts";
import type { PolarGrid } from "./polar_grid.ts";
import type { PolarMap } from "./polar_map.ts";
import type { Planar, ShortRange } from "./short_range.ts";
import type { TraversalCost } from "./traversal_cost.ts";

export { type Memories };

/** What the long-range planner decided. */
export interface Route {
  /** Direction to drive in, in the odometry frame, radians. */
  readonly heading: number;
  /** Where to drive next: as far along the way as a free line leads, in the odometry frame. */
  readonly target: PlanPlace;
  /** Cost of the way to the goal, in metres of good ground; infinite where none is known that is free. */
  readonly cost: number;
  /** Cost of the way that leaves in each of {@link HEADINGS} directions; the k-th at `2 pi k / HEADINGS`. */
  readonly candidates: Float64Array;
  /** The way as planned, `x, y` in turn, in the odometry frame. */
  readonly path: Way;
}

/** Directions that are looked at. */
export const HEADINGS = 72;
/** How far along each, metres, and by what steps. */
const LOOK = 5;
const LOOK_STEP = 0.5;
/** A direction that is free for less is none. */
const LEAST_FREE = 1;
/** Room to either side of the line to where is driven next, metres. */
const ROOM = 0.5;
/** Cost of a metre from which something stands there. */
const STANDS = BARRED / 4;
/** Within so many metres of the robot nothing is said to stand. */
const OWN = 0.8;
/** Points of the way at most. */
const POINTS = 600;
/** A robot without a settled cell takes one so near, metres. */
const NEAR_CELL = 3;

/**
 * The long-range planner: the cheapest way to the goal over what the far eye's map, stereo and memory tell of the
 * ground, and of it the point to drive to next. A way once chosen is kept until another is clearly better.
 */
export class Planner {
  readonly #grid = new PlanGrid();
  readonly #field = new CostToGo();
  readonly #rates: GroundRates;
  readonly #committed = new CommittedWay();
  readonly #candidates = new Float64Array(HEADINGS);
  /** Metres of each that were looked along. */
  readonly #free = new Float64Array(HEADINGS);

  constructor(polar: PolarGrid) {
    this.#rates = new GroundRates(polar);
  }

  /** Forgets the way. */
  reset(): void {
    this.#committed.reset();
  }

  /** Lets the way go that was kept so far. */
  drop(): void {
    this.#committed.drop();
  }

  /** Costs of the polar map's cells as last planned with. */
  get traversal(): TraversalCost {
    return this.#rates.traversal;
  }

  /** Cost of a metre at a place as last planned with; `NaN` beyond what was planned on. */
  rateAt(x: number, y: number): number {
    const cell = this.#grid.cellAt(x, y);
    return cell < 0 ? NaN : this.#rates.values[cell]!;
  }

  /**
   * Plans from where the robot is.
   *
   * @param goal In the odometry frame, metres.
   */
  plan(
    map: PolarMap,
    near: ShortRange,
    memories: Memories,
    pose: Planar,
    goal: PlanPlace,
  ): Route {
    const grid = this.#grid;
    grid.cover(pose, goal);
    this.#rates.update(grid, map, near, memories, pose);
    this.#field.solve(grid, this.#rates.values, goal, pose, LOOK + 2);
    this.#look(pose, Math.hypot(goal.x - pose.x, goal.y - pose.y));
    const fresh = this.#descend(pose, goal);
    const appraise = (way: Way) => this.#appraise(way, pose);
    const path = this.#committed.choose(fresh, appraise, pose, memories.trail.driven);
    const target = this.#target(path, near, pose);
    return {
      heading: wrapAngle(Math.atan2(target.y - pose.y, target.x - pose.x)),
      target,
      cost: appraise(path),
      candidates: this.#candidates.slice(),
      path,
    };
  }

  /**
   * First in the best of the directions that were looked at, as between two ways alike the field has no slope; then
   * down the field: along its slope, and from cell to cell where something stands beside.
   */
  #descend(pose: PlanPlace, goal: PlanPlace): Way {
    const grid = this.#grid;
    const way = [pose.x, pose.y];
    let { x, y } = pose;
    let best = 0;
    for (let k = 1; k < HEADINGS; k++) if (this.#candidates[k]! < this.#candidates[best]!) best = k;
    if (this.#candidates[best]! < Infinity) {
      const angle = 2 * Math.PI * best / HEADINGS;
      const free = this.#free[best]!;
      for (let d = PLAN_CELL; d <= free; d += PLAN_CELL) {
        [x, y] = [pose.x + d * Math.cos(angle), pose.y + d * Math.sin(angle)];
        way.push(x, y);
      }
    }
    let cell = this.#start({ x, y });
    let value = cell < 0 ? 0 : this.#field.values[cell]!;
    while (cell >= 0 && value > PLAN_CELL && way.length < 2 * POINTS) {
      const slope = this.#field.slope(grid, x, y);
      const steep = slope ? Math.hypot(...slope) : 0;
      if (slope && steep > 0) {
        const [nx, ny] = [x - PLAN_CELL * slope[0] / steep, y - PLAN_CELL * slope[1] / steep];
        const there = this.#field.at(grid, nx, ny);
        if (there < value && this.rateAt(nx, ny) < STANDS) {
          [x, y, value] = [nx, ny, there];
          cell = grid.cellAt(x, y);
          way.push(x, y);
          continue;
        }
      }
      cell = this.#below(cell);
      if (cell < 0) break;
      [x, y, value] = [grid.xOf(cell), grid.yOf(cell), this.#field.values[cell]!];
      way.push(x, y);
    }
    way.push(goal.x, goal.y);
    return Float32Array.from(way);
  }

  /** Of the cells around a cell that to which the field falls most steeply, -1 where there is none. */
  #below(cell: number): number {
    const { columns, rows } = this.#grid;
    const { values } = this.#field;
    const [column, row] = [cell % columns, Math.floor(cell / columns)];
    let [next, steepest] = [-1, 0];
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        const [c, r] = [column + dx, row + dy];
        if (c < 0 || r < 0 || c >= columns || r >= rows) continue;
        const other = r * columns + c;
        const slope = (values[cell]! - values[other]!) / (dx !== 0 && dy !== 0 ? Math.SQRT2 : 1);
        if (slope > steepest) [next, steepest] = [other, slope];
      }
    }
    return next;
  }

  /** The robot's cell, or the best one near by from which a way leads. */
  #start({ x, y }: PlanPlace): number {
    const { values } = this.#field;
    const own = this.#grid.cellAt(x, y);
    if (own >= 0 && values[own]! < Infinity) return own;
    let best = -1;
    this.#grid.around(x, y, NEAR_CELL, (cell) => {
      if (best < 0 || values[cell]! < values[best]!) best = cell;
    });
    return best >= 0 && values[best]! < Infinity ? best : -1;
  }

  /** Cost of a way on what is known; infinite where something stands in it. */
  #appraise(way: Way, pose: PlanPlace): number {
    let sum = 0;
    for (let k = 0; k + 3 < way.length; k += 2) {
      const [ax, ay, bx, by] = [way[k]!, way[k + 1]!, way[k + 2]!, way[k + 3]!];
      const length = Math.hypot(bx - ax, by - ay);
      const pieces = Math.max(1, Math.ceil(length / PLAN_CELL));
      for (let piece = 0; piece < pieces; piece++) {
        const t = (piece + 0.5) / pieces;
        const [x, y] = [ax + (bx - ax) * t, ay + (by - ay) * t];
        const cell = this.#grid.cellAt(x, y);
        const rate = cell < 0 ? BEYOND : this.#rates.values[cell]!;
        const own = Math.abs(x - pose.x) + Math.abs(y - pose.y) < OWN;
        const end = k + 5 >= way.length;
        if (rate >= STANDS && !own && !end) return Infinity;
        sum += Math.min(rate, own ? 3 : STANDS) * length / pieces;
      }
    }
    return sum;
  }

  /** The farthest point of the way, within sight, that a free line leads to. */
  #target(way: Way, near: ShortRange, pose: PlanPlace): PlanPlace {
    let best = { x: way[Math.min(2, way.length - 2)]!, y: way[Math.min(3, way.length - 1)]! };
    for (let k = 2; k + 1 < way.length; k += 2) {
      const [x, y] = [way[k]!, way[k + 1]!];
      const away = Math.hypot(x - pose.x, y - pose.y);
      if (away > LOOK) {
        // Ways end with a long line where nothing more is known.
        const share = LOOK / away;
        const clipped = { x: pose.x + (x - pose.x) * share, y: pose.y + (y - pose.y) * share };
        if (isFreeLine(near, pose, clipped)) best = clipped;
        break;
      }
      if (away < 0.3) continue;
      if (!isFreeLine(near, pose, { x, y })) break;
      best = { x, y };
    }
    return best;
  }

  /** What it costs to leave in each direction: the line as far as it is free, and the way from its end. */
  #look(pose: PlanPlace, straight: number): void {
    const look = Math.min(LOOK, Math.max(LEAST_FREE, straight));
    for (let k = 0; k < HEADINGS; k++) {
      const angle = 2 * Math.PI * k / HEADINGS;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      let [spent, total, free] = [0, Infinity, 0];
      for (let d = LOOK_STEP; d <= look; d += LOOK_STEP) {
        const [x, y] = [pose.x + d * cos, pose.y + d * sin];
        const rate = this.rateAt(x, y);
        if (rate >= STANDS && d > OWN) break;
        spent += Math.min(rate, STANDS) * LOOK_STEP;
        if (d < LEAST_FREE) continue;
        const rest = this.#field.at(this.#grid, x, y);
        if (rest === Infinity) break;
        [total, free] = [spent + rest, d];
      }
      this.#free[k] = free;
      this.#candidates[k] = total;
    }
  }
}

/** Whether the rover's width is free along a line, as far as stereo knows. */
function isFreeLine(near: ShortRange, from: PlanPlace, to: PlanPlace): boolean {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy);
  for (let d = 0.6; d < length; d += 0.3) {
    if (near.clearance(from.x + dx * d / length, from.y + dy * d / length) < ROOM) return false;
  }
  return true;
}
