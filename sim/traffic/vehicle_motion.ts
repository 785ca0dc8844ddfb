import {
  advance,
  type LaneMotion,
  pursuitCurvature,
  slipAngle,
  steeringFor,
} from "./bicycle_model.ts";
import { type LaneTables } from "./lane_tables.ts";
import { type TrafficState } from "./traffic_state.ts";

/** Largest steering angle, radians, and how fast the wheels turn, rad/s. */
const STEERING_LIMIT = 0.7;
const STEERING_RATE = 1.2;
/** Pure pursuit looks at least so far ahead (metres, and shares of the wheelbase), or so many seconds. */
const PURSUIT_LENGTH = 1.5;
const PURSUIT_WHEELBASES = 0.6;
const PURSUIT_TIME = 0.55;
/** The curve is steered into so many seconds before it begins. */
const PREVIEW_TIME = 0.12;
/** How fast a vehicle glides to the middle of a new lane: m/s, and over its own speed. */
const GLIDE_SPEED = 1.1;
const GLIDE_SLOPE = 0.16;
/** Curvature below which a vehicle keeps to the middle, 1/m. */
const GENTLE = 1 / 60;
/** Below this, who stands does not start, m/s^2. */
const START = 0.05;

/** Moves vehicles: speed by their acceleration, place and heading by the kinematic bicycle model. */
export class VehicleMotion {
  readonly #state: TrafficState;
  readonly #tables: LaneTables;
  readonly #motion: LaneMotion = { s: 0, d: 0, theta: 0 };

  constructor(state: TrafficState, tables: LaneTables) {
    this.#state = state;
    this.#tables = tables;
  }

  /** Advances vehicle `v` by `dt` seconds along the lane it is on, possibly beyond its end. */
  move(v: number, wanted: number, hardest: number, dt: number): void {
    const state = this.#state;
    const { speed, acceleration, odometer, s, d, theta } = state;
    const before = speed[v]!;
    const applied = wanted < -hardest ? -hardest : wanted;
    let after = before + applied * dt;
    let distance = 0.5 * (before + after) * dt;
    if (after <= 0 || (before < 0.02 && applied < START)) {
      // It comes to rest within the step.
      distance = applied < 0 ? Math.min(before * dt, before * before / (-2 * applied)) : 0;
      after = 0;
    }
    speed[v] = after;
    acceleration[v] = before === 0 && after === 0 ? 0 : applied;
    if (distance <= 0) return;
    odometer[v]! += distance;
    const on = state.lane[v]!;
    const rest = this.#restOffset(v, on, 0.5 * state.front[v]!);
    const glide = Math.min(GLIDE_SPEED * dt, GLIDE_SLOPE * distance);
    const aim = state.aim[v]!;
    state.aim[v] = aim + Math.max(-glide, Math.min(glide, rest - aim));
    const here = this.#tables.curvatureAt(on, s[v]!);
    const base = state.wheelbase[v]!;
    const steering = this.#steer(v, base, after, dt);
    const motion = this.#motion;
    motion.s = s[v]!;
    motion.d = d[v]!;
    motion.theta = theta[v]!;
    advance(motion, steering, base, distance, here);
    if (state.ghost[v]! >= 0) this.#moveGhost(v, motion.s - s[v]!);
    s[v] = motion.s;
    d[v] = motion.d;
    theta[v] = motion.theta;
  }

  #steer(v: number, base: number, speed: number, dt: number): number {
    const { steering, theta, d, aim } = this.#state;
    const ahead = Math.max(PURSUIT_LENGTH + PURSUIT_WHEELBASES * base, PURSUIT_TIME * speed);
    const curvature = this.#curvatureAhead(v, PREVIEW_TIME * speed);
    const course = theta[v]! + slipAngle(steering[v]!);
    const wanted = steeringFor(
      pursuitCurvature(curvature, d[v]! - aim[v]!, course, ahead),
      base,
      STEERING_LIMIT,
    );
    const most = STEERING_RATE * dt;
    const turned = wanted - steering[v]!;
    return steering[v]! += turned > most ? most : turned < -most ? -most : turned;
  }

  #curvatureAhead(v: number, ahead: number): number {
    const { lane, next, s } = this.#state;
    const tables = this.#tables;
    const on = lane[v]!, at = s[v]! + ahead;
    const beyond = at - tables.length[on]!;
    if (beyond <= 0 || next[v]! < 0) return tables.curvatureAt(on, at);
    return tables.curvatureAt(next[v]!, beyond);
  }

  /**
   * Where in its lane it likes to drive: cyclists near the right edge, all others so far inside a bend
   * that what sweeps out in front and behind takes the same room on either side.
   */
  #restOffset(v: number, lane: number, front: number): number {
    const { keepsRight, halfWidth, front: nose, rear } = this.#state;
    const half = halfWidth[v]!;
    if (keepsRight[v]! > 0) {
      return -Math.min(keepsRight[v]!, this.#tables.width[lane]! / 2 - half - 0.35);
    }
    const bend = this.#curvatureAhead(v, front);
    if (Math.abs(bend) < GENTLE) return 0;
    const radius = 1 / Math.abs(bend), reach = (nose[v]! + rear[v]!) / 2;
    const outer = Math.hypot(radius + half, reach) - radius;
    return Math.sign(bend) * (outer - half) / 2;
  }

  /** A ghost stays as long as the body reaches into the lane that it left. */
  #moveGhost(v: number, ds: number): void {
    const { ghost, ghostS, lane, d, halfWidth } = this.#state;
    ghostS[v]! += ds;
    const clear = this.#tables.width[lane[v]!]! / 2 - halfWidth[v]! + 0.1;
    if (Math.abs(d[v]!) < Math.max(0.3, clear)) ghost[v] = -1;
  }
}
