import {
  type DataTexture,
  DataTexture as Image,
  FrontSide,
  LinearFilter,
  type NodeMaterial,
  RepeatWrapping,
  RGBAFormat,
  UnsignedByteType,
} from "three/webgpu";
import { ENTITY } from "../entity_ids.ts";
import { edgeNoise } from "../terrain/edge_noise.ts";
import { COVERING } from "../terrain/ground_map.ts";
import { type FrameUniforms } from "./frame_uniforms.ts";
import { type GroundSlot, type GroundUniforms, type LookRow } from "./ground_uniforms.ts";
import { PATTERN_PERIOD } from "./pattern_texture.ts";
import { INNER_CELLS, INNER_SIDE, RIM_REACH, RIM_SIDE, RIM_SPACING, RIM_START } from "./relief.ts";
import { type GroundShadows } from "./movers/ground_shadows.ts";
import { type SceneLayers } from "./scene_layers.ts";
import { detailAt, matte, roughened } from "./shading.ts";
import { surfaceMaterial } from "./surface.ts";
import {
  clamp,
  dot,
  type Float,
  float,
  int,
  ivec2,
  max,
  mix,
  normalize,
  pow,
  select,
  smoothstep,
  texture,
  type Uint,
  uint,
  varying,
  type Vec2,
  vec2,
  type Vec3,
  vec3,
  type Vec4,
  vec4,
  vertexIndex,
} from "./tsl.ts";

/** How the pattern's ripples lie: radians from x. */
const WIND = 0.4;

/** Images that the ground is made of, the same for every landscape. */
export interface GroundImages {
  /** Grain; see `detailAt`. */
  readonly detail: DataTexture;
  /** What frays the edges of classes. */
  readonly edges: DataTexture;
  /** What lies on the ground; see `createPatternTexture`. */
  readonly patterns: DataTexture;
}

/**
 * The ground: a base and four channels, whose labels and looks are the landscape's own. One rule of
 * thresholds, the one of `GroundMap.classAt`, says both how a pixel looks and what its label is.
 */
export function groundMaterial(
  frame: FrameUniforms,
  layers: SceneLayers,
  { detail, edges, patterns }: GroundImages,
  looks: GroundUniforms,
  shadows: GroundShadows,
): NodeMaterial {
  const vertex = reliefVertex(frame, layers);
  const position = varying(vertex.position);
  const normal = normalize(varying(vertex.normal));
  const place = position.xy;

  const map = place.div(frame.worldSize).add(0.5);
  // Level 0 always: labels must not depend on how far away a place is seen from.
  const splat = layers.splat.sample(map).depth(frame.layer).level(int(0));
  const fray = texture(edges, place.div(edgeNoise().period)).level(int(0));
  const weights = splat.add(fray.x.sub(0.5).mul(frame.edge));
  const weight = { path: weights.x, gravel: weights.y, mud: weights.z, rock: weights.w };
  let label: Uint = looks.label("base");
  for (const channel of COVERING.toReversed()) {
    label = select(weight[channel].greaterThan(0.5), looks.label(channel), label);
  }

  const broad = detailAt(detail, place.div(31));
  const middle = detailAt(detail, turned(place, 0.62).div(4.7));
  const fine = detailAt(detail, turned(place, 2.1).div(1.7), 1);
  const bent = turned(place, 1.1).add(middle.xy.sub(0.5).mul(1.8)).div(9);
  const crackle = detailAt(detail, bent);
  const grit = detailAt(detail, turned(place, 0.3).div(0.7), 1);
  const windward = turned(place, WIND);
  const pattern = detailAt(patterns, windward.div(PATTERN_PERIOD), 0.8);
  const large = detailAt(patterns, windward.div(3.7 * PATTERN_PERIOD).add(vec2(0.3, 0.1)));
  const ripple = pattern.x.sub(0.5).add(large.x.sub(0.5).mul(0.7));
  const crust = pattern.w.sub(0.5).add(large.w.sub(0.5).mul(1.2));
  const grain: Grain = {
    slow: vec4(broad.xy, middle.xy),
    fine: vec4(middle.y, fine.y, grit.y, fine.x),
    small: vec4(fine.z, grit.z, pattern.y, pattern.z),
    crackle: smoothstep(0.05, 0.5, crackle.w),
    mosaic: smoothstep(0.05, 0.5, middle.w),
    places: smoothstep(0.55, 0.7, middle.x),
    lean: vec2(ripple, crust),
  };

  let albedo = lookedAt(looks, "base", grain);
  let form = looks.row("base", "form");
  let wet: Float = looks.row("base", "shine").x;
  for (const channel of COVERING.toReversed()) {
    const over = smoothstep(0.46, 0.54, weight[channel]);
    let above = lookedAt(looks, channel, grain);
    if (channel === "path") above = above.mul(rutted(weight.path));
    albedo = mix(albedo, above, over);
    form = mix(form, looks.row(channel, "form"), over);
    // Wet ground begins a little inside its edge.
    const soaked = smoothstep(0.5, 0.62, weight[channel]);
    wet = mix(wet, looks.row(channel, "shine").x, soaked);
  }

  const shadeHere = layers.shade.sample(map).depth(frame.layer).level(int(0));
  // A crown shades the ground on the far side of it from the sun.
  const low = max(frame.sunDirection.z, 0.3);
  const cast = place.add(frame.sunDirection.xy.div(low).mul(3.2)).div(frame.worldSize).add(0.5);
  const shadeCast = layers.shade.sample(cast).depth(frame.layer).level(int(0));
  const shadow = shadows.at(place);
  const sunShare = shadeCast.y.mul(mix(0.55, 1, shadeHere.x)).mul(shadow.y);
  const skyShare = shadeHere.x.mul(shadeHere.y.mul(0.35).add(0.65)).mul(shadow.x);

  const lean = dot(grain.lean, form.yz);
  const leant = normal.add(vec3(lean.mul(Math.cos(WIND)), lean.mul(-Math.sin(WIND)), 0));
  const bumpy = roughened(leant, vec2(fine.x.add(fine.z).mul(0.5), fine.y), form.x);
  // Trodden and bare ground holds water; grass lets it through.
  const holds = clamp(max(max(weight.path.mul(0.85), weight.mud), weight.rock.mul(0.6)), 0.35, 1);
  const lit = matte(frame, albedo, bumpy, sunShare, skyShare, 0, { position, wet: holds });
  // Wet ground mirrors the sky where one looks along it.
  const toEye = frame.eye.sub(position);
  const away = normalize(toEye);
  const grazing = pow(clamp(dot(away, normal), 0, 1).oneMinus(), 4);
  const puddles = wet.mul(smoothstep(0.42, 0.6, middle.x));
  const shine = frame.skyHorizon.mul(grazing.mul(0.16).add(0.015)).mul(puddles).mul(skyShare);
  // Crystals near the eye flash in the sun.
  const near = smoothstep(9, 1, toEye.length());
  const flash = smoothstep(0.84, 0.97, grit.y).mul(near).mul(form.w).mul(sunShare);
  return surfaceMaterial("ground", frame, {
    position,
    previousPosition: position,
    normal,
    radiance: lit.add(shine).add(frame.sunColour.mul(flash.mul(0.5))),
    albedo,
    classId: label,
    entity: uint(ENTITY.terrain),
  }, FrontSide);
}

/** Grains of a place, weighted by the looks; see `GroundLook`. */
interface Grain {
  /** Over 31 m and 4.7 m. */
  readonly slow: Vec4;
  /** Over 4.7 m, 1.7 m, 0.7 m; billows over 1.7 m. */
  readonly fine: Vec4;
  /** Pebbles over 1.7 m and 0.7 m, leaves, blades. */
  readonly small: Vec4;
  /** Dark lines between cells of 35 cm and 18 cm. */
  readonly crackle: Float;
  readonly mosaic: Float;
  /** Where scattered things lie. */
  readonly places: Float;
  /** Slope along the wind of ripples, and of a crust. */
  readonly lean: Vec2;
}

/** The albedo of a slot; see `GroundLook`. */
function lookedAt(looks: GroundUniforms, slot: GroundSlot, grain: Grain): Vec3 {
  const row = (name: LookRow) => looks.row(slot, name);
  const [dark, light, accent, speck] = [row("dark"), row("light"), row("accent"), row("speck")];
  const [ranges, cuts, rest] = [row("ranges"), row("cuts"), row("shine")];
  const leaves = grain.small.z;
  const level = dot(row("toneGrain"), grain.slow).add(rest.y.mul(leaves));
  const straight = clamp(level.sub(dark.w).div(light.w.sub(dark.w)), 0, 1);
  const eased = straight.mul(straight).mul(straight.mul(-2).add(3));
  const tone = mix(dark.xyz, light.xyz, mix(straight, eased, cuts.w));
  const tinted = dot(row("accentGrain"), grain.slow).add(rest.z.mul(leaves));
  const body = mix(tone, accent.xyz, smoothstep(ranges.x, ranges.y, tinted).mul(accent.w));
  // Coarse bright grains gather on the lee side of ripples, where the sun is high and shades nothing.
  const sorted = dot(grain.lean, row("form").yz).mul(0.35);
  const bright = cuts.x.add(dot(row("fine"), grain.fine)).add(dot(row("small"), grain.small))
    .add(sorted);
  const cracked = mix(float(1), grain.crackle, cuts.y).mul(mix(float(1), grain.mosaic, cuts.z));
  const specks = smoothstep(ranges.z, ranges.w, grain.small.x).mul(
    mix(float(1), grain.places, speck.w),
  );
  return body.mul(bright).mul(cracked).add(speck.xyz.mul(specks));
}

/** Wheels press two ruts beside the middle: the weight tells how far in from the edge one is. */
function rutted(weight: Float): Float {
  return smoothstep(0.02, 0.09, weight.sub(0.79).abs()).oneMinus().mul(-0.33).add(1);
}

/** The plane turned, so that repeats of one tile do not line up with those of another. */
function turned(place: Vec2, angle: number): Vec2 {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return vec2(place.x.mul(cos).sub(place.y.mul(sin)), place.x.mul(sin).add(place.y.mul(cos)));
}

/** Position and normal of a vertex, from its number: first the world's grid, then the rim's. */
function reliefVertex(frame: FrameUniforms, layers: SceneLayers): { position: Vec3; normal: Vec3 } {
  const texel = ivec2(vertexIndex.mod(INNER_SIDE).toInt(), vertexIndex.div(INNER_SIDE).toInt());
  const stored = layers.relief.load(texel).depth(frame.layer);
  const onRim = vertexIndex.greaterThanEqual(uint(RIM_START));
  const k = vertexIndex.sub(RIM_START);
  const inner = vec2(vertexIndex.mod(INNER_SIDE).toFloat(), vertexIndex.div(INNER_SIDE).toFloat())
    .sub(INNER_CELLS / 2);
  const rim = vec2(k.mod(RIM_SIDE).toFloat(), k.div(RIM_SIDE).toFloat())
    .mul(RIM_SPACING).sub(RIM_REACH);
  const place = select(onRim, rim, inner).mul(frame.worldSize.div(INNER_CELLS));
  return { position: vec3(place, stored.x), normal: stored.yzw };
}

/** The noise that frays the edges of ground classes, for `groundMaterial`. */
export function createEdgeTexture(): DataTexture {
  const { data, size } = edgeNoise();
  const image = new Image(new Uint8Array(data), size, size, RGBAFormat, UnsignedByteType);
  image.name = "edge noise";
  image.wrapS = image.wrapT = RepeatWrapping;
  image.minFilter = image.magFilter = LinearFilter;
  image.generateMipmaps = false;
  image.needsUpdate = true;
  return image;
}
