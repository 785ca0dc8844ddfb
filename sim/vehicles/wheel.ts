import { type Vec3 } from "../pose.ts";
import { sagOf, Strut, type SuspensionDesign } from "./suspension.ts";
import { type TyreDesign, TyrePatch } from "./tyre.ts";

/** One wheel's place and numbers. */
export interface WheelDesign {
  /** Its middle in the body's frame when the vehicle rests on level ground, metres. */
  readonly hub: Vec3;
  readonly radius: number;
  /** What it carries then, N. */
  readonly usualLoad: number;
  readonly suspension: SuspensionDesign;
  readonly tyre: TyreDesign;
  /** Which of the vehicle's rotors turns it: wheels on one rotor turn together. */
  readonly rotor: number;
}

/** One wheel as it stands: what the ground does to it. */
export class Wheel {
  readonly hub: Vec3;
  readonly patch: TyrePatch;
  readonly strut: Strut;
  /** Metres from its middle at rest to ground that it just touches at full droop. */
  readonly droop: number;
  /** Force along the ground's normal, N; 0 in the air. */
  load = 0;
  /** Force of the patch along the wheel's heading, N. */
  traction = 0;
  /** Speed of the hub over the ground along the wheel's heading, m/s. */
  travelSpeed = 0;
  /** Label id of the ground under it. */
  label = 0;
  /** Whether it meets a step in the ground during this tick. */
  stepped = false;
  /** Steering angle to the left, radians, with its cosine and sine; set by `steer`. */
  angle = 0;
  cos = 1;
  sin = 0;
  /** How fast it turns, rad/s. */
  spin = 0;
  /** How far it has rolled round, radians: for drawing. */
  turned = 0;

  constructor(readonly design: WheelDesign) {
    this.hub = design.hub;
    this.patch = new TyrePatch(design.tyre);
    this.strut = new Strut(design.suspension);
    this.droop = design.radius + sagOf(design.suspension, design.usualLoad);
  }

  /** Turns it to the left by that angle from straight ahead, radians. */
  steer(angle: number): void {
    if (angle === this.angle) return;
    this.angle = angle;
    this.cos = Math.cos(angle);
    this.sin = Math.sin(angle);
  }

  /** Nothing carries it: it hangs and its patch forgets. */
  lift(): void {
    this.load = this.traction = 0;
    this.patch.lift();
  }

  /** How far its middle stands above its place at rest, along the body's z, metres. */
  get rise(): number {
    return this.strut.compression - this.design.usualLoad / this.design.suspension.stiffness;
  }
}
