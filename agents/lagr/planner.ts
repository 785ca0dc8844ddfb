import { wrapAngle } from "../../sim/pose.ts";
import { CostToGo } from "./cost_to_go.ts";
import type { PolarGrid } from "./polar_grid.ts";
import type { PolarMap } from "./polar_map.ts";
import { type Planar, ShortRange } from "./short_range.ts";
import type { StandingMemory } from "./standing_memory.ts";
import type { Trail } from "./trail.ts";
import { costOfMap, emptyCost, growCost, type TraversalCost } from "./traversal_cost.ts";

/** What the long-range planner decided. */
export interface Route {
  /** Direction to drive in, in the odometry frame, radians. */
  readonly heading: number;
  /** Where to drive next: the end of a free line in that direction, in the odometry frame. */
  readonly target: { readonly x: number; readonly y: number };
  /** Cost of the way to the goal, in metres of good ground; infinite where none is known. */
  readonly cost: number;
  /** Cost of the way that leaves in each of {@link HEADINGS} directions; the k-th at `2 pi k / HEADINGS`. */
  readonly candidates: Float64Array;
  /** The way as planned, `x, y` in turn, in the odometry frame. */
  readonly path: Float32Array;
}

/** What is remembered beside the map. */
export interface Memories {
  /** Where the robot has been. */
  readonly trail: Trail;
  /** What stereo saw to stand. */
  readonly standing: StandingMemory;
}

/** Directions that are looked at. */
export const HEADINGS = 72;
/** How far along each, metres, and by what steps. */
const LOOK = 5;
const LOOK_STEP = 0.5;
/** A direction that is free for less is none. */
const LEAST_FREE = 1;
/** How much better another direction must be to be changed to: metres, and share of the way. */
const HYSTERESIS = { metres: 1.5, share: 0.02, within: 0.3 } as const;

/** Half the rover's width and room to err, metres: no nearer to an obstacle that stereo saw. */
const BARRED_WITHIN = 0.45;
/** Up to this far from one, ground is dearer. */
const DEAR_WITHIN = 1.2;
const DEAR = 2;
/** Radius by which what the far eye saw is grown, metres. */
const GROW = 0.6;
/** Within so many metres the robot is let go whatever the map says: it stands there. */
const OWN_GROUND = 0.7;
/** Cost of a metre through what stereo saw to stand and what is out of view by now, and its half width. */
const STOOD = { cost: 60, within: 0.6 } as const;
/** Added to a metre's cost for each time that a place was come back to, and how far around it, metres. */
const AGAIN = { cost: 0.6, most: 3, within: 3 } as const;
/** What stereo saw to be free is no worse than this, whatever the far eye says. */
const FREE_COST = 0.1;
/** Points of the path at most, and metres between them. */
const PATH = { points: 160, step: 1.5 } as const;

/**
 * Cost of a metre on ground of a traversal cost `p`: `1 + 2 p + 100 p^4`. Doubtful ground is taken for a shorter
 * way; through what is surely an obstacle, a way costs a detour of a hundred metres.
 */
export function rateOf(p: number): number {
  const square = p * p;
  return 1 + 2 * p + 100 * square * square;
}

/**
 * The long-range planner: the cost of the cheapest way to the goal over the polar map, with what stereo sees
 * near by laid over it, and of the directions that the robot could leave in the one whose way costs
 * least. The present direction is kept until another is clearly better.
 */
export class Planner {
  /** Costs of the map's cells as last planned with; obstacles grown. */
  readonly traversal: TraversalCost;
  /** Cost of a metre in each cell as last planned with. */
  readonly rates: Float32Array;
  readonly #grid: PolarGrid;
  readonly #field: CostToGo;
  readonly #scratch: Float32Array;
  readonly #candidates = new Float64Array(HEADINGS);
  readonly #free = new Float64Array(HEADINGS);
  readonly #cells = new Int32Array(4);
  readonly #shares = new Float64Array(4);

  constructor(grid: PolarGrid) {
    this.#grid = grid;
    this.#field = new CostToGo(grid);
    this.traversal = emptyCost(grid);
    this.rates = new Float32Array(grid.cells);
    this.#scratch = new Float32Array(grid.cells);
  }

  /**
   * Plans from where the robot is.
   *
   * @param goal In the odometry frame, metres.
   * @param previous The heading chosen before, or none.
   */
  plan(
    map: PolarMap,
    near: ShortRange,
    { trail, standing }: Memories,
    pose: Planar,
    goal: { readonly x: number; readonly y: number },
    previous: number | null,
  ): Route {
    costOfMap(map, this.traversal);
    growCost(this.#grid, this.traversal.cost, GROW, this.#scratch);
    this.#rate(map, near, { trail, standing }, pose);
    const [goalX, goalY] = [goal.x - map.x, goal.y - map.y];
    this.#field.solve(this.rates, goalX, goalY, { needed: LOOK + 2 });
    const straight = Math.hypot(goal.x - pose.x, goal.y - pose.y);
    this.#look(map, pose, straight);
    const chosen = this.#choose(previous, Math.atan2(goal.y - pose.y, goal.x - pose.x));
    const heading = 2 * Math.PI * chosen / HEADINGS;
    const free = Math.max(LEAST_FREE, this.#free[chosen]!);
    const target = this.#candidates[chosen]! === Infinity || free < straight
      ? { x: pose.x + free * Math.cos(heading), y: pose.y + free * Math.sin(heading) }
      : { x: goal.x, y: goal.y };
    return {
      heading: wrapAngle(heading),
      target,
      cost: this.#candidates[chosen]!,
      candidates: this.#candidates.slice(),
      path: this.#pathFrom(map, target, goal),
    };
  }

  /** Costs of a metre: from the map, and over it what stereo saw and what was come back to. */
  #rate(map: PolarMap, near: ShortRange, { trail, standing }: Memories, pose: Planar): void {
    const { rings, sectors, radius, cos, sin } = this.#grid;
    const [rates, { cost }] = [this.rates, this.traversal];
    for (let ring = 0, cell = 0; ring < rings; ring++) {
      const r = radius[ring]!;
      const seen = r < ShortRange.reach;
      for (let sector = 0; sector < sectors; sector++, cell++) {
        if (!seen) {
          rates[cell] = rateOf(cost[cell]!);
          continue;
        }
        const [x, y] = [map.x + r * cos[sector]!, map.y + r * sin[sector]!];
        rates[cell] = this.#rateNear(near, x, y, cost[cell]!, pose);
      }
    }
    for (const { x, y, times } of trail.again()) {
      const by = AGAIN.cost * Math.min(times, AGAIN.most);
      this.#around(x - map.x, y - map.y, AGAIN.within, (cell) => rates[cell]! += by);
    }
    for (const { x, y } of standing) {
      // Nearer than its own width it is for the square around the robot to say.
      if (Math.hypot(x - pose.x, y - pose.y) < 2 * STOOD.within) continue;
      this.#around(x - map.x, y - map.y, STOOD.within, (cell) => {
        rates[cell] = Math.max(rates[cell]!, STOOD.cost);
      });
    }
  }

  #rateNear(near: ShortRange, x: number, y: number, cost: number, pose: Planar): number {
    const clearance = near.clearance(x, y);
    const own = (x - pose.x) ** 2 + (y - pose.y) ** 2 < OWN_GROUND ** 2;
    if (clearance < BARRED_WITHIN) return own ? 4 : Infinity;
    const dear = clearance < DEAR_WITHIN
      ? DEAR * (DEAR_WITHIN - clearance) / (DEAR_WITHIN - BARRED_WITHIN)
      : 0;
    return rateOf(own || near.isFree(x, y) ? Math.min(cost, FREE_COST) : cost) + dear;
  }

  /** Visits the cells around a place, its own at least. */
  #around(x: number, y: number, within: number, visit: (cell: number) => void): void {
    const { sectors, rings, radius, sectorAngle } = this.#grid;
    const distance = Math.hypot(x, y);
    const own = Math.floor(this.#grid.ringPlace(distance));
    if (own >= rings) return;
    const wide = distance <= within
      ? Math.floor((sectors - 1) / 2)
      : Math.floor(Math.asin(within / distance) / sectorAngle);
    const middle = Math.floor(this.#grid.sectorPlace(Math.atan2(y, x)));
    let [first, last] = [own, own];
    while (first > 0 && distance - radius[first - 1]! < within) first--;
    while (last + 1 < rings && radius[last + 1]! - distance < within) last++;
    for (let ring = first; ring <= last; ring++) {
      for (let k = -wide; k <= wide; k++) {
        visit(ring * sectors + (middle + k + sectors) % sectors);
      }
    }
  }

  /** What it costs to leave in each direction: the line as far as it is free, and the way from its end. */
  #look(map: PolarMap, pose: Planar, straight: number): void {
    const look = Math.min(LOOK, Math.max(LEAST_FREE, straight));
    const [fromX, fromY] = [pose.x - map.x, pose.y - map.y];
    for (let k = 0; k < HEADINGS; k++) {
      const angle = 2 * Math.PI * k / HEADINGS;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      let [spent, total, free] = [0, Infinity, 0];
      for (let d = LOOK_STEP; d <= look; d += LOOK_STEP) {
        const [x, y] = [fromX + d * cos, fromY + d * sin];
        const cell = this.#grid.cellAt(x, y);
        const rate = cell < 0 ? 1 : this.rates[cell]!;
        if (rate === Infinity) break;
        spent += rate * LOOK_STEP;
        if (d < LEAST_FREE) continue;
        const rest = this.#field.at(x, y, this.#cells, this.#shares);
        if (rest === Infinity) break;
        [total, free] = [spent + rest, d];
      }
      this.#candidates[k] = total;
      this.#free[k] = free;
    }
  }

  #choose(previous: number | null, goalBearing: number): number {
    const candidates = this.#candidates;
    let best = 0;
    for (let k = 1; k < HEADINGS; k++) if (candidates[k]! < candidates[best]!) best = k;
    // Nothing is known to lead there: the free direction nearest to the last, or to the goal.
    if (candidates[best] === Infinity) {
      return Math.round((previous ?? goalBearing) / (2 * Math.PI) * HEADINGS + HEADINGS) % HEADINGS;
    }
    if (previous === null) return best;
    const angleOf = (k: number) => 2 * Math.PI * k / HEADINGS;
    if (Math.abs(wrapAngle(angleOf(best) - previous)) < HYSTERESIS.within) return best;
    // The best near the present direction, if it is nearly as good.
    let kept = -1;
    for (let k = 0; k < HEADINGS; k++) {
      if (Math.abs(wrapAngle(angleOf(k) - previous)) > HYSTERESIS.within) continue;
      if (kept < 0 || candidates[k]! < candidates[kept]!) kept = k;
    }
    const allowed = candidates[best]! * (1 + HYSTERESIS.share) + HYSTERESIS.metres;
    return kept >= 0 && candidates[kept]! < allowed ? kept : best;
  }

  /** Down the field from a place, by the cheapest of the cells around; for whoever watches. */
  #pathFrom(
    map: PolarMap,
    from: { readonly x: number; readonly y: number },
    goal: { readonly x: number; readonly y: number },
  ): Float32Array {
    const { sectors, rings, radius, cos, sin } = this.#grid;
    const { values } = this.#field;
    const path: number[] = [from.x, from.y];
    let cell = this.#grid.cellAt(from.x - map.x, from.y - map.y);
    while (cell >= 0 && path.length < 2 * PATH.points) {
      const [ring, sector] = [Math.floor(cell / sectors), cell % sectors];
      let [next, least] = [-1, values[cell]!];
      for (let across = -1; across <= 1; across++) {
        const other = ring + across;
        if (other < 0 || other >= rings) continue;
        for (let around = -1; around <= 1; around++) {
          const neighbour = other * sectors + (sector + around + sectors) % sectors;
          if (values[neighbour]! < least) [next, least] = [neighbour, values[neighbour]!];
        }
      }
      if (next < 0) break;
      cell = next;
      const r = radius[Math.floor(cell / sectors)]!;
      const [x, y] = [map.x + r * cos[cell % sectors]!, map.y + r * sin[cell % sectors]!];
      const [lastX, lastY] = [path.at(-2)!, path.at(-1)!];
      if (Math.hypot(x - lastX, y - lastY) >= PATH.step) path.push(x, y);
    }
    path.push(goal.x, goal.y);
    return Float32Array.from(path);
  }
}
