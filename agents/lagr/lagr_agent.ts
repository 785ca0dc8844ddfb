import type { DriveCommand, Observation } from "../../sim/mod.ts";
import { wrapAngle } from "../../sim/pose.ts";
import type { Agent } from "../agent.ts";
import type { AgentEyes, EyesParts } from "../agent_eyes.ts";
import type { FarView } from "./far_view.ts";
import { candidateRose, type MapImage, MapPainter } from "./map_image.ts";
import { Navigator } from "./navigator.ts";
import type { StereoRays } from "./short_range.ts";

/** What the robot that sees far wants and why, for the page. */
export interface LagrExplanation {
  readonly intent: string;
  /** Bearing that it wants to drive in, radians to the left of its nose. */
  readonly steerTo: number;
  /** Metres that stereo sees free, a number for each ray from left to right. */
  readonly freeDistance: number[];
  /** The polar map with the way, the robot's nose upwards. */
  readonly map: MapImage;
  /** The way as planned, `x, y` in turn, metres ahead of the robot and to its left. */
  readonly path: Float32Array;
  /** Costs of leaving in each direction from the nose leftwards, as shares above the cheapest. */
  readonly rose: Float32Array;
  /** Cost of the way to the goal, metres of good ground; infinite where no way is known. */
  readonly costToGo: number;
}

/** How a {@link LagrAgent} is made. */
export interface LagrAgentOptions {
  /** Whether it heeds its long-range eye; `false` shows what stereo alone can do. */
  readonly longRange?: boolean;
}

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
  readonly #painter = new MapPainter(this.navigator.map.grid);
  readonly #longRange: boolean;
  #goal: ArrayLike<number> = [0, 0];
  #farFrames = 0;

  constructor({ longRange = true }: LagrAgentOptions = {}) {
    this.#longRange = longRange;
  }

  reset(): void {
    this.navigator.reset();
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
    if (!this.#longRange) return;
    this.navigator.seeFar(view);
    this.#farFrames++;
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

  explain(): LagrExplanation {
    const { frame, route, rays, intent } = this.navigator;
    const { pose } = frame;
    const [cos, sin] = [Math.cos(pose.yaw), Math.sin(pose.yaw)];
    const path = new Float32Array(route?.path.length ?? 0);
    for (let k = 0; k < path.length; k += 2) {
      const [dx, dy] = [route!.path[k]! - pose.x, route!.path[k + 1]! - pose.y];
      path[k] = cos * dx + sin * dy;
      path[k + 1] = cos * dy - sin * dx;
    }
    return {
      intent,
      steerTo: route ? wrapAngle(route.heading - pose.yaw) : 0,
      freeDistance: rays ? Array.from(rays.distances) : [],
      map: this.#painter.paint(this.navigator, frame.fromMap(this.#goal)),
      path,
      rose: route ? candidateRose(route.candidates, pose.yaw) : new Float32Array(),
      costToGo: route?.cost ?? Infinity,
    };
  }
}
