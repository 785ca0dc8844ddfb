import { DoubleSide, type NodeMaterial } from "three/webgpu";
import { FINISH } from "../../shapes/finish.ts";
import { type FrameUniforms } from "../frame_uniforms.ts";
import { matte, rgb, skyGradient } from "../shading.ts";
import { surfaceMaterial } from "../surface.ts";
import { type MoverImages } from "./mover_images.ts";
import {
  clamp,
  cross,
  dFdx,
  dFdy,
  dot,
  type Float,
  Fn,
  max,
  mix,
  normalize,
  pow,
  select,
  smoothstep,
  type Uint,
  varying,
  type Vec3,
  vec3,
  type Vec4,
  vertexIndex,
} from "../tsl.ts";

/** How a finish throws light back. */
interface Finish {
  /** Linear RGB; null takes the instance's tint. */
  readonly albedo: readonly [number, number, number] | null;
  /** Share of light mirrored when looked at straight on. */
  readonly mirror: number;
  /** How sharp the mirror image is: the exponent of the sun's glint. */
  readonly sharpness: number;
  /** What it sends out by itself at full glow, linear RGB. */
  readonly glow?: readonly [number, number, number];
}

const LOOKS: Readonly<Record<keyof typeof FINISH, Finish>> = {
  paint: { albedo: null, mirror: 0.05, sharpness: 180 },
  cloth: { albedo: null, mirror: 0, sharpness: 1 },
  glass: { albedo: [0.012, 0.015, 0.018], mirror: 0.08, sharpness: 400 },
  rubber: { albedo: [0.022, 0.022, 0.024], mirror: 0.012, sharpness: 8 },
  metal: { albedo: [0.34, 0.345, 0.36], mirror: 0.32, sharpness: 60 },
  dark: { albedo: [0.018, 0.018, 0.02], mirror: 0.02, sharpness: 20 },
  headlamp: { albedo: [0.55, 0.56, 0.58], mirror: 0.12, sharpness: 300, glow: [9, 8.6, 7.6] },
  taillamp: { albedo: [0.3, 0.014, 0.012], mirror: 0.06, sharpness: 200, glow: [5, 0.12, 0.08] },
  indicator: { albedo: [0.5, 0.17, 0.02], mirror: 0.06, sharpness: 200, glow: [6, 2.1, 0.12] },
  plate: { albedo: [0.62, 0.62, 0.55], mirror: 0.02, sharpness: 20 },
  red: { albedo: [0.05, 0.008, 0.008], mirror: 0.05, sharpness: 100, glow: [7, 0.2, 0.12] },
  amber: { albedo: [0.05, 0.03, 0.006], mirror: 0.05, sharpness: 100, glow: [7, 2.7, 0.12] },
  green: { albedo: [0.008, 0.045, 0.03], mirror: 0.05, sharpness: 100, glow: [0.2, 6, 3] },
  white: { albedo: [0.08, 0.08, 0.08], mirror: 0.05, sharpness: 100, glow: [6.5, 6.4, 6] },
  enamel: { albedo: [0.68, 0.68, 0.66], mirror: 0.04, sharpness: 120 },
};

const FINISHES = (Object.keys(FINISH) as (keyof typeof FINISH)[])
  .map((name) => ({ ...LOOKS[name], code: FINISH[name] }))
  .sort((a, b) => a.code - b.code);

/** The value of the finish with that code. */
function byFinish(code: Float, value: (finish: Finish) => Vec3): Vec3 {
  return FINISHES.slice(0, -1).reduceRight<Vec3>(
    (rest, finish) => select(code.lessThan(finish.code + 0.5), value(finish), rest) as Vec3,
    value(FINISHES.at(-1)!),
  );
}

/** The vector turned by a unit quaternion, scalar last. */
function turnedBy(q: Vec4, v: Vec3): Vec3 {
  const t = cross(q.xyz, v).mul(2);
  return v.add(t.mul(q.w)).add(cross(q.xyz, t));
}

/**
 * The normal of the side that is looked at. Which side that is, the face says: at outlines a smooth normal
 * leans away from the eye though its face does not, and is only bent up to what is seen edge on.
 */
function towardsEye(ray: Vec3, position: Vec3, normal: Vec3): Vec3 {
  const face = cross(dFdx(position), dFdy(position)).toVar() as Vec3;
  const behind = dot(face, normal).mul(dot(face, ray)).greaterThan(0);
  const seen = select(behind, normal.negate(), normal).toVar() as Vec3;
  return normalize(seen.sub(ray.mul(max(dot(ray, seen), 0)))) as Vec3;
}

/**
 * The material of everything that moves; see `Movers` for what the number of a vertex says. An instance has
 * its pose now and in the camera's previous frame, its scale and entity id, its tint and label id.
 */
export function moverMaterial(frame: FrameUniforms, images: MoverImages): NodeMaterial {
  const instance = vertexIndex.shiftRight(16) as Uint;
  const [place, turn, placeBefore, turnBefore, body, look] = [0, 1, 2, 3, 4, 5].map((index) =>
    images.instanceTexel(instance, index)
  ) as [Vec4, Vec4, Vec4, Vec4, Vec4, Vec4];
  const vertex = vertexIndex.bitAnd(0xffff).add(placeBefore.w.toUint()) as Uint;
  const [shape, facing] = [0, 1].map((index) => images.vertexTexel(vertex, index)) as [Vec4, Vec4];
  const local = shape.xyz.mul(body.xyz);
  const position = varying(place.xyz.add(turnedBy(turn, local)));
  const previousPosition = varying(placeBefore.xyz.add(turnedBy(turnBefore, local)));
  // Normals scale against the shape, so that they stay upright on its faces.
  const normal = normalize(varying(turnedBy(turn, facing.xyz.div(body.xyz))));
  const tint = varying(look.xyz);
  const glow = varying(place.w);

  const light = varying(shape.w);
  const code = varying(facing.w);
  const albedo = byFinish(code, (finish) => finish.albedo ? rgb(...finish.albedo) : tint);
  const radiance = Fn(() => {
    const ray = normalize(position.sub(frame.eye)).toVar();
    const n = towardsEye(ray, position, normal).toVar();
    const gloss = byFinish(
      code,
      ({ mirror, sharpness, glow }) => vec3(mirror, sharpness, glow ? 1 : 0),
    ).toVar();
    const facing = clamp(dot(ray, n).negate(), 0, 1);
    const schlick = pow(facing.oneMinus(), 5);
    // What mirrors nothing straight on mirrors nothing at all.
    const edge = smoothstep(0, 0.04, gloss.x);
    const mirrored = gloss.x.add(schlick.mul(edge).mul(gloss.x.oneMinus()).mul(0.75));
    const bounced = ray.sub(n.mul(dot(ray, n).mul(2))).toVar();
    const horizon = smoothstep(-0.12, 0.1, bounced.z);
    const around = mix(
      frame.ambientGround.mul(0.7),
      skyGradient(frame, normalize(vec3(bounced.xy, max(bounced.z, 0.01)))),
      horizon,
    );
    const glint = pow(max(dot(bounced, frame.sunDirection), 0), gloss.y).mul(
      gloss.y.mul(0.02).add(0.4),
    );
    const shine = around.add(frame.sunColour.mul(glint)).mul(mirrored).mul(light);
    const own = matte(frame, albedo, n, light, light, 0, { position });
    const sent = byFinish(code, ({ glow }) => glow ? rgb(...glow) : rgb(0, 0, 0));
    return own.mul(mirrored.oneMinus()).add(shine).add(sent.mul(glow));
  })();
  return surfaceMaterial("movers", frame, {
    position,
    previousPosition,
    normal: Fn(() => towardsEye(normalize(position.sub(frame.eye)), position, normal))() as Vec3,
    radiance: radiance as Vec3,
    albedo,
    classId: varying(look.w.add(0.5).toUint()),
    entity: varying(body.w.add(0.5).toUint()),
  }, DoubleSide);
}
