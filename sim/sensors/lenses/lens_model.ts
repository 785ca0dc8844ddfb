import { type Vec3 } from "../../pose.ts";

/** A point of the picture of a camera whose focal length is 1, from its principal point. */
export type ImagePoint = readonly [x: number, y: number];

/** How a kind of lens bends light: one file each, and one line in `lens.ts`. Optical axes. */
export interface LensModel {
  /** What depth means: metres along the optical axis, or from the eye where things may lie beside it. */
  readonly depth: "axial" | "range";
  /** Where what lies in a direction is seen; null where the lens does not see it. */
  distort(direction: Vec3): ImagePoint | null;
  /** The unit vector to what is seen there; null where nothing is. */
  undistort(point: ImagePoint): Vec3 | null;
  /** Distance from the principal point of what is seen `angle` radians from the axis; null beyond the lens. */
  radius(angle: number): number | null;
  /** Eight numbers for shaders. */
  readonly parameters: readonly number[];
  /**
   * WGSL of `fn distorted(way: vec3f, a: vec4f, b: vec4f) -> vec3f`: x and y as `distort` gives them, and 1
   * where the lens sees it, 0 where that is just beyond what it sees, -1 where x and y mean nothing; `a` and
   * `b` are the parameters.
   */
  readonly shader: string;
}
