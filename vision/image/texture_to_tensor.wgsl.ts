import { defineLaneKernel, texture, uniform, write } from "../kernel/kernel.ts";
import { PCG3D_WGSL } from "../random.ts";

/** Which image of the batch, and how it is varied; all may change between replays. */
export const IMAGE_SETTINGS = {
  /** Image of the batch that is written. */
  slot: "u32",
  /** 1 to swap left and right. */
  mirror: "u32",
  /** Factors of the channels. */
  gainR: "f32",
  gainG: "f32",
  gainB: "f32",
  /** Exponent of the encoded values: above 1 darkens the middle. */
  gamma: "f32",
  /** Factor of the distance from middle grey. */
  contrast: "f32",
  /** Standard deviation of normal noise. */
  noise: "f32",
  /** Seed of the noise. */
  seed: "u32",
} as const;

const PARAMS = {
  width: "u32",
  height: "u32",
  images: "u32",
  encode: "u32",
  meanR: "f32",
  meanG: "f32",
  meanB: "f32",
  scaleR: "f32",
  scaleG: "f32",
  scaleB: "f32",
} as const;

const FUNCTIONS = `${PCG3D_WGSL}
// IEC 61966-2-1.
fn encoded(linear: vec3f) -> vec3f {
  let bright = 1.055 * pow(max(linear, vec3f(0.0031308)), vec3f(1.0 / 2.4)) - 0.055;
  return select(bright, 12.92 * linear, linear <= vec3f(0.0031308));
}
// Three normal numbers (Box and Muller 1958).
fn normals(words: vec3u, others: vec3u) -> vec3f {
  let radius = sqrt(-2.0 * log(vec3f(unit(words.x), unit(words.y), unit(words.z))));
  return radius * cos(6.2831853 * vec3f(unit(others.x), unit(others.y), unit(others.z)));
}`;

/**
 * One camera picture -> one image of a batch: one lane a pixel. Colours of an sRGB texture arrive
 * linear and are encoded again, so that nets see what a picture file holds; then the photometric
 * variation, clamping to 0..1, and normalisation. Memory: one texel read, one `vec4` written.
 */
function convert(varied: boolean) {
  return defineLaneKernel({
    name: varied ? "texture to tensor, varied" : "texture to tensor",
    bindings: {
      source: texture("f32"),
      image: write("vec4f"),
      settings: uniform(IMAGE_SETTINGS),
    },
    params: PARAMS,
    functions: FUNCTIONS,
    body: `  let x = lane % p.width;
  let y = lane / p.width;
  let column = select(x, p.width - 1u - x, settings.mirror != 0u);
  var colour = textureLoad(source, vec2u(column, y), 0).rgb;
  if (p.encode != 0u) { colour = encoded(colour); }
${
      varied
        ? `  colour *= vec3f(settings.gainR, settings.gainG, settings.gainB);
  colour = pow(max(colour, vec3f(1e-6)), vec3f(settings.gamma));
  colour = (colour - 0.5) * settings.contrast + 0.5;
  if (settings.noise > 0.0) {
    let words = pcg3d(vec3u(lane, settings.seed, 0u));
    colour += settings.noise * normals(words, pcg3d(vec3u(lane, settings.seed, 1u)));
  }
  colour = clamp(colour, vec3f(0.0), vec3f(1.0));
`
        : ""
    }  let mean = vec3f(p.meanR, p.meanG, p.meanB);
  let scale = vec3f(p.scaleR, p.scaleG, p.scaleB);
  if (settings.slot < p.images) {
    image[settings.slot * p.width * p.height + lane] = vec4f((colour - mean) * scale, 0.0);
  }`,
  });
}

/** Without variation: what a net sees at work. */
export const textureToTensorKernel = convert(false);

/** With gain, gamma, contrast and noise: what it is trained on. */
export const variedTextureToTensorKernel = convert(true);
