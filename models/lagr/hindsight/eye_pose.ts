import { type OpticalPoint } from "../camera_view.ts";
import { type Rotation, turned, turnedBack } from "../levelling.ts";

/** A place of some frame that stays while the robot drives: odometry's, say; z up, metres. */
export type Place = readonly [x: number, y: number, z: number];

/** Where an eye was and how it looked: `worldFromEye`, of its optical frame. */
export interface EyePose {
  readonly position: Place;
  readonly rotation: Rotation;
}

/** A point that the eye sees, in the frame that stays. */
export function worldPoint({ position, rotation }: EyePose, point: OpticalPoint): Place {
  const [x, y, z] = turned(rotation, point);
  return [position[0] + x, position[1] + y, position[2] + z];
}

/** A point of the frame that stays, as the eye sees it. */
export function eyePoint({ position, rotation }: EyePose, [x, y, z]: Place): OpticalPoint {
  return turnedBack(rotation, [x - position[0], y - position[1], z - position[2]]);
}
