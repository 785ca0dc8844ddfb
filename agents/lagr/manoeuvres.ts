import type { DriveCommand } from "../../sim/mod.ts";
import { wrapAngle } from "../../sim/pose.ts";
import { ROVER } from "../../sim/vehicles/rover_design.ts";
import type { Planar } from "./short_range.ts";

/** One way to drive the next seconds, from the state that it was made for. */
export interface Manoeuvre {
  /** What to command now. */
  readonly command: DriveCommand;
  /** Poses of the body at every {@link STEP}, from where it starts: `x, y, yaw` in turn. */
  readonly poses: Float32Array;
}

/** Seconds between the poses of a manoeuvre, and its length. */
export const STEP = 0.2;
const SECONDS = 3;
const STEPS = Math.round(SECONDS / STEP);
/** Seconds after which a manoeuvre of two pieces goes over to the second. */
const SECOND_PIECE = 1;
/** Of the simulation between poses. */
const SUBSTEPS = 4;

/** States that manoeuvres are made for: m/s and rad/s. */
const SPEEDS = [-0.4, 0, 0.4, 0.8, 1.2];
const YAW_RATES = [-0.8, -0.4, 0, 0.4, 0.8];
/** What they are made of. */
const CRUISES = [0.35, 0.7, 1.1];
const TURNS = [-1, -0.7, -0.45, -0.25, -0.1, 0, 0.1, 0.25, 0.45, 0.7, 1];
const SPINS = [-0.9, -0.4, 0.4, 0.9];
const REVERSE = -0.4;

/** Discs that cover the rover's outline: their radius, and where they lie along its x axis, metres. */
const DISC_RADIUS = 0.42;
const DISCS = [0.33, 0, -0.33];
/** Room to keep beside that; less is let pass at a price. */
const MARGIN = 0.08;
const WISHED_ROOM = 0.5;
/** Seconds for which a manoeuvre must be free to be taken: reaction, and braking from its speed. */
const REACTION = 0.6;

/** Prices in metres: of a radian off the wanted heading at the end, of going backwards, of missing room. */
const PRICE = { heading: 1.1, backwards: 4, room: 0.5, change: 0.12 } as const;

/** A manoeuvre that was chosen, and how far it is free. */
export interface ChosenManoeuvre {
  readonly manoeuvre: Manoeuvre;
  /** Seconds until it would touch something, or its end. */
  readonly freeSeconds: number;
  /** Metres-worth that it leaves to be driven; lower is better. */
  readonly price: number;
}

/**
 * Trajectories by the state that they start from, simulated once: arcs, arcs that go over into others, turns
 * on the spot and arcs backwards (after the manoeuvre dictionaries of Sermanet et al. 2008, which were
 * recorded from a robot).
 */
export class ManoeuvreDictionary {
  readonly #entries: readonly (readonly Manoeuvre[])[];

  constructor() {
    const plans = commandPairs();
    this.#entries = SPEEDS.flatMap((speed) =>
      YAW_RATES.map((yawRate) =>
        plans.map(([first, second]) => simulate(speed, yawRate, first, second))
      )
    );
  }

  /** Manoeuvres that start nearest to a state, m/s and rad/s. */
  from(speed: number, yawRate: number): readonly Manoeuvre[] {
    const row = nearestOf(SPEEDS, speed);
    return this.#entries[row * YAW_RATES.length + nearestOf(YAW_RATES, yawRate)]!;
  }
}

/**
 * The manoeuvre that leaves least to be driven to `target`, of those whose sweep of the rover's outline is
 * free for as long as it takes to see and brake; `null` where none is. Who turns on the spot does not turn back:
 * with something beside it, each side would else seem the better as soon as the other is begun.
 *
 * @param clearance Metres from a place to the nearest obstacle.
 * @param previous What is commanded now.
 */
export function chooseManoeuvre(
  manoeuvres: readonly Manoeuvre[],
  pose: Planar,
  target: { readonly x: number; readonly y: number },
  clearance: (x: number, y: number) => number,
  previous: DriveCommand,
): ChosenManoeuvre | null {
  let best: ChosenManoeuvre | null = null;
  const [cos, sin] = [Math.cos(pose.yaw), Math.sin(pose.yaw)];
  const clearanceNow = room(pose.x, pose.y, pose.yaw, clearance);
  for (const manoeuvre of manoeuvres) {
    const { command, poses } = manoeuvre;
    if (isSpin(command) && isSpin(previous) && command.angular * previous.angular < 0) continue;
    let free = 0;
    let narrow = 0;
    for (let k = 1; k <= STEPS; k++) {
      const [bx, by] = [poses[3 * k]!, poses[3 * k + 1]!];
      const x = pose.x + cos * bx - sin * by;
      const y = pose.y + sin * bx + cos * by;
      const left = room(x, y, pose.yaw + poses[3 * k + 2]!, clearance);
      // Who stands too near already may move, if it leads away.
      if (left < MARGIN && left <= clearanceNow + 0.01) break;
      narrow += Math.max(0, WISHED_ROOM - left);
      free = k;
    }
    const braking = Math.abs(command.linear) / ROVER.drive.acceleration;
    if (free < Math.min(STEPS, Math.ceil((REACTION + braking) / STEP))) continue;
    const [ex, ey] = [poses[3 * free]!, poses[3 * free + 1]!];
    const x = pose.x + cos * ex - sin * ey;
    const y = pose.y + sin * ex + cos * ey;
    const yaw = pose.yaw + poses[3 * free + 2]!;
    const [dx, dy] = [target.x - x, target.y - y];
    const distance = Math.hypot(dx, dy);
    const off = distance < 0.3 ? 0 : Math.abs(wrapAngle(Math.atan2(dy, dx) - yaw));
    const price = distance + PRICE.heading * off +
      (command.linear < 0 ? PRICE.backwards : 0) +
      PRICE.room * narrow / free * STEPS / 5 +
      PRICE.change * Math.abs(command.angular - previous.angular);
    if (best && price >= best.price) continue;
    best = { manoeuvre, freeSeconds: free * STEP, price };
  }
  return best;
}

function isSpin({ linear, angular }: DriveCommand): boolean {
  return linear === 0 && angular !== 0;
}

/** Metres between the rover's outline and the nearest obstacle, negative where they overlap. */
export function room(
  x: number,
  y: number,
  yaw: number,
  clearance: (x: number, y: number) => number,
): number {
  let least = Infinity;
  const [cos, sin] = [Math.cos(yaw), Math.sin(yaw)];
  for (const along of DISCS) {
    least = Math.min(least, clearance(x + along * cos, y + along * sin));
  }
  return least - DISC_RADIUS;
}

/** What manoeuvres command, and go over to. */
function commandPairs(): readonly (readonly [DriveCommand, DriveCommand])[] {
  const pairs: (readonly [DriveCommand, DriveCommand])[] = [];
  for (const linear of CRUISES) {
    for (const angular of TURNS) {
      const seconds = angular === 0 ? [0] : [angular, 0, -angular];
      for (const second of seconds) {
        pairs.push([{ linear, angular }, { linear, angular: second }]);
      }
    }
  }
  for (const angular of SPINS) pairs.push([{ linear: 0, angular }, { linear: 0, angular }]);
  for (const angular of [-0.5, 0, 0.5]) {
    pairs.push([{ linear: REVERSE, angular }, { linear: REVERSE, angular }]);
  }
  return pairs;
}

function simulate(
  speed: number,
  yawRate: number,
  first: DriveCommand,
  second: DriveCommand,
): Manoeuvre {
  const { acceleration, yawAcceleration } = ROVER.drive;
  const poses = new Float32Array(3 * (STEPS + 1));
  const dt = STEP / SUBSTEPS;
  let [x, y, yaw, v, w] = [0, 0, 0, speed, yawRate];
  for (let k = 0; k < STEPS * SUBSTEPS; k++) {
    const { linear, angular } = k * dt < SECOND_PIECE ? first : second;
    v += within(linear - v, acceleration * dt);
    w += within(angular - w, yawAcceleration * dt);
    x += v * dt * Math.cos(yaw + w * dt / 2);
    y += v * dt * Math.sin(yaw + w * dt / 2);
    yaw += w * dt;
    if ((k + 1) % SUBSTEPS === 0) poses.set([x, y, yaw], 3 * (k + 1) / SUBSTEPS);
  }
  return { command: first, poses };
}

function within(value: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, value));
}

function nearestOf(values: readonly number[], wanted: number): number {
  let best = 0;
  values.forEach((value, i) => {
    if (Math.abs(value - wanted) < Math.abs(values[best]! - wanted)) best = i;
  });
  return best;
}
