import { type FrameUniforms } from "../frame_uniforms.ts";
import {
  clamp,
  dot,
  float,
  int,
  Loop,
  max,
  pow,
  select,
  smoothstep,
  type Vec3,
  vec3,
} from "../tsl.ts";

/** Nearer than this a lamp is no point any more, metres. */
const LAMP_RADIUS = 0.4;
/** How much flatter than wide the beam of a headlamp is: light upwards would only dazzle. */
const FLATTENED = 2.6;
/** How far lamplight creeps around a surface at least: rough ground throws back more of what grazes it. */
export const LAMP_WRAP = 0.1;

/**
 * Irradiance of all lamps on a surface at a point: `colour / d^2` by the cosine of its normal, inside
 * each lamp's cone (by the squared sine of the angle from its middle), down to nothing at the lamp's reach
 * by `(1 - (d / reach)^4)^2`. To be called within `Fn`. By day the loop runs zero times.
 *
 * @param wrap How far light creeps around the surface, `0..1`; see `matte`.
 */
export function lampLight(
  frame: FrameUniforms,
  position: Vec3,
  normal: Vec3,
  wrap = LAMP_WRAP,
): Vec3 {
  const sum = vec3(0, 0, 0).toVar();
  eachLamp(frame, position, ({ towards, light }) => {
    sum.addAssign(light.mul(max(dot(normal, towards).add(wrap).div(1 + wrap), 0)));
  });
  return sum;
}

/**
 * What a wet, smooth surface mirrors of the lamps, for a mirrored view direction: each lamp a streak
 * drawn out by the roughness. To be called within `Fn`.
 */
export function lampGlints(
  frame: FrameUniforms,
  position: Vec3,
  mirrored: Vec3,
  sharpness: number,
): Vec3 {
  const sum = vec3(0, 0, 0).toVar();
  eachLamp(frame, position, ({ towards, light }) => {
    const along = max(dot(mirrored, towards), 0);
    sum.addAssign(light.mul(pow(along, sharpness).mul(sharpness / 10)));
  });
  return sum;
}

/** Light of all lamps that passes a point, whichever way it goes. To be called within `Fn`. */
export function lampFlux(frame: FrameUniforms, position: Vec3): Vec3 {
  const sum = vec3(0, 0, 0).toVar();
  eachLamp(frame, position, ({ light }) => {
    sum.addAssign(light);
  });
  return sum;
}

/** A lamp seen from a point: the way to it, and its irradiance on what faces it. */
interface LampSeen {
  readonly towards: Vec3;
  readonly light: Vec3;
}

function eachLamp(
  { lamps }: FrameUniforms,
  position: Vec3,
  body: (seen: LampSeen) => void,
): void {
  // The bound must not be a plain uniform: lavapipe would compile the shader anew for each value of it.
  const end = select(position.z.lessThan(1e9), lamps.count, int(0)).toVar();
  Loop({ type: "int", start: int(0), end, condition: "<" }, ({ i }) => {
    const place = lamps.data.element(i.mul(3)).toVar();
    const axis = lamps.data.element(i.mul(3).add(1)).toVar();
    const colour = lamps.data.element(i.mul(3).add(2)).toVar();
    const to = place.xyz.sub(position).toVar();
    const distance = to.length().toVar();
    const towards = to.div(max(distance, 1e-4)).toVar();
    const ahead = dot(towards, axis.xyz).negate().toVar();
    const off = towards.add(axis.xyz.mul(ahead)).mul(vec3(1, 1, FLATTENED));
    const inside = smoothstep(colour.w, axis.w, dot(off, off)).oneMinus().toVar();
    const cone = select(ahead.greaterThanEqual(0), inside.mul(inside), float(0));
    const far = distance.div(place.w);
    const near = clamp(far.mul(far).mul(far).mul(far).oneMinus(), 0, 1);
    const fall = cone.mul(near).mul(near).div(max(distance.mul(distance), LAMP_RADIUS ** 2));
    body({ towards, light: colour.xyz.mul(fall) });
  });
}
