/**
 * The part of three's shading language that the renderer uses, by its types. Every shader here is
 * built from these; nothing else imports `three/tsl`.
 */
import { type Node } from "three/webgpu";

export {
  abs,
  attribute,
  clamp,
  cross,
  dFdx,
  dFdy,
  Discard,
  dot,
  exp,
  float,
  floatBitsToUint,
  floor,
  Fn,
  fract,
  If,
  int,
  ivec2,
  Loop,
  max,
  min,
  mix,
  mrt,
  normalize,
  packHalf2x16,
  packSnorm2x16,
  packUnorm4x8,
  pow,
  property,
  renderGroup,
  screenCoordinate,
  select,
  smoothstep,
  sqrt,
  texture,
  textureLoad,
  uint,
  uniform,
  uniformArray,
  uvec2,
  uvec4,
  varying,
  vec2,
  vec3,
  vec4,
  vertexIndex,
} from "three/tsl";

/** A scalar in a shader. */
export type Float = Node<"float">;
/** An unsigned integer in a shader. */
export type Uint = Node<"uint">;
/** Vectors in a shader; positions and directions are in world axes. */
export type Vec2 = Node<"vec2">;
export type Vec3 = Node<"vec3">;
export type Vec4 = Node<"vec4">;
