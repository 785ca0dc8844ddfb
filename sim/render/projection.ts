import { type Pose, rotate } from "../pose.ts";
import { type Intrinsics } from "../sensors/camera.ts";

/**
 * Writes the matrix that takes world points to WebGPU clip space: `x` right and `y` up in
 * `[-w, w]`, depth in `[0, w]`, `w` the distance along the optical axis.
 *
 * With `u = fx X / Z + cx` the pixel column of an optical-frame point and pixel centres at whole
 * numbers, clip `x / w = 2 (u + 0.5) / width - 1`; rows run the other way.
 *
 * @param out 16 numbers, by columns.
 */
export function clipFromWorld(
  out: number[],
  camera: Intrinsics,
  near: number,
  far: number,
  worldFromCamera: Pose,
): void {
  const { orientation, position } = worldFromCamera;
  const right = rotate(orientation, [1, 0, 0]);
  const down = rotate(orientation, [0, 1, 0]);
  const forward = rotate(orientation, [0, 0, 1]);
  const { fx, fy, cx, cy, width, height } = camera;
  const shiftX = 2 * (cx + 0.5) / width - 1;
  const shiftY = 1 - 2 * (cy + 0.5) / height;
  const range = far / (far - near);
  for (let axis = 0; axis < 3; axis++) {
    const z = forward[axis]!;
    out[4 * axis] = 2 * fx / width * right[axis]! + shiftX * z;
    out[4 * axis + 1] = -2 * fy / height * down[axis]! + shiftY * z;
    out[4 * axis + 2] = range * z;
    out[4 * axis + 3] = z;
  }
  for (let row = 0; row < 4; row++) {
    out[12 + row] = -(out[row]! * position[0] + out[4 + row]! * position[1] +
      out[8 + row]! * position[2]);
  }
  out[14]! -= range * near;
}

/** What is smaller than this in the picture is not drawn: the diameter of a ball around it, pixels. */
export const SMALLEST = 1.2;

/** At how many times its own radius a ball is too far away for a camera to see. */
export function visibleRadii({ fx }: Intrinsics): number {
  return 2 * fx / SMALLEST;
}

/** The visible pyramid of a camera, to ask cheaply what may be seen. */
export class Frustum {
  /** Left, right, top, bottom, near: inward normal and offset each. */
  readonly #planes = new Float64Array(5 * 4);

  /** Takes the planes from a matrix made by `clipFromWorld`. */
  set(matrix: readonly number[]): void {
    const rows = [[0, 1], [0, -1], [1, 1], [1, -1], [2, 0]] as const;
    rows.forEach(([row, sign], plane) => {
      // A point is inside where w + x >= 0, w - x >= 0, ..., z >= 0: rows of the matrix.
      const at = (column: number) =>
        sign === 0
          ? matrix[4 * column + 2]!
          : matrix[4 * column + 3]! + sign * matrix[4 * column + row]!;
      const length = Math.hypot(at(0), at(1), at(2));
      for (let column = 0; column < 4; column++) {
        this.#planes[4 * plane + column] = at(column) / length;
      }
    });
  }

  /** Whether a ball may be seen; never false for one that is. */
  sees(x: number, y: number, z: number, radius: number): boolean {
    const planes = this.#planes;
    for (let at = 0; at < 20; at += 4) {
      const inside = planes[at]! * x + planes[at + 1]! * y + planes[at + 2]! * z + planes[at + 3]!;
      if (inside < -radius) return false;
    }
    return true;
  }
}
