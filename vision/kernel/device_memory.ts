import { BufferUsage, TextureUsage } from "../gpu_flags.ts";

/** Tensors are read and written by kernels, read as constants, and copied. */
const TENSOR_USAGE = BufferUsage.storage | BufferUsage.uniform | BufferUsage.copySrc |
  BufferUsage.copyDst;

/** Makes and destroys what the engine keeps on a device, and counts its bytes. */
export class DeviceMemory {
  readonly #gpu: GPUDevice;
  #bytes = 0;

  /** Of one device; what others make on it does not count. */
  constructor(gpu: GPUDevice) {
    this.#gpu = gpu;
  }

  /** Bytes held now. */
  get bytes(): number {
    return this.#bytes;
  }

  /** A buffer; usable by kernels and copies when `usage` is left out. */
  createBuffer(size: number, label: string, usage: number = TENSOR_USAGE): GPUBuffer {
    this.#bytes += size;
    return this.#gpu.createBuffer({ label, size, usage });
  }

  /** Destroys a buffer of {@link createBuffer}. */
  destroyBuffer(buffer: GPUBuffer): void {
    this.#bytes -= buffer.size;
    buffer.destroy();
  }

  /** A texture of four floats a texel, that kernels read and copies write. */
  createTexture(width: number, height: number, label: string): GPUTexture {
    const texture = this.#gpu.createTexture({
      label,
      size: [width, height],
      format: "rgba32float",
      usage: TextureUsage.textureBinding | TextureUsage.copyDst,
    });
    this.#bytes += textureBytes(texture);
    return texture;
  }

  /** Destroys a texture of {@link createTexture}. */
  destroyTexture(texture: GPUTexture): void {
    this.#bytes -= textureBytes(texture);
    texture.destroy();
  }
}

/** Bytes of a texture of {@link DeviceMemory.createTexture}. */
export function textureBytes({ width, height }: GPUTexture): number {
  return width * height * 16;
}
