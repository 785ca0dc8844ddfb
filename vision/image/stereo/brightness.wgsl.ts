import { defineLaneKernel, texture, write } from "../../kernel/kernel.ts";
import { MARGIN_X, MARGIN_Y } from "./geometry.ts";

/** The largest brightness. */
export const BRIGHTEST = 4095;

/**
 * Brightness of a picture with a margin that repeats its border: `4095 sqrt(Y)`, `Y` the linear luminance
 * of IEC 61966-2-1. Its root is spaced about as the eye, and the noise of a sensor, want it. One lane
 * four pixels: four texels read, one `vec4` written.
 */
export const brightnessKernel = defineLaneKernel({
  name: "stereo brightness",
  bindings: { source: texture("f32"), brightness: write("vec4u") },
  params: { width: "u32", height: "u32", first: "u32", encoded: "u32" },
  functions: `
fn linear(colour: vec3f) -> vec3f {
  let bright = pow((colour + 0.055) / 1.055, vec3f(2.4));
  return select(bright, colour / 12.92, colour <= vec3f(0.04045));
}
fn brightnessAt(at: vec2i, size: vec2i) -> u32 {
  let texel = textureLoad(source, clamp(at, vec2i(0), size - 1), 0).rgb;
  let colour = select(texel, linear(texel), p.encoded != 0u);
  let luminance = dot(colour, vec3f(0.2126, 0.7152, 0.0722));
  return u32(${BRIGHTEST}.0 * sqrt(clamp(luminance, 0.0, 1.0)) + 0.5);
}`,
  body: `  let quads = (p.width + ${2 * MARGIN_X}u) / 4u;
  let x = 4 * i32(lane % quads) - ${MARGIN_X};
  let y = i32(lane / quads) - ${MARGIN_Y};
  let size = vec2i(i32(p.width), i32(p.height));
  brightness[p.first + lane] = vec4u(
    brightnessAt(vec2i(x, y), size),
    brightnessAt(vec2i(x + 1, y), size),
    brightnessAt(vec2i(x + 2, y), size),
    brightnessAt(vec2i(x + 3, y), size),
  );`,
});
