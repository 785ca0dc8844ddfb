import { type Vec3 } from "../../pose.ts";
import { type Shape } from "../shape.ts";

/** Adds a box with flat sides; `open` leaves out its foot. */
export function addBox(
  shape: Shape,
  [cx, cy, cz]: Vec3,
  [hx, hy, hz]: Vec3,
  part: number,
  open = false,
): void {
  const sides: readonly (readonly [Vec3, Vec3, Vec3])[] = [
    [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    [[-1, 0, 0], [0, -1, 0], [0, 0, 1]],
    [[0, 1, 0], [-1, 0, 0], [0, 0, 1]],
    [[0, -1, 0], [1, 0, 0], [0, 0, 1]],
    [[0, 0, 1], [1, 0, 0], [0, 1, 0]],
    [[0, 0, -1], [-1, 0, 0], [0, 1, 0]],
  ];
  for (const [normal, right, up] of sides) {
    if (open && normal[2] < 0) continue;
    const corners = ([[-1, -1], [1, -1], [1, 1], [-1, 1]] as const).map(([a, b]) => {
      const at = (axis: 0 | 1 | 2) => normal[axis] + a * right[axis] + b * up[axis];
      return shape.vertex([cx + hx * at(0), cy + hy * at(1), cz + hz * at(2)], normal, 1, part);
    });
    addQuad(shape, corners);
  }
}

/** Adds a flat polygon with that normal, its corners counter-clockwise seen from where it points. */
export function addFace(shape: Shape, corners: readonly Vec3[], normal: Vec3, part: number): void {
  const vertices = corners.map((corner) => shape.vertex(corner, normal, 1, part));
  for (let i = 2; i < vertices.length; i++) {
    shape.triangle(vertices[0]!, vertices[i - 1]!, vertices[i]!);
  }
}

/** Adds an upright post with a flat top. */
export function addPost(
  shape: Shape,
  [x, y, from]: Vec3,
  to: number,
  radius: number,
  sides: number,
  part: number,
  top = radius,
): void {
  shape.tube({ x, y, bottom: radius, top, from, to, sides, part, lights: [1, 1] });
  const corners = Array.from({ length: sides }, (_, i): Vec3 => {
    const angle = 2 * Math.PI * i / sides;
    return [x + top * Math.cos(angle), y + top * Math.sin(angle), to];
  });
  addFace(shape, corners, [0, 0, 1], part);
}

/** Adds a disc that faces x. */
export function addDisc(
  shape: Shape,
  [x, y, z]: Vec3,
  radius: number,
  sides: number,
  part: number,
): void {
  const corners = Array.from({ length: sides }, (_, i): Vec3 => {
    const angle = 2 * Math.PI * (i + 0.5) / sides;
    return [x, y + radius * Math.cos(angle), z + radius * Math.sin(angle)];
  });
  addFace(shape, corners, [1, 0, 0], part);
}

function addQuad(shape: Shape, corners: readonly number[]): void {
  shape.triangle(corners[0]!, corners[1]!, corners[2]!);
  shape.triangle(corners[0]!, corners[2]!, corners[3]!);
}
