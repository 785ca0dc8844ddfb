import { type Pose, rotate, type Vec3 } from "../../sim/pose.ts";
import { Attitude } from "./attitude.ts";

/**
 * Where the robot is and how it leans, from where it started: each tick's piece of the way laid on in the direction
 * that it leans. Smooth, and slowly drifting; made for comparing what was seen a minute ago with what is near now.
 */
export class InertialOdometry {
  readonly #attitude = new Attitude();
  #position: Vec3 = [0, 0, 0];

  /** `worldFromBody`, in a frame of its own whose z points up. */
  get pose(): Pose {
    return { position: this.#position, orientation: this.#attitude.orientation };
  }

  /** Begins anew, at the origin. */
  reset(): void {
    this.#attitude.reset();
    this.#position = [0, 0, 0];
  }

  /**
   * Goes on by a tick of `dt` seconds.
   *
   * @param inertial Force felt and rates of the gyros, body axes: m/s^2 and rad/s, six numbers.
   * @param speed Of the wheels, m/s.
   * @param heading By the compass, radians.
   */
  move(inertial: ArrayLike<number>, speed: number, heading: number, dt: number): void {
    const axes = (
      from: number,
    ): Vec3 => [inertial[from]!, inertial[from + 1]!, inertial[from + 2]!];
    this.#attitude.move(axes(0), axes(3), speed, heading, dt);
    const [x, y, z] = rotate(this.#attitude.orientation, [speed * dt, 0, 0]);
    const [px, py, pz] = this.#position;
    this.#position = [px + x, py + y, pz + z];
  }
}
