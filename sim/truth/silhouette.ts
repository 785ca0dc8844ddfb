import { type Pose, rotate, type Vec3 } from "../pose.ts";
import { type Lens } from "../sensors/lens.ts";
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

/** How a camera turns points of its optical frame into pixels. */
export type Projection = Pick<Lens, "project" | "depth">;

/**
 * Projects and fills the triangles of shapes, as the camera would draw them alone.
 *
 * Triangles are cut at the near plane first; those that reach beyond what a fisheye sees are left out. A
 * pixel counts where its centre (whole numbers, see `Intrinsics`) lies within one. Both sides of a triangle
 * count: shapes are closed. A lens bends edges: they are taken as straight between vertices.
 *
 * @param worldFromCamera Pose of the optical frame.
 */
export function silhouette(
  shapes: readonly PlacedShape[],
  lens: Projection,
  worldFromCamera: Pose,
  near: number,
  canvas: Canvas,
): Silhouette {
  const mark = canvas.next();
  const extent = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  let pixels = 0;
  for (const placed of shapes) {
    const points = cameraPoints(placed, worldFromCamera);
    const seen = pixelsOf(points, lens, near);
    const { indices } = placed.shape;
    for (let i = 0; i < indices.length; i += 3) {
      const polygon = polygonOf(points, seen, indices, i, lens, near);
      for (let corner = 0; corner < polygon.length; corner += 2) {
        const [u, v] = [polygon[corner]!, polygon[corner + 1]!];
        extent.left = Math.min(extent.left, u);
        extent.right = Math.max(extent.right, u);
        extent.top = Math.min(extent.top, v);
        extent.bottom = Math.max(extent.bottom, v);
      }
      for (let corner = 4; corner < polygon.length; corner += 2) {
        pixels += fill(
          canvas,
          mark,
          polygon[0]!,
          polygon[1]!,
          polygon[corner - 2]!,
          polygon[corner - 1]!,
          polygon[corner]!,
          polygon[corner + 1]!,
        );
      }
    }
  }
  return { box: extent.right >= extent.left ? extent : null, pixels };
}

/** Where vertices are seen, `u, v` each; NaN where they are not, or lie before the near plane. */
function pixelsOf(
  points: Float64Array,
  { project, depth }: Projection,
  near: number,
): Float64Array {
  const seen = new Float64Array(points.length / 3 * 2);
  for (let from = 0, to = 0; from < points.length; from += 3, to += 2) {
    const [x, y, z] = [points[from]!, points[from + 1]!, points[from + 2]!];
    const away = depth === "axial" ? z : Math.hypot(x, y, z);
    const pixel = away < near ? null : project([x, y, z]);
    seen[to] = pixel?.[0] ?? NaN;
    seen[to + 1] = pixel?.[1] ?? NaN;
  }
  return seen;
}

/** Pixels of the corners of what is seen of a triangle, `u, v` each: none, three or four. */
function polygonOf(
  points: Float64Array,
  seen: Float64Array,
  indices: readonly number[],
  first: number,
  { project, depth }: Projection,
  near: number,
): number[] {
  const [a, b, c] = [indices[first]!, indices[first + 1]!, indices[first + 2]!];
  const whole = [
    seen[2 * a]!,
    seen[2 * a + 1]!,
    seen[2 * b]!,
    seen[2 * b + 1]!,
    seen[2 * c]!,
    seen[2 * c + 1]!,
  ];
  if (whole.every((value) => value === value)) return whole;
  if (depth !== "axial") return [];
  const polygon = cutAtNear(points, a, b, c, near);
  const corners: number[] = [];
  for (let i = 0; i < polygon.length; i += 3) {
    const pixel = project([polygon[i]!, polygon[i + 1]!, polygon[i + 2]!]);
    if (!pixel) return [];
    corners.push(...pixel);
  }
  return corners;
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
