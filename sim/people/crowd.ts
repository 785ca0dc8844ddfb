import { type ActorGroup } from "../actors/actor.ts";
import { type Footprints } from "../actors/footprints.ts";
import { type HeightAt } from "../articulation/footfalls.ts";
import { ENTITY } from "../entity_ids.ts";
import { wrapAngle } from "../pose.ts";
import { randomStream } from "../random.ts";
import { type LaneGraph } from "../roads/lane_graph.ts";
import { type StateHash } from "../state_hash.ts";
import { DECIDE, Intents, MODE } from "./intents.ts";
import { drawPerson } from "./person.ts";
import { keepApart, seeOthers, stepOutOfTheWay } from "./room.ts";
import { settlePeople } from "./settle_people.ts";
import { Strangers } from "./strangers.ts";
import { chooseWay, Discs, type Seeker } from "./steering.ts";
import { Troupe } from "./troupe.ts";
import { WalkPaths, type WalkPoint } from "./walk_paths.ts";
import { WalkRoutes } from "./walk_routes.ts";

/** Who is to be in a crowd. */
export interface CrowdOptions {
  readonly seed: number;
  readonly count: number;
  /** Entity id of the first; `ENTITY.firstActor` where not given. */
  readonly firstId?: number;
  /** Whether it rains: umbrellas. */
  readonly rain?: boolean;
  /** Whether they walk off the road: dressed for it. */
  readonly hiking?: boolean;
  /** Whether a point can be stepped on: false where posts, trees or water are. All can, without. */
  readonly isFree?: (x: number, y: number) => boolean;
  /** Whether somebody may stand at a point when the world begins; at all free ones, without. */
  readonly mayBegin?: (x: number, y: number) => boolean;
  readonly name?: string;
}

/** Metres that nobody's middle comes nearer to the edge of a walk. */
const MARGIN = 0.15;
/** How far anybody sees what moves, metres. */
const SIGHT = 40;
/** Seconds between two looks at the others. */
const THINK = 0.1;

/**
 * People on the walks of a lane graph: they keep right, make way for each other, choose where to go on
 * at every end, wait at crossings for green or for a gap, and are on a carriageway nowhere else.
 *
 * @param heightAt Height of the ground, kerbs included.
 * @throws {RangeError} If there is no pavement, or not room for as many.
 *
 * @example
 * ```ts
 * import { Footprints } from "../actors/footprints.ts";
 * import { LaneGraph, type Walk } from "../roads/lane_graph.ts";
 * import { createCrowd } from "./crowd.ts";
 * const x = Float64Array.from({ length: 41 }, (_, k) => k);
 * const walk: Walk = {
 *   id: 0, kind: "pavement", x, y: new Float64Array(41), spacing: 1, length: 40, width: 2,
 *   atStart: [], atEnd: [], lanes: [], signal: -1,
 * };
 * const crowd = createCrowd(new LaneGraph([], [walk], []), () => 0, { seed: 1, count: 5 });
 * crowd.step(1 / 60, 0, new Footprints());
 * ```
 */
export function createCrowd(
  graph: LaneGraph,
  heightAt: HeightAt,
  options: CrowdOptions,
): ActorGroup {
  return new Crowd(graph, heightAt, options);
}

class Crowd implements ActorGroup {
  readonly name: string;
  readonly #troupe: Troupe;
  readonly #routes: WalkRoutes;
  readonly #isFree: ((x: number, y: number) => boolean) | undefined;
  readonly #firstId: number;
  readonly #intents: Intents;
  /** Heading and speed that each has chosen, the speed he has, and how long until he looks again. */
  readonly #heading: Float64Array;
  readonly #wanted: Float64Array;
  readonly #speed: Float64Array;
  readonly #thinkIn: Float64Array;
  /** Seconds that each has been held up by others. */
  readonly #heldUp: Float64Array;
  readonly #strangers = new Strangers();
  readonly #discs = new Discs();
  readonly #seeker: Seeker;
  readonly #way = { heading: 0, speed: 0 };
  readonly #goal: WalkPoint = { x: 0, y: 0, ux: 1, uy: 0 };
  readonly #nudged = { x: 0, y: 0 };

  constructor(graph: LaneGraph, heightAt: HeightAt, options: CrowdOptions) {
    const { seed, count, firstId = ENTITY.firstActor, name = "people", isFree } = options;
    const persons = Array.from(
      { length: count },
      (_, i) => drawPerson(randomStream(seed, `people/body/${i}`), options),
    );
    this.name = name;
    this.#firstId = firstId;
    this.#isFree = isFree;
    this.#troupe = new Troupe(persons, firstId, heightAt);
    this.#routes = new WalkRoutes(new WalkPaths(graph), count, seed);
    this.#intents = new Intents({
      graph,
      routes: this.#routes,
      strangers: this.#strangers,
      first: firstId,
      end: firstId + count,
    });
    this.#heading = new Float64Array(count);
    this.#wanted = new Float64Array(count);
    this.#heldUp = new Float64Array(count);
    this.#speed = new Float64Array(count);
    this.#thinkIn = Float64Array.from({ length: count }, (_, i) => THINK * (i % 7) / 7);
    this.#seeker = {
      x: 0,
      y: 0,
      radius: 0,
      pace: 0,
      heading: 0,
      along: 0,
      leftRoom: 0,
      rightRoom: 0,
      isFree,
      probe: 2.2,
    };
    settlePeople(this.#troupe, this.#routes, options, (i) => {
      this.#heading[i] = this.#troupe.walkers.yaw[i]!;
      if (this.#routes.draw(i) < 0.5) this.#intents.plan(i);
    });
  }

  get actors() {
    return this.#troupe.actors;
  }

  step(dt: number, time: number, footprints: Footprints): void {
    const { walkers } = this.#troupe;
    const count = walkers.count;
    this.#troupe.time = time + dt;
    const end = this.#firstId + count;
    this.#strangers.gather(footprints, walkers.x, walkers.y, SIGHT, this.#firstId, end);
    for (let i = 0; i < count; i++) {
      this.#intents.since[i]! += dt;
      this.#thinkIn[i]! -= dt;
      if (this.#thinkIn[i]! <= 0) {
        this.#thinkIn[i]! += THINK;
        this.#decide(i, time, footprints);
      }
      const change = this.#wanted[i]! - this.#speed[i]!;
      this.#speed[i]! += Math.max(-3 * dt, Math.min(1.6 * dt, change));
    }
    const { x, y, yaw } = walkers;
    const nextX = x.slice(), nextY = y.slice();
    for (let i = 0; i < count; i++) {
      const speed = this.#speed[i]!;
      nextX[i]! += dt * speed * Math.cos(yaw[i]!);
      nextY[i]! += dt * speed * Math.sin(yaw[i]!);
    }
    keepApart(nextX, nextY, this.#troupe.persons);
    for (let i = 0; i < count; i++) {
      this.#stayOnWalk(i, nextX, nextY, dt);
      const speed = this.#speed[i]!;
      walkers.step(i, dt, nextX[i]!, nextY[i]!, this.#turned(i, dt), speed);
      this.#lookAround(i, dt);
      if (this.#routes.follow(i, nextX[i]!, nextY[i]!)) this.#intents.plan(i);
    }
  }

  writeBodies(out: Float64Array, at: number): void {
    this.#troupe.writeBodies(out, at);
  }

  writeParts(out: Float32Array, at: number): void {
    this.#troupe.writeParts(out, at);
  }

  writeFootprints(out: Footprints): void {
    this.#troupe.writeFootprints(out);
  }

  hashInto(hash: StateHash): void {
    this.#troupe.hashInto(hash);
    this.#routes.hashInto(hash);
    this.#intents.hashInto(hash);
    hash.addAll(this.#heading).addAll(this.#wanted).addAll(this.#speed).addAll(this.#thinkIn);
    hash.addAll(this.#heldUp);
  }

  /** What he does, where he would like to go, and how he gets there past the others. */
  #decide(i: number, time: number, footprints: Footprints): void {
    const { walkers, persons } = this.#troupe;
    const routes = this.#routes;
    const { radius, pace: usual } = persons[i]!;
    const x = walkers.x[i]!, y = walkers.y[i]!;
    const { pace, room } = this.#intents.of(i, usual, time, footprints);
    const walk = routes.paths.walks[routes.walk[i]!]!;
    const goal = routes.ahead(i, Math.max(0.6, Math.min(1.6, room + 0.4)), this.#goal);
    const seeker = this.#seeker;
    seeker.x = x;
    seeker.y = y;
    seeker.radius = radius;
    seeker.pace = Math.min(pace, room / 0.6);
    seeker.heading = Math.atan2(goal.y - y, goal.x - x);
    const near = routes.paths.point(routes.walk[i]!, routes.s[i]!, goal);
    seeker.along = Math.atan2(near.uy, near.ux);
    const half = walk.width / 2 - MARGIN;
    const open = routes.remaining(i) < half + 0.5 || walk.length - routes.remaining(i) < half + 0.5;
    seeker.leftRoom = open ? Infinity : half - routes.d[i]!;
    seeker.rightRoom = open ? Infinity : half + routes.d[i]!;
    let { heading, speed } = this.#findWay(i);
    // Who turns far does so before he goes on.
    const off = Math.abs(wrapAngle(heading - walkers.yaw[i]!));
    if (off > 0.5) speed *= Math.max(0.1, Math.cos(Math.min(off, Math.PI / 2)));
    this.#heading[i] = heading;
    this.#wanted[i] = speed;
  }

  /**
   * The way past the others. Whoever is held up makes himself small, as do the others for him; in the
   * end he edges forward, and they let themselves be moved.
   */
  #findWay(i: number): { heading: number; speed: number } {
    const seeker = this.#seeker;
    const way = this.#way;
    if (seeker.pace <= 0.02) {
      way.heading = this.#heading[i]!;
      way.speed = 0;
      this.#heldUp[i] = 0;
      return way;
    }
    const small = 1 - 0.4 * Math.min(1, this.#heldUp[i]! / 2);
    const view = {
      strangers: this.#strangers,
      share: small,
    };
    seeker.radius *= small;
    chooseWay(seeker, seeOthers(i, this.#troupe, view, this.#discs), way);
    const impatient = this.#intents.mode[i] === MODE.cross ? 0.6 : 1.5;
    this.#heldUp[i] = way.speed < 0.25 * Math.min(1, seeker.pace)
      ? Math.min(4, this.#heldUp[i]! + THINK)
      : Math.max(0, this.#heldUp[i]! - THINK);
    if (this.#heldUp[i]! < impatient || way.speed > 0.3) return way;
    chooseWay(seeker, seeOthers(i, this.#troupe, { ...view, share: 0 }, this.#discs), way);
    way.speed = Math.min(0.45, way.speed);
    return way;
  }

  #stayOnWalk(
    i: number,
    x: Float64Array,
    y: Float64Array,
    dt: number,
  ): void {
    const { walkers, persons } = this.#troupe;
    const nudged = this.#nudged;
    nudged.x = x[i]!;
    nudged.y = y[i]!;
    stepOutOfTheWay(nudged, persons[i]!.radius, 2.5 * dt, this.#strangers);
    const routes = this.#routes;
    if (!routes.holds(i, nudged.x, nudged.y, MARGIN)) {
      routes.drawIn(i, nudged.x, nudged.y, MARGIN, nudged);
    }
    if (this.#isFree && !this.#isFree(nudged.x, nudged.y)) {
      nudged.x = walkers.x[i]!;
      nudged.y = walkers.y[i]!;
    }
    // Before a kerb one does not let oneself be pushed over it.
    const crossing = this.#intents.mode[i] === MODE.cross ? null : routes.crossingAhead(i);
    if (crossing && crossing.near > 0 && crossing.near < DECIDE) {
      const span = routes.paths.point(routes.walk[i]!, routes.s[i]!, this.#goal);
      const ahead = routes.direction[i]! *
        ((nudged.x - walkers.x[i]!) * span.ux + (nudged.y - walkers.y[i]!) * span.uy);
      if (routes.walk[i] === crossing.walk && ahead > crossing.near - 0.3) {
        const back = routes.direction[i]! * Math.max(0, ahead - Math.max(0, crossing.near - 0.3));
        nudged.x -= back * span.ux;
        nudged.y -= back * span.uy;
      }
    }
    x[i] = nudged.x;
    y[i] = nudged.y;
  }

  #turned(i: number, dt: number): number {
    const yaw = this.#troupe.walkers.yaw[i]!;
    const off = wrapAngle(this.#heading[i]! - yaw);
    const most = 2.6 * dt;
    return yaw + Math.max(-most, Math.min(most, off * Math.min(1, 5 * dt)));
  }

  /** At a kerb one looks left, right and left again; else one's eyes wander. */
  #lookAround(i: number, dt: number): void {
    const { look, time, persons } = this.#troupe;
    const { offset } = persons[i]!.bearing;
    const mode = this.#intents.mode[i]!;
    const slow = Math.sin(0.43 * time + offset) * Math.sin(0.17 * time + 2 * offset);
    const goal = mode === MODE.wait
      ? 1.05 * Math.sin(2.1 * this.#intents.since[i]!)
      : mode === MODE.pause
      ? 0.9 * slow
      : 0.4 * slow;
    look[i]! += (goal - look[i]!) * Math.min(1, 4 * dt);
  }
}
