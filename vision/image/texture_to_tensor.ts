import type { Device } from "../device.ts";
import { ShapeError } from "../errors.ts";
import { lanes } from "../kernel/kernel.ts";
import type { Uniforms } from "../kernel/uniforms.ts";
import { showShape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import {
  IMAGE_SETTINGS,
  textureToTensorKernel,
  variedTextureToTensorKernel,
} from "./texture_to_tensor.wgsl.ts";

/** Which image of a batch is written and how it is varied; may change between replays. */
export type ImageSettings = Uniforms<typeof IMAGE_SETTINGS>;

/** How colours are brought to the range a net wants: `(value - mean) / deviation`. */
export interface Normalisation {
  /** Of sRGB-encoded red, green, blue in 0..1. */
  readonly mean: readonly [number, number, number];
  /** What the distance from the mean is divided by. */
  readonly deviation: readonly [number, number, number];
}

/** Settings of the first image, unvaried. */
export function imageSettings(device: Device): ImageSettings {
  return device.uniforms(IMAGE_SETTINGS, {
    slot: 0,
    mirror: 0,
    gainR: 1,
    gainG: 1,
    gainB: 1,
    gamma: 1,
    contrast: 1,
    noise: 0,
    seed: 0,
  });
}

/**
 * Notes down the conversion of a picture on the device into image `settings.slot` of a batch,
 * without a copy: the texture is bound as it is. May be recorded; each replay takes what the texture
 * holds then.
 *
 * @param source `rgba8unorm-srgb` (encoded again here) or `rgba8unorm` (taken as encoded), usable
 *   as `TEXTURE_BINDING`, of the size of the images.
 * @param images f32 `[n, 3, h, w]`; the other images of the batch stay as they are.
 * @param options `varied` also applies gain, gamma, contrast and noise, in this order.
 * @throws {ShapeError} If sizes differ.
 * @throws {TypeError} If the texture's format is another.
 */
export function textureToTensor(
  source: GPUTexture,
  images: Tensor,
  settings: ImageSettings,
  options: Normalisation & { readonly varied?: boolean },
): void {
  const [n, c, h, w] = images.shape;
  if (images.layout !== "c4" || c !== 3 || h !== source.height || w !== source.width) {
    throw new ShapeError(
      `Cannot convert a texture of ${source.width} x ${source.height} into ` +
        `${showShape(images.shape)}: want images [n, 3, ${source.height}, ${source.width}]`,
    );
  }
  const { format } = source;
  if (format !== "rgba8unorm-srgb" && format !== "rgba8unorm") {
    throw new TypeError(
      `Cannot convert a texture of format ${format}: want rgba8unorm-srgb or rgba8unorm`,
    );
  }
  const { mean, deviation, varied = false } = options;
  const count = source.width * source.height;
  images.device.dispatch(varied ? variedTextureToTensorKernel : textureToTensorKernel, {
    bindings: { source, image: images, settings },
    params: {
      lanes: count,
      width: source.width,
      height: source.height,
      images: n!,
      encode: format === "rgba8unorm-srgb" ? 1 : 0,
      meanR: mean[0],
      meanG: mean[1],
      meanB: mean[2],
      scaleR: 1 / deviation[0],
      scaleG: 1 / deviation[1],
      scaleB: 1 / deviation[2],
    },
    workgroups: lanes(count),
  });
}
