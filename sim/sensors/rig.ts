import { type Pose } from "../pose.ts";
import { type VehicleKind } from "../vehicles/vehicle.ts";
import { type CameraSpec, mountCamera, ROVER_CAMERA } from "./camera.ts";
import { MACHINE_VISION_NOISE } from "./film.ts";
import { type StereoSpec } from "./stereo.ts";

/** A camera on a vehicle, or a stereo pair. */
export interface MountedCamera {
  /** Unlike any other's on the vehicle. */
  readonly name: string;
  readonly spec: CameraSpec | StereoSpec;
  /** Where it sits, in the body's axes: see `mountCamera`. Of a pair, the middle between its eyes. */
  readonly bodyFromCamera: Pose;
  /** Frames a second; the nearest whole number of ticks lies between two. */
  readonly rateHz: number;
}

/**
 * Refuses cameras that cannot be mounted together.
 *
 * @throws {RangeError} If two cameras have one name, or a rate is none.
 */
export function assertRig(rig: readonly MountedCamera[]): void {
  const names = new Set<string>();
  for (const { name, rateHz } of rig) {
    if (names.has(name)) {
      throw new RangeError(`Cannot mount two cameras "${name}": wanted a name for each`);
    }
    names.add(name);
    if (!(rateHz > 0 && rateHz < Infinity)) {
      throw new RangeError(
        `Cannot take ${rateHz} frames a second with camera "${name}": wanted a finite number above 0`,
      );
    }
  }
}

/** The usual camera of a kind of vehicle, or a pair in its place, as a rig of one. */
export function usualRig(
  { camera: { position, pitch } }: Pick<VehicleKind, "camera">,
  spec: CameraSpec | StereoSpec = ROVER_CAMERA,
  rateHz = 10,
): readonly MountedCamera[] {
  return [{ name: "front", spec, bodyFromCamera: mountCamera(position, 0, pitch), rateHz }];
}

const AROUND: CameraSpec = {
  ...ROVER_CAMERA,
  width: 320,
  height: 240,
  fovDeg: 180,
  lens: { model: "kannala_brandt", coverageDeg: 190 },
  film: { noise: MACHINE_VISION_NOISE, vignetting: 0.3 },
};

/**
 * Four fisheyes around a passenger car: above its plates, and under its mirrors. Together they see all the way
 * around, most of it twice.
 */
export const SURROUND_RIG: readonly MountedCamera[] = ([
  ["front", [2.2, 0, 0.3], 0],
  ["left", [0.7, 1.0, 0.6], Math.PI / 2],
  ["rear", [-2.2, 0, 0.4], Math.PI],
  ["right", [0.7, -1.0, 0.6], -Math.PI / 2],
] as const).map(([name, position, yaw]) => ({
  name,
  spec: AROUND,
  bodyFromCamera: mountCamera(position, yaw, 0.35),
  rateHz: 10,
}));
