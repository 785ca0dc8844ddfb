import { Renderer } from "../../../sim/render/mod.ts";
import { StereoCamera } from "../../../sim/render/stereo/stereo_camera.ts";
import { type Device, Holdings } from "../../../vision/mod.ts";
import { coarserView } from "../camera_view.ts";
import { LAGR_MOUNT, LAGR_STEREO, lagrView, leftEyePose } from "../dataset.ts";
import { mountedPlane } from "../ground_plane.ts";
import { LongRangeEye } from "../long_range_eye.ts";
import { ShortRangeEye } from "../short_range_eye.ts";
import { type BothLoops, farLoop, NEAR_OF_FAR } from "../side_by_side.ts";
import type { Drive } from "./drive.ts";

/** The fast loop's pair: half as wide and high. */
export const NEAR_STEREO = {
  ...LAGR_STEREO,
  width: LAGR_STEREO.width / 2,
  height: LAGR_STEREO.height / 2,
};

/** What both loops of a robot on a drive are made of. */
export interface DriveLoopsParts {
  readonly device: Device;
  readonly drive: Drive;
  /** Of the long-range eye. */
  readonly weights: Uint8Array;
  readonly net?: string | undefined;
  /** Seconds since any fixed moment. */
  now(): number;
}

/**
 * Opens both pairs of a robot and the eyes behind them; gives all back to `holdings`. Pairs without truth: what a
 * robot has.
 *
 * @throws {CheckpointError} If the weights are broken or another net's.
 */
export async function driveLoops(
  { device, drive, weights, net, now }: DriveLoopsParts,
  holdings: Holdings,
): Promise<BothLoops> {
  const { gpu } = device;
  const renderer = holdings.hold(await Renderer.create(gpu));
  const scene = holdings.hold(renderer.createScene(drive.landscape));
  const ground = mountedPlane(LAGR_MOUNT.height, LAGR_MOUNT.pitch);
  const pairOf = (pair: StereoCamera) => ({ left: pair.left.colour, right: pair.right.colour });
  const nearPair = holdings.hold(new StereoCamera(renderer, gpu, NEAR_STEREO));
  const farPair = holdings.hold(new StereoCamera(renderer, gpu, LAGR_STEREO));
  const nearEye = new ShortRangeEye(device, pairOf(nearPair), coarserView(lagrView(), 2), ground);
  holdings.hold(nearEye);
  const farEye = new LongRangeEye(device, pairOf(farPair), lagrView(), ground, { weights, net });
  holdings.hold(farEye);
  // Where the robot is at a near look: drives have a place for each far one.
  const lookAt = (k: number) => Math.floor(k / NEAR_OF_FAR) % drive.looks;
  const draw = (pair: StereoCamera) => (k: number) => {
    scene.takePoses();
    pair.expose(scene, drive.worldFromPair(lookAt(k)), drive.light);
  };
  return {
    now,
    near: { draw: draw(nearPair), eye: nearEye },
    far: farLoop(
      draw(farPair),
      (k) => leftEyePose(drive.worldFromBody(lookAt(k))),
      farEye,
    ),
  };
}
