import { type Pose, rotate, type Vec3 } from "../pose.ts";
import { type Intrinsics } from "../sensors/camera.ts";
import { type Shape } from "../shapes/shape.ts";
import { type PixelBox } from "./pixel_box.ts";

/** A shape somewhere: what a silhouette is made of. */
export interface PlacedShape {
  readonly shape: Shape;
  readonly worldFromShape: Pose;
  /** Scale along the shape's own axes. */
  readonly size: Vec3;
}

/** What a thing would cover of a picture if nothing stood before it. */
export interface Silhouette {
  /** Around all of it, beyond the picture's edges too; null where it lies behind the camera. */
  readonly box: PixelBox | null;
  /** Pixels of the picture whose centres it covers. */
  readonly pixels: number;
}

/** Marks of pixels, one number a silhouette, so that none needs to be cleared. */
export class Canvas {
  readonly marks: Uint32Array;
  #mark = 0;

  constructor(readonly width: number, readonly height: number) {
    this.marks = new Uint32Array(width * height);
  }

  /** A mark that stands nowhere yet. */
  next(): number {
    return ++this.#mark;
  }
}

/**
 * Projects and fills the triangles of shapes, as the camera would draw them alone.
 *
 * Triangles are cut at the near plane first; a pixel counts where its centre (whole numbers, see
 * `Intrinsics`) lies within one. Both sides of a triangle count: shapes are closed.
 *
 * @param worldFromCamera Pose of the optical frame.
 */
export function silhouette(
  shapes: readonly PlacedShape[],
  camera: Intrinsics,
  worldFromCamera: Pose,
  near: number,
  canvas: Canvas,
): Silhouette {
  const mark = canvas.next();
  const extent = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  let pixels = 0;
  for (const placed of shapes) {
    const points = cameraPoints(placed, worldFromCamera);
    const { indices } = placed.shape;
    for (let i = 0; i < indices.length; i += 3) {
      const polygon = cutAtNear(points, indices[i]!, indices[i + 1]!, indices[i + 2]!, near);
      if (polygon.length < 9) continue;
      const projected = projectAll(polygon, camera, extent);
      for (let corner = 4; corner < projected.length; corner += 2) {
        pixels += fill(
          canvas,
          mark,
          projected[0]!,
          projected[1]!,
          projected[corner - 2]!,
          projected[corner - 1]!,
          projected[corner]!,
          projected[corner + 1]!,
        );
      }
    }
  }
  return { box: extent.right >= extent.left ? extent : null, pixels };
}

/** Vertices in the camera's optical frame. */
function cameraPoints({ shape, worldFromShape, size }: PlacedShape, camera: Pose): Float64Array {
  const [qx, qy, qz, qw] = camera.orientation;
  const inverse = [-qx, -qy, -qz, qw] as const;
  const axes = ([[1, 0, 0], [0, 1, 0], [0, 0, 1]] as const).map((axis, k) => {
    const [x, y, z] = rotate(inverse, rotate(worldFromShape.orientation, axis));
    return [x * size[k]!, y * size[k]!, z * size[k]!] as const;
  });
  const origin = rotate(inverse, [
    worldFromShape.position[0] - camera.position[0],
    worldFromShape.position[1] - camera.position[1],
    worldFromShape.position[2] - camera.position[2],
  ]);
  const { positions } = shape;
  const points = new Float64Array(positions.length);
  for (let i = 0; i < positions.length; i += 3) {
    for (let row = 0; row < 3; row++) {
      points[i + row] = origin[row]! + axes[0]![row]! * positions[i]! +
        axes[1]![row]! * positions[i + 1]! + axes[2]![row]! * positions[i + 2]!;
    }
  }
  return points;
}

/** The part of a triangle beyond the near plane: none, three or four corners, `x, y, z` each. */
function cutAtNear(
  points: Float64Array,
  a: number,
  b: number,
  c: number,
  near: number,
): readonly number[] {
  const out: number[] = [];
  const corners = [a, b, c];
  for (let k = 0; k < 3; k++) {
    const p = 3 * corners[k]!, q = 3 * corners[(k + 1) % 3]!;
    const pz = points[p + 2]!, qz = points[q + 2]!;
    if (pz >= near) out.push(points[p]!, points[p + 1]!, pz);
    if ((pz >= near) !== (qz >= near)) {
      const t = (near - pz) / (qz - pz);
      out.push(
        points[p]! + t * (points[q]! - points[p]!),
        points[p + 1]! + t * (points[q + 1]! - points[p + 1]!),
        near,
      );
    }
  }
  return out;
}

function projectAll(
  polygon: readonly number[],
  { fx, fy, cx, cy }: Intrinsics,
  extent: { left: number; top: number; right: number; bottom: number },
): number[] {
  const out: number[] = [];
  for (let i = 0; i < polygon.length; i += 3) {
    const u = fx * polygon[i]! / polygon[i + 2]! + cx;
    const v = fy * polygon[i + 1]! / polygon[i + 2]! + cy;
    out.push(u, v);
    extent.left = Math.min(extent.left, u);
    extent.right = Math.max(extent.right, u);
    extent.top = Math.min(extent.top, v);
    extent.bottom = Math.max(extent.bottom, v);
  }
  return out;
}

/** Marks the pixels of a triangle row by row; says how many were not marked before. */
function fill(
  { width, height, marks }: Canvas,
  mark: number,
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
): number {
  let fresh = 0;
  const first = Math.max(0, Math.ceil(Math.min(ay, by, cy)));
  const last = Math.min(height - 1, Math.floor(Math.max(ay, by, cy)));
  for (let row = first; row <= last; row++) {
    let left = Infinity, right = -Infinity;
    const cross = (px: number, py: number, qx: number, qy: number) => {
      if ((py < row && qy < row) || (py > row && qy > row)) return;
      if (py === qy) {
        left = Math.min(left, px, qx);
        right = Math.max(right, px, qx);
        return;
      }
      const u = px + (qx - px) * (row - py) / (qy - py);
      left = Math.min(left, u);
      right = Math.max(right, u);
    };
    cross(ax, ay, bx, by);
    cross(bx, by, cx, cy);
    cross(cx, cy, ax, ay);
    const to = Math.min(width - 1, Math.floor(right));
    for (let column = Math.max(0, Math.ceil(left)); column <= to; column++) {
      const at = row * width + column;
      if (marks[at] === mark) continue;
      marks[at] = mark;
      fresh++;
    }
  }
  return fresh;
}
