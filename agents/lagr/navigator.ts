import type { DriveCommand } from "../../sim/mod.ts";
import { wrapAngle } from "../../sim/pose.ts";
import { cameraMount } from "../../sim/vehicles/rover_design.ts";
import { TICK } from "../../sim/world.ts";
import { lengthOf } from "./committed_way.ts";
import { addFarView, type FarView } from "./far_view.ts";
import { chooseManoeuvre, ManoeuvreDictionary } from "./manoeuvres.ts";
import { OdometryFrame } from "./odometry_frame.ts";
import { Planner, type Route } from "./planner.ts";
import { PolarMap } from "./polar_map.ts";
import { Recovery, type Trouble } from "./recovery.ts";
import { SeenGround } from "./seen_ground.ts";
import { type Planar, ShortRange, type StereoRays } from "./short_range.ts";
import { StandingMemory } from "./standing_memory.ts";
import { Trail } from "./trail.ts";

/** What the robot senses in a tick. */
export interface Senses {
  /** Wheel odometry, m/s. */
  readonly speed: number;
  /** Rate gyro, rad/s. */
  readonly yawRate: number;
  /** Compass, radians. */
  readonly heading: number;
  /** Where the receiver says the robot is, and where the goal is, on the map. */
  readonly gnss: ArrayLike<number>;
  readonly goal: ArrayLike<number>;
  readonly bumper: boolean;
}

/** Ticks between two choices of a manoeuvre, and between two plans of the way. */
const STEER_TICKS = 6;
const PLAN_TICKS = 18;
/** Ticks between two frames of stereo that are put on the polar map too. */
const REMEMBER_TICKS = 30;
/** How far ahead of the body's origin the eyes stand, metres. */
const [EYE_AHEAD] = cameraMount.position;
/** Where what the bumper feels is taken to be: a little before the chassis, within its width; metres. */
const FELT_AHEAD = 0.6;
const FELT_ASIDE = 0.3;
/** Evidence of stereo, for what it saw to stand and to be free. */
const STANDS: readonly number[] = [0, 0, 0.3, 0.4, 0.3];
const FREE: readonly number[] = [0.4, 0.6, 0, 0, 0];
const STEREO_WEIGHT = 1.5;
const FREE_WEIGHT = 0.4;
/** Depth of what stands at the end of a ray, metres. */
const STANDS_DEEP = 0.6;
/** Looks that a touch is worth. */
const FELT = 10;
/** Rays side by side that end within so many metres end at one thing, which is remembered by such steps. */
const ONE_THING = 1.5;
const STANDS_STEP = 0.4;
/** One ray in so many goes on the polar map. */
const RAY_STRIDE = 3;

/**
 * The two loops of the robot that sees far. The fast one takes stereo frames, keeps the obstacles near by and
 * chooses a manoeuvre ten times a second; the slow one puts what the long-range classifier says on the
 * polar map whenever it comes, in the pose of its picture, and the way to the goal is planned on what is
 * there. Nothing waits for anything.
 */
export class Navigator {
  readonly frame: OdometryFrame = new OdometryFrame();
  readonly map: PolarMap = new PolarMap();
  readonly near: ShortRange = new ShortRange();
  readonly trail: Trail = new Trail();
  readonly standing: StandingMemory = new StandingMemory();
  readonly seen: SeenGround = new SeenGround();
  readonly planner: Planner = new Planner(this.map.grid);
  readonly #dictionary = new ManoeuvreDictionary();
  readonly #recovery = new Recovery();
  #route: Route | null = null;
  #command: DriveCommand = { linear: 0, angular: 0 };
  #intent = "waiting for the first pictures";
  #looked = false;
  #fresh = false;
  #lastRemembered = -REMEMBER_TICKS;
  #rays: StereoRays | null = null;
  #recoveries = 0;
  #slips = 0;

  /** Forgets the last drive. */
  reset(): void {
    this.frame.reset();
    this.map.reset();
    this.near.reset();
    this.trail.reset();
    this.standing.reset();
    this.seen.reset();
    this.planner.reset();
    this.#recovery.reset();
    this.#route = null;
    this.#command = { linear: 0, angular: 0 };
    this.#intent = "waiting for the first pictures";
    this.#looked = this.#fresh = false;
    this.#lastRemembered = -REMEMBER_TICKS;
    this.#rays = null;
    this.#recoveries = this.#slips = 0;
  }

  /** Times that its wheels slipped: it is not where they say. */
  get slips(): number {
    return this.#slips;
  }

  /** Times that something was run into, the robot stuck or its wheels slipped. */
  get recoveries(): number {
    return this.#recoveries;
  }

  /** The way as last planned. */
  get route(): Route | null {
    return this.#route;
  }

  /** What it does and why. */
  get intent(): string {
    return this.#intent;
  }

  /** The last stereo frame. */
  get rays(): StereoRays | null {
    return this.#rays;
  }

  /** Takes in a stereo frame of the fast loop, from pictures of tick `tick`. */
  seeNear(rays: StereoRays, tick: number): void {
    const pose = this.frame.poseAt(tick);
    this.near.follow(this.frame.pose.x, this.frame.pose.y);
    this.near.see(pose, rays, tick * TICK);
    this.#rays = rays;
    this.#looked = this.#fresh = true;
    if (tick - this.#lastRemembered < REMEMBER_TICKS) return;
    this.#lastRemembered = tick;
    this.#remember(pose, rays);
  }

  /** Takes in a frame of the slow loop, whenever it comes. */
  seeFar(view: FarView): void {
    const { x, y, yaw } = this.frame.poseAt(view.tick);
    const eye = { x: x + EYE_AHEAD * Math.cos(yaw), y: y + EYE_AHEAD * Math.sin(yaw), yaw };
    addFarView(this.map, view, eye);
  }

  /** The command for this tick. */
  act(senses: Senses): DriveCommand {
    const { speed, heading, gnss, bumper } = senses;
    this.frame.move(speed, heading, gnss, TICK);
    const { pose, tick } = this.frame;
    this.map.age(TICK);
    this.map.follow(pose.x, pose.y);
    this.trail.follow(pose.x, pose.y);
    this.seen.follow(pose.x, pose.y);
    const found = this.#recovery.notice({
      bumper,
      speed,
      yawRate: senses.yawRate,
      commanded: this.#command,
      gnss,
      dt: TICK,
    });
    if (found) this.#touched(pose, found);
    if (this.#recovery.active) {
      this.#command = this.#recovery.command();
    } else if (!this.#looked) {
      this.#command = { linear: 0, angular: 0 };
    } else if (tick % STEER_TICKS === 0) {
      this.#steer(senses, pose, tick);
    }
    return this.#command;
  }

  #steer(senses: Senses, pose: Planar, tick: number): void {
    const goal = this.frame.fromMap(senses.goal);
    const [fresh] = [this.#fresh, this.#fresh = false];
    this.near.follow(pose.x, pose.y);
    if (fresh) this.near.measure(tick * TICK);
    if (!this.#route || tick % PLAN_TICKS === 0) {
      this.standing.tidy(
        tick * TICK,
        // A place in front of a wall is not the wall's.
        (x, y) => this.near.isFree(x, y) && this.near.clearance(x, y) > STANDS_DEEP,
      );
      this.#route = this.planner.plan(this.map, this.near, this, pose, goal);
    }
    const chosen = chooseManoeuvre(
      this.#dictionary.from(senses.speed, senses.yawRate),
      pose,
      this.#route.target,
      (x, y) => this.near.clearance(x, y),
      this.#command,
    );
    if (!chosen) {
      // Boxed in: where it came from, ground was free.
      this.#command = { linear: -0.3, angular: 0 };
      this.#intent = "no way ahead: backing";
      return;
    }
    this.#command = chosen.manoeuvre.command;
    this.#intent = this.#words(pose, chosen.freeSeconds);
  }

  #words(pose: Planar, freeSeconds: number): string {
    const { heading, cost, path } = this.#route!;
    const { linear, angular } = this.#command;
    const off = wrapAngle(heading - pose.yaw);
    const side = off > 0.15 ? "left" : off < -0.15 ? "right" : "straight on";
    const way = cost === Infinity ? "no way known" : `${lengthOf(path).toFixed(0)} m to go`;
    if (linear < 0) return `backing; ${way}`;
    if (linear === 0) return `turning ${angular > 0 ? "left" : "right"} on the spot; ${way}`;
    return `driving ${side}, free for ${freeSeconds.toFixed(1)} s; ${way}`;
  }

  /** Something was run into: it is remembered as an obstacle, near by and on the map. */
  #touched(pose: Planar, what: Trouble): void {
    const [cos, sin] = [Math.cos(pose.yaw), Math.sin(pose.yaw)];
    // Where it was baffled it shall not try again in the same way.
    if (what === "baffled" && this.#route) {
      this.trail.avoid(this.#route.target.x, this.#route.target.y);
    }
    // What holds its flank is not before its nose.
    const ahead = what === "held" || what === "baffled" ? [] : [-FELT_ASIDE, 0, FELT_ASIDE];
    for (const aside of ahead) {
      const x = pose.x + FELT_AHEAD * cos - aside * sin;
      const y = pose.y + FELT_AHEAD * sin + aside * cos;
      this.near.touch(x, y, this.frame.tick * TICK);
      this.standing.add(x, y, this.frame.tick * TICK, FELT);
    }
    this.near.measure(this.frame.tick * TICK);
    this.#recoveries++;
    if (what === "slip") this.#slips++;
    this.#route = null;
    this.planner.drop();
    const why = {
      bumper: "bumped",
      stuck: "stuck",
      slip: "wheels slip",
      held: "held",
      baffled: "baffled",
    };
    this.#intent = `${why[what]}: backing off`;
  }

  /** What stereo saw, put on the polar map, for when it has left the square around the robot. */
  #remember(pose: Planar, { bearings, distances, blocked, nearest }: StereoRays): void {
    const from = [pose.x, pose.y] as const;
    for (let k = 0; k < bearings.length; k += RAY_STRIDE) {
      const bearing = pose.yaw + bearings[k]!;
      const distance = distances[k]!;
      const free = [nearest, distance - 0.3] as const;
      this.map.addStretch(from, bearing, free, FREE, 0, FREE_WEIGHT);
      this.seen.addRay(pose.x, pose.y, bearing, nearest, distance);
      if (!blocked[k]) continue;
      const stands = [distance, distance + STANDS_DEEP] as const;
      this.map.addStretch(from, bearing, stands, STANDS, 0, STEREO_WEIGHT);
    }
    let last: readonly [number, number] | null = null;
    for (let k = 0; k < bearings.length; k++) {
      const bearing = pose.yaw + bearings[k]!;
      const [x, y]: readonly [number, number] = [
        pose.x + distances[k]! * Math.cos(bearing),
        pose.y + distances[k]! * Math.sin(bearing),
      ];
      if (blocked[k]) this.#stands(last, [x, y]);
      last = blocked[k] ? [x, y] : null;
    }
  }

  /** Remembers what stands where a ray ends, and from there to where the ray beside it ended. */
  #stands(from: readonly [number, number] | null, to: readonly [number, number]): void {
    const gap = from ? Math.hypot(to[0] - from[0], to[1] - from[1]) : Infinity;
    const steps = from && gap < ONE_THING ? Math.ceil(gap / STANDS_STEP) : 1;
    const [x, y] = from ?? to;
    for (let k = 1; k <= steps; k++) {
      const t = k / steps;
      const time = this.frame.tick * TICK;
      this.standing.add(x + (to[0] - x) * t, y + (to[1] - y) * t, time);
    }
  }
}
