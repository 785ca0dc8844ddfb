import type { DriveCommand, Observation } from "../../sim/mod.ts";
import { wrapAngle } from "../../sim/pose.ts";
import { TICK } from "../../sim/world.ts";
import type { Device } from "../../vision/mod.ts";
import type { Agent } from "../agent.ts";
import type { AgentEyes, EyesParts } from "../agent_eyes.ts";
import type { FarView } from "./far_view.ts";
import { InertialOdometry } from "./inertial_odometry.ts";
import { Navigator } from "./navigator.ts";
import type { StereoRays } from "./short_range.ts";

/**
 * The robot that teaches itself to see far: stereo for what is near, a classifier that learns from stereo for
 * what is far, and a polar map that both are planned on (Hadsell et al. 2009). It is given what its eyes say by
 * whoever runs them: {@link seeNear} every frame, {@link seeFar} whenever the slow loop is done. It
 * waits for neither, and knows GNSS, compass, wheels and bumper besides.
 */
export class LagrAgent implements Agent {
  readonly name = "lagr";
  readonly drivesBy = "stereo";
  /** The map, what is near, and the plan. */
  readonly navigator: Navigator = new Navigator();
  /** Where its body is and how it leans, from where it started. */
  readonly odometry: InertialOdometry = new InertialOdometry();
  #goal: ArrayLike<number> = [0, 0];
  #farFrames = 0;

  reset(): void {
    this.navigator.reset();
    this.odometry.reset();
    this.#farFrames = 0;
  }

  /** Its own clock: what a picture's `tick` is, to be noted when the picture is taken. */
  get tick(): number {
    return this.navigator.frame.tick;
  }

  /** Long-range frames taken in since the start. */
  get farFrames(): number {
    return this.#farFrames;
  }

  /** Opens its pair and what is behind it. */
  async openEyes(parts: EyesParts): Promise<AgentEyes> {
    // With a renderer and nets behind them, they are for those who drive alone.
    const { LagrEyes } = await import("./lagr_eyes.ts");
    return new LagrEyes(this, parts);
  }

  async tuneEyes(device: Device): Promise<void> {
    const { tuneLagrEyes } = await import("./lagr_eyes.ts");
    await tuneLagrEyes(device);
  }

  /** Times that it ran into something, stuck or slipped, and had to back off. */
  metrics(): Readonly<Record<string, number>> {
    return { interventions: this.navigator.recoveries };
  }

  /** Class labels of a net that was taught by people: it does without. */
  see(): void {}

  /** Takes in what stereo saw, for the fast loop, from pictures taken at `tick`. */
  seeNear(rays: StereoRays, tick: number): void {
    this.navigator.seeNear(rays, tick);
  }

  /** Takes in what the long-range classifier saw, from a picture of an earlier tick. */
  seeFar(view: FarView): void {
    this.navigator.seeFar(view);
    this.#farFrames++;
  }

  /** Goes on with its own reckoning of where it is, so that pictures are of the place where they are taken. */
  sense({ inertial, speed, heading }: Observation): void {
    this.odometry.move(inertial, speed[0]!, heading[0]!, TICK);
  }

  act(sensed: Observation): DriveCommand {
    this.#goal = sensed.goal;
    return this.navigator.act({
      speed: sensed.speed[0]!,
      yawRate: sensed.yawRate[0]!,
      heading: sensed.heading[0]!,
      gnss: sensed.gnss,
      goal: sensed.goal,
      bumper: sensed.bumper === 1,
    });
  }

  /** Where the goal lies in the odometry frame, metres. */
  get goal(): { readonly x: number; readonly y: number } {
    return this.navigator.frame.fromMap(this.#goal);
  }

  /** What it wants; `freeDistance` has a number for each ray of stereo from left to right. */
  explain(): { intent: string; steerTo: number; freeDistance: number[] } {
    const { frame: { pose }, route, rays, intent } = this.navigator;
    return {
      intent,
      steerTo: route ? wrapAngle(route.heading - pose.yaw) : 0,
      freeDistance: rays ? Array.from(rays.distances) : [],
    };
  }
}
