import {
  ClampToEdgeWrapping,
  DataArrayTexture,
  FloatType,
  LinearFilter,
  NearestFilter,
  type PixelFormat,
  RGBAFormat,
  RGFormat,
  type TextureDataType,
  UnsignedByteType,
  type WebGPURenderer,
} from "three/webgpu";
import { INNER_SIDE, RELIEF_ROWS } from "./relief.ts";
import { SHADE_SIZE } from "./shade_map.ts";
import { texture } from "./tsl.ts";
import { gpuTextureOf } from "./three_device.ts";

const SPLAT_SIZE = 512;
const FIRST_CAPACITY = 8;

/** What one landscape brings to the GPU. */
export interface LayerContent {
  /** `[512, 512, 4]` bytes: weights of ground classes. */
  readonly splat: Uint8Array;
  /** `[SHADE_SIZE, SHADE_SIZE, 2]` bytes: light that props leave to the ground. */
  readonly shade: Uint8Array;
  /** `[RELIEF_ROWS, INNER_SIDE, 4]`: heights and normals. */
  readonly relief: Float32Array;
}

/**
 * The images of all landscapes alive: layer `k` of each array belongs to one landscape, so that
 * going from one to another changes a number and binds nothing anew.
 */
export class SceneLayers {
  readonly splat = texture(splatArray(FIRST_CAPACITY));
  readonly shade = texture(shadeArray(FIRST_CAPACITY));
  readonly relief = texture(reliefArray(FIRST_CAPACITY));
  readonly #renderer: WebGPURenderer;
  readonly #queue: GPUQueue;
  readonly #most: number;
  #generation = 0;
  #contents: (LayerContent | null)[] = new Array(FIRST_CAPACITY).fill(null);

  constructor(renderer: WebGPURenderer, gpu: GPUDevice) {
    this.#renderer = renderer;
    this.#queue = gpu.queue;
    this.#most = gpu.limits.maxTextureArrayLayers;
  }

  /**
   * Puts a landscape's images on the GPU and returns their layer.
   *
   * @throws {RangeError} If the device holds no more.
   */
  add(content: LayerContent): number {
    let layer = this.#contents.indexOf(null);
    if (layer < 0) {
      layer = this.#contents.length;
      if (layer >= this.#most) {
        throw new RangeError(
          `Cannot hold ${
            layer + 1
          } landscapes: this device holds ${this.#most} at a time; dispose of ` +
            "scenes that are no longer drawn",
        );
      }
      this.#grow(Math.min(2 * layer, this.#most));
    }
    this.#contents[layer] = content;
    this.#upload(layer, content);
    return layer;
  }

  /** Frees a layer for another landscape. */
  remove(layer: number): void {
    this.#contents[layer] = null;
  }

  /** Rises whenever the textures are replaced by larger ones. */
  get generation(): number {
    return this.#generation;
  }

  /** `rgba32float` array of heights and normals. */
  reliefTexture(): GPUTexture {
    return gpuTextureOf(this.#renderer, this.relief.value);
  }

  dispose(): void {
    for (const node of [this.splat, this.shade, this.relief]) node.value.dispose();
  }

  #grow(capacity: number): void {
    this.dispose();
    this.#generation++;
    this.splat.value = splatArray(capacity);
    this.shade.value = shadeArray(capacity);
    this.relief.value = reliefArray(capacity);
    this.#contents.forEach((content, layer) => content && this.#upload(layer, content));
    this.#contents.push(...new Array(capacity - this.#contents.length).fill(null));
  }

  #upload(layer: number, { splat, shade, relief }: LayerContent): void {
    const images = [
      [this.splat.value, splat, SPLAT_SIZE, SPLAT_SIZE, 4],
      [this.shade.value, shade, SHADE_SIZE, SHADE_SIZE, 2],
      [this.relief.value, relief, INNER_SIDE, RELIEF_ROWS, 16],
    ] as const;
    for (const [target, data, width, height, bytesPerTexel] of images) {
      this.#queue.writeTexture(
        { texture: gpuTextureOf(this.#renderer, target), origin: { x: 0, y: 0, z: layer } },
        data as Uint8Array<ArrayBuffer> | Float32Array<ArrayBuffer>,
        { bytesPerRow: width * bytesPerTexel, rowsPerImage: height },
        { width, height, depthOrArrayLayers: 1 },
      );
    }
  }
}

function splatArray(layers: number): DataArrayTexture {
  const data = new Uint8Array(SPLAT_SIZE * SPLAT_SIZE * 4 * layers);
  return arrayTexture("splat", data, SPLAT_SIZE, SPLAT_SIZE, RGBAFormat, UnsignedByteType);
}

function shadeArray(layers: number): DataArrayTexture {
  const data = new Uint8Array(SHADE_SIZE * SHADE_SIZE * 2 * layers);
  return arrayTexture("shade", data, SHADE_SIZE, SHADE_SIZE, RGFormat, UnsignedByteType);
}

function reliefArray(layers: number): DataArrayTexture {
  const data = new Float32Array(INNER_SIDE * RELIEF_ROWS * 4 * layers);
  return arrayTexture("relief", data, INNER_SIDE, RELIEF_ROWS, RGBAFormat, FloatType);
}

function arrayTexture(
  name: string,
  data: Uint8Array<ArrayBuffer> | Float32Array<ArrayBuffer>,
  width: number,
  height: number,
  format: PixelFormat,
  type: TextureDataType,
): DataArrayTexture {
  const channels = format === RGFormat ? 2 : 4;
  const result = new DataArrayTexture(
    data,
    width,
    height,
    data.length / (width * height * channels),
  );
  result.name = name;
  result.format = format;
  result.type = type;
  const filter = type === FloatType ? NearestFilter : LinearFilter;
  result.minFilter = result.magFilter = filter;
  result.wrapS = result.wrapT = ClampToEdgeWrapping;
  result.generateMipmaps = false;
  result.needsUpdate = true;
  return result;
}
