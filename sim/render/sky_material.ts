import { type DataTexture, DoubleSide, type NodeMaterial } from "three/webgpu";
import { ENTITY } from "../entity_ids.ts";
import { type FrameUniforms } from "./frame_uniforms.ts";
import { skyRadiance } from "./shading.ts";
import { rolled } from "./rolling_shutter.ts";
import { classId, pictureMaterial } from "./surface.ts";
import { attribute, normalize, uint, varying, type Vec3, vec3, vec4 } from "./tsl.ts";

/**
 * The sky: one triangle that covers the picture at the far plane, so it is shaded only where
 * nothing else stands. Its depth is the far distance, its normal zero, its flow that of points
 * infinitely far away.
 */
export function skyMaterial(frame: FrameUniforms, detail: DataTexture): NodeMaterial {
  const corner = attribute<"vec2">("corner", "vec2");
  const now = varying(
    frame.forward.add(frame.toRight.mul(corner.x)).add(frame.toTop.mul(corner.y)),
  );
  const before = varying(
    frame.previousForward.add(frame.previousToRight.mul(corner.x))
      .add(frame.previousToTop.mul(corner.y)),
  );
  const ray = rolled<Vec3>(frame, now, before);
  return pictureMaterial("sky", frame, DoubleSide, {
    clip: vec4(corner, 1, 1),
    radiance: skyRadiance(frame, detail, normalize(ray)),
    fromEye: ray.mul(frame.far),
    id: uint(((classId("sky") << 24) | ENTITY.sky) >>> 0),
    depth: frame.far.toVar(),
    normal: null,
    albedo: vec3(0, 0, 0),
    motion: null,
  });
}
