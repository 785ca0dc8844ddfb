import { compose, type Pose, rotate } from "../../sim/pose.ts";
import { mountCamera } from "../../sim/sensors/camera.ts";
import { eyePoses, ROVER_STEREO, stereoIntrinsics } from "../../sim/sensors/stereo.ts";
import { cameraMount, ROVER } from "../../sim/vehicles/rover_design.ts";
import { type PinholeView } from "./camera_view.ts";
import { type EyePose } from "./hindsight/eye_pose.ts";

/** Biomes whose worlds features are learned in. The others are for showing how far what is learned holds. */
export const TRAINING_BIOMES = ["meadow", "autumn", "river_bank"] as const;

/** Biomes that no training world has. */
export const UNSEEN_BIOMES = ["desert", "snow", "scrub"] as const;

/** The rover's pair without truth: what a robot has. */
export const LAGR_STEREO = { ...ROVER_STEREO, outputs: "colour" } as const;

/** Height of the pair over level ground, metres, and its pitch down, radians. */
export const LAGR_MOUNT = {
  height: ROVER.rideHeight + cameraMount.position[2],
  pitch: cameraMount.pitch,
} as const;

/** Where the middle of the pair is on the rover. */
export const BODY_FROM_PAIR = mountCamera(cameraMount.position, 0, cameraMount.pitch);

/** The left eye of the rover's pair. */
export function lagrView(): PinholeView {
  return { ...stereoIntrinsics(LAGR_STEREO), baseline: LAGR_STEREO.baseline };
}

/** Where the left eye is on a rover that stands so, and how it looks. */
export function leftEyePose(worldFromBody: Pose): EyePose {
  return leftEyeOf(compose(worldFromBody, BODY_FROM_PAIR));
}

/** Where the left eye of a pair is that is there, and how it looks. */
export function leftEyeOf(worldFromPair: Pose): EyePose {
  const [{ position, orientation }] = eyePoses(worldFromPair, LAGR_STEREO.baseline);
  // The columns of a rotation are its axes turned.
  const [[a, d, g], [b, e, h], [c, f, i]] = [
    rotate(orientation, [1, 0, 0]),
    rotate(orientation, [0, 1, 0]),
    rotate(orientation, [0, 0, 1]),
  ];
  return { position, rotation: [a, b, c, d, e, f, g, h, i] };
}
