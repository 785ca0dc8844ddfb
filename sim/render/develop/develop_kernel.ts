import { ENTITY } from "../../entity_ids.ts";
import { type PictureName } from "../../sensors/camera.ts";
import { INNER_CELLS, INNER_SIDE, RIM_REACH, RIM_SIDE, RIM_SPACING, RIM_START } from "../relief.ts";
import { HAS_NORMAL, MOVES } from "./packing.ts";

/** The pictures that are taken out of the packed truth; colour is drawn as it is. */
export type TruthName = Exclude<PictureName, "colour">;

/** Texel format of each picture. */
export const PICTURE_FORMATS: Readonly<Record<TruthName, GPUTextureFormat>> = {
  ids: "r32uint",
  depth: "r32float",
  normal: "rgba8unorm",
  flow: "rgba16float",
  albedo: "rgba8unorm",
  traversability: "r32float",
  height: "r32float",
};

/** Words of a texel of each picture. */
const WORDS: Readonly<Record<TruthName, 1 | 2>> = {
  ids: 1,
  depth: 1,
  normal: 1,
  flow: 2,
  albedo: 1,
  traversability: 1,
  height: 1,
};

/** The words that a texel of each picture is made of. */
const VALUES: Readonly<Record<TruthName, readonly string[]>> = {
  ids: ["packed.y"],
  depth: ["packed.x"],
  normal: ["pack4x8unorm(vec4f(n * 0.5 + 0.5, 1))"],
  flow: ["pack2x16float(way.xy)", "unseen(seen, way, n)"],
  albedo: ["pack4x8unorm(vec4f(encoded(spare.x), 1))"],
  traversability: ["bitcast<u32>(climb(packed.y >> 24u, n.z))"],
  height: ["bitcast<u32>(heightAt(seen, packed.y))"],
};

/** A picture in the buffer that a develop pass writes: rows as long as copies to textures want them. */
export interface PictureLayout {
  readonly name: TruthName;
  /** Bytes from the start of the buffer. */
  readonly offset: number;
  readonly bytesPerRow: number;
}

/** Where each picture lies in the buffer, and the buffer's size in bytes. */
export function developedLayout(
  names: readonly TruthName[],
  { width, height }: { readonly width: number; readonly height: number },
): { readonly pictures: readonly PictureLayout[]; readonly size: number } {
  let size = 0;
  const pictures = names.map((name) => {
    const bytesPerRow = rowBytes(width, WORDS[name]);
    const picture = { name, offset: size, bytesPerRow };
    size += bytesPerRow * height;
    return picture;
  });
  return { pictures, size };
}

/** The pictures to be made for those that are asked for: flow is judged by the depth of the frame before. */
export function developedFor(asked: readonly TruthName[]): readonly TruthName[] {
  return asked.includes("flow") && !asked.includes("depth") ? [...asked, "depth"] : asked;
}

/** Bytes of a row of texels, padded as copies to textures want it. */
export function rowBytes(width: number, words: number): number {
  return Math.ceil(4 * words * width / 256) * 256;
}

/** WGSL of a packed normal, and of a packed albedo as sRGB. */
export const UNPACKING = `
fn unfolded(bits: u32) -> vec3f {
  let e = unpack2x16snorm(bits);
  let z = 1.0 - abs(e.x) - abs(e.y);
  let lower = max(-z, 0.0);
  let xy = e - select(vec2f(-lower), vec2f(lower), e >= vec2f(0));
  return normalize(vec3f(xy, z));
}

fn encoded(bits: u32) -> vec3f {
  let root = unpack4x8unorm(bits).rgb;
  let linear = root * root;
  return select(1.055 * pow(linear, vec3f(1.0 / 2.4)) - 0.055, 12.92 * linear, linear <= vec3f(0.0031308));
}`;

/** Side of a workgroup, pixels. */
export const WORKGROUP = 8;

/** Floats of the uniform `View`. */
export const VIEW_FLOATS = 56;

/**
 * A compute shader that unpacks those pictures, one after another into one buffer; see `developedLayout`.
 * They are copied to their textures from there: a shader may write four textures only, and software
 * adapters write buffers much faster.
 */
export function developKernel(names: readonly TruthName[]): string {
  let [short, long] = [0, 0];
  const stores = names.flatMap((name) => {
    // Rows of pictures before this one, of one word and of two words a texel.
    const first = `rows * (${short}u * view.strides.x + ${long}u * view.strides.y)`;
    const words = WORDS[name];
    if (words === 1) short++;
    else long++;
    const stride = words === 1 ? "view.strides.x" : "view.strides.y";
    const place = `${first} + at.y * ${stride} + ${words}u * at.x`;
    return VALUES[name].map((value, word) => `developed[${place} + ${word}u] = ${value};`);
  });
  return `
struct View {
  right: vec4f, down: vec4f, forward: vec4f, eye: vec4f,
  right_before: vec4f, down_before: vec4f, forward_before: vec4f,
  // Rows of the transform from this frame's optical axes to those of the frame before.
  before_x: vec4f, before_y: vec4f, before_z: vec4f,
  lens: vec4f,   // fx, fy, cx, cy
  range: vec4f,  // width, height, near, far
  scene: vec4f,  // side of the landscape, its layer, 1 where there was a frame before, readout
  strides: vec4u, // words of a row of pictures of one word and of two words a texel
}
struct Label { friction: f32, drag: f32, ground: f32, spare: f32 }

@group(0) @binding(0) var<uniform> view: View;
@group(0) @binding(1) var<uniform> labels: array<Label, 256>;
@group(0) @binding(2) var truth: texture_2d<u32>;
@group(0) @binding(3) var aux: texture_2d<u32>;
${names.includes("flow") ? "@group(0) @binding(4) var depth_before: texture_2d<f32>;" : ""}
${names.includes("height") ? "@group(0) @binding(5) var relief: texture_2d_array<f32>;" : ""}
@group(0) @binding(6) var<storage, read_write> developed: array<u32>;

${UNPACKING}

fn climb(label: u32, up: f32) -> f32 {
  let row = labels[label];
  if (row.ground == 0.0 || up <= 0.0) { return 0.0; }
  let rise = sqrt(max(0.0, 1.0 - up * up)) / up;
  return max(0.0, 1.0 - (rise + row.drag) / row.friction);
}
${names.includes("flow") || names.includes("height") ? SEEN : ""}
${names.includes("flow") ? FLOW : ""}
${names.includes("height") ? HEIGHT : ""}

@compute @workgroup_size(${WORKGROUP}, ${WORKGROUP})
fn develop(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= u32(view.range.x) || id.y >= u32(view.range.y)) { return; }
  let at = id.xy;
  let p = vec2f(at);
  let rows = u32(view.range.y);
  let packed = textureLoad(truth, at, 0);
  let spare = textureLoad(aux, at, 0).xy;
  let z = bitcast<f32>(packed.x);
  var n = vec3f(0);
  if ((spare.x >> 24u & ${HAS_NORMAL}u) != 0u) { n = unfolded(packed.z); }
  ${names.includes("flow") || names.includes("height") ? "let seen = seenAt(p, z);" : ""}
  ${names.includes("flow") ? "let way = wayOf(seen, packed, spare);" : ""}
  ${stores.join("\n  ")}
}
`;
}

/**
 * Where the point seen at a pixel is in this frame's optical axes when the frame is due, as (x / z, y / z, z).
 * With a rolling shutter it was seen on the way from the frame before: that way is undone.
 */
const SEEN = `
fn seenAt(p: vec2f, z: f32) -> vec3f {
  let ray = vec3f((p - view.lens.zw) / view.lens.xy, 1);
  // Never a uniform alone: lavapipe compiles a kernel anew, each time, for what its branches turn on.
  if ((view.scene.w == 0.0) & (z < 1e30)) { return vec3f(ray.xy, z); }
  let back = view.scene.w * (1.0 - (p.y + 0.5) / view.range.y);
  let shift = back * vec3f(view.before_x.w, view.before_y.w, view.before_z.w);
  let x = back * vec3f(view.before_x.x, view.before_y.x, view.before_z.x) + vec3f(1.0 - back, 0, 0);
  let y = back * vec3f(view.before_x.y, view.before_y.y, view.before_z.y) + vec3f(0, 1.0 - back, 0);
  let w = back * vec3f(view.before_x.z, view.before_y.z, view.before_z.z) + vec3f(0, 0, 1.0 - back);
  // Cramer's rule for the matrix of those columns.
  let target_ = ray * z - shift;
  let yw = cross(y, w);
  let point = vec3f(dot(target_, yw), dot(target_, cross(w, x)), dot(target_, cross(x, y))) / dot(x, yw);
  return vec3f(point.xy / point.z, point.z);
}`;

/**
 * A point is hidden in the previous picture where what was seen there is nearer. The depth compared with
 * is that of the nearest pixel centre, so the point's depth is carried over to it along its own plane.
 */
const FLOW = `
// Pixels from the previous frame to this one, and the depth then.
fn wayOf(seen: vec3f, packed: vec4u, spare: vec2u) -> vec3f {
  if ((spare.x >> 24u & ${MOVES}u) != 0u) {
    return vec3f(unpack2x16float(packed.w), bitcast<f32>(spare.y));
  }
  let sky = (packed.y & 0xffffffu) == ${ENTITY.sky}u;
  // The sky is so far that only turns of the camera move it.
  let point = vec4f(seen.xy, 1, select(1.0 / seen.z, 0.0, sky));
  let there = vec3f(dot(view.before_x, point), dot(view.before_y, point), dot(view.before_z, point));
  let far = select(-1.0, view.range.w, there.z > 0.0);
  return vec3f((seen.xy - there.xy / there.z) * view.lens.xy, select(there.z * seen.z, far, sky));
}
fn unseen(seen: vec3f, way: vec3f, n: vec3f) -> u32 {
  let expected = way.z;
  let from_ = seen.xy * view.lens.xy + view.lens.zw - way.xy;
  let cell = round(from_);
  let size = view.range.xy;
  if ((view.scene.z == 0.0) | (expected < view.range.z) | any(cell < vec2f(0)) | any(cell >= size)) {
    return pack2x16float(vec2f(1, 0));
  }
  let met = textureLoad(depth_before, vec2i(cell), 0).r;
  let ray = vec3f((from_ - view.lens.zw) / view.lens.xy, 1);
  let local = vec3f(dot(n, view.right_before.xyz), dot(n, view.down_before.xyz), dot(n, view.forward_before.xyz));
  let facing = dot(local, ray);
  // 1 / depth is linear over the picture of a plane.
  let lean = dot(local.xy, (cell - from_) / view.lens.xy) / select(facing, -1e-3, abs(facing) < 1e-3);
  let there = expected / clamp(1.0 + lean, 0.5, 2.0);
  let slack = 0.01 * expected + 0.6 * abs(there - expected) + 0.02;
  return pack2x16float(vec2f(select(0.0, 1.0, met < there - slack), 0));
}`;

const HEIGHT = `
fn vertexHeight(vertex: i32) -> f32 {
  return textureLoad(relief, vec2i(vertex % ${INNER_SIDE}, vertex / ${INNER_SIDE}), i32(view.scene.y), 0).r;
}
fn blended(first: i32, side: i32, place: vec2f) -> f32 {
  let low = clamp(floor(place), vec2f(0), vec2f(f32(side - 2)));
  let t = clamp(place - low, vec2f(0), vec2f(1));
  let corner = first + i32(low.y) * side + i32(low.x);
  return mix(
    mix(vertexHeight(corner), vertexHeight(corner + 1), t.x),
    mix(vertexHeight(corner + side), vertexHeight(corner + side + 1), t.x),
    t.y,
  );
}
fn heightAt(seen: vec3f, id: u32) -> f32 {
  let entity = id & 0xffffffu;
  if (entity == ${ENTITY.terrain}u || entity == ${ENTITY.road}u) { return 0.0; }
  if (entity == ${ENTITY.sky}u) { return view.range.w; }
  let way = view.right.xyz * seen.x + view.down.xyz * seen.y + view.forward.xyz;
  let point = view.eye.xyz + way * seen.z;
  // In cells from the middle of the landscape.
  let place = point.xy / view.scene.x * ${INNER_CELLS}.0;
  var ground: f32;
  if (all(abs(place) <= vec2f(${INNER_CELLS / 2}.0))) {
    ground = blended(0, ${INNER_SIDE}, place + ${INNER_CELLS / 2}.0);
  } else {
    ground = blended(${RIM_START}, ${RIM_SIDE}, (place + ${RIM_REACH}.0) / ${RIM_SPACING}.0);
  }
  return point.z - ground;
}`;
