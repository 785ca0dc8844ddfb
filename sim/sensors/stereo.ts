import { compose, type Pose } from "../pose.ts";
import { type CameraSpec, type Intrinsics, intrinsicsOf, ROVER_CAMERA } from "./camera.ts";

/**
 * What a stereo pair is asked to be: two equal pinhole cameras that look the same way from the two ends
 * of a baseline along their rows, so that a point is seen in the same row of both (a rectified pair).
 */
export interface StereoSpec extends CameraSpec {
  /** Between the eyes, metres. */
  readonly baseline: number;
}

/** One of the two. */
export type Eye = "left" | "right";

/** The pair on the mast of the off-road robot. */
export const ROVER_STEREO: StereoSpec = {
  ...ROVER_CAMERA,
  width: 320,
  height: 240,
  outputs: "all",
  baseline: 0.12,
};

/**
 * Intrinsics of either eye.
 *
 * @throws {RangeError} If the spec is not that of a pair.
 */
export function stereoIntrinsics(spec: StereoSpec): Intrinsics {
  const { baseline, lens } = spec;
  if (lens) {
    throw new RangeError(
      `Cannot make a rectified pair with a ${lens.model} lens: wanted one without distortion`,
    );
  }
  if (!(baseline > 0 && baseline < Infinity)) {
    throw new RangeError(
      `Cannot put two eyes ${baseline} m apart: wanted a finite baseline of more than 0 m`,
    );
  }
  return intrinsicsOf(spec);
}

/**
 * Where the eyes are.
 *
 * @param worldFromPair Pose of the middle of the pair, optical: z forward, x right, y down.
 * @returns `worldFromCamera` of the left and of the right eye.
 */
export function eyePoses(
  worldFromPair: Pose,
  baseline: number,
): readonly [left: Pose, right: Pose] {
  const at = (x: number) =>
    compose(worldFromPair, { position: [x, 0, 0], orientation: [0, 0, 0, 1] });
  return [at(-baseline / 2), at(baseline / 2)];
}

/**
 * Pixels by which a point lies further to the left in the right eye's picture than in the left eye's:
 * `f b / Z`.
 *
 * @param depth Along the optical axis, metres; more than 0.
 * @throws {RangeError} If the spec is not that of a pair.
 *
 * @example
 * ```ts
 * import { disparityOf, ROVER_STEREO } from "./stereo.ts";
 * disparityOf({ ...ROVER_STEREO, fovDeg: 90 }, 4); // 160 px * 0.12 m / 4 m = 4.8 px
 * ```
 */
export function disparityOf(spec: StereoSpec, depth: number): number {
  return stereoIntrinsics(spec).fx * spec.baseline / depth;
}

/**
 * Metres along the optical axis to what has that disparity: undoes `disparityOf`; `Infinity` for 0.
 *
 * @throws {RangeError} If the spec is not that of a pair.
 */
export function depthOf(spec: StereoSpec, disparity: number): number {
  return stereoIntrinsics(spec).fx * spec.baseline / disparity;
}
