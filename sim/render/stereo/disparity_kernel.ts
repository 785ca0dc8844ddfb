/** Side of a workgroup, pixels. */
export const DISPARITY_WORKGROUP = 8;

/** Words of the uniform `Pair`. */
export const PAIR_WORDS = 8;

/**
 * Disparity of both eyes, and which of their pixels the other eye sees, out of the depth of both.
 *
 * The disparity of a plane is linear over its picture. So what the other eye's nearest pixel shows of the
 * same surface differs by half a pixel's rise at most; where it differs by more, something nearer is in the
 * way.
 */
export const DISPARITY_KERNEL = /* wgsl */ `
struct Pair {
  size: vec2i,
  // words of a row
  stride: u32,
  spare: u32,
  // focal length in pixels times baseline in metres; depth of the sky
  scale: f32, far: f32, unused: vec2f,
}

@group(0) @binding(0) var<uniform> pair: Pair;
@group(0) @binding(1) var left: texture_2d<f32>;
@group(0) @binding(2) var right: texture_2d<f32>;
@group(0) @binding(3) var<storage, read_write> pictures: array<u32>;

fn disparity(eye: u32, u: i32, v: i32) -> f32 {
  let at = vec2i(clamp(u, 0, pair.size.x - 1), v);
  var depth: f32;
  if (eye == 0u) { depth = textureLoad(left, at, 0).x; } else { depth = textureLoad(right, at, 0).x; }
  return select(pair.scale / depth, 0.0, depth >= pair.far);
}

@compute @workgroup_size(${DISPARITY_WORKGROUP}, ${DISPARITY_WORKGROUP})
fn main(@builtin(global_invocation_id) lane: vec3u) {
  let at = vec2i(lane.xy);
  if (any(at >= pair.size)) { return; }
  let eye = lane.z;
  let own = disparity(eye, at.x, at.y);
  let there = f32(at.x) + select(own, -own, eye == 0u);
  let cell = i32(round(there));
  // On either side, so that an edge beside the pixel does not count as a slope.
  var rise = 0.0;
  if (at.x > 0 && at.x < pair.size.x - 1) {
    rise = min(
      abs(disparity(eye, at.x + 1, at.y) - own),
      abs(disparity(eye, at.x - 1, at.y) - own),
    );
  }
  let inside = cell >= 0 && cell < pair.size.x;
  let met = disparity(1u - eye, cell, at.y);
  let seen = inside && met <= own + 0.6 * min(rise, 1.0) + 0.1;
  let rows = u32(pair.size.y);
  let place = (2u * eye * rows + lane.y) * pair.stride + lane.x;
  pictures[place] = bitcast<u32>(own);
  pictures[place + rows * pair.stride] = select(0u, 1u, seen);
}
`;
