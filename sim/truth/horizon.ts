import { compose, inverse, type Pose, rotate, type Vec3 } from "../pose.ts";
import { type Intrinsics } from "../sensors/camera.ts";
import { type Terrain } from "../terrain/terrain.ts";

/** A line in a picture: `a u + b v + c = 0`, `(a, b)` a unit vector that points down to the ground. */
export interface PixelLine {
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** A plane in a frame: points with `normal . p = offset`, the normal a unit vector. */
export interface Plane {
  readonly normal: Vec3;
  readonly offset: number;
}

/**
 * Where a plane would meet the sky: the picture of its points infinitely far away, that is of all rays
 * at right angles to its normal. The horizon is that of the plane with normal `[0, 0, 1]`.
 *
 * @param normal In the world, unit, upwards.
 * @returns Null where the camera looks straight along the normal: the line lies infinitely far away.
 */
export function vanishingLine(
  { fx, fy, cx, cy }: Intrinsics,
  worldFromCamera: Pose,
  normal: Vec3 = [0, 0, 1],
): PixelLine | null {
  const [x, y, z] = rotate(inverse(worldFromCamera).orientation, normal);
  // A ray ((u - cx) / fx, (v - cy) / fy, 1) at right angles to (x, y, z).
  const a = -x / fx, b = -y / fy, c = x * cx / fx + y * cy / fy - z;
  const length = Math.hypot(a, b);
  return length * Math.max(fx, fy) < 1e-9 ? null : { a: a / length, b: b / length, c: c / length };
}

/**
 * The plane that fits the ground around a place best (least squares of height over a square grid), in
 * the camera's optical frame.
 *
 * @param radius Half the side of the square, metres.
 */
export function groundPlane(
  terrain: Pick<Terrain, "height">,
  worldFromCamera: Pose,
  { x, y, radius }: { readonly x: number; readonly y: number; readonly radius: number },
): Plane {
  const steps = 6;
  let sum = 0, sumX = 0, sumY = 0, square = 0;
  for (let i = -steps; i <= steps; i++) {
    for (let j = -steps; j <= steps; j++) {
      const dx = i * radius / steps, dy = j * radius / steps;
      const z = terrain.height(x + dx, y + dy);
      // The grid is symmetric, so the three unknowns part.
      sum += z;
      sumX += z * dx;
      sumY += z * dy;
      square += dx * dx;
    }
  }
  const count = (2 * steps + 1) ** 2;
  const [mean, slopeX, slopeY] = [sum / count, sumX / square, sumY / square];
  const length = Math.hypot(slopeX, slopeY, 1);
  const cameraFromWorld = inverse(worldFromCamera);
  const normal = rotate(cameraFromWorld.orientation, [
    -slopeX / length,
    -slopeY / length,
    1 / length,
  ]);
  const [px, py, pz] =
    compose(cameraFromWorld, { position: [x, y, mean], orientation: [0, 0, 0, 1] }).position;
  return { normal, offset: normal[0] * px + normal[1] * py + normal[2] * pz };
}
