import { type Vec3 } from "../../pose.ts";
import { rotate } from "../../pose.ts";
import { type Lens } from "../../sensors/lens.ts";
import { rowBytes } from "../develop/develop_kernel.ts";
import { type Faces } from "./faces.ts";

/** Words of the uniform `Optics`. */
export const OPTICS_WORDS = 100;

/** Declares `Optics`, and how rays find their face and points their pixel. */
export function opticsShader({ shader }: Pick<Lens, "shader">): string {
  return `
struct Optics {
  size: vec2i,
  strides: vec2u,   // words of a row of pictures of one word and of two words a texel
  faces: u32, width: u32, face_size: vec2i,
  face: vec4f,      // focal length twice, principal point
  lens: vec4f,      // focal lengths, principal point
  a: vec4f, b: vec4f,
  range: vec4f,     // far; 1 where depth is a range
  turns: array<vec4f, 18>, // right, down and forward of each face in the camera's optical axes
}
@group(0) @binding(0) var<uniform> optics: Optics;
@group(0) @binding(1) var<storage, read> rays: array<vec4f>;
${shader}

fn ray_index(at: vec2i) -> u32 {
  return u32(at.y + 1) * optics.width + u32(at.x + 1);
}

fn face_of(ray: vec3f) -> u32 {
  var best = 0u;
  var nearest = dot(optics.turns[2], vec4f(ray, 0));
  for (var face = 1u; face < optics.faces; face++) {
    let along = dot(optics.turns[3u * face + 2u], vec4f(ray, 0));
    if (along > nearest) { nearest = along; best = face; }
  }
  return best;
}

// Where a ray meets a face's picture, pixels.
fn place_on(face: u32, ray: vec3f) -> vec2f {
  let right = optics.turns[3u * face].xyz;
  let down = optics.turns[3u * face + 1u].xyz;
  let forward = optics.turns[3u * face + 2u].xyz;
  return optics.face.xy * vec2f(dot(right, ray), dot(down, ray)) / dot(forward, ray) + optics.face.zw;
}

// From a face's optical axes to the camera's.
fn from_face(face: u32, v: vec3f) -> vec3f {
  return optics.turns[3u * face].xyz * v.x + optics.turns[3u * face + 1u].xyz * v.y +
    optics.turns[3u * face + 2u].xyz * v.z;
}

// The pixel at which a point is seen; the third number says whether, as that of distorted().
fn pixel_of(point: vec3f) -> vec3f {
  let seen = distorted(point, optics.a, optics.b);
  return vec3f(optics.lens.xy * seen.xy + optics.lens.zw, seen.z);
}`;
}

/** The words of `Optics`. */
export function opticsWords(lens: Lens, faces: Faces, far: number): ArrayBuffer {
  const { width, height, fx, fy, cx, cy } = lens.intrinsics;
  const words = new ArrayBuffer(4 * OPTICS_WORDS);
  const { size, focal, mounts } = faces;
  new Uint32Array(words).set([
    width,
    height,
    rowBytes(width, 1) / 4,
    rowBytes(width, 2) / 4,
    mounts.length,
    width + 2,
    size.width,
    size.height,
  ]);
  const numbers = new Float32Array(words);
  numbers.set([focal, focal, (size.width - 1) / 2, (size.height - 1) / 2, fx, fy, cx, cy], 8);
  numbers.set(lens.parameters, 16);
  numbers.set([far, lens.depth === "range" ? 1 : 0], 24);
  mounts.forEach(({ orientation }, face) =>
    ([[1, 0, 0], [0, 1, 0], [0, 0, 1]] as const).forEach((axis: Vec3, k) =>
      numbers.set(rotate(orientation, axis), 28 + 4 * (3 * face + k))
    )
  );
  return words;
}
