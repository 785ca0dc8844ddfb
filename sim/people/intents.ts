import { type Footprints } from "../actors/footprints.ts";
import { type LaneGraph } from "../roads/lane_graph.ts";
import { type StateHash } from "../state_hash.ts";
import { type Crosser, greenLeft, isThreatened, mayCross } from "./crossing_rules.ts";
import { type Strangers } from "./strangers.ts";
import { type WalkRoutes } from "./walk_routes.ts";

/** What somebody does. */
export const MODE = { walk: 0, wait: 1, cross: 2, pause: 3 } as const;

/** Metres before the kerb at which one waits. */
const KERB = 0.55;
/** Metres before the kerb from which on one decides. */
export const DECIDE = 1.4;

/** How fast somebody would go, m/s, and how many metres he may. */
export interface Intent {
  readonly pace: number;
  readonly room: number;
}

/** Whose intents they are. */
export interface IntentOptions {
  readonly graph: LaneGraph;
  readonly routes: WalkRoutes;
  /** Whatever else moves near. */
  readonly strangers: Strangers;
  /** Entity ids of the crowd: from `first` to below `end`. */
  readonly first: number;
  readonly end: number;
}

/** What each of a crowd does: walks, stops to look about, waits at a kerb, or crosses. */
export class Intents {
  readonly mode: Uint8Array;
  /** Seconds in the mode. */
  readonly since: Float64Array;
  /** Where on the walk one will stop for a while (arc length; none where negative), and for how long. */
  readonly #pauseAt: Float64Array;
  readonly #pauseFor: Float64Array;
  readonly #graph: LaneGraph;
  readonly #routes: WalkRoutes;
  readonly #strangers: Strangers;
  readonly #first: number;
  readonly #end: number;

  constructor({ graph, routes, strangers, first, end }: IntentOptions) {
    const count = end - first;
    this.mode = new Uint8Array(count);
    this.since = new Float64Array(count);
    this.#pauseAt = new Float64Array(count).fill(-1);
    this.#pauseFor = new Float64Array(count);
    this.#graph = graph;
    this.#routes = routes;
    this.#strangers = strangers;
    this.#first = first;
    this.#end = end;
  }

  /** How fast he would go, and how many metres he may. */
  of(
    i: number,
    usual: number,
    time: number,
    footprints: Footprints,
  ): Intent {
    const routes = this.#routes;
    const mode = this.mode[i]!;
    if (mode === MODE.pause) {
      if (this.since[i]! < this.#pauseFor[i]!) return { pace: 0, room: 0 };
      this.#change(i, MODE.walk);
    }
    const stop = (this.#pauseAt[i]! - routes.s[i]!) * routes.direction[i]!;
    if (this.#pauseAt[i]! >= 0 && stop < 0.1) {
      this.#pauseAt[i] = -1;
      this.#change(i, MODE.pause);
      return { pace: 0, room: 0 };
    }
    const crossing = routes.crossingAhead(i);
    if (!crossing || crossing.far < -0.35) {
      if (mode !== MODE.walk && this.mode[i] !== MODE.pause) this.#change(i, MODE.walk);
      return { pace: usual, room: Infinity };
    }
    const { near, far } = crossing;
    const walk = routes.paths.walks[crossing.walk]!;
    if (mode === MODE.cross) {
      if (walk.signal < 0) {
        const hurries = isThreatened(walk, Math.max(0.5, far) / usual, this.#strangers);
        return { pace: hurries ? 2.4 : 1.08 * usual, room: Infinity };
      }
      const left = greenLeft(this.#graph, walk.signal, time);
      const inTime = left === 0 ? 2.6 : (far + 0.3) / Math.max(0.2, left - 0.8);
      return { pace: Math.max(1.08 * usual, Math.min(2.6, inTime)), room: Infinity };
    }
    const room = Math.max(0, near - KERB);
    if (near < DECIDE) {
      if (this.mode[i] !== MODE.wait) this.#change(i, MODE.wait);
      const crosser: Crosser = {
        walk,
        distance: far + 0.3,
        speed: walk.signal < 0 ? 1.05 * usual : Math.max(1.3 * usual, 1.5),
        waited: this.since[i]!,
        first: this.#first,
        end: this.#end,
      };
      if (mayCross(this.#graph, crosser, time, footprints)) {
        this.#change(i, MODE.cross);
        return { pace: usual, room: Infinity };
      }
    }
    return { pace: usual, room };
  }

  /** Who has come to a new walk sometimes plans to stop on it. */
  plan(i: number): void {
    const routes = this.#routes;
    const walk = routes.paths.walks[routes.walk[i]!]!;
    this.#pauseAt[i] = -1;
    if (walk.kind !== "pavement" || walk.length < 12 || routes.draw(i) > 0.2) return;
    this.#pauseAt[i] = 4 + (walk.length - 8) * routes.draw(i);
    this.#pauseFor[i] = 4 + 9 * routes.draw(i);
    routes.keep[i] = 0.95;
  }

  /** Adds all that later steps depend on. */
  hashInto(hash: StateHash): void {
    hash.addAll(this.mode).addAll(this.since).addAll(this.#pauseAt).addAll(this.#pauseFor);
  }

  #change(i: number, mode: number): void {
    this.mode[i] = mode;
    this.since[i] = 0;
  }
}
