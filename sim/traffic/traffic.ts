import { type Actor, type ActorGroup, POSE_NUMBERS } from "../actors/actor.ts";
import { type Footprint, type Footprints } from "../actors/footprints.ts";
import { ENTITY } from "../entity_ids.ts";
import { type LaneGraph, type LanePoint } from "../roads/lane_graph.ts";
import { type StateHash } from "../state_hash.ts";
import { Driver } from "./driver.ts";
import { JunctionGates } from "./junction_gates.ts";
import { findConflicts } from "./lane_conflicts.ts";
import { LaneChanges } from "./lane_changes.ts";
import { LaneObstacles } from "./lane_obstacles.ts";
import { LaneOrder } from "./lane_order.ts";
import { LaneTables } from "./lane_tables.ts";
import { Leaders } from "./leaders.ts";
import { placeTraffic, type TrafficMix } from "./place_traffic.ts";
import { Routes } from "./routes.ts";
import { SignalLights } from "./signal_lights.ts";
import { NOWHERE, TrafficState } from "./traffic_state.ts";
import { VehicleMotion } from "./vehicle_motion.ts";
import { VEHICLE_MODELS } from "./vehicle_models.ts";
import { VehiclePoses } from "./vehicle_poses.ts";

/** Ticks between two thoughts of changing the lane, and between two tries to come back in. */
const CHANGE_TICKS = 30;
const ENTRY_TICKS = 12;
/** Room behind the last vehicle on a lane at the edge before another comes in, metres. */
const ENTRY_ROOM = 4;

/** How traffic is made. */
export interface TrafficOptions {
  readonly seed: number;
  /** Vehicles. */
  readonly count: number;
  /** Shares of models by name; the catalogue's own where not given. */
  readonly mix?: TrafficMix;
  /** Whether lamps are on. */
  readonly night?: boolean;
  /** Entity id of the first vehicle; the others follow. */
  readonly firstId?: number;
}

/**
 * Vehicles on the lanes of a graph: they follow (IDM), change lanes (MOBIL), heed lights, signs, the
 * right of way, crossings, and whatever else moves, and leave at the edge of the world to come back
 * elsewhere, after at least one tick under the ground.
 */
export class Traffic implements ActorGroup {
  readonly name = "traffic";
  readonly actors: readonly Actor[];
  readonly state: TrafficState;
  readonly tables: LaneTables;
  readonly #firstId: number;
  readonly #order: LaneOrder;
  readonly #obstacles: LaneObstacles;
  readonly #lights: SignalLights;
  readonly #gates: JunctionGates;
  readonly #routes: Routes;
  readonly #driver: Driver;
  readonly #changes: LaneChanges;
  readonly #motion: VehicleMotion;
  readonly #poses: VehiclePoses;
  readonly #hardest: Float64Array;
  readonly #wanted: Float64Array;
  readonly #entered: Int32Array;
  readonly #point: LanePoint = { x: 0, y: 0, yaw: 0, curvature: 0 };
  #tick = 0;

  constructor(
    graph: LaneGraph,
    heightAt: (x: number, y: number) => number,
    { seed, count, mix, night = false, firstId = ENTITY.firstActor }: TrafficOptions,
  ) {
    if (!Number.isInteger(count) || count < 0) {
      throw new RangeError(`Cannot make traffic of ${count} vehicles: wanted an integer from 0 up`);
    }
    const state = this.state = new TrafficState(count);
    const tables = this.tables = new LaneTables(graph);
    const conflicts = findConflicts(graph, tables);
    const cyclist = new Uint8Array(count);
    const routes = this.#routes = new Routes(seed, graph, tables, state, cyclist);
    const paints = placeTraffic(seed, graph, tables, conflicts, state, routes, cyclist, mix);
    const order = this.#order = new LaneOrder(tables, state);
    const obstacles = this.#obstacles = new LaneObstacles(graph, tables);
    const lights = this.#lights = new SignalLights(graph);
    const gates = new JunctionGates(graph, tables, conflicts, state, order, obstacles, lights);
    this.#gates = gates;
    const leaders = new Leaders(state, tables, order, conflicts, gates);
    this.#driver = new Driver(state, {
      graph,
      tables,
      conflicts,
      obstacles,
      lights,
      gates,
      leaders,
      routes,
    });
    this.#changes = new LaneChanges(state, graph, tables, conflicts, order, obstacles, routes);
    this.#motion = new VehicleMotion(state, tables);
    this.#firstId = firstId;
    this.#poses = new VehiclePoses(state, tables, heightAt, night, firstId, paints);
    this.actors = this.#poses.actors;
    this.#hardest = Float64Array.from(state.model, (model) => VEHICLE_MODELS[model]!.maxBraking);
    this.#wanted = new Float64Array(count);
    this.#entered = new Int32Array(tables.count).fill(-1);
    order.sort();
  }

  step(dt: number, time: number, footprints: Footprints): void {
    const { state } = this;
    const { count, lane } = state;
    const tick = ++this.#tick;
    this.#lights.update(time);
    this.#obstacles.update(footprints, this.#firstId, this.#firstId + count, this.#present());
    this.#gates.update(tick);
    const wanted = this.#wanted;
    for (let v = 0; v < count; v++) {
      if (lane[v]! >= 0) wanted[v] = this.#driver.accelerate(v, tick);
    }
    for (let v = 0; v < count; v++) {
      if (lane[v]! >= 0) this.#motion.move(v, wanted[v]!, this.#hardest[v]!, dt);
    }
    for (let v = tick % CHANGE_TICKS; v < count; v += CHANGE_TICKS) {
      if (lane[v]! >= 0) this.#changes.consider(v, tick);
    }
    for (let v = 0; v < count; v++) {
      if (lane[v]! >= 0) this.#passLaneEnds(v);
      else if ((tick + v) % ENTRY_TICKS === 0) this.#enter(v, tick);
    }
    this.#order.sort();
  }

  writeBodies(out: Float64Array, at: number): void {
    for (let v = 0; v < this.state.count; v++) this.#poses.writeBody(v, out, at + v * POSE_NUMBERS);
  }

  writeParts(out: Float32Array, at: number): void {
    for (let v = 0; v < this.state.count; v++) at = this.#poses.writeParts(v, this.#tick, out, at);
  }

  writeFootprints(out: Footprints): void {
    const { count, lane } = this.state;
    for (let v = 0; v < count; v++) {
      if (lane[v]! >= 0) out.add(this.#poses.footprint(v));
    }
  }

  /** The rectangle that vehicle `v` stands on; the object is the same at every call. */
  footprint(v: number): Readonly<Footprint> {
    return this.#poses.footprint(v);
  }

  hashInto(hash: StateHash): void {
    hash.add(this.#tick);
    for (const array of this.state.dynamic) hash.addAll(Array.from(array));
    for (const holders of this.#gates.of) if (holders) hash.add(holders.length).addAll(holders);
  }

  #present(): number {
    let present = 0;
    const { count, lane } = this.state;
    for (let v = 0; v < count; v++) if (lane[v]! >= 0) present++;
    return present;
  }

  #passLaneEnds(v: number): void {
    const { lane, next, s, theta, front, held, stopped, readySince } = this.state;
    const { length, endYaw, startYaw } = this.tables;
    if (next[v]! < 0 && s[v]! + front[v]! > length[lane[v]!]! && !this.#routes.drops[lane[v]!]) {
      this.#leave(v);
      return;
    }
    while (next[v]! >= 0 && s[v]! > length[lane[v]!]!) {
      const turned = endYaw[lane[v]!]! - startYaw[next[v]!]!;
      s[v]! -= length[lane[v]!]!;
      theta[v]! += turned - 2 * Math.PI * Math.round(turned / (2 * Math.PI));
      held[v]! >>= 1;
      stopped[v] = readySince[v] = 0;
      this.#routes.shift(v);
    }
  }

  #leave(v: number): void {
    const { lane, next, afterNext, previous, beforePrevious, ghost, held, speed } = this.state;
    for (const one of [lane, next, afterNext, previous, beforePrevious, ghost]) one[v] = NOWHERE;
    held[v] = 0;
    speed[v] = 0;
  }

  /** Brings a vehicle in at the edge of the world, where there is room for it. */
  #enter(v: number, tick: number): void {
    const { state, tables } = this;
    const { entries } = this.#routes;
    if (entries.length === 0) return;
    const entry = entries[Math.floor(this.#routes.draw(v) * entries.length)]!;
    if (this.#entered[entry] === tick || !this.#routes.suits(v, entry)) return;
    if (this.#obstacles.head[entry]! >= 0 && this.#blocked(entry)) return;
    const { first, s: placed } = this.#order;
    const slot = first[entry]!;
    const s = state.rear[v]! + 0.1;
    let speed = Math.min(
      tables.limit[entry]! * state.speedFactor[v]!,
      state.topSpeed[v]!,
      tables.curveSpeed[tables.first[entry]!]!,
    );
    if (slot < first[entry + 1]!) {
      const leader = this.#order.vehicle(slot);
      const gap = placed[slot]! - state.rear[leader]! - s - state.front[v]!;
      if (gap < ENTRY_ROOM) return;
      const room = gap - state.minimumGap[v]!;
      const leading = state.speed[leader]!;
      speed = Math.min(
        speed,
        Math.sqrt(leading * leading + 2 * Math.max(0, room - 1)),
        Math.max(leading, room / state.timeGap[v]!),
      );
    }
    this.#entered[entry] = tick;
    state.lane[v] = entry;
    state.s[v] = s;
    state.d[v] = state.aim[v] = 0;
    state.theta[v] = state.steering[v] = state.acceleration[v] = 0;
    state.speed[v] = speed;
    state.standing[v] = state.readySince[v] = state.stopped[v] = 0;
    this.#routes.plan(v);
  }

  #blocked(entry: number): boolean {
    const { head, following, from } = this.#obstacles;
    for (let k = head[entry]!; k >= 0; k = following[k]!) if (from[k]! < 40) return true;
    return false;
  }

  /** Where the middle of a vehicle's wheelbase is in the world. */
  placeOf(v: number): Readonly<LanePoint> {
    const { lane, s, d, theta } = this.state;
    const point = this.tables.point(lane[v]!, s[v]!, d[v]!, this.#point);
    point.yaw += theta[v]!;
    return point;
  }
}

/**
 * Makes traffic on the lanes of a graph.
 *
 * @param heightAt Height of the ground, metres.
 * @throws {RangeError} If the count is no whole number, the mix names no known vehicle, or there is no
 * room for so many and no lane on which they could come in.
 *
 * @example
 * ```ts
 * import { Footprints } from "../actors/footprints.ts";
 * import { type Lane, LaneGraph } from "../roads/lane_graph.ts";
 * import { createTraffic } from "./traffic.ts";
 * const x = Float64Array.from({ length: 201 }, (_, k) => k);
 * const lane: Lane = {
 *   id: 0, x, y: new Float64Array(201), yaw: new Float64Array(201), spacing: 1, length: 200,
 *   width: 3.5, speedLimit: 13.9, next: [], previous: [], left: -1, right: -1, inJunction: false,
 *   control: "none", signal: -1, yieldTo: [], crossings: [],
 * };
 * const traffic = createTraffic(new LaneGraph([lane], [], []), () => 0, { seed: 1, count: 3 });
 * traffic.step(1 / 60, 0, new Footprints());
 * traffic.state.speed[0]; // m/s
 * ```
 */
export function createTraffic(
  graph: LaneGraph,
  heightAt: (x: number, y: number) => number,
  options: TrafficOptions,
): Traffic {
  return new Traffic(graph, heightAt, options);
}
