import { type LensModel } from "./lens_model.ts";

/** A hole: straight lines stay straight. */
export function pinhole(): LensModel {
  return {
    depth: "axial",
    distort: ([x, y, z]) => z > 0 ? [x / z, y / z] : null,
    undistort([x, y]) {
      const length = Math.hypot(x, y, 1);
      return [x / length, y / length, 1 / length];
    },
    radius: (angle) => angle < Math.PI / 2 ? Math.tan(angle) : null,
    parameters: [0, 0, 0, 0, 0, 0, 0, 0],
    shader: `
fn distorted(way: vec3f, a: vec4f, b: vec4f) -> vec3f {
  return vec3f(way.xy / way.z, select(-1.0, 1.0, way.z > 0.0));
}`,
  };
}
