import { BufferUsage } from "../gpu_flags.ts";

/** Tensors are read and written by kernels, read as constants, and copied. */
const TENSOR_USAGE = BufferUsage.storage | BufferUsage.uniform | BufferUsage.copySrc |
  BufferUsage.copyDst;

/** Makes and destroys what the engine keeps on a device, and counts its bytes. */
export class DeviceMemory {
  readonly #gpu: GPUDevice;
  readonly #textureBytes = new Map<GPUTexture, number>();
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

  /** A texture of that many bytes. */
  createTexture(descriptor: GPUTextureDescriptor, bytes: number): GPUTexture {
    const texture = this.#gpu.createTexture(descriptor);
    this.#textureBytes.set(texture, bytes);
    this.#bytes += bytes;
    return texture;
  }

  /** Bytes of a texture of {@link createTexture}. */
  textureBytes(texture: GPUTexture): number {
    return this.#textureBytes.get(texture) ?? 0;
  }

  /** Destroys a texture of {@link createTexture}. */
  destroyTexture(texture: GPUTexture): void {
    this.#bytes -= this.textureBytes(texture);
    this.#textureBytes.delete(texture);
    texture.destroy();
  }
}
