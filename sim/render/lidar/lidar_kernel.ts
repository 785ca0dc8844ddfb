/** Words of a return in the buffer of a scan. */
export const RETURN_WORDS = 8;

/** Beams of a workgroup. */
export const LIDAR_WORKGROUP = 64;

/** Words of the uniform `Scan`. */
export const SCAN_WORDS = 16;

/**
 * Reads every beam's return out of four pictures around (yaw 0, 90, 180 and 270 degrees, 90 degrees
 * wide each).
 *
 * Between pixels of one entity the range is interpolated by inverse depth, which is linear in a
 * picture of a plane: on level ground and walls a beam is exact, not as coarse as pixels. Across an
 * edge the nearest pixel counts.
 */
export const LIDAR_KERNEL = /* wgsl */ `
struct Scan {
  channels: u32, steps: u32, seed: u32, number: u32,
  // radians of the lowest beam, radians between beams, focal length in pixels, standard deviation
  lowest: f32, between: f32, focal: f32, noise: f32,
  nearest: f32, farthest: f32, dropout: f32, spare: f32,
  centre: vec2f, size: vec2f,
}

struct Return {
  // metres, in the lidar's frame; 0 where nothing came back
  position: vec3f,
  // share of light thrown back towards the lidar
  intensity: f32,
  range: f32,
  // label id << 24 | entity id; 0 where nothing came back
  id: u32,
  channel: u32,
  step: u32,
}

@group(0) @binding(0) var<uniform> scan: Scan;
@group(0) @binding(1) var ids: texture_2d_array<u32>;
@group(0) @binding(2) var depth: texture_2d_array<f32>;
@group(0) @binding(3) var normal: texture_2d_array<f32>;
@group(0) @binding(4) var albedo: texture_2d_array<f32>;
@group(0) @binding(5) var<storage, read_write> returns: array<Return>;
// Rows of the rotation from the lidar's frame to the world.
@group(0) @binding(6) var<uniform> worldFromLidar: mat3x3f;

const SKY: u32 = SKY_LABELu;

// PCG after O'Neill (2014), as a hash of one word.
fn pcg(word: u32) -> u32 {
  let state = word * 747796405u + 2891336453u;
  let mixed = ((state >> ((state >> 28u) + 4u)) ^ state) * 277803737u;
  return (mixed >> 22u) ^ mixed;
}

fn unit(word: u32) -> f32 {
  return (f32(word >> 8u) + 0.5) / 16777216.0;
}

@compute @workgroup_size(${LIDAR_WORKGROUP})
fn main(@builtin(global_invocation_id) lane: vec3u) {
  let beam = lane.x;
  if (beam >= scan.channels * scan.steps) { return; }
  let channel = beam / scan.steps;
  let step = beam % scan.steps;
  let elevation = scan.lowest + f32(channel) * scan.between;
  let azimuth = 6.283185307179586 * f32(step) / f32(scan.steps);
  let level = cos(elevation);
  let ray = vec3f(level * cos(azimuth), level * sin(azimuth), sin(elevation));

  var nothing: Return;
  nothing.channel = channel;
  nothing.step = step;
  returns[beam] = nothing;

  // Quarter turns to the face, and the ray in its optical frame: right, down, forward.
  let face = u32(floor((azimuth + 0.7853981633974483) / 1.5707963267948966)) % 4u;
  var turned = ray.xy;
  for (var k = 0u; k < face; k++) { turned = vec2f(turned.y, -turned.x); }
  let optical = vec3f(-turned.y, -ray.z, turned.x);
  let place = clamp(
    scan.focal * optical.xy / optical.z + scan.centre,
    vec2f(0), scan.size - vec2f(1.001),
  );
  let corner = vec2i(floor(place));
  let share = place - floor(place);
  let near = vec2i(round(place));
  let id = textureLoad(ids, near, face, 0).x;
  if (id >> 24u == SKY) { return; }

  var inverse = 0.0;
  var same = true;
  for (var k = 0; k < 4; k++) {
    let side = vec2i(k & 1, k >> 1);
    let at = corner + side;
    same = same && textureLoad(ids, at, face, 0).x == id;
    let weight = mix(1 - share, share, vec2f(side));
    inverse += weight.x * weight.y / textureLoad(depth, at, face, 0).x;
  }
  let ahead = select(textureLoad(depth, near, face, 0).x, 1 / inverse, same);

  let first = pcg(pcg(pcg(scan.seed) ^ scan.number) ^ beam);
  let second = pcg(first);
  let third = pcg(second);
  // Box and Muller (1958).
  let gauss = sqrt(-2 * log(unit(first))) * cos(6.283185307179586 * unit(second));
  let range = ahead / optical.z + scan.noise * gauss;
  if (range < scan.nearest || range > scan.farthest || unit(third) < scan.dropout) { return; }

  let facing = textureLoad(normal, near, face, 0).xyz * 2 - 1;
  let away = worldFromLidar * ray;
  let reflected = dot(textureLoad(albedo, near, face, 0).xyz, vec3f(0.2126, 0.7152, 0.0722));
  var found = nothing;
  found.position = ray * range;
  found.intensity = reflected * abs(dot(facing, away)) / max(length(facing), 0.1);
  found.range = range;
  found.id = id;
  returns[beam] = found;
}
`;
