import { NoBlending, type Node, type NodeMaterial, type Side } from "three/webgpu";
import { type LabelName, labelNamed } from "../labels.ts";
import { packed, type PixelTruth } from "./develop/packing.ts";
import { type FrameUniforms } from "./frame_uniforms.ts";
import { rolled, rolledClip } from "./rolling_shutter.ts";
import { dot, exp, type Float, mix, mrt, type Uint, type Vec3, type Vec4, vec4 } from "./tsl.ts";
import { AirMaterial } from "./weather/air_material.ts";
import { withPrecipitation } from "./weather/precipitation.ts";

/** What one pixel of a surface is; shaders of all materials end in one of these. */
export interface Surface {
  /** Point in the world, metres, interpolated from the vertices. */
  readonly position: Vec3;
  /** Where that point of the surface was in the previous frame; `position` itself for what stands still. */
  readonly previousPosition: Vec3;
  /** Unit normal of the shape, for the ground truth; shading may use a rougher one. */
  readonly normal: Vec3;
  /** Light sent to the camera before fog, linear RGB. */
  readonly radiance: Vec3;
  /** Share of light that it throws back, linear RGB. */
  readonly albedo: Vec3;
  readonly classId: Uint;
  /** Entity id, below `2^24`. */
  readonly entity: Uint;
}

/** The label id of a class, for shaders. */
export function classId(name: LabelName): number {
  return labelNamed(name).id;
}

/**
 * A material that draws a surface: its colour under fog, and its ground truth where the camera has
 * targets for it.
 */
export function surfaceMaterial(
  name: string,
  frame: FrameUniforms,
  surface: Surface,
  side: Side,
): NodeMaterial {
  const fromEye = surface.position.sub(frame.eye);
  const clear = exp(fromEye.length().mul(frame.fogDensity).negate());
  const radiance = mix(frame.fogColour, surface.radiance, clear);
  const clip = frame.clipFromWorld.mul(vec4(surface.position, 1)) as Vec4;
  const before = frame.previousClipFromWorld.mul(vec4(surface.previousPosition, 1)) as Vec4;
  return pictureMaterial(name, frame, side, {
    clip: rolledClip(frame, clip, before),
    radiance,
    fromEye,
    id: surface.classId.shiftLeft(24).bitOr(surface.entity),
    depth: rolled<Float>(frame, dot(fromEye, frame.forward), before.w),
    normal: surface.normal,
    albedo: surface.albedo,
    motion: surface.previousPosition === surface.position ? null : motionOf(frame, clip, before),
  });
}

function motionOf(frame: FrameUniforms, now: Vec4, before: Vec4): PixelTruth["motion"] {
  const flow = now.xy.div(now.w).sub(before.xy.div(before.w)).mul(frame.pixelsPerClip);
  return { flow, depthBefore: before.w };
}

/** The pictures of a pixel, before they are encoded. */
export interface Pictures extends PixelTruth {
  /** Clip position; evaluated per vertex. */
  readonly clip: Node<"vec4">;
  readonly radiance: Vec3;
  /** From the eye to the point, metres in world axes. */
  readonly fromEye: Vec3;
}

/** A material from its pictures; `surfaceMaterial` and the sky are made of it. */
export function pictureMaterial(
  name: string,
  frame: FrameUniforms,
  side: Side,
  pictures: Pictures,
): NodeMaterial {
  const material = new AirMaterial();
  material.name = name;
  material.side = side;
  material.blending = NoBlending;
  material.lights = false;
  material.fog = false;
  material.vertexNode = pictures.clip;
  const radiance = withPrecipitation(frame, pictures.radiance, pictures.fromEye);
  material.fragmentNode = mrt({
    colour: vec4(developed(radiance, frame), 1),
    ...packed(pictures),
  });
  return material;
}

/** Response of the camera: linear in the darks, and soft towards white. */
function developed(radiance: Vec3, frame: FrameUniforms): Vec3 {
  return exp(radiance.mul(frame.exposure).negate()).oneMinus();
}
