import { type ImagePoint, type LensModel } from "./lens_model.ts";
import { oddPolynomial } from "./odd_polynomial.ts";

/**
 * Radial and tangential distortion after Conrady (1919, "Decentred lens-systems") and Brown (1971,
 * "Close-range camera calibration"), with OpenCV's five coefficients: at `x = X / Z, y = Y / Z,
 * r^2 = x^2 + y^2` a point is seen at
 *
 *     x (1 + k1 r^2 + k2 r^4 + k3 r^6) + 2 p1 x y + p2 (r^2 + 2 x^2)
 *     y (1 + k1 r^2 + k2 r^4 + k3 r^6) + p1 (r^2 + 2 y^2) + 2 p2 x y
 */
export interface BrownConradySpec {
  readonly model: "brown_conrady";
  /** Radial coefficients; 0 where not given. Below 0 is a barrel, above 0 a pincushion. */
  readonly k1?: number;
  readonly k2?: number;
  readonly k3?: number;
  /** Tangential coefficients; 0 where not given. */
  readonly p1?: number;
  readonly p2?: number;
}

/** Nothing is seen further from the axis than this, radians. */
const WIDEST = 1.56;
/** Newton's method doubles the digits at each step. */
const STEPS = 30;

/** A lens with that distortion, up to where it folds over. */
export function brownConrady(
  { k1 = 0, k2 = 0, k3 = 0, p1 = 0, p2 = 0 }: BrownConradySpec,
): LensModel {
  const radial = oddPolynomial([k1, k2, k3], Math.tan(WIDEST));
  const bent = (x: number, y: number): ImagePoint => {
    const r2 = x * x + y * y;
    const factor = 1 + r2 * (k1 + r2 * (k2 + r2 * k3));
    return [
      x * factor + 2 * p1 * x * y + p2 * (r2 + 2 * x * x),
      y * factor + p1 * (r2 + 2 * y * y) + 2 * p2 * x * y,
    ];
  };
  /** Derivatives of `bent`: of x by x, of both by the other (they are equal), of y by y. */
  const derivatives = (x: number, y: number) => {
    const r2 = x * x + y * y;
    const factor = 1 + r2 * (k1 + r2 * (k2 + r2 * k3));
    const growth = 2 * (k1 + r2 * (2 * k2 + r2 * 3 * k3));
    return {
      xx: factor + growth * x * x + 2 * p1 * y + 6 * p2 * x,
      xy: growth * x * y + 2 * p1 * x + 2 * p2 * y,
      yy: factor + growth * y * y + 6 * p1 * y + 2 * p2 * x,
    };
  };
  const isSeen = (x: number, y: number) => {
    if (Math.hypot(x, y) > radial.fold) return false;
    const { xx, xy, yy } = derivatives(x, y);
    return xx * yy > xy * xy && xx + yy > 0;
  };
  return {
    depth: "axial",
    distort([X, Y, Z]) {
      if (!(Z > 0)) return null;
      const [x, y] = [X / Z, Y / Z];
      return isSeen(x, y) ? bent(x, y) : null;
    },
    undistort([u, v]) {
      const distance = Math.hypot(u, v);
      const start = radial.inverse(Math.min(distance, radial.at(radial.fold))) ?? 0;
      let x = distance > 0 ? u / distance * start : 0;
      let y = distance > 0 ? v / distance * start : 0;
      for (let step = 0; step < STEPS; step++) {
        const [bu, bv] = bent(x, y);
        const { xx, xy, yy } = derivatives(x, y);
        const area = xx * yy - xy * xy;
        const dx = (yy * (u - bu) - xy * (v - bv)) / area;
        const dy = (xx * (v - bv) - xy * (u - bu)) / area;
        if (!Number.isFinite(dx + dy)) return null;
        x += dx;
        y += dy;
        if (Math.abs(dx) + Math.abs(dy) < 1e-16 * (1 + Math.abs(x) + Math.abs(y))) break;
      }
      const [bu, bv] = bent(x, y);
      if (!isSeen(x, y) || Math.hypot(bu - u, bv - v) > 1e-11 * (1 + distance)) return null;
      const length = Math.hypot(x, y, 1);
      return [x / length, y / length, 1 / length];
    },
    radius(angle) {
      if (angle >= WIDEST || Math.tan(angle) > radial.fold) return null;
      return radial.at(Math.tan(angle));
    },
    parameters: [k1, k2, k3, p1, p2, radial.fold, 0, 0],
    shader: `
fn distorted(way: vec3f, a: vec4f, b: vec4f) -> vec3f {
  let p = way.xy / way.z;
  let r2 = dot(p, p);
  let factor = 1.0 + r2 * (a.x + r2 * (a.y + r2 * a.z));
  let tangential = vec2f(
    2.0 * a.w * p.x * p.y + b.x * (r2 + 2.0 * p.x * p.x),
    a.w * (r2 + 2.0 * p.y * p.y) + 2.0 * b.x * p.x * p.y,
  );
  return vec3f(p * factor + tangential, select(-1.0, 1.0, way.z > 0.0 && r2 <= b.y * b.y));
}`,
  };
}
