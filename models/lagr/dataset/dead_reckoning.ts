import {
  compose,
  fromYawPitchRoll,
  inverse,
  multiply,
  type Pose,
  type Quaternion,
  rotate,
  type Vec3,
} from "../../../sim/pose.ts";
import { type Random } from "../../../sim/random.ts";
import { gaussian } from "../../../sim/sensors/gaussian.ts";

/**
 * Standard deviations of what the robot's own attitude and wheels are off by, as measured on drives with its sensors
 * (`tests/agents/lagr/attitude_test.ts`): of a single moment and of a whole drive, radians; and of the
 * wheels' scale.
 */
export const RECKONING = {
  tilt: 0.002,
  yaw: 0.004,
  tiltOfDrive: 0.006,
  yawOfDrive: 0.015,
  scale: 0.01,
} as const;

/**
 * Where a robot believes to be that knows its wheels and how it leans, nearly: each stretch of the way is laid on as
 * long and in the direction that it believes. On drives that have no sensors, in place of a filter's errors.
 */
export class DeadReckoning {
  readonly #random: Random;
  readonly #misaligned: Quaternion;
  readonly #scale: number;
  #last: { readonly truth: Pose; readonly believed: Pose } | null = null;

  constructor(random: Random) {
    this.#random = random;
    const { tiltOfDrive: tilt, yawOfDrive: yaw, scale } = RECKONING;
    this.#misaligned = this.#turn(yaw, tilt);
    this.#scale = 1 + scale * gaussian(random);
  }

  /** The pose that is believed when it truly is so, some way after the last. */
  next(truth: Pose): Pose {
    const off = multiply(this.#misaligned, this.#turn(RECKONING.yaw, RECKONING.tilt));
    const orientation = multiply(truth.orientation, off);
    let position: Vec3 = [0, 0, 0];
    if (this.#last) {
      const { truth: from, believed } = this.#last;
      const [x, y, z] = compose(inverse(from), truth).position;
      const moved = rotate(believed.orientation, [x, y, z]);
      position = believed.position.map((value, k) =>
        value + this.#scale * moved[k]!
      ) as unknown as Vec3;
    }
    const believed = { position, orientation };
    this.#last = { truth, believed };
    return believed;
  }

  #turn(yaw: number, tilt: number): Quaternion {
    const draw = (deviation: number) => deviation * gaussian(this.#random);
    return fromYawPitchRoll(draw(yaw), draw(tilt), draw(tilt));
  }
}
