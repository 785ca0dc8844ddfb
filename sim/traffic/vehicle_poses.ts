import { type Actor, POSE_NUMBERS } from "../actors/actor.ts";
import { type Footprint } from "../actors/footprints.ts";
import { type Vec3 } from "../pose.ts";
import { CYCLIST } from "../shapes/vehicles/cyclist_measures.ts";
import { type LanePoint } from "../roads/lane_graph.ts";
import { type LaneTables } from "./lane_tables.ts";
import { crankAngle, type LegAngles, legAngles } from "./pedalling.ts";
import { type TrafficState } from "./traffic_state.ts";
import { vehicleActor } from "./vehicle_actor.ts";
import { VEHICLE_MODELS } from "./vehicle_models.ts";
import { partsOf, type VehiclePart } from "./vehicle_parts.ts";

/** How far under the ground vehicles wait to come in, metres. */
const UNDERGROUND = -1000;
/** Deceleration from which brake lamps burn, m/s^2; glow of tail lamps by night. */
const BRAKE_LAMP = 0.4;
const NIGHT_GLOW = 0.35;
/** Lamps of a bicycle by night: the one in front is on its fork, the one behind on its frame. */
const BICYCLE_GLOW = 0.15;
/** Ticks of one flash of an indicator, on and off. */
const FLASH_TICKS = 44;
/** Indicators burn before turns of more than this, radians, that are nearer than this, metres. */
const TURN = 0.5;
const TURN_REACH = 35;
const GRAVITY = 9.81;

/** Where vehicles and their parts are in the world, how far wheels have turned, and which lamps burn. */
export class VehiclePoses {
  readonly actors: readonly Actor[];
  readonly #state: TrafficState;
  readonly #tables: LaneTables;
  readonly #heightAt: (x: number, y: number) => number;
  readonly #night: boolean;
  readonly #parts: readonly (readonly VehiclePart[])[];
  readonly #firstId: number;
  readonly #point: LanePoint = { x: 0, y: 0, yaw: 0, curvature: 0 };
  readonly #leg: LegAngles = { thigh: 0, shank: 0, kneeX: 0, kneeZ: 0 };
  readonly #footprint: Footprint = {
    entity: 0,
    x: 0,
    y: 0,
    z: 0,
    yaw: 0,
    vx: 0,
    vy: 0,
    halfLength: 0,
    halfWidth: 0,
    height: 0,
  };
  // Pose of the body looked at: position and orientation.
  #x = 0;
  #y = 0;
  #z = 0;
  #qx = 0;
  #qy = 0;
  #qz = 0;
  #qw = 1;

  constructor(
    state: TrafficState,
    tables: LaneTables,
    heightAt: (x: number, y: number) => number,
    night: boolean,
    firstId: number,
    paints: readonly Vec3[],
  ) {
    this.#state = state;
    this.#tables = tables;
    this.#heightAt = heightAt;
    this.#night = night;
    this.#firstId = firstId;
    this.#parts = VEHICLE_MODELS.map(partsOf);
    this.actors = paints.map((paint, v) =>
      vehicleActor(VEHICLE_MODELS[state.model[v]!]!, firstId + v, paint, v)
    );
  }

  writeBody(v: number, out: Float64Array, at: number): void {
    this.#look(v);
    out[at] = this.#x;
    out[at + 1] = this.#y;
    out[at + 2] = this.#z;
    out[at + 3] = 0;
    out[at + 4] = this.#qx;
    out[at + 5] = this.#qy;
    out[at + 6] = this.#qz;
    out[at + 7] = this.#qw;
  }

  /** Writes the parts of vehicle `v` and returns where the next one's start. */
  writeParts(v: number, tick: number, out: Float32Array, at: number): number {
    this.#look(v);
    const { odometer, steering, model, lane } = this.#state;
    const present = lane[v]! >= 0;
    for (const part of this.#parts[model[v]!]!) {
      const { shape, role, at: place, radius, mirrored } = part;
      let [x, y, z] = place;
      let yaw = 0, turn = 0, glow = 0;
      switch (role) {
        case "body":
          if (shape === "bicycle" && this.#night && present) glow = NIGHT_GLOW;
          break;
        case "steered_wheel":
        case "wheel":
          turn = odometer[v]! / radius;
          if (role === "steered_wheel") yaw = steering[v]!;
          break;
        case "fork":
          yaw = steering[v]!;
          if (this.#night && present) glow = BICYCLE_GLOW;
          break;
        case "crank":
          turn = crankAngle(odometer[v]!);
          break;
        case "left_thigh":
        case "right_thigh":
        case "left_shank":
        case "right_shank": {
          const opposite = role.startsWith("right") ? Math.PI : 0;
          const leg = legAngles(crankAngle(odometer[v]!) + opposite, this.#leg);
          // A turn about y by `a` moves what hangs down backwards, so forward is negative.
          if (role.endsWith("thigh")) turn = -leg.thigh;
          else {
            turn = -leg.shank;
            x = leg.kneeX;
            y = role === "left_shank" ? CYCLIST.stance : -CYCLIST.stance;
            z = leg.kneeZ;
          }
          break;
        }
        default:
          glow = this.#glow(v, role, tick);
      }
      if (mirrored) {
        yaw += Math.PI;
        turn = -turn;
      }
      this.#write(x, y, z, yaw, turn, glow, out, at);
      at += POSE_NUMBERS;
    }
    return at;
  }

  footprint(v: number): Footprint {
    const { lane, s, d, theta, speed, steering, front, rear, halfWidth, model } = this.#state;
    const point = this.#tables.point(lane[v]!, s[v]!, d[v]!, this.#point);
    const yaw = point.yaw + theta[v]!;
    const cos = Math.cos(yaw), sin = Math.sin(yaw);
    const middle = (front[v]! - rear[v]!) / 2;
    const found = this.#footprint;
    found.entity = this.#firstId + v;
    found.x = point.x + middle * cos;
    found.y = point.y + middle * sin;
    found.z = this.#heightAt(found.x, found.y);
    found.yaw = yaw;
    // Along the course, which the slip angle turns from the heading.
    const slip = steering[v] === 0 ? 0 : 0.5 * Math.tan(steering[v]!);
    const along = speed[v]! / Math.sqrt(1 + slip * slip);
    found.vx = along * (cos - slip * sin);
    found.vy = along * (sin + slip * cos);
    found.halfLength = (front[v]! + rear[v]!) / 2;
    found.halfWidth = halfWidth[v]!;
    found.height = VEHICLE_MODELS[model[v]!]!.size.height;
    return found;
  }

  /** Finds the pose of a body: on its lane, leaning with the ground under its wheels. */
  #look(v: number): void {
    const { lane, s, d, theta, wheelbase, model, speed, steering } = this.#state;
    if (lane[v]! < 0) {
      this.#x =
        this.#y =
        this.#qx =
        this.#qy =
        this.#qz =
          0;
      this.#z = UNDERGROUND;
      this.#qw = 1;
      return;
    }
    const { x, y, yaw } = this.#tables.point(lane[v]!, s[v]!, d[v]!, this.#point);
    const heading = yaw + theta[v]!;
    const cos = Math.cos(heading), sin = Math.sin(heading);
    const half = wheelbase[v]! / 2;
    const front = this.#heightAt(x + half * cos, y + half * sin);
    const rear = this.#heightAt(x - half * cos, y - half * sin);
    const pitch = -Math.atan2(front - rear, 2 * half);
    const { track } = VEHICLE_MODELS[model[v]!]!.size;
    let roll: number;
    if (track > 0) {
      const left = this.#heightAt(x - track / 2 * sin, y + track / 2 * cos);
      const right = this.#heightAt(x + track / 2 * sin, y - track / 2 * cos);
      roll = Math.atan2(left - right, track);
    } else {
      // Two wheels lean into a bend until gravity and the turn balance.
      const bend = Math.tan(steering[v]!) / wheelbase[v]!;
      roll = -Math.atan(speed[v]! * speed[v]! * bend / GRAVITY);
    }
    this.#x = x;
    this.#y = y;
    this.#z = (front + rear) / 2;
    const cy = Math.cos(heading / 2), sy = Math.sin(heading / 2);
    const cp = Math.cos(pitch / 2), sp = Math.sin(pitch / 2);
    const cr = Math.cos(roll / 2), sr = Math.sin(roll / 2);
    this.#qw = cy * cp * cr + sy * sp * sr;
    this.#qx = cy * cp * sr - sy * sp * cr;
    this.#qy = cy * sp * cr + sy * cp * sr;
    this.#qz = sy * cp * cr - cy * sp * sr;
  }

  /** A part at a place in the body, turned about z by `yaw`, then about its own y by `turn`. */
  #write(
    px: number,
    py: number,
    pz: number,
    yaw: number,
    turn: number,
    glow: number,
    out: Float32Array,
    at: number,
  ): void {
    const x = this.#qx, y = this.#qy, z = this.#qz, w = this.#qw;
    const tx = 2 * (y * pz - z * py), ty = 2 * (z * px - x * pz), tz = 2 * (x * py - y * px);
    out[at] = this.#x + px + w * tx + y * tz - z * ty;
    out[at + 1] = this.#y + py + w * ty + z * tx - x * tz;
    out[at + 2] = this.#z + pz + w * tz + x * ty - y * tx;
    out[at + 3] = glow;
    const cy = Math.cos(yaw / 2), sy = Math.sin(yaw / 2);
    const ct = Math.cos(turn / 2), st = Math.sin(turn / 2);
    const bx = -sy * st, by = cy * st, bz = sy * ct, bw = cy * ct;
    out[at + 4] = w * bx + x * bw + y * bz - z * by;
    out[at + 5] = w * by - x * bz + y * bw + z * bx;
    out[at + 6] = w * bz + x * by - y * bx + z * bw;
    out[at + 7] = w * bw - x * bx - y * by - z * bz;
  }

  #glow(v: number, role: VehiclePart["role"], tick: number): number {
    const { lane, acceleration, speed } = this.#state;
    if (lane[v]! < 0) return 0;
    switch (role) {
      case "head_lamps":
        return this.#night ? 1 : 0;
      case "tail_lamps":
        if (acceleration[v]! < -BRAKE_LAMP || speed[v]! < 0.05) return 1;
        return this.#night ? NIGHT_GLOW : 0;
      default: {
        const side = this.#turnsTo(v);
        const shown = role === "left_indicators" ? side > 0 : side < 0;
        return shown && (tick + 7 * v) % FLASH_TICKS < FLASH_TICKS / 2 ? 1 : 0;
      }
    }
  }

  /** 1 where it is about to go to the left, -1 to the right, 0 straight on. */
  #turnsTo(v: number): number {
    const { lane, next, s, d, ghost } = this.#state;
    const { turn, length } = this.#tables;
    if (ghost[v]! >= 0) return d[v]! < 0 ? 1 : -1;
    const on = lane[v]!, then = next[v]!;
    if (Math.abs(turn[on]!) > TURN && length[on]! < TURN_REACH) return Math.sign(turn[on]!);
    const near = then >= 0 && length[on]! - s[v]! < TURN_REACH && length[then]! < TURN_REACH;
    return near && Math.abs(turn[then]!) > TURN ? Math.sign(turn[then]!) : 0;
  }
}
