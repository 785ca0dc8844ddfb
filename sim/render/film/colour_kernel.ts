import { opticsShader } from "./optics.ts";

/** Side of a workgroup, pixels. */
export const FILM_WORKGROUP = 8;

/** Words of the uniform `Film`. */
export const FILM_WORDS = 28;

/** Texels of a face across a pixel of the lens that are told apart: more blur into one another. */
const MOST_TAPS = 4;

/** The uniform of both kernels. */
const FILM = `
struct Film {
  size: vec2i, stride: u32, samples: u32,
  frame: u32, seed: u32, faces: u32, spare: u32,
  // electrons of a signal of 1; standard deviation of reading, electrons; non-uniformity; its factor
  sensor: vec4f,
  // share of the natural fall of light; focal length and principal point where there is no lens
  edge: vec4f,
  // gain of each channel
  balance: vec4f,
  // logarithm of the target; speed; range as a natural logarithm
  metering: vec4f,
  unused: vec4f,
}`;

/** What a colour kernel is for: without a lens it reads the one face texel by texel. */
export interface ColourKernelOptions {
  readonly lens: { readonly shader: string } | null;
  readonly noise: boolean;
  readonly autoExposure: boolean;
}

/**
 * From drawn pictures to the picture of a sensor. The renderer's response curve is undone, so that means,
 * noise and gains act on light as it falls on the sensor, and done again at the end.
 */
export function colourKernel({ lens, noise, autoExposure }: ColourKernelOptions): string {
  return /* wgsl */ `
${FILM}
${lens ? opticsShader(lens) : ""}
@group(0) @binding(2) var<uniform> film: Film;
@group(0) @binding(3) var early: texture_2d_array<f32>;
@group(0) @binding(4) var last: texture_2d_array<f32>;
@group(0) @binding(5) var<storage, read_write> picture: array<u32>;
${autoExposure ? METER_BINDINGS : ""}

fn load(sample: u32, face: u32, at: vec2i) -> vec3f {
  if (sample + 1u < film.samples) {
    return textureLoad(early, at, sample * film.faces + face, 0).rgb;
  }
  return textureLoad(last, at, face, 0).rgb;
}

// Light on the sensor, in units of the response curve. The whitest byte stands for whatever is brighter.
fn signal(sample: u32, face: u32, at: vec2i) -> vec3f {
  return -log(max(1.0 - load(sample, face, at), vec3f(0.0015)));
}
${lens ? THROUGH_LENS : PLAIN}
${noise ? NOISE : ""}

fn encoded(linear: vec3f) -> vec3f {
  return select(1.055 * pow(linear, vec3f(1.0 / 2.4)) - 0.055, 12.92 * linear, linear <= vec3f(0.0031308));
}

@compute @workgroup_size(${FILM_WORKGROUP}, ${FILM_WORKGROUP})
fn main(
  @builtin(global_invocation_id) lane: vec3u,
  @builtin(local_invocation_index) local: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let at = vec2i(lane.xy);
  let inside = all(at < film.size);
  var metered = vec2f(0);
  if (inside) {
    let cosine = cosine_at(at);
    var colour = vec3f(0);
    if (cosine > -2.0) {
      var light = vec3f(0);
      for (var sample = 0u; sample < film.samples; sample++) {
        var weight = 1.0 / f32(max(film.samples, 2u) - 1u);
        if (sample == 0u || sample + 1u == film.samples) { weight *= 0.5; }
        if (film.samples == 1u) { weight = 1.0; }
        light += weight * seen(at, sample);
      }
      light *= mix(1.0, cosine * cosine * cosine * cosine, film.edge.x);
      let gain = ${autoExposure ? "exp(state[0])" : "1.0"};
      ${noise ? "light = noisy(light, at, min(gain, 1.0));" : ""}
      let developed = 1.0 - exp(-light * gain * film.balance.xyz);
      metered = vec2f(dot(developed, vec3f(0.2126, 0.7152, 0.0722)), 1);
      colour = encoded(developed);
    }
    picture[lane.y * film.stride + lane.x] = pack4x8unorm(vec4f(colour, 1));
  }
  ${autoExposure ? METER : ""}
}
`;
}

const PLAIN = `
fn cosine_at(at: vec2i) -> f32 {
  return inverseSqrt(1.0 + dot((vec2f(at) - film.edge.zw) / film.edge.y, (vec2f(at) - film.edge.zw) / film.edge.y));
}
fn seen(at: vec2i, sample: u32) -> vec3f {
  return signal(sample, 0u, at);
}`;

/** A pixel of the lens is a square on the faces: it is filled with taps, each between four texels. */
const THROUGH_LENS = `
// -4 where the lens does not see.
fn cosine_at(at: vec2i) -> f32 {
  let ray = rays[ray_index(at)];
  let cosine = select(ray.z, sqrt(max(0.0, 0.5 + 0.5 * ray.z)), optics.range.y == 1.0);
  return select(cosine, -4.0, ray.w == 0.0);
}
fn between(face: u32, place: vec2f, sample: u32) -> vec3f {
  let corner = floor(place);
  let share = place - corner;
  var sum = vec3f(0);
  for (var k = 0; k < 4; k++) {
    let side = vec2f(vec2i(k & 1, k >> 1));
    let weight = mix(1.0 - share, share, side);
    let texel = clamp(vec2i(corner + side), vec2i(0), optics.face_size - 1);
    sum += weight.x * weight.y * signal(sample, face, texel);
  }
  return sum;
}
// How a ray changes over a pixel, along a row or a column.
fn change(index: u32, step: u32) -> vec3f {
  let behind = rays[index - step];
  let ahead = rays[index + step];
  let here = rays[index];
  if (behind.w * ahead.w == 1.0) { return 0.5 * (ahead.xyz - behind.xyz); }
  return (ahead.xyz - here.xyz) * ahead.w + (here.xyz - behind.xyz) * behind.w;
}
fn seen(at: vec2i, sample: u32) -> vec3f {
  let index = ray_index(at);
  let ray = rays[index].xyz;
  let along = change(index, 1u);
  let down = change(index, optics.width);
  let face = face_of(ray);
  let middle = place_on(face, ray);
  let span = max(distance(place_on(face, ray + along), middle), distance(place_on(face, ray + down), middle));
  // One tap reaches over a texel and a half.
  let taps = u32(clamp(ceil(span - 0.5), 1.0, ${MOST_TAPS}.0));
  var sum = vec3f(0);
  for (var j = 0u; j < taps; j++) {
    for (var i = 0u; i < taps; i++) {
      let off = (vec2f(vec2u(i, j)) + 0.5) / f32(taps) - 0.5;
      let way = ray + along * off.x + down * off.y;
      let there = face_of(way);
      sum += between(there, place_on(there, way), sample);
    }
  }
  return sum / f32(taps * taps);
}`;

const NOISE = `
// Four words from four, by Jarzynski and Olano (2020, "Hash functions for GPU rendering"): pcg4d.
fn hashed(words: vec4u) -> vec4u {
  var v = words * 1664525u + 1013904223u;
  v.x += v.y * v.w; v.y += v.z * v.x; v.z += v.x * v.y; v.w += v.y * v.z;
  v ^= v >> vec4u(16);
  v.x += v.y * v.w; v.y += v.z * v.x; v.z += v.x * v.y; v.w += v.y * v.z;
  return v;
}
// Three standard normal draws, by Box and Muller (1958).
fn normals(at: vec2i, number: u32) -> vec3f {
  let u = (vec4f(hashed(vec4u(vec2u(at), number, film.seed)) >> vec4u(8)) + 0.5) / 16777216.0;
  let far = sqrt(-2.0 * log(u.xy));
  let turn = 6.283185307179586 * u.zw;
  return vec3f(far.x * cos(turn.x), far.x * sin(turn.x), far.y * cos(turn.y));
}
// The share of the light that the exposure lets in, and what is read of it.
fn noisy(light: vec3f, at: vec2i, open: f32) -> vec3f {
  let per = film.sensor.x * open;
  let yield_ = 1.0 + film.sensor.z * normals(at, 0xffffffffu);
  let electrons = light * per * yield_;
  let deviation = film.sensor.w * sqrt(max(electrons, vec3f(0)) + film.sensor.y * film.sensor.y);
  return max(electrons + deviation * normals(at, film.frame), vec3f(0)) / per;
}`;

const METER_BINDINGS = `
@group(0) @binding(6) var<storage, read_write> state: array<f32>;
@group(0) @binding(7) var<storage, read_write> sums: array<vec2f>;
var<workgroup> shared_sums: array<vec2f, ${FILM_WORKGROUP ** 2}>;`;

/** Sums in a fixed order, so that equal pictures give equal gains. */
const METER = `
  shared_sums[local] = metered;
  for (var reach = ${FILM_WORKGROUP ** 2 / 2}u; reach > 0u; reach /= 2u) {
    workgroupBarrier();
    if (local < reach) { shared_sums[local] += shared_sums[local + reach]; }
  }
  if (local == 0u) { sums[group.y * groups.x + group.x] = shared_sums[0]; }`;

/** Threads that add up what workgroups have measured. */
const METER_THREADS = 64;

/** Sets the gain of the next frame by the mean of this one. */
export const METER_KERNEL = /* wgsl */ `
${FILM}
@group(0) @binding(2) var<uniform> film: Film;
@group(0) @binding(6) var<storage, read_write> state: array<f32>;
@group(0) @binding(7) var<storage, read> sums: array<vec2f>;
var<workgroup> shared_sums: array<vec2f, ${METER_THREADS}>;

@compute @workgroup_size(${METER_THREADS})
fn meter(@builtin(local_invocation_index) local: u32) {
  var sum = vec2f(0);
  for (var k = local; k < arrayLength(&sums); k += ${METER_THREADS}u) { sum += sums[k]; }
  shared_sums[local] = sum;
  for (var reach = ${METER_THREADS / 2}u; reach > 0u; reach /= 2u) {
    workgroupBarrier();
    if (local < reach) { shared_sums[local] += shared_sums[local + reach]; }
  }
  if (local == 0u) {
    let mean = shared_sums[0].x / max(shared_sums[0].y, 1.0);
    let step = film.metering.y * (film.metering.x - log(max(mean, 1e-5)));
    state[0] = clamp(state[0] + step, -film.metering.z, film.metering.z);
  }
}
`;
