import { type DataTexture } from "three/webgpu";
import { type FrameUniforms } from "./frame_uniforms.ts";
import { LAMP_WRAP, lampGlints, lampLight } from "./lamps/lamp_light.ts";
import {
  clamp,
  dot,
  type Float,
  float,
  Fn,
  max,
  mix,
  normalize,
  pow,
  smoothstep,
  texture,
  type Vec2,
  vec2,
  type Vec3,
  vec3,
  type Vec4,
} from "./tsl.ts";
import { hasAir } from "./weather/air_material.ts";
import { type Place, snowed, soaked } from "./weather/ground_weather.ts";
import { starlight, twilightGlow } from "./weather/night_sky.ts";

/** Grain of the detail texture at a place; `place` counts tiles. Mip levels keep it calm far away. */
export function detailAt(detail: DataTexture, place: Vec2, sharpen = 0.6): Vec4 {
  return texture(detail, place).bias(float(-sharpen));
}

/**
 * Light that a matte surface sends on: sun by the angle of its normal, sky from above, light thrown
 * back from below, and the lamps of the night. Rain and snow change what it is.
 *
 * @param wrap How far light creeps around the surface, `0..1`: leaves and grass let it through.
 * @param place Where it is and what it holds of water and snow; without it, neither lamps nor weather
 * reach it.
 */
export function matte(
  frame: FrameUniforms,
  albedo: Vec3,
  normal: Vec3,
  sunShare: Float,
  skyShare: Float,
  wrap = 0,
  place: Place | null = null,
): Vec3 {
  const facing = max(dot(normal, frame.sunDirection).add(wrap).div(1 + wrap), 0);
  const ambient = mix(frame.ambientGround, frame.ambientSky, normal.z.mul(0.5).add(0.5));
  const irradiance = frame.sunColour.mul(facing).mul(sunShare).add(ambient.mul(skyShare));
  if (!place) return albedo.mul(irradiance);
  return Fn((builder) => {
    const night = hasAir(builder, "night");
    const wet = hasAir(builder, "wet");
    const snow = hasAir(builder, "snow");
    if (!night && !wet && !snow) return albedo.mul(irradiance);
    const surface = albedo.toVar();
    const upright = normal.toVar();
    const light = irradiance.toVar();
    const here = { ...place, position: place.position.toVar() };
    const open = skyShare.toVar();
    const mirrored = vec3(0, 0, 0).toVar();
    if (wet) {
      const { albedo: dark, film } = soaked(frame, surface, upright, here);
      mirrored.assign(wetMirror(frame, here.position, upright, film.toVar(), open, night));
      surface.assign(dark);
    }
    if (snow) surface.assign(snowed(frame, surface, upright, here));
    if (night) light.addAssign(lampLight(frame, here.position, upright, Math.max(wrap, LAMP_WRAP)));
    return surface.mul(light).add(mirrored);
  })();
}

/** What a film of water mirrors of the sky and the lamps. To be called within `Fn`. */
function wetMirror(
  frame: FrameUniforms,
  position: Vec3,
  normal: Vec3,
  film: Float,
  skyShare: Float,
  night: boolean,
): Vec3 {
  // Water lies flatter than what it covers.
  const level = normalize(normal.mul(0.25).add(vec3(0, 0, 0.75))).toVar();
  const ray = normalize(position.sub(frame.eye)).toVar();
  const mirrored = ray.sub(level.mul(dot(ray, level).mul(2))).toVar();
  const skyward = normalize(vec3(mirrored.xy, max(mirrored.z, 0.02)));
  const fresnel = pow(clamp(dot(ray, level).add(1), 0, 1), 5).mul(0.96).add(0.04);
  const sky = skyGradient(frame, skyward).mul(skyShare);
  const glints = night ? lampGlints(frame, position, mirrored, 60) : vec3(0, 0, 0);
  return sky.add(glints).mul(fresnel).mul(film);
}

/** What the sky looks like in a direction, without its clouds, its stars and the sun's disc. */
export function skyGradient(frame: FrameUniforms, direction: Vec3): Vec3 {
  const up = smoothstep(-0.02, 0.62, direction.z);
  const towardsSun = max(dot(direction, frame.sunDirection), 0);
  const glow = pow(towardsSun, 6).mul(0.1).add(pow(towardsSun, 48).mul(0.22));
  const sky = mix(frame.skyHorizon, frame.skyZenith, up).add(frame.sunColour.mul(glow));
  return Fn((builder) =>
    hasAir(builder, "night") ? sky.add(twilightGlow(frame, direction)) : sky
  )();
}

/** The whole sky in a direction: gradient, drifting clouds, the sun's disc. */
export function skyRadiance(frame: FrameUniforms, detail: DataTexture, direction: Vec3): Vec3 {
  // Clouds lie on a flat layer; towards the horizon they crowd together and fade into haze.
  const place = direction.xy.div(max(direction.z, 0).add(0.14));
  const broad = detailAt(detail, place.mul(0.07), 0).x;
  const fine = detailAt(detail, place.mul(0.23).add(vec2(0.31, 0.67)), 0).x;
  const billow = broad.mul(0.68).add(fine.mul(0.32));
  const edge = frame.cloudCover.mul(-0.55).add(0.62);
  const thick = smoothstep(edge, edge.add(0.24), billow).mul(
    smoothstep(0.01, 0.12, direction.z),
  );
  const lit = frame.skyHorizon.mul(0.85).add(frame.sunColour.mul(0.2)).mul(
    fine.sub(0.5).mul(-0.5).add(1),
  );
  const open = skyGradient(frame, direction);
  const disc = smoothstep(0.9993, 0.9998, dot(direction, frame.sunDirection));
  const bare = open.add(frame.sunColour.mul(disc.mul(frame.discGain)));
  return Fn((builder) => {
    if (!hasAir(builder, "night")) return mix(bare, lit, thick.mul(0.82));
    const way = direction.toVar();
    // The evening lights clouds from below.
    const glowing = lit.add(twilightGlow(frame, way).mul(0.85));
    return mix(bare.add(starlight(frame, way)), glowing, thick.mul(0.82));
  })();
}

/** The normal leant by up to `amount` along x and y: bumps too fine for the mesh. */
export function roughened(normal: Vec3, slope: Vec2, amount: number | Float): Vec3 {
  return normalize(normal.add(vec3(slope.sub(0.5).mul(2).mul(amount), 0)));
}

/** A colour of an albedo, linear RGB. */
export function rgb(red: number, green: number, blue: number): Vec3 {
  return vec3(red, green, blue);
}
