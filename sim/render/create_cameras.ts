import {
  NearestFilter,
  NoColorSpace,
  type PixelFormat,
  RenderTarget,
  RGBAFormat,
  RGBAIntegerFormat,
  RGIntegerFormat,
  SRGBColorSpace,
  type TextureDataType,
  UnsignedByteType,
  UnsignedIntType,
  type WebGPURenderer,
} from "three/webgpu";
import { type CameraSpec, intrinsicsOf, type PictureName, picturesOf } from "../sensors/camera.ts";
import { Camera } from "./camera.ts";
import { developedFor, developedLayout, type TruthName } from "./develop/develop_kernel.ts";
import { createPictureTextures, type Developer, Development } from "./develop/developer.ts";
import { assertBindable } from "./gpu_limits.ts";
import { gpuTextureOf } from "./three_device.ts";

/** What three draws into: colour, and the words that `packed` makes of the truth. */
const ATTACHMENTS: readonly (readonly [string, PixelFormat, TextureDataType, string])[] = [
  ["colour", RGBAFormat, UnsignedByteType, SRGBColorSpace],
  ["truth", RGBAIntegerFormat, UnsignedIntType, NoColorSpace],
  ["aux", RGIntegerFormat, UnsignedIntType, NoColorSpace],
];

/** Whether a camera with those outputs has more than colour: pipelines differ by it alone. */
export function hasTruth(outputs: CameraSpec["outputs"]): boolean {
  return picturesOf(outputs).length > 1;
}

/**
 * `count` cameras that share textures, each drawing a layer of its own.
 *
 * @throws {RangeError} If the spec is not that of a camera (see `intrinsicsOf` and `picturesOf`), or one too
 *   large for the device.
 * @throws {TypeError} If the spec has a lens or a film.
 */
export function createCameras(
  renderer: WebGPURenderer,
  developer: Developer,
  spec: CameraSpec,
  count: number,
): {
  readonly cameras: readonly Camera[];
  readonly textures: Readonly<Partial<Record<PictureName, GPUTexture>>>;
  readonly free: () => void;
} {
  if (spec.lens || spec.film) {
    const part = spec.lens ? "lens" : "film";
    throw new TypeError(`Cannot draw through a ${part} here: wanted a SensorCamera, or none`);
  }
  intrinsicsOf(spec);
  const names = picturesOf(spec.outputs).filter((name): name is TruthName => name !== "colour");
  const made = developedFor(names);
  const { width, height } = spec;
  const what = `a camera of ${width} x ${height} with ${names.join(", ")}`;
  assertBindable(developer.gpu, what, developedLayout(made, spec).size);
  const target = renderTarget(spec, names.length > 0 ? 3 : 1, count);
  renderer.initRenderTarget(target);
  const [colour, truth, aux] = target.textures.map((texture) => gpuTextureOf(renderer, texture));
  const pictures = createPictureTextures(developer.gpu, made, spec, count);
  const textures = { colour: colour!, ...pictures };
  const cameras = Array.from({ length: count }, (_, layer) => {
    const development = names.length === 0 ? null : new Development(developer, made, {
      truth: truth!,
      aux: aux!,
      pictures,
      layer,
    });
    return new Camera(spec, {
      target,
      layer,
      textures,
      development,
      free: () => count === 1 && free(),
    });
  });
  const free = () => {
    target.dispose();
    for (const { development } of cameras) development?.dispose();
    for (const texture of Object.values(pictures)) texture.destroy();
  };
  return { cameras, textures, free };
}

function renderTarget(
  { width, height }: CameraSpec,
  attachments: number,
  layers: number,
): RenderTarget {
  const target = new RenderTarget(width, height, {
    count: attachments,
    depth: layers,
    depthBuffer: true,
    minFilter: NearestFilter,
    magFilter: NearestFilter,
    generateMipmaps: false,
  });
  target.textures.forEach((texture, index) => {
    const [name, format, type, colorSpace] = ATTACHMENTS[index]!;
    texture.name = name;
    texture.format = format;
    texture.type = type;
    texture.colorSpace = colorSpace;
  });
  return target;
}
