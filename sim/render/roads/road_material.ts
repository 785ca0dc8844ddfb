import { type DataTexture, FrontSide, type NodeMaterial } from "three/webgpu";
import { ENTITY } from "../../entity_ids.ts";
import { LOOK, type ProfileName, profileNamed } from "../../roads/profiles.ts";
import { type DrawContext } from "../drawable.ts";
import { type FrameUniforms } from "../frame_uniforms.ts";
import { detailAt, matte, rgb, roughened } from "../shading.ts";
import { surfaceMaterial } from "../surface.ts";
import {
  abs,
  attribute,
  clamp,
  type Float,
  float,
  floor,
  Fn,
  fract,
  int,
  max,
  mix,
  normalize,
  select,
  smoothstep,
  uint,
  varying,
  type Vec2,
  vec2,
  type Vec3,
  vec3,
  type Vec4,
  vec4,
} from "../tsl.ts";
import { cellNumbers } from "../weather/hash.ts";
import { boxShare, footprint, markingsAt, periodicShare } from "./markings.ts";

/** Grain at a place: over 31 m, 4.7 m, 1.7 m and 0.7 m, and cells of 1.3 m with their edges. */
interface Grain {
  readonly broad: Vec4;
  readonly middle: Vec4;
  readonly fine: Vec4;
  readonly grit: Vec4;
  readonly crackle: Vec4;
}

/** Where a pixel lies on its road. */
interface RoadPlace {
  readonly place: Vec2;
  readonly profile: Float;
  readonly extent: Vec4;
}

/** From the middle of a lane to where wheels run, metres. */
const TRACK = 0.78;
/** Metres from one place that may have been mended to the next, and share of them that was. */
const MENDED = { spacing: 13, share: 0.14 } as const;

/** The surface of roads: asphalt and its paint, kerbs, pavements, shoulders, mown grass. */
export function roadMaterial(
  { frame, layers, detail, shadows }: DrawContext,
  table: DataTexture,
): NodeMaterial {
  const corner = attribute<"vec3">("position", "vec3");
  const position = varying(corner);
  const normal = normalize(varying(attribute<"vec3">("normal", "vec3")));
  const where = varying(attribute<"vec3">("place", "vec3"));
  const place = where.xy;
  const ground = position.xy;
  const marks = markingsAt(table, place, where.z);
  const surface: RoadPlace = { place, profile: where.z.add(0.5).floor(), extent: marks.extent };

  const middle = detailAt(detail, turned(ground, 0.62).div(4.7));
  const grain: Grain = {
    broad: detailAt(detail, ground.div(31)),
    middle,
    fine: detailAt(detail, turned(ground, 2.1).div(1.7), 1),
    grit: detailAt(detail, turned(ground, 0.3).div(0.7), 1),
    crackle: detailAt(
      detail,
      turned(ground, 1.3).add(middle.xy.sub(0.5).mul(2.4)).div(34),
    ),
  };
  const isLook = (look: keyof typeof LOOK) => abs(marks.look.sub(LOOK[look])).lessThan(0.5);
  const bare = select(
    isLook("asphalt"),
    asphalt(grain, surface),
    select(
      isLook("pavement"),
      slabs(grain, place),
      select(
        isLook("kerb"),
        stone(grain, place.y),
        select(
          isLook("gravel"),
          stones(grain),
          select(isLook("grass"), grass(grain), setts(grain, place)),
        ),
      ),
    ),
  );
  const isPaint = isLook("asphalt");
  // Paint wears where wheels and weather reach it.
  const wear = smoothstep(0.1, 0.55, grain.grit.y.mul(0.5).add(grain.middle.x.mul(0.5)))
    .mul(0.35).add(0.65);
  const white = rgb(0.62, 0.62, 0.6).mul(grain.fine.y.mul(0.25).add(0.85));
  const yellow = rgb(0.6, 0.36, 0.03).mul(grain.fine.y.mul(0.25).add(0.85));
  const painted = mix(mix(bare, white, marks.white.mul(wear)), yellow, marks.yellow.mul(wear));
  // What is laid along a pavement is the kerb's stone.
  const albedo = select(isPaint, painted, mix(bare, stone(grain, place.y), marks.white));

  const map = ground.div(frame.worldSize).add(0.5);
  const shadeHere = layers.shade.sample(map).depth(frame.layer).level(int(0));
  const low = max(frame.sunDirection.z, 0.3);
  const cast = ground.add(frame.sunDirection.xy.div(low).mul(3.2)).div(frame.worldSize).add(0.5);
  const shadeCast = layers.shade.sample(cast).depth(frame.layer).level(int(0));
  const shadow = shadows.at(ground);
  const sunShare = shadeCast.y.mul(mix(0.55, 1, shadeHere.x)).mul(shadow.y);
  const skyShare = shadeHere.x.mul(shadow.x);
  const rough = roughened(
    normal,
    vec2(grain.fine.x.add(grain.fine.z).mul(0.5), grain.fine.y),
    0.12,
  );
  const isGrass = isLook("grass");
  // People clear pavements; nobody clears the verge.
  const snowStays = select(
    isPaint,
    snowOnAsphalt(surface),
    select(isGrass.or(isLook("gravel")), float(1), float(0.5)),
  );
  const material = surfaceMaterial("roads", frame, {
    position,
    previousPosition: position,
    normal,
    radiance: matte(frame, albedo, rough, sunShare, skyShare, 0, {
      position,
      wet: float(1),
      snow: snowStays,
    }),
    albedo,
    classId: marks.label,
    entity: select(isGrass, uint(ENTITY.terrain), uint(ENTITY.road)),
  }, FrontSide);
  material.vertexNode = lifted(frame, corner, liftShare(attribute<"vec3">("place", "vec3").z));
  return material;
}

/**
 * Shares of the lift: mown grass must not hide the asphalt that it runs on beneath, nor asphalt the edges of
 * islands that rise from it.
 */
function liftShare(profile: Float): Float {
  const is = (name: ProfileName) => abs(profile.sub(profileNamed(name))).lessThan(0.5);
  return select(
    is("grass"),
    float(0.5),
    select(is("kerb").or(is("island")).or(is("setts")), float(1.4), float(1)),
  );
}

/** A surface this share of its distance above the ground beneath still wins over it. */
const LIFT = 0.0015;

/**
 * Clip position of a vertex whose depth is that of one a little nearer on the same ray, as if the road lay
 * `LIFT` of its distance higher: the relief beneath it grows coarser with distance and must not show through.
 *
 * Depth in clip space is `range (Z - near)`; nearer by the share `e`, over `w = Z`, it loses `range near e`.
 */
function lifted(frame: FrameUniforms, position: Vec3, share: Float): Vec4 {
  const clip = frame.clipFromWorld.mul(vec4(position, 1));
  const range = frame.clipFromWorld.mul(vec4(frame.forward, 0)).z;
  const rangeNear = range.mul(clip.w).sub(clip.z);
  const fromEye = frame.eye.sub(position);
  const nearer = fromEye.length().mul(LIFT).mul(share).div(max(fromEye.z, 0.7));
  return vec4(clip.xy, clip.z.sub(rangeNear.mul(clamp(nearer, 0, 0.3))), clip.w);
}

/** Where wheels have run, `0..1`: two tracks to a lane, soft over `edge` metres. */
function wheelTracks(place: Vec2, extent: Vec4, edge: readonly [number, number]): Float {
  const width = max(extent.z, 0.1);
  const across = fract(abs(place.x.sub(extent.w)).div(width)).sub(0.5).mul(width);
  return smoothstep(edge[0], edge[1], abs(abs(across).sub(TRACK))).oneMinus()
    .mul(smoothstep(0.5, 1, extent.z));
}

/**
 * Where the surface was cut out and filled anew: here and there a rectangle along the lane, with a seam of tar
 * around it. Shares of the pixel under the filling and under its seam.
 */
function mended(place: Vec2, profile: Float): { filling: Float; seam: Float } {
  const along = place.y.div(MENDED.spacing);
  const cell = floor(along);
  const chance = Fn(() => cellNumbers(vec3(cell, profile, 3), float(0.37)))();
  const size = Fn(() => cellNumbers(vec3(cell, profile, 7), float(0.71)))();
  const u = place.x.sub(chance.x.sub(0.5).mul(6));
  const v = along.sub(cell).sub(0.5).mul(MENDED.spacing);
  const halfU = size.x.mul(0.7).add(0.35), halfV = size.y.mul(2.2).add(0.5);
  const exists = select(chance.z.lessThan(MENDED.share), float(1), float(0));
  const within = (margin: number) =>
    boxShare(u, halfU.add(margin), footprint(place.x))
      .mul(boxShare(v, halfV.add(margin), footprint(place.y))).mul(exists);
  const filling = within(0);
  return { filling, seam: within(0.05).sub(filling) };
}

function asphalt({ broad, middle, fine, grit, crackle }: Grain, surface: RoadPlace): Vec3 {
  const { place, profile, extent } = surface;
  const tone = mix(
    rgb(0.068, 0.069, 0.072),
    rgb(0.09, 0.0895, 0.088),
    broad.x.mul(0.7).add(middle.x.mul(0.3)),
  );
  const speckle = grit.z.mul(0.36).add(fine.y.mul(0.3)).add(0.66);
  const { filling, seam } = mended(place, profile);
  // Old asphalt cracks: in places, not everywhere.
  const old = smoothstep(0.58, 0.68, broad.x);
  const cracks = smoothstep(0.012, 0.06, crackle.w).oneMinus().mul(old).mul(filling.oneMinus());
  const track = wheelTracks(place, extent, [0.1, 0.42]);
  return tone.mul(speckle).mul(filling.mul(-0.16).add(1)).mul(seam.mul(-0.38).add(1))
    .mul(cracks.mul(-0.4).add(1)).mul(track.mul(-0.15).add(1));
}

/** How much of the snow stays on asphalt: little where wheels run, more beside and between them. */
function snowOnAsphalt({ place, extent }: RoadPlace): Float {
  const lanes = mix(float(0.44), float(-0.12), wheelTracks(place, extent, [0.16, 0.5]));
  return select(extent.z.lessThan(0.5), float(0.12), lanes);
}

function slabs({ broad, middle, fine, grit }: Grain, place: Vec2): Vec3 {
  const u = place.x, v = place.y;
  const across = footprint(u), along = footprint(v);
  // Every other row of slabs is shifted by half a slab.
  const row = fract(u.div(1.2)).greaterThan(0.5);
  const shifted = select(row, v.add(0.4), v);
  const joint = max(
    periodicShare(u, float(0.025), float(0.6), across),
    periodicShare(shifted, float(0.025), float(0.8), along),
  );
  const tone = mix(
    rgb(0.23, 0.222, 0.208),
    rgb(0.315, 0.305, 0.288),
    broad.x.mul(0.4).add(middle.y.mul(0.6)),
  );
  return tone.mul(grit.y.mul(0.25).add(fine.y.mul(0.2)).add(0.78)).mul(joint.mul(-0.5).add(1));
}

function stone({ middle, fine, grit }: Grain, v: Float): Vec3 {
  const joint = periodicShare(v, float(0.03), float(1), footprint(v));
  return mix(rgb(0.3, 0.3, 0.3), rgb(0.4, 0.395, 0.38), middle.x)
    .mul(grit.z.mul(0.3).add(fine.y.mul(0.2)).add(0.74)).mul(joint.mul(-0.55).add(1));
}

function stones({ middle, fine, grit }: Grain): Vec3 {
  const speckle = grit.z.mul(1.05).add(fine.z.mul(0.55)).add(grit.y.mul(0.35)).sub(0.12);
  return mix(rgb(0.2, 0.185, 0.16), rgb(0.3, 0.28, 0.245), middle.x).mul(speckle);
}

/** The grass of a meadow, mown. */
function grass({ broad, middle, fine, grit }: Grain): Vec3 {
  const lush = smoothstep(0.3, 0.7, broad.x.mul(0.55).add(middle.x.mul(0.45)));
  const dry = smoothstep(0.56, 0.78, broad.x.mul(0.5).add(middle.y.mul(0.5)));
  const tone = mix(rgb(0.05, 0.098, 0.018), rgb(0.115, 0.175, 0.036), lush);
  const blades = fine.y.mul(1.05).add(grit.y.mul(0.5)).add(middle.y.mul(0.5)).sub(0.02);
  return mix(tone, rgb(0.2, 0.19, 0.065), dry.mul(0.55)).mul(blades);
}

function setts({ middle, fine, grit }: Grain, place: Vec2): Vec3 {
  const joint = max(
    periodicShare(place.x, float(0.03), float(0.21), footprint(place.x)),
    periodicShare(place.y, float(0.03), float(0.14), footprint(place.y)),
  );
  return mix(rgb(0.15, 0.13, 0.12), rgb(0.26, 0.235, 0.22), middle.x)
    .mul(grit.y.mul(0.5).add(fine.y.mul(0.3)).add(0.6)).mul(joint.mul(-0.6).add(1));
}

/** The plane turned, so that repeats of one tile do not line up with those of another. */
function turned(place: Vec2, angle: number): Vec2 {
  const cos = Math.cos(angle), sin = Math.sin(angle);
  return vec2(place.x.mul(cos).sub(place.y.mul(sin)), place.x.mul(sin).add(place.y.mul(cos)));
}
