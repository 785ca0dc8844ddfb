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
import { type FrameUniforms } from "./frame_uniforms.ts";
import { INNER_CELLS, INNER_SIDE, RIM_REACH, RIM_SIDE, RIM_SPACING, RIM_START } from "./relief.ts";
import { type SceneLayers } from "./scene_layers.ts";
import { detailAt, matte, rgb, roughened } from "./shading.ts";
import { classId, surfaceMaterial } from "./surface.ts";
import {
  clamp,
  dot,
  type Float,
  int,
  ivec2,
  max,
  mix,
  normalize,
  pow,
  select,
  smoothstep,
  texture,
  uint,
  varying,
  type Vec2,
  vec2,
  type Vec3,
  vec3,
  type Vec4,
  vertexIndex,
} from "./tsl.ts";

/**
 * The ground: grass, path, gravel, mud and rock. One rule of thresholds, the one of
 * `GroundMap.classAt`, says both how a pixel looks and what its label is.
 */
export function groundMaterial(
  frame: FrameUniforms,
  layers: SceneLayers,
  detail: DataTexture,
  edges: DataTexture,
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
  const [path, gravel, mud, rock] = [weights.x, weights.y, weights.z, weights.w];
  const label = select(
    mud.greaterThan(0.5),
    uint(classId("mud")),
    select(
      rock.greaterThan(0.5),
      uint(classId("rock")),
      select(
        gravel.greaterThan(0.5),
        uint(classId("gravel")),
        select(path.greaterThan(0.5), uint(classId("path")), uint(classId("grass"))),
      ),
    ),
  );

  const broad = detailAt(detail, place.div(31));
  const middle = detailAt(detail, turned(place, 0.62).div(4.7));
  const fine = detailAt(detail, turned(place, 2.1).div(1.7), 1);
  const bent = turned(place, 1.1).add(middle.xy.sub(0.5).mul(1.8)).div(9);
  const crackle = detailAt(detail, bent);
  const grit = detailAt(detail, turned(place, 0.3).div(0.7), 1);
  const materials = { broad, middle, fine, grit, crackle };
  const cover = (below: Vec3, above: Vec3, weight: Float) =>
    mix(below, above, smoothstep(0.46, 0.54, weight));
  let albedo = grass(materials);
  albedo = cover(albedo, track(materials, path), path);
  albedo = cover(albedo, stones(materials), gravel);
  albedo = cover(albedo, bedrock(materials), rock);
  albedo = cover(albedo, mire(materials), mud);

  const shadeHere = layers.shade.sample(map).depth(frame.layer).level(int(0));
  // A crown shades the ground on the far side of it from the sun.
  const low = max(frame.sunDirection.z, 0.3);
  const cast = place.add(frame.sunDirection.xy.div(low).mul(3.2)).div(frame.worldSize).add(0.5);
  const shadeCast = layers.shade.sample(cast).depth(frame.layer).level(int(0));
  const sunShare = shadeCast.y.mul(mix(0.55, 1, shadeHere.x));
  const skyShare = shadeHere.x.mul(shadeHere.y.mul(0.35).add(0.65));

  const bumpy = roughened(normal, vec2(fine.x.add(fine.z).mul(0.5), fine.y), 0.35);
  const lit = matte(frame, albedo, bumpy, sunShare, skyShare);
  // Wet mud mirrors the sky where one looks along it.
  const away = normalize(frame.eye.sub(position));
  const grazing = pow(clamp(dot(away, normal), 0, 1).oneMinus(), 4);
  const wet = smoothstep(0.5, 0.62, mud).mul(smoothstep(0.42, 0.6, middle.x));
  const shine = frame.skyHorizon.mul(grazing.mul(0.16).add(0.015)).mul(wet).mul(skyShare);
  return surfaceMaterial("ground", frame, {
    position,
    previousPosition: position,
    normal,
    radiance: lit.add(shine),
    albedo,
    classId: label,
    entity: uint(ENTITY.terrain),
  }, FrontSide);
}

interface Grain {
  /** Detail over 31 m, 4.7 m and 1.1 m. */
  readonly broad: Vec4;
  readonly middle: Vec4;
  readonly fine: Vec4;
  /** Over 0.7 m. */
  readonly grit: Vec4;
  /** Over 9 m, bent so that its cells lose their shape. */
  readonly crackle: Vec4;
}

function grass({ broad, middle, fine, grit }: Grain): Vec3 {
  const lush = smoothstep(0.3, 0.7, broad.x.mul(0.55).add(middle.x.mul(0.45)));
  const dry = smoothstep(0.56, 0.78, broad.x.mul(0.5).add(middle.y.mul(0.5)));
  const tone = mix(rgb(0.05, 0.098, 0.018), rgb(0.115, 0.175, 0.036), lush);
  const blades = fine.y.mul(1.05).add(grit.y.mul(0.5)).add(middle.y.mul(0.5)).sub(0.02);
  const flowers = smoothstep(0.93, 0.98, fine.z).mul(smoothstep(0.55, 0.7, middle.x));
  return mix(tone, rgb(0.2, 0.19, 0.065), dry.mul(0.55)).mul(blades)
    .add(rgb(0.5, 0.46, 0.2).mul(flowers));
}

function track({ middle, fine, grit }: Grain, weight: Float): Vec3 {
  const dust = mix(rgb(0.2, 0.125, 0.068), rgb(0.33, 0.225, 0.135), middle.x);
  // Wheels press two ruts beside the middle: the weight tells how far in from the edge one is.
  const rut = smoothstep(0.02, 0.09, weight.sub(0.79).abs()).oneMinus();
  const pebbles = smoothstep(0.8, 0.93, fine.z).mul(0.3);
  return dust.mul(grit.y.mul(0.5).add(fine.y.mul(0.3)).add(0.6)).mul(rut.mul(-0.33).add(1)).add(
    pebbles.mul(0.2),
  );
}

function stones({ middle, fine, grit }: Grain): Vec3 {
  const speckle = grit.z.mul(1.05).add(fine.z.mul(0.55)).add(grit.y.mul(0.35)).sub(0.12);
  return mix(rgb(0.215, 0.198, 0.172), rgb(0.34, 0.315, 0.272), middle.x).mul(speckle);
}

function bedrock({ broad, middle, fine, crackle }: Grain): Vec3 {
  const tone = mix(rgb(0.075, 0.078, 0.09), rgb(0.185, 0.187, 0.2), middle.x);
  const cracks = smoothstep(0.05, 0.5, crackle.w).mul(0.7).add(0.3);
  const lichen = smoothstep(0.6, 0.75, broad.y.mul(0.4).add(middle.x.mul(0.6)));
  return mix(tone, rgb(0.17, 0.18, 0.1), lichen.mul(0.45)).mul(cracks)
    .mul(fine.y.mul(0.8).add(0.6));
}

function mire({ middle, fine }: Grain): Vec3 {
  return mix(rgb(0.05, 0.032, 0.019), rgb(0.095, 0.062, 0.038), middle.x)
    .mul(fine.x.mul(0.7).add(0.6));
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
