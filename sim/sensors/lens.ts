import { type Vec3 } from "../pose.ts";
import { type CameraSpec, type Intrinsics, intrinsicsOf } from "./camera.ts";
import { brownConrady, type BrownConradySpec } from "./lenses/brown_conrady.ts";
import { kannalaBrandt, type KannalaBrandtSpec } from "./lenses/kannala_brandt.ts";
import { type LensModel } from "./lenses/lens_model.ts";
import { pinhole } from "./lenses/pinhole.ts";

/** A lens without distortion. */
export interface PinholeSpec {
  readonly model: "pinhole";
}

/** Focal lengths and principal point, pixels, as a calibration gives them. */
export type Calibration = Pick<Intrinsics, "fx" | "fy" | "cx" | "cy">;

/**
 * The lens of a camera. Without a calibration its pixels are square, its principal point lies in the middle
 * of the picture, and its focal length is such that the camera's `fovDeg` is seen along the middle row; a
 * calibration overrides `fovDeg`.
 */
export type LensSpec = (PinholeSpec | BrownConradySpec | KannalaBrandtSpec) & {
  readonly calibration?: Calibration;
};

/** The model of a lens: one line for each kind. */
function modelOf(spec: LensSpec): LensModel {
  switch (spec.model) {
    case "pinhole":
      return pinhole();
    case "brown_conrady":
      return brownConrady(spec);
    case "kannala_brandt":
      return kannalaBrandt(spec);
  }
}

/** A camera's lens: from directions to pixels and back, in double precision. Optical axes. */
export interface Lens extends Pick<LensModel, "depth" | "parameters" | "shader"> {
  readonly intrinsics: Intrinsics;
  /** The pixel at which a point (metres, or any length) is seen; null where the lens does not see it. */
  project(point: Vec3): [u: number, v: number] | null;
  /** The unit vector to what is seen at a pixel, within the picture or beside it; null where nothing is. */
  unproject(u: number, v: number): Vec3 | null;
}

/** Degrees that a fisheye may be asked to see along its middle row. */
const WIDEST_FOV_DEG = 200;

/**
 * The lens of a camera; a pinhole where it has none.
 *
 * @throws {RangeError} If the spec is not that of a camera, or the lens folds over within the picture.
 *
 * @example
 * ```ts
 * import { ROVER_CAMERA } from "./camera.ts";
 * import { lensOf } from "./lens.ts";
 * const lens = lensOf({ ...ROVER_CAMERA, fovDeg: 180, lens: { model: "kannala_brandt" } });
 * lens.project([1, 0, 0]); // at the right edge: [159.5, 59.5]
 * lens.unproject(79.5, 59.5); // straight ahead: [0, 0, 1]
 * ```
 */
export function lensOf(spec: CameraSpec): Lens {
  const { lens = { model: "pinhole" }, ...plain } = spec;
  const { width, height, fovDeg } = plain;
  const numbers = Object.values({ ...lens, ...lens.calibration })
    .filter((value) => typeof value === "number");
  if (!numbers.every(Number.isFinite)) {
    throw new RangeError(`Cannot make a lens of ${JSON.stringify(lens)}: wanted finite numbers`);
  }
  const model = modelOf(lens);
  const isFisheye = model.depth === "range";
  if (isFisheye && !(fovDeg > 0 && fovDeg <= WIDEST_FOV_DEG)) {
    throw new RangeError(
      `Cannot make a fisheye of ${fovDeg} degrees: wanted more than 0 and at most ${WIDEST_FOV_DEG}`,
    );
  }
  // Size and range are those of any camera; what a fisheye sees is not that of a pinhole.
  const base = intrinsicsOf(isFisheye ? { ...plain, fovDeg: 90 } : plain);
  const half = model.radius(fovDeg * Math.PI / 360);
  if (half === null && !lens.calibration) {
    throw new RangeError(
      `Cannot see ${fovDeg} degrees through a lens that folds over within them: wanted a smaller ` +
        "fovDeg, or coefficients that rise up to its half",
    );
  }
  const f = width / 2 / (half ?? 1);
  const { fx, fy, cx, cy } = { ...base, fx: f, fy: f, ...lens.calibration };
  if (!(fx > 0 && fy > 0)) {
    throw new RangeError(`Cannot focus at ${fx} and ${fy} pixels: wanted more than 0`);
  }
  const intrinsics = { fx, fy, cx, cy, width, height };
  const { depth, parameters, shader } = model;
  const made: Lens = {
    intrinsics,
    depth,
    parameters,
    shader,
    project(point) {
      const seen = model.distort(point);
      return seen && [fx * seen[0] + cx, fy * seen[1] + cy];
    },
    unproject: (u, v) => model.undistort([(u - cx) / fx, (v - cy) / fy]),
  };
  // A fisheye's circle may lie within its picture; any other lens fills it.
  if (!isFisheye) assertFills(made);
  return made;
}

function assertFills({ intrinsics: { width, height }, unproject }: Lens): void {
  const dark = (u: number, v: number) => {
    if (unproject(u, v)) return;
    throw new RangeError(
      `Cannot see through a lens that folds over before pixel (${u}, ${v}): wanted coefficients ` +
        "that rise up to the corners, or a smaller fovDeg",
    );
  };
  for (let u = 0; u <= width; u++) {
    dark(u - 0.5, -0.5);
    dark(u - 0.5, height - 0.5);
  }
  for (let v = 0; v <= height; v++) {
    dark(-0.5, v - 0.5);
    dark(width - 0.5, v - 0.5);
  }
}
