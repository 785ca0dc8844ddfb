import { type Posture } from "./linkage.ts";

/**
 * Turns a limb of two bones so that its end reaches a point of the world (the cosine rule). Both bones
 * hang along their own -z; the middle joint bends in the plane of the limb and the `forward` vector.
 * Where the point is out of reach the limb is stretched (or folded) towards it, its bones as long as ever.
 *
 * @param upper Joint at the limb's root; its parent must have been placed.
 * @param lower Joint between the two bones.
 * @param end Joint at the limb's end; where it comes to lie is written, its bone is not turned.
 * @param bend `1` where the middle joint moves forwards as the limb folds (a knee), `-1` backwards
 * (an elbow of a foreleg).
 */
export function reach(
  posture: Posture,
  upper: number,
  lower: number,
  end: number,
  bend: 1 | -1,
  x: number,
  y: number,
  z: number,
  forwardX: number,
  forwardY: number,
  forwardZ: number,
): void {
  const { offsets } = posture.linkage;
  posture.locate(upper);
  const a = -offsets[3 * lower + 2]!;
  const b = -offsets[3 * end + 2]!;
  const p = posture.positions;
  let ux = x - p[3 * upper]!, uy = y - p[3 * upper + 1]!, uz = z - p[3 * upper + 2]!;
  const apart = Math.hypot(ux, uy, uz) || 1e-9;
  ux /= apart;
  uy /= apart;
  uz /= apart;
  const d = Math.min((a + b) * STRETCH, Math.max(Math.abs(a - b) + 0.02 * a, apart));
  // The axis of the middle joint, to the left of the limb.
  let nx = forwardY * uz - forwardZ * uy;
  let ny = forwardZ * ux - forwardX * uz;
  let nz = forwardX * uy - forwardY * ux;
  const length = Math.hypot(nx, ny, nz) || 1e-9;
  nx /= length;
  ny /= length;
  nz /= length;
  const fx = uy * nz - uz * ny, fy = uz * nx - ux * nz, fz = ux * ny - uy * nx;
  const cos = (a * a + d * d - b * b) / (2 * a * d);
  const sin = bend * Math.sqrt(Math.max(0, 1 - cos * cos));
  const kx = ux * cos + fx * sin, ky = uy * cos + fy * sin, kz = uz * cos + fz * sin;
  orientAlong(posture, upper, kx, ky, kz, nx, ny, nz);
  posture.locate(lower);
  orientAlong(
    posture,
    lower,
    (ux * d - kx * a) / b,
    (uy * d - ky * a) / b,
    (uz * d - kz * a) / b,
    nx,
    ny,
    nz,
  );
  posture.locate(end);
}

/** A limb is never quite straight: its middle joint would not know where to bend. */
const STRETCH = 0.9995;

/** Orients a bone: its -z along `d`, its y along `n`, both of unit length and square to each other. */
export function orientAlong(
  posture: Posture,
  joint: number,
  dx: number,
  dy: number,
  dz: number,
  nx: number,
  ny: number,
  nz: number,
): void {
  // Columns of the rotation: x = y cross z, y = n, z = -d.
  const xx = nz * dy - ny * dz, xy = nx * dz - nz * dx, xz = ny * dx - nx * dy;
  const zx = -dx, zy = -dy, zz = -dz;
  const trace = xx + ny + zz;
  if (trace > 0) {
    const s = 2 * Math.sqrt(1 + trace);
    posture.orient(joint, (nz - zy) / s, (zx - xz) / s, (xy - nx) / s, s / 4);
  } else if (xx > ny && xx > zz) {
    const s = 2 * Math.sqrt(1 + xx - ny - zz);
    posture.orient(joint, s / 4, (xy + nx) / s, (zx + xz) / s, (nz - zy) / s);
  } else if (ny > zz) {
    const s = 2 * Math.sqrt(1 - xx + ny - zz);
    posture.orient(joint, (xy + nx) / s, s / 4, (nz + zy) / s, (zx - xz) / s);
  } else {
    const s = 2 * Math.sqrt(1 - xx - ny + zz);
    posture.orient(joint, (zx + xz) / s, (nz + zy) / s, s / 4, (xy - nx) / s);
  }
}
