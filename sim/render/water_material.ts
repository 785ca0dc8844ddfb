import { type DataTexture, FrontSide, type NodeMaterial, Vector3 } from "three/webgpu";
import { ENTITY } from "../entity_ids.ts";
import { type FrameUniforms } from "./frame_uniforms.ts";
import { detailAt, matte, skyRadiance } from "./shading.ts";
import { classId, surfaceMaterial } from "./surface.ts";
import {
  attribute,
  clamp,
  dot,
  float,
  max,
  mix,
  normalize,
  pow,
  renderGroup,
  uint,
  uniform,
  varying,
  vec2,
  vec3,
} from "./tsl.ts";

/** What changes from landscape to landscape. */
export class WaterUniforms {
  /** Albedo of the deep. */
  readonly colour = uniform(new Vector3()).setGroup(renderGroup);
}

/** Water: level discs and strips, placed by the instance attribute `pond` (x, y, level, radius). */
export function waterMaterial(
  frame: FrameUniforms,
  detail: DataTexture,
  { colour }: WaterUniforms,
): NodeMaterial {
  const pond = attribute<"vec4">("pond", "vec4");
  const rim = attribute<"vec3">("position", "vec3");
  const position = varying(vec3(pond.xy.add(rim.xy.mul(pond.w)), pond.z));
  const up = vec3(0, 0, 1);

  const ripples = detailAt(detail, position.xy.div(5.3), 0).xy
    .add(detailAt(detail, position.xy.div(1.9).add(vec2(0.2, 0.7)), 0).xy).mul(0.5);
  const wave = normalize(vec3(ripples.sub(0.5).mul(0.09), 1));
  const ray = normalize(position.sub(frame.eye));
  const mirrored = ray.sub(wave.mul(dot(ray, wave).mul(2)));
  // A ray that ripples throw below the horizon meets the next ripple: take it at the horizon.
  const skyward = normalize(vec3(mirrored.xy, max(mirrored.z, 0.02)));
  const fresnel = pow(clamp(dot(ray, wave).add(1), 0, 1), 5).mul(0.96).add(0.04);
  const glint = pow(max(dot(skyward, frame.sunDirection), 0), 300).mul(3);
  const sky = skyRadiance(frame, detail, skyward).add(frame.sunColour.mul(glint));
  const albedo = vec3(colour);
  const body = matte(frame, albedo, up, float(1), float(1), 0, {
    position,
    wet: float(0),
    snow: float(0),
  });
  return surfaceMaterial("water", frame, {
    position,
    previousPosition: position,
    normal: up,
    radiance: mix(body, sky, fresnel),
    albedo,
    classId: uint(classId("water")),
    entity: uint(ENTITY.water),
  }, FrontSide);
}
