import { type LensModel } from "./lens_model.ts";
import { oddPolynomial } from "./odd_polynomial.ts";

/**
 * A fisheye after Kannala and Brandt (2006, "A generic camera model and calibration method for
 * conventional, wide-angle, and fish-eye lenses"), with the four coefficients of OpenCV's `fisheye`: what
 * lies `t` radians from the optical axis is seen at the distance `t (1 + k1 t^2 + k2 t^4 + k3 t^6 + k4 t^8)`
 * from the principal point. Without coefficients equal angles are equally far apart.
 */
export interface KannalaBrandtSpec {
  readonly model: "kannala_brandt";
  /** 0 where not given. */
  readonly k1?: number;
  readonly k2?: number;
  readonly k3?: number;
  readonly k4?: number;
  /** Angle across the circle that the lens lights, degrees, up to 220; outside it the picture is black. */
  readonly coverageDeg?: number;
}

/** The widest circle, degrees. */
const WIDEST_DEG = 220;

/**
 * A lens of that kind.
 *
 * @throws {RangeError} If the coverage is none, or the polynomial falls before it is reached.
 */
export function kannalaBrandt(spec: KannalaBrandtSpec): LensModel {
  const { k1 = 0, k2 = 0, k3 = 0, k4 = 0, coverageDeg } = spec;
  if (coverageDeg !== undefined && !(coverageDeg > 0 && coverageDeg <= WIDEST_DEG)) {
    throw new RangeError(
      `Cannot cover ${coverageDeg} degrees: wanted more than 0 and at most ${WIDEST_DEG}`,
    );
  }
  const widest = (coverageDeg ?? WIDEST_DEG) * Math.PI / 360;
  const radial = oddPolynomial([k1, k2, k3, k4], widest);
  if (coverageDeg !== undefined && radial.fold < widest) {
    throw new RangeError(
      `Cannot cover ${coverageDeg} degrees by a lens that folds over ` +
        `${(radial.fold * 180 / Math.PI).toFixed(1)} degrees from its axis: wanted coefficients ` +
        "that rise up to there, or less coverage",
    );
  }
  return {
    depth: "range",
    distort([x, y, z]) {
      const across = Math.hypot(x, y);
      const angle = Math.atan2(across, z);
      if (!(angle <= radial.fold)) return null;
      const scale = across > 0 ? radial.at(angle) / across : 0;
      return [x * scale, y * scale];
    },
    undistort([x, y]) {
      const distance = Math.hypot(x, y);
      const angle = radial.inverse(distance);
      if (angle === null) return null;
      const scale = distance > 0 ? Math.sin(angle) / distance : 0;
      return [x * scale, y * scale, Math.cos(angle)];
    },
    radius: (angle) => angle <= radial.fold ? radial.at(angle) : null,
    parameters: [k1, k2, k3, k4, radial.fold, 0, 0, 0],
    shader: `
fn distorted(way: vec3f, a: vec4f, b: vec4f) -> vec3f {
  let across = length(way.xy);
  let angle = atan2(across, way.z);
  let t = angle * angle;
  let distance = angle * (1.0 + t * (a.x + t * (a.y + t * (a.z + t * a.w))));
  let scale = select(0.0, distance / across, across > 0.0);
  return vec3f(way.xy * scale, select(select(-1.0, 0.0, angle <= 1.1 * b.x), 1.0, angle <= b.x));
}`,
  };
}
