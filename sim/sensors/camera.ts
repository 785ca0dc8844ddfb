import { compose, fromYawPitchRoll, inverse, multiply, type Pose, rotate } from "../pose.ts";
import { type Quaternion, type Vec3 } from "../pose.ts";
import { type FilmSpec } from "./film.ts";
import { type LensSpec } from "./lens.ts";

/** Every picture that a camera can give: colour, and the truth of each pixel. */
export const PICTURES = [
  "colour",
  "ids",
  "depth",
  "normal",
  "flow",
  "albedo",
  "traversability",
  "height",
] as const;

/** The name of a picture. */
export type PictureName = typeof PICTURES[number];

/** What a camera is asked to be. */
export interface CameraSpec {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Horizontal field of view, degrees. */
  readonly fovDeg: number;
  /** Distances along the optical axis between which things are seen, metres. */
  readonly near: number;
  readonly far: number;
  /** Colour alone, or with all or some of the ground-truth pictures, drawn in the same pass. */
  readonly outputs: "colour" | "all" | readonly PictureName[];
  /**
   * Share of the time between two frames over which a rolling shutter reads the rows, from the top to the
   * bottom, `0..1`; the bottom row is read when the frame is due. 0, a global shutter, where not given.
   */
  readonly readout?: number;
  /** What it looks through; a hole where not given. Cameras with a lens are made as `SensorCamera`. */
  readonly lens?: LensSpec;
  /** Its exposure, noise and blur; perfect where not given. Such cameras are made as `SensorCamera`. */
  readonly film?: FilmSpec;
}

/**
 * A pinhole camera without distortion, in pixels. Pixel `(u, v)` (column, row, both from 0 at the
 * top left) has its centre at `(u, v)`, as in OpenCV and ROS: a point `(x, y, z)` of the optical
 * frame is seen at `(fx x / z + cx, fy y / z + cy)`.
 */
export interface Intrinsics {
  readonly fx: number;
  readonly fy: number;
  readonly cx: number;
  readonly cy: number;
  readonly width: number;
  readonly height: number;
}

/** The camera of the off-road robot: what it sees in a frame, and no truth beside it. */
export const ROVER_CAMERA: CameraSpec = {
  width: 160,
  height: 120,
  fovDeg: 80,
  near: 0.1,
  far: 600,
  outputs: "colour",
};

/**
 * The pictures that a camera with those outputs gives, in the order of `PICTURES`; colour always is among
 * them.
 *
 * @throws {RangeError} If a name is none.
 */
export function picturesOf(outputs: CameraSpec["outputs"]): readonly PictureName[] {
  if (outputs === "all") return PICTURES;
  if (outputs === "colour") return ["colour"];
  for (const name of outputs) {
    if (!PICTURES.includes(name)) {
      throw new RangeError(`Cannot draw picture "${name}": wanted some of ${PICTURES.join(", ")}`);
    }
  }
  return PICTURES.filter((name) => name === "colour" || outputs.includes(name));
}

/**
 * Turns the optical frame (z forward, x right, y down) into body axes (x forward, y left, z up) of
 * a camera that looks straight ahead.
 */
export const BODY_FROM_OPTICAL: Quaternion = [-0.5, 0.5, -0.5, 0.5];

/**
 * Intrinsics of a camera with square pixels and its principal point in the middle of the picture.
 *
 * @throws {RangeError} If the size, the field of view or the depth range is not that of a camera.
 *
 * @example
 * ```ts
 * import { intrinsicsOf, ROVER_CAMERA } from "./camera.ts";
 * intrinsicsOf({ ...ROVER_CAMERA, fovDeg: 90 }).fx; // 80
 * ```
 */
export function intrinsicsOf(spec: CameraSpec): Intrinsics {
  const { width, height, fovDeg, near, far, readout = 0 } = spec;
  for (const [name, size] of [["width", width], ["height", height]] as const) {
    if (!Number.isInteger(size) || size < 1 || size > 8192) {
      throw new RangeError(
        `Cannot make a camera of ${name} ${size}: a whole number of pixels from 1 to 8192 is wanted`,
      );
    }
  }
  if (!(fovDeg > 0 && fovDeg < 180)) {
    throw new RangeError(
      `Cannot make a pinhole camera of ${fovDeg} degrees: more than 0 and less than 180 is wanted`,
    );
  }
  if (!(near > 0 && far > near && far < Infinity)) {
    throw new RangeError(
      `Cannot see from ${near} m to ${far} m: 0 < near < far is wanted, both finite`,
    );
  }
  if (!(readout >= 0 && readout <= 1)) {
    throw new RangeError(
      `Cannot read rows over ${readout} of the time between frames: a share from 0 to 1 is wanted`,
    );
  }
  const f = width / 2 / Math.tan(fovDeg * Math.PI / 360);
  return { fx: f, fy: f, cx: (width - 1) / 2, cy: (height - 1) / 2, width, height };
}

/**
 * Where a camera sits on a body: `bodyFromCamera`, its camera frame optical.
 *
 * @param position In body axes, metres.
 * @param yaw To the left, radians.
 * @param pitch Nose down, radians.
 */
export function mountCamera(position: Vec3, yaw = 0, pitch = 0, roll = 0): Pose {
  return {
    position,
    orientation: multiply(fromYawPitchRoll(yaw, pitch, roll), BODY_FROM_OPTICAL),
  };
}

/**
 * Pixel coordinates and depth of a world point, or null where it lies behind the camera.
 *
 * @param worldFromCamera Pose of the optical frame.
 * @returns `[u, v, depth]`: pixels, and metres along the optical axis.
 */
export function project(
  camera: Intrinsics,
  worldFromCamera: Pose,
  point: Vec3,
): [number, number, number] | null {
  const cameraFromWorld = inverse(worldFromCamera);
  const [x, y, z] = compose(cameraFromWorld, { position: point, orientation: [0, 0, 0, 1] })
    .position;
  if (!(z > 0)) return null;
  return [camera.fx * x / z + camera.cx, camera.fy * y / z + camera.cy, z];
}

/** The world point seen at pixel `(u, v)` at that depth along the optical axis: undoes `project`. */
export function backProject(
  camera: Intrinsics,
  worldFromCamera: Pose,
  u: number,
  v: number,
  depth: number,
): Vec3 {
  const [dx, dy, dz] = rotate(worldFromCamera.orientation, [
    (u - camera.cx) / camera.fx * depth,
    (v - camera.cy) / camera.fy * depth,
    depth,
  ]);
  const [x, y, z] = worldFromCamera.position;
  return [x + dx, y + dy, z + dz];
}
