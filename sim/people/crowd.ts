import { type ActorGroup } from "../actors/actor.ts";
import { type Footprints } from "../actors/footprints.ts";
import { type HeightAt } from "../articulation/footfalls.ts";
import { ENTITY } from "../entity_ids.ts";
import { wrapAngle } from "../pose.ts";
import { randomStream } from "../random.ts";
import { type LaneGraph } from "../roads/lane_graph.ts";
import { type StateHash } from "../state_hash.ts";
import { type Crosser, greenLeft, isThreatened, mayCross } from "./crossing_rules.ts";
import { drawPerson } from "./person.ts";
import { keepApart, seeOthers, stepOutOfTheWay } from "./room.ts";
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

/** What somebody does. */
const MODE = { walk: 0, wait: 1, cross: 2, pause: 3 } as const;

/** Metres before the kerb at which one waits, and from which on one decides. */
const KERB = 0.55;
const DECIDE = 1.4;
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
  readonly #graph: LaneGraph;
  readonly #troupe: Troupe;
  readonly #routes: WalkRoutes;
  readonly #isFree: ((x: number, y: number) => boolean) | undefined;
  readonly #firstId: number;
  readonly #mode: Uint8Array;
  /** Seconds in the mode. */
  readonly #since: Float64Array;
  /** Where on the walk one will stop for a while (arc length; none where negative), and for how long. */
  readonly #pauseAt: Float64Array;
  readonly #pauseFor: Float64Array;
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
    this.#graph = graph;
    this.#firstId = firstId;
    this.#isFree = isFree;
    this.#troupe = new Troupe(persons, firstId, heightAt);
    this.#routes = new WalkRoutes(new WalkPaths(graph), count, seed);
    this.#mode = new Uint8Array(count);
    this.#since = new Float64Array(count);
    this.#pauseAt = new Float64Array(count).fill(-1);
    this.#pauseFor = new Float64Array(count);
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
    this.#settle(options);
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
      this.#since[i]! += dt;
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
      if (this.#routes.follow(i, nextX[i]!, nextY[i]!)) this.#plan(i);
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
    hash.addAll(this.#mode).addAll(this.#since).addAll(this.#pauseAt).addAll(this.#pauseFor);
    hash.addAll(this.#heading).addAll(this.#wanted).addAll(this.#speed).addAll(this.#thinkIn);
    hash.addAll(this.#heldUp);
  }

  /** What he does, where he would like to go, and how he gets there past the others. */
  #decide(i: number, time: number, footprints: Footprints): void {
    const { walkers, persons } = this.#troupe;
    const routes = this.#routes;
    const { radius, pace: usual } = persons[i]!;
    const x = walkers.x[i]!, y = walkers.y[i]!;
    const { pace, room } = this.#intent(i, usual, time, footprints);
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
    const impatient = this.#mode[i] === MODE.cross ? 0.6 : 1.5;
    this.#heldUp[i] = way.speed < 0.25 * Math.min(1, seeker.pace)
      ? Math.min(4, this.#heldUp[i]! + THINK)
      : Math.max(0, this.#heldUp[i]! - THINK);
    if (this.#heldUp[i]! < impatient || way.speed > 0.3) return way;
    chooseWay(seeker, seeOthers(i, this.#troupe, { ...view, share: 0 }, this.#discs), way);
    way.speed = Math.min(0.45, way.speed);
    return way;
  }

  /** How fast he would go, and how many metres he may. */
  #intent(
    i: number,
    usual: number,
    time: number,
    footprints: Footprints,
  ): { pace: number; room: number } {
    const routes = this.#routes;
    const mode = this.#mode[i]!;
    if (mode === MODE.pause) {
      if (this.#since[i]! < this.#pauseFor[i]!) return { pace: 0, room: 0 };
      this.#set(i, MODE.walk);
    }
    const stop = (this.#pauseAt[i]! - routes.s[i]!) * routes.direction[i]!;
    if (this.#pauseAt[i]! >= 0 && stop < 0.1) {
      this.#pauseAt[i] = -1;
      this.#set(i, MODE.pause);
      return { pace: 0, room: 0 };
    }
    const crossing = routes.crossingAhead(i);
    if (!crossing || crossing.far < -0.35) {
      if (mode !== MODE.walk && this.#mode[i] !== MODE.pause) this.#set(i, MODE.walk);
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
      if (this.#mode[i] !== MODE.wait) this.#set(i, MODE.wait);
      const crosser: Crosser = {
        walk,
        distance: far + 0.3,
        speed: walk.signal < 0 ? 1.05 * usual : Math.max(1.3 * usual, 1.5),
        waited: this.#since[i]!,
        first: this.#firstId,
        end: this.#firstId + this.#mode.length,
      };
      if (mayCross(this.#graph, crosser, time, footprints)) {
        this.#set(i, MODE.cross);
        return { pace: usual, room: Infinity };
      }
    }
    return { pace: usual, room };
  }

  #set(i: number, mode: number): void {
    this.#mode[i] = mode;
    this.#since[i] = 0;
  }

  /** Sometimes one will stop on the new walk. */
  #plan(i: number): void {
    const routes = this.#routes;
    const walk = routes.paths.walks[routes.walk[i]!]!;
    this.#pauseAt[i] = -1;
    if (walk.kind !== "pavement" || walk.length < 12 || routes.draw(i) > 0.2) return;
    this.#pauseAt[i] = 4 + (walk.length - 8) * routes.draw(i);
    this.#pauseFor[i] = 4 + 9 * routes.draw(i);
    routes.keep[i] = 0.95;
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
    const crossing = this.#mode[i] === MODE.cross ? null : routes.crossingAhead(i);
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
    const mode = this.#mode[i]!;
    const slow = Math.sin(0.43 * time + offset) * Math.sin(0.17 * time + 2 * offset);
    const goal = mode === MODE.wait
      ? 1.05 * Math.sin(2.1 * this.#since[i]!)
      : mode === MODE.pause
      ? 0.9 * slow
      : 0.4 * slow;
    look[i]! += (goal - look[i]!) * Math.min(1, 4 * dt);
  }

  /** Puts everybody on a pavement with room around him. */
  #settle({ seed, mayBegin }: CrowdOptions): void {
    const { walkers, persons } = this.#troupe;
    const routes = this.#routes;
    const pavements = routes.paths.walks.filter(({ kind, length }) =>
      kind === "pavement" && length > 2
    );
    const total = pavements.reduce((sum, { length }) => sum + length, 0);
    const random = randomStream(seed, "people/places");
    for (let i = 0; i < walkers.count; i++) {
      let tries = 0;
      const isTaken = (x: number, y: number): boolean => {
        if ((this.#isFree && !this.#isFree(x, y)) || (mayBegin && !mayBegin(x, y))) return true;
        for (let j = 0; j < i; j++) {
          const room = persons[i]!.radius + persons[j]!.radius + 0.25;
          if ((walkers.x[j]! - x) ** 2 + (walkers.y[j]! - y) ** 2 < room * room) return true;
        }
        return false;
      };
      for (;;) {
        let at = random() * total;
        let k = 0;
        while (k < pavements.length - 1 && at >= pavements[k]!.length) at -= pavements[k++]!.length;
        const walk = pavements[k];
        if (!walk || ++tries > 200) {
          throw new RangeError(
            `Cannot place ${walkers.count} people: wanted room on pavements, there are ${
              total.toFixed(0)
            } m`,
          );
        }
        const s = 1 + random() * (walk.length - 2);
        const direction = random() < 0.5 ? 1 : -1;
        const point = routes.paths.point(walk.id, s, this.#goal);
        const d = -direction * random() * 0.8 * Math.max(0, walk.width / 2 - 0.4);
        const x = point.x - d * point.uy, y = point.y + d * point.ux;
        if (isTaken(x, y)) continue;
        routes.enter(i, walk.id, direction, s, d);
        const yaw = Math.atan2(direction * point.uy, direction * point.ux);
        walkers.place(i, x, y, yaw, 0.05 + (i % 2) * 0.5);
        this.#heading[i] = yaw;
        if (routes.draw(i) < 0.5) this.#plan(i);
        break;
      }
    }
  }
}
