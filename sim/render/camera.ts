import {
  FloatType,
  HalfFloatType,
  NearestFilter,
  NoColorSpace,
  type PixelFormat,
  RedFormat,
  RedIntegerFormat,
  RenderTarget,
  RGBAFormat,
  RGFormat,
  SRGBColorSpace,
  type Texture,
  type TextureDataType,
  UnsignedByteType,
  UnsignedIntType,
  type WebGPURenderer,
} from "three/webgpu";
import { type Pose } from "../pose.ts";
import { type CameraSpec, type Intrinsics, intrinsicsOf } from "../sensors/camera.ts";
import { clipFromWorld, Frustum } from "./projection.ts";
import { PICTURES } from "./surface.ts";
import { gpuTextureOf } from "./three_device.ts";

/**
 * The pictures of the last frame, on the GPU. Rows run from the top; each may be bound in a compute
 * pass or copied from. They stay the same textures for the camera's life.
 */
export interface CameraTextures {
  /** `rgba8unorm-srgb`: `textureLoad` gives linear light, a copy gives sRGB bytes. */
  readonly colour: GPUTexture;
  /** `r32uint`: label id `<< 24 |` entity id. */
  readonly ids: GPUTexture;
  /** `r32float`: metres along the optical axis; the far distance where there is sky. */
  readonly depth: GPUTexture;
  /** `rgba8unorm`: unit normal in world axes, times 0.5 plus 0.5; the sky has none (0.5). */
  readonly normal: GPUTexture;
  /**
   * `rg16float`: pixels, x right and y down, that the point seen has moved since the camera's
   * previous frame; 0 in its first.
   */
  readonly flow: GPUTexture;
}

const FORMATS: Readonly<
  Record<typeof PICTURES[number], readonly [PixelFormat, TextureDataType, string]>
> = {
  colour: [RGBAFormat, UnsignedByteType, SRGBColorSpace],
  ids: [RedIntegerFormat, UnsignedIntType, NoColorSpace],
  dist: [RedFormat, FloatType, NoColorSpace],
  normal: [RGBAFormat, UnsignedByteType, NoColorSpace],
  flow: [RGFormat, HalfFloatType, NoColorSpace],
};

/** A camera: its pictures and what it remembers of its last frame. Made by `Renderer.createCamera`. */
export class Camera {
  readonly spec: CameraSpec;
  readonly intrinsics: Intrinsics;
  /** What three draws into. */
  readonly target: RenderTarget;
  readonly frustum = new Frustum();
  readonly #matrices: { now: number[]; previous: number[] } = {
    now: new Array(16).fill(0),
    previous: new Array(16).fill(0),
  };
  readonly #textures: CameraTextures | { readonly colour: GPUTexture };
  #frames = 0;

  /** @throws {RangeError} If the spec is not that of a camera; see `intrinsicsOf`. */
  constructor(renderer: WebGPURenderer, spec: CameraSpec) {
    this.spec = spec;
    this.intrinsics = intrinsicsOf(spec);
    const pictures = spec.outputs === "all" ? PICTURES : PICTURES.slice(0, 1);
    this.target = new RenderTarget(spec.width, spec.height, {
      count: pictures.length,
      depthBuffer: true,
      minFilter: NearestFilter,
      magFilter: NearestFilter,
      generateMipmaps: false,
    });
    pictures.forEach((name, index) => {
      const texture = this.target.textures[index]!;
      const [format, type, colorSpace] = FORMATS[name];
      texture.name = name;
      texture.format = format;
      texture.type = type;
      texture.colorSpace = colorSpace;
    });
    renderer.initRenderTarget(this.target);
    const [colour, ids, depth, normal, flow] = this.target.textures.map((texture: Texture) =>
      gpuTextureOf(renderer, texture)
    );
    this.#textures = spec.outputs === "all"
      ? { colour: colour!, ids: ids!, depth: depth!, normal: normal!, flow: flow! }
      : { colour: colour! };
  }

  /** Frames drawn since it was made or its history was forgotten. */
  get frames(): number {
    return this.#frames;
  }

  /** The colour picture. */
  get colour(): GPUTexture {
    return this.#textures.colour;
  }

  /**
   * Every picture of the last frame.
   *
   * @throws {TypeError} If the camera was made for colour alone; ask for `colour` then.
   */
  textures(): CameraTextures {
    if (!("ids" in this.#textures)) {
      throw new TypeError(
        'Cannot give ground truth: the camera was made with outputs "colour", wanted "all"',
      );
    }
    return this.#textures;
  }

  /** Forgets the last frame, so that the next one has no flow: after a teleport or a new world. */
  resetHistory(): void {
    this.#frames = 0;
  }

  /** Moves the camera for its next frame; gives the matrices of that frame and the one before. */
  advance(worldFromCamera: Pose): { now: readonly number[]; previous: readonly number[] } {
    const matrices = this.#matrices;
    [matrices.now, matrices.previous] = [matrices.previous, matrices.now];
    const { near, far } = this.spec;
    clipFromWorld(matrices.now, this.intrinsics, near, far, worldFromCamera);
    if (this.#frames === 0) matrices.now.forEach((value, i) => matrices.previous[i] = value);
    this.#frames++;
    this.frustum.set(matrices.now);
    return matrices;
  }

  /** Frees the pictures. */
  dispose(): void {
    this.target.dispose();
  }
}
