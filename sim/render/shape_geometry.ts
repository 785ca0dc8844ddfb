import { BufferAttribute, InstancedBufferGeometry } from "three/webgpu";
import { type Shape } from "../shapes/shape.ts";

/** A shape as three draws it, as often as wanted. */
export function shapeGeometry(shape: Shape): InstancedBufferGeometry {
  const geometry = new InstancedBufferGeometry();
  geometry.setAttribute("position", new BufferAttribute(new Float32Array(shape.positions), 3));
  geometry.setAttribute("normal", new BufferAttribute(new Float32Array(shape.normals), 3));
  geometry.setAttribute("tint", new BufferAttribute(new Float32Array(shape.tints), 2));
  geometry.setIndex(new BufferAttribute(new Uint16Array(shape.indices), 1));
  return geometry;
}
