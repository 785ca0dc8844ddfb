import { ENTITY } from "../../entity_ids.ts";
import { type Lens } from "../../sensors/lens.ts";
import { type TruthName, UNPACKING } from "../develop/develop_kernel.ts";
import { HAS_NORMAL, MOVES } from "../develop/packing.ts";
import { FILM_WORKGROUP } from "./colour_kernel.ts";
import { opticsShader } from "./optics.ts";

/** Floats of the uniform `View`. */
export const LENS_VIEW_FLOATS = 28;

/** What the words of each picture are, where the lens sees something and where it does not. */
const VALUES: Readonly<Record<TruthName, readonly (readonly [seen: string, dark: string])[]>> = {
  ids: [["packed.y", "0u"]],
  depth: [["bitcast<u32>(depth)", "bitcast<u32>(optics.range.x)"]],
  normal: [["pack4x8unorm(vec4f(n * 0.5 + 0.5, 1))", "pack4x8unorm(vec4f(0.5, 0.5, 0.5, 1))"]],
  flow: [["pack2x16float(way.xy)", "0u"], [
    "pack2x16float(vec2f(way.z, 0))",
    "pack2x16float(vec2f(1, 0))",
  ]],
  albedo: [["pack4x8unorm(vec4f(encoded(spare.x), 1))", "pack4x8unorm(vec4f(0, 0, 0, 1))"]],
  traversability: [["bitcast<u32>(textureLoad(traversability, texel, face, 0).x)", "0u"]],
  height: [[
    "bitcast<u32>(textureLoad(height, texel, face, 0).x)",
    "bitcast<u32>(optics.range.x)",
  ]],
};

/**
 * The truth of a lens's pixels out of that of its faces: the nearest texel's, with the depth carried over to
 * the pixel along the texel's own plane.
 */
export function lensTruthKernel(lens: Lens, names: readonly TruthName[]): string {
  let [short, long] = [0, 0];
  const writes = names.flatMap((name) => {
    const first = `rows * (${short}u * optics.strides.x + ${long}u * optics.strides.y)`;
    const values = VALUES[name];
    if (values.length === 1) short++;
    else long++;
    const stride = values.length === 1 ? "optics.strides.x" : "optics.strides.y";
    const place = `${first} + lane.y * ${stride} + ${values.length}u * lane.x`;
    return values.map(([seen, dark], word) => ({ place: `${place} + ${word}u`, seen, dark }));
  });
  const has = (name: TruthName) => names.includes(name);
  return /* wgsl */ `
struct View {
  right: vec4f, down: vec4f, forward: vec4f,
  // Rows of the transform from this frame's optical axes to those of the frame before.
  before_x: vec4f, before_y: vec4f, before_z: vec4f,
  known: vec4f, // 1 where there was a frame before
}
${opticsShader(lens)}
@group(0) @binding(2) var<uniform> view: View;
@group(0) @binding(3) var truth: texture_2d_array<u32>;
@group(0) @binding(4) var aux: texture_2d_array<u32>;
${has("flow") ? "@group(0) @binding(5) var depth_before: texture_2d<f32>;" : ""}
${has("traversability") ? "@group(0) @binding(6) var traversability: texture_2d_array<f32>;" : ""}
${has("height") ? "@group(0) @binding(7) var height: texture_2d_array<f32>;" : ""}
@group(0) @binding(8) var<storage, read_write> developed: array<u32>;
${UNPACKING}

fn measure(point: vec3f) -> f32 {
  return select(point.z, length(point), optics.range.y == 1.0);
}

// Where a ray meets the plane through a point, not far from it.
fn met_by(ray: vec3f, point: vec3f, n: vec3f) -> vec3f {
  let away = length(point);
  let facing = dot(n, ray);
  let far = select(away, dot(n, point) / facing, abs(facing) > 0.01);
  return ray * clamp(far, 0.8 * away, 1.25 * away);
}
${has("flow") ? FLOW : ""}

@compute @workgroup_size(${FILM_WORKGROUP}, ${FILM_WORKGROUP})
fn main(@builtin(global_invocation_id) lane: vec3u) {
  let at = vec2i(lane.xy);
  if (any(at >= optics.size)) { return; }
  let rows = u32(optics.size.y);
  let ray = rays[ray_index(at)];
  if (ray.w == 0.0) {
    ${writes.map(({ place, dark }) => `developed[${place}] = ${dark};`).join("\n    ")}
    return;
  }
  let face = face_of(ray.xyz);
  let texel = clamp(vec2i(round(place_on(face, ray.xyz))), vec2i(0), optics.face_size - 1);
  let packed = textureLoad(truth, texel, face, 0);
  let spare = textureLoad(aux, texel, face, 0).xy;
  let sky = (packed.y & 0xffffffu) == ${ENTITY.sky}u;
  var n = vec3f(0);
  if ((spare.x >> 24u & ${HAS_NORMAL}u) != 0u) { n = unfolded(packed.z); }
  let facing = vec3f(dot(n, view.right.xyz), dot(n, view.down.xyz), dot(n, view.forward.xyz));
  let away = vec3f((vec2f(texel) - optics.face.zw) / optics.face.xy, 1);
  let point = from_face(face, away * bitcast<f32>(packed.x));
  let depth = select(min(measure(met_by(ray.xyz, point, facing)), optics.range.x), optics.range.x, sky);
  ${has("flow") ? "let way = way_of(at, face, away, point, facing, packed, spare, sky);" : ""}
  ${writes.map(({ place, seen }) => `developed[${place}] = ${seen};`).join("\n  ")}
}
`;
}

const FLOW = `
// Pixels of flow, and whether the frame before did not show the point.
fn way_of(
  at: vec2i, face: u32, away: vec3f, point: vec3f, facing: vec3f, packed: vec4u, spare: vec2u, sky: bool,
) -> vec3f {
  var before: vec3f;
  if ((spare.x >> 24u & ${MOVES}u) != 0u) {
    let moved = unpack2x16float(packed.w) / optics.face.xy;
    before = from_face(face, vec3f(away.xy - moved, 1) * bitcast<f32>(spare.y));
  } else {
    // The sky is so far that only turns of the camera move it.
    let p = vec4f(point, select(1.0, 0.0, sky));
    before = vec3f(dot(view.before_x, p), dot(view.before_y, p), dot(view.before_z, p));
  }
  let now = pixel_of(point);
  let then = pixel_of(before);
  if (min(now.z, then.z) < 0.0) { return vec3f(0, 0, 1); }
  let flow = clamp(now.xy - then.xy, vec2f(-60000), vec2f(60000));
  if (view.known.x == 0.0) { return vec3f(flow, 1); }
  let cell = vec2i(round(vec2f(at) - flow));
  if (any(cell < vec2i(0)) || any(cell >= optics.size)) { return vec3f(flow, 1); }
  let ray = rays[ray_index(cell)];
  if (ray.w == 0.0) { return vec3f(flow, 1); }
  let met = textureLoad(depth_before, cell, 0).x;
  if (sky) { return vec3f(flow, select(0.0, 1.0, met < optics.range.x)); }
  let turned = vec3f(
    dot(view.before_x.xyz, facing), dot(view.before_y.xyz, facing), dot(view.before_z.xyz, facing),
  );
  let expected = measure(before);
  let there = measure(met_by(ray.xyz, before, turned));
  let slack = 0.01 * expected + 0.6 * abs(there - expected) + 0.02;
  return vec3f(flow, select(0.0, 1.0, met < there - slack));
}`;
