import { freeAcceleration } from "./idm.ts";
import { type JunctionGates } from "./junction_gates.ts";
import { type LaneConflicts } from "./lane_conflicts.ts";
import { CROSSING, type LaneObstacles } from "./lane_obstacles.ts";
import { type LaneTables } from "./lane_tables.ts";
import { type Leaders } from "./leaders.ts";
import { type Routes } from "./routes.ts";
import { LIGHT, type SignalLights } from "./signal_lights.ts";
import { type TrafficState } from "./traffic_state.ts";
import { type LaneGraph } from "../roads/lane_graph.ts";

/** Where the front stops before a line, metres. */
const LINE_GAP = 0.7;
/** Braking from which on a driver goes on at amber, m/s^2. */
const AMBER_BRAKING = 3;
/** Braking that a driver accepts for people at a crossing. */
const CROSSING_BRAKING = 6.5;
/** A vehicle slower than this stands, m/s. */
const STANDING_SPEED = 0.08;
/** How near to the line it must be to have stopped there, metres. */
const STOP_REACH = 2.5;
/** How long somebody who waits at a crossing is offered to go, ticks. */
const OFFER = 6 * 60;
/** Braking towards a slower stretch, m/s^2, and how firmly its speed is kept, 1/s. */
const SLOWING = 1.5;
const CURVE_GAIN = 2;
/** Side distance kept to people and things, metres. */
const SIDE_GAP = 0.35;
/** Things farther away are not looked at, metres. */
const SIGHT = 90;

/** Parts of a world of lanes that drivers look at. */
export interface RoadView {
  readonly graph: LaneGraph;
  readonly tables: LaneTables;
  readonly conflicts: LaneConflicts;
  readonly obstacles: LaneObstacles;
  readonly lights: SignalLights;
  readonly gates: JunctionGates;
  readonly leaders: Leaders;
  readonly routes: Routes;
}

/** Decides how each vehicle accelerates: IDM towards the most restricting of all that it heeds. */
export class Driver {
  readonly #state: TrafficState;
  readonly #road: RoadView;
  readonly #isStop: Uint8Array;
  /** Lanes that lie within a junction. */
  readonly #isInside: Uint8Array;

  constructor(state: TrafficState, road: RoadView) {
    this.#state = state;
    this.#road = road;
    this.#isStop = Uint8Array.from(road.graph.lanes, ({ control }) => control === "stop" ? 1 : 0);
    this.#isInside = Uint8Array.from(
      road.graph.lanes,
      ({ id, inJunction }) => inJunction || road.conflicts.gated[id] ? 1 : 0,
    );
  }

  /** Acceleration that the driver of `v` wants, m/s^2; also asks for leave at gates. */
  accelerate(v: number, tick: number): number {
    const { speed, maxAcceleration, deceleration } = this.#state;
    const { leaders } = this.#road;
    leaders.find(v);
    this.#heedPath(v, tick);
    const now = speed[v]!;
    const desired = this.desiredSpeed(v);
    let free = freeAcceleration(now, desired, maxAcceleration[v]!, deceleration[v]!);
    const curve = this.#curveSpeed(v);
    if (now > curve) free = Math.min(free, CURVE_GAIN * (curve - now));
    else free = Math.min(free, freeAcceleration(now, curve, maxAcceleration[v]!, deceleration[v]!));
    return free - maxAcceleration[v]! * leaders.interaction;
  }

  /** Speed on a free, straight road, m/s. */
  desiredSpeed(v: number): number {
    const { lane, speedFactor, topSpeed } = this.#state;
    return Math.min(this.#road.tables.limit[lane[v]!]! * speedFactor[v]!, topSpeed[v]!);
  }

  /** Speed that curves and the limits of the next lane allow here, m/s. */
  #curveSpeed(v: number): number {
    const { lane, next, s, speed, speedFactor } = this.#state;
    const { tables } = this.#road;
    const on = lane[v]!, then = next[v]!;
    const seen = s[v]! + 0.5 * speed[v]!;
    const left = tables.length[on]! - seen;
    const here = tables.curveSpeedAt(on, seen);
    if (then < 0 || left > 200) return here;
    if (left < 0) return Math.min(here, tables.curveSpeedAt(then, -left));
    const start = Math.min(
      tables.curveSpeedAt(then, 0),
      tables.limit[then]! * speedFactor[v]!,
    );
    return Math.min(here, Math.sqrt(start * start + 2 * SLOWING * left));
  }

  /** Walks along the way ahead: lights, stop lines, gates, crossings, people and things. */
  #heedPath(v: number, tick: number): void {
    const { lane, next, afterNext, s, speed, front, standing } = this.#state;
    const { tables, leaders, obstacles, routes } = this.#road;
    const now = speed[v]!;
    standing[v] = now < STANDING_SPEED ? standing[v]! + 1 : 0;
    const reach = now * now / 3 + 0.5 * now + 5;
    const nose = s[v]! + front[v]!;
    let ready = true, open = true;
    let offset = 0;
    for (let step = 0; step < 3; step++) {
      const on = step === 0 ? lane[v]! : step === 1 ? next[v]! : afterNext[v]!;
      if (on < 0) break;
      const toStart = offset - nose;
      if (toStart > SIGHT) break;
      if (obstacles.head[on]! >= 0) this.#heedObstacles(v, on, offset);
      const crossings = obstacles.crossings.first;
      if (crossings[on + 1]! > crossings[on]!) this.#heedCrossings(v, on, toStart, reach);
      const toEnd = toStart + tables.length[on]!;
      if (open && step < 2 && toStart <= reach) {
        open = this.#passInnerGate(v, on, toStart, reach, step, tick);
        if (open && toEnd >= -0.01 && toEnd <= reach) {
          open = this.#passEnd(v, on, toEnd, step, tick);
        }
        if (!open) ready = false;
      }
      if (step === 0 && routes.drops[on]) leaders.heed(toEnd + this.#lineShift(v), 0);
      offset += tables.length[on]!;
    }
    if (ready) this.#state.readySince[v] = 0;
  }

  /** What turns a distance to a line into a gap: the IDM stops `s0` before a leader. */
  #lineShift(v: number): number {
    return this.#state.minimumGap[v]! - LINE_GAP;
  }

  /** A gate within a lane, before its first conflict. */
  #passInnerGate(
    v: number,
    on: number,
    toStart: number,
    reach: number,
    step: number,
    tick: number,
  ): boolean {
    const { gate } = this.#road.conflicts;
    const { held } = this.#state;
    if (gate[on] === 0 || held[v]! & (1 << step)) return true;
    const distance = toStart + gate[on]!;
    if (distance > reach || distance < -2) return true;
    const { nearest, gap } = this.#road.leaders;
    const behind = nearest >= 0 && gap < distance &&
      (this.#state.lane[nearest] !== on || !(held[nearest]! & 1));
    if (!behind && this.#enter(v, on, distance, step, tick, NO_EXIT)) return true;
    return this.#halt(v, distance);
  }

  /** The end of a lane: its light or sign, and the gate of the lane behind it. */
  #passEnd(v: number, on: number, toEnd: number, step: number, tick: number): boolean {
    const { next, afterNext, speed, held, stopped, standing } = this.#state;
    const { conflicts, lights, gates, routes } = this.#road;
    const then = step === 0 ? next[v]! : afterNext[v]!;
    const bit = 2 << step;
    const light = lights.at(on);
    if (light !== LIGHT.go) {
      const braking = speed[v]! ** 2 / (2 * Math.max(toEnd, 0.01));
      if (light === LIGHT.stop || braking < AMBER_BRAKING) {
        if (held[v]! & bit) {
          gates.leave(v, then);
          held[v]! &= ~bit;
        }
        this.#state.readySince[v] = 0;
        return this.#halt(v, toEnd);
      }
    }
    if (this.#isStop[on] && !(step === 0 && stopped[v])) {
      if (step === 0 && standing[v]! > 20 && toEnd < STOP_REACH) stopped[v] = 1;
      else return this.#halt(v, toEnd);
    }
    if (then < 0 || !conflicts.gated[then] || conflicts.gate[then]! > 0 || held[v]! & bit) {
      return true;
    }
    if (this.#blockedByLeader(v, on, toEnd, step)) {
      this.#state.readySince[v] = 0;
      return this.#halt(v, toEnd);
    }
    if (this.#enter(v, then, toEnd, step + 1, tick, on)) return true;
    // Whoever cannot leave a junction for long takes another way.
    if (step === 0 && standing[v]! > 0 && standing[v]! % (20 * 60) === 0) routes.plan(v);
    return this.#halt(v, toEnd);
  }

  /** Whether the vehicle ahead must pass the gate first. */
  #blockedByLeader(v: number, on: number, distance: number, step: number): boolean {
    const { nearest, gap } = this.#road.leaders;
    if (nearest < 0 || gap > distance) return false;
    const { lane, next, held } = this.#state;
    if (lane[nearest] !== on) return step > 0 && lane[nearest] === lane[v];
    const then = next[nearest]!;
    return then >= 0 && this.#road.conflicts.gated[then] === 1 && !(held[nearest]! & 2) &&
      this.#road.conflicts.gate[then] === 0;
  }

  /** Asks to be let into the conflicts of lane `goal`, which is `step` lanes ahead. */
  #enter(
    v: number,
    goal: number,
    distance: number,
    step: number,
    tick: number,
    from: number,
  ): boolean {
    const { next, afterNext, held, readySince } = this.#state;
    const { gates, tables, conflicts } = this.#road;
    const inside = from !== NO_EXIT && this.#isInside[from] === 1;
    if (step === 2 && !inside) return false;
    const toStart = distance - (from === NO_EXIT ? conflicts.gate[goal]! : 0) +
      this.#state.front[v]!;
    const beyond = step === 1 ? afterNext[v]! : step === 0 ? next[v]! : -1;
    // Within a junction one only moves on; from outside, the way out must be free too.
    const chained = step === 1 && beyond >= 0 && conflicts.gated[beyond] === 1 &&
      conflicts.gate[beyond] === 0 && !inside;
    if (step > 0 && !inside && !gates.hasRoom(v, beyond)) {
      readySince[v] = 0;
      return false;
    }
    if (readySince[v] === 0) readySince[v] = tick;
    if (!gates.isFree(v, goal, distance, toStart)) return false;
    if (chained) {
      const length = tables.length[goal]!;
      if (!gates.isFree(v, beyond, distance + length, toStart + length)) return false;
      gates.enter(v, beyond);
      held[v]! |= 4;
    }
    gates.enter(v, goal);
    held[v]! |= 1 << step;
    return true;
  }

  #halt(v: number, distance: number): false {
    this.#road.leaders.heed(distance + this.#lineShift(v), 0);
    return false;
  }

  #heedCrossings(v: number, on: number, toStart: number, reach: number): void {
    const { obstacles } = this.#road;
    const { speed, standing } = this.#state;
    const { first, s } = obstacles.crossings;
    for (let k = first[on]!; k < first[on + 1]!; k++) {
      const seen = obstacles.atCrossing[k]!;
      if (seen === CROSSING.free) continue;
      const distance = toStart + s[k]! - 0.6;
      if (distance < -0.5 || distance > reach) continue;
      const braking = speed[v]! ** 2 / (2 * Math.max(distance, 0.01));
      const waiting = seen === CROSSING.waiting;
      if (waiting && standing[v]! > OFFER) continue;
      if (braking < (waiting ? AMBER_BRAKING : CROSSING_BRAKING)) this.#halt(v, distance);
    }
  }

  #heedObstacles(v: number, on: number, offset: number): void {
    const { s, d, aim, halfWidth, front, lane } = this.#state;
    const { obstacles, leaders } = this.#road;
    const side = halfWidth[v]! + SIDE_GAP;
    const here = lane[v] === on ? d[v]! : aim[v]!;
    const low = Math.min(here, aim[v]!) - side, high = Math.max(here, aim[v]!) + side;
    for (let k = obstacles.head[on]!; k >= 0; k = obstacles.following[k]!) {
      if (obstacles.low[k]! > high || obstacles.high[k]! < low) continue;
      const from = obstacles.from[k]! + offset;
      const middle = (from + obstacles.to[k]! + offset) / 2;
      if (middle < s[v]! || from - s[v]! > SIGHT) continue;
      leaders.heed(from - s[v]! - front[v]!, Math.max(0, obstacles.speed[k]!));
    }
  }
}

/** A gate inside its own lane: there is no lane before it to leave. */
const NO_EXIT = -1;
