import type { DriveCommand, Observation } from "../../sim/mod.ts";
import { wrapAngle } from "../../sim/pose.ts";
import type { Agent } from "../agent.ts";
import type { Perception } from "../perception.ts";
import { chooseHeading } from "./choose_heading.ts";
import { freeDistances, type FreeRay, groundDistanceOfRow } from "./free_distance.ts";
import { ObstacleMemory } from "./obstacle_memory.ts";

/** Top speed asked of the robot, m/s. */
const CRUISE_SPEED = 1.2;
/** With less free corridor than this the robot turns on the spot, metres. */
const STOP_CLEARANCE = 1.5;
/** Yaw rate per radian of heading error, 1/s, and its limit, rad/s. */
const YAW_GAIN = 1.6;
const MAX_YAW_RATE = 0.9;
/** Beyond this angle to the goal the camera cannot see the way: turn towards it first. */
const TURN_FIRST_ANGLE = 1.1;

const TICKS_PER_SECOND = 60;
/** How long a bumper hit makes the robot back off, then turn away, then shun that direction. */
const BACK_TICKS = 1.6 * TICKS_PER_SECOND;
const TURN_TICKS = 1.2 * TICKS_PER_SECOND;
const SHUN_TICKS = 12 * TICKS_PER_SECOND;
/** Asked to drive for this long while the wheels stand: stuck, although the bumper feels nothing. */
const STUCK_TICKS = 2 * TICKS_PER_SECOND;
/** Wheels that rolled this far must have moved the robot by more than GNSS errs, or they slip, metres. */
const SLIP = { rolled: 2.5, moved: 0.6 } as const;

interface ShunnedHeading {
  readonly heading: number;
  readonly until: number;
}

/**
 * Drives to a goal by what a ConvNet labels: free distance per image column, the heading that best
 * trades a free corridor against the goal's direction, and a retreat when the bumper is hit.
 * It knows its GNSS position, its compass heading, wheel speed, bumper and the labels; nothing else.
 */
export class GoalSeeker implements Agent {
  readonly name = "goal_seeker";
  readonly drivesBy = "labels";
  #rays: readonly FreeRay[] = [];
  readonly #memory = new ObstacleMemory();
  /** Whether a picture has come that no heading was chosen by yet. */
  #fresh = false;
  /** Heading to steer to, by the compass. */
  #courseTo = 0;
  #steerTo = 0;
  #clearance = 0;
  #intent = "waiting for the first labels";
  #tick = 0;
  #stuckTicks = 0;
  /** Where the GNSS was when driving on began, and how far the wheels have rolled since. */
  #anchor = { x: 0, y: 0, rolled: 0 };
  #backUntil = 0;
  #turnUntil = 0;
  #turnSide = 1;
  #shunned: ShunnedHeading[] = [];

  reset(): void {
    this.#rays = [];
    this.#memory.reset();
    this.#fresh = false;
    this.#courseTo = 0;
    this.#steerTo = 0;
    this.#clearance = 0;
    this.#intent = "waiting for the first labels";
    this.#tick = 0;
    this.#stuckTicks = 0;
    this.#backUntil = 0;
    this.#turnUntil = 0;
    this.#turnSide = 1;
    this.#shunned = [];
  }

  see(perception: Perception): void {
    const { labels, view, drivable } = perception;
    this.#rays = freeDistances(labels, view, drivable);
    this.#memory.see(this.#rays, view.forward + groundDistanceOfRow(view.height - 1, view));
    this.#fresh = true;
  }

  act(sensed: Observation): DriveCommand {
    this.#tick++;
    this.#memory.move(sensed.speed[0]!, sensed.heading[0]!, 1 / TICKS_PER_SECOND);
    const goalBearing = this.#goalBearing(sensed);
    this.#noticeHits(sensed, goalBearing);
    if (this.#tick < this.#backUntil) {
      this.#intent = "backing off";
      return { linear: -0.5, angular: 0 };
    }
    if (this.#tick < this.#turnUntil) {
      this.#intent = `turning away to the ${this.#turnSide > 0 ? "left" : "right"}`;
      return { linear: 0, angular: this.#turnSide * MAX_YAW_RATE };
    }
    if (this.#rays.length === 0) return { linear: 0, angular: 0 };
    return this.#drive(sensed, goalBearing);
  }

  explain(): { intent: string; steerTo: number; freeDistance: number[] } {
    return {
      intent: this.#intent,
      steerTo: this.#steerTo,
      freeDistance: this.#rays.map((ray) => ray.distance),
    };
  }

  #goalBearing(sensed: Observation): number {
    const [x, y] = sensed.gnss;
    const [goalX, goalY] = sensed.goal;
    return wrapAngle(Math.atan2(goalY! - y!, goalX! - x!) - sensed.heading[0]!);
  }

  #drive(sensed: Observation, goalBearing: number): DriveCommand {
    if (this.#fresh) this.#choose(sensed, goalBearing);
    const bearing = wrapAngle(this.#courseTo - sensed.heading[0]!);
    this.#steerTo = bearing;
    const clearance = this.#clearance;
    if (clearance < STOP_CLEARANCE) {
      // A side once chosen is kept while turning, or two equal walls would hold the robot for ever.
      if (!this.#intent.startsWith("blocked")) this.#turnSide = bearing >= 0 ? 1 : -1;
      this.#intent = `blocked at ${clearance.toFixed(1)} m: turning`;
      return { linear: 0, angular: this.#turnSide * MAX_YAW_RATE * 0.7 };
    }
    if (Math.abs(goalBearing) > TURN_FIRST_ANGLE && clearance < 3) {
      this.#intent = "turning towards the goal";
      return { linear: 0, angular: Math.sign(goalBearing) * MAX_YAW_RATE };
    }
    const angular = Math.max(-MAX_YAW_RATE, Math.min(MAX_YAW_RATE, YAW_GAIN * bearing));
    // Until the nose points along the corridor, going forward would leave it.
    const slowForTurn = Math.max(0.1, 1 - Math.abs(bearing) / 0.7);
    const slowForWall = Math.min(1, (clearance - STOP_CLEARANCE + 0.6) / 2.5);
    const side = bearing > 0.05 ? "left" : bearing < -0.05 ? "right" : "straight";
    this.#intent = `${side} ${Math.abs(bearing).toFixed(2)} rad: clear ${clearance.toFixed(1)} m`;
    return { linear: CRUISE_SPEED * slowForTurn * slowForWall, angular };
  }

  /** Once per picture: the heading to take, by what is seen and what is remembered beside it. */
  #choose(sensed: Observation, goalBearing: number): void {
    this.#fresh = false;
    this.#shunned = this.#shunned.filter((shun) => shun.until > this.#tick);
    const choice = chooseHeading(this.#rays, this.#memory.rays(), {
      goalBearing,
      previous: wrapAngle(this.#courseTo - sensed.heading[0]!),
      avoid: this.#shunned.map((shun) => wrapAngle(shun.heading - sensed.heading[0]!)),
    });
    this.#courseTo = sensed.heading[0]! + choice.bearing;
    this.#clearance = choice.clearance;
  }

  #noticeHits(sensed: Observation, goalBearing: number): void {
    const driving = this.#tick >= this.#turnUntil && this.#rays.length > 0 &&
      this.#clearance >= STOP_CLEARANCE;
    this.#stuckTicks = driving && Math.abs(sensed.speed[0]!) < 0.05 ? this.#stuckTicks + 1 : 0;
    const stuck = this.#stuckTicks > STUCK_TICKS || this.#slips(sensed, driving);
    if (!(sensed.bumper === 1 || stuck) || this.#tick < this.#backUntil) return;
    this.#stuckTicks = 0;
    this.#backUntil = this.#tick + BACK_TICKS;
    this.#turnUntil = this.#backUntil + TURN_TICKS;
    this.#turnSide = freerSide(this.#rays, goalBearing);
    this.#shunned.push({ heading: sensed.heading[0]!, until: this.#tick + SHUN_TICKS });
  }

  /** Whether the wheels roll and the robot stays: its flank is caught, or the ground too slippery. */
  #slips(sensed: Observation, driving: boolean): boolean {
    const [x, y] = sensed.gnss;
    const from = this.#anchor;
    from.rolled += sensed.speed[0]! / TICKS_PER_SECOND;
    if (driving && from.rolled < SLIP.rolled) return false;
    this.#anchor = { x: x!, y: y!, rolled: 0 };
    return driving && Math.hypot(x! - from.x, y! - from.y) < SLIP.moved;
  }
}

/** +1 where the left half of the picture has more free ground, -1 where the right; a tie goes to the goal. */
function freerSide(rays: readonly FreeRay[], goalBearing: number): 1 | -1 {
  let balance = 0;
  for (const ray of rays) balance += Math.sign(ray.bearing) * ray.distance;
  const margin = 0.05 * rays.length;
  if (Math.abs(balance) < margin) return goalBearing >= 0 ? 1 : -1;
  return balance > 0 ? 1 : -1;
}
