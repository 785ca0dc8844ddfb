import { setGpuEnvironment } from "../../host/environment.ts";
import { type Camera } from "../../sim/render/mod.ts";
import { BufferUsage, MAP_MODE_READ } from "../../vision/gpu_flags.ts";

setGpuEnvironment();

/** A plain GPU device; errors that nobody caught fail the test that runs. */
export async function plainDevice(): Promise<GPUDevice> {
  const adapter = await navigator.gpu.requestAdapter();
  if (!adapter) throw new Error("Cannot test the renderer: no WebGPU adapter was found");
  const gpu = await adapter.requestDevice();
  gpu.onuncapturederror = ({ error }) => {
    throw error;
  };
  // A process that ends while a driver still holds threads may crash in its last moment.
  globalThis.addEventListener("unload", () => gpu.destroy());
  return gpu;
}

/** The pictures of a camera's last frame, on the CPU, rows from the top without padding. */
export interface Pictures {
  readonly colour: Uint8Array;
  readonly ids: Uint32Array;
  readonly depth: Float32Array;
  readonly normal: Uint8Array;
  /** `(x, y)` of every pixel. */
  readonly flow: Float32Array;
  /** 1 where the camera's previous frame did not show the point, 0 where it did. */
  readonly occluded: Uint8Array;
  readonly albedo: Uint8Array;
  readonly traversability: Float32Array;
  readonly height: Float32Array;
}

/** Reads every picture of a camera made with outputs "all". */
export async function readPictures(
  gpu: GPUDevice,
  camera: Pick<Camera, "textures">,
): Promise<Pictures> {
  const { colour, ids, depth, normal, flow, albedo, traversability, height } = camera.textures();
  const bytes = await Promise.all([
    readTexture(gpu, colour, 4),
    readTexture(gpu, ids, 4),
    readTexture(gpu, depth, 4),
    readTexture(gpu, normal, 4),
    readTexture(gpu, flow, 8),
    readTexture(gpu, albedo, 4),
    readTexture(gpu, traversability, 4),
    readTexture(gpu, height, 4),
  ]);
  const halves = Float32Array.from(new Uint16Array(bytes[4].buffer), halfToNumber);
  return {
    colour: bytes[0],
    ids: new Uint32Array(bytes[1].buffer),
    depth: new Float32Array(bytes[2].buffer),
    normal: bytes[3],
    flow: halves.filter((_, i) => i % 4 < 2),
    occluded: Uint8Array.from(halves.filter((_, i) => i % 4 === 2)),
    albedo: bytes[5],
    traversability: new Float32Array(bytes[6].buffer),
    height: new Float32Array(bytes[7].buffer),
  };
}

/** The texels of a texture, or of one layer of an array, row after row. */
export async function readTexture(
  gpu: GPUDevice,
  texture: GPUTexture,
  bytesPerTexel: number,
  layer = 0,
): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height } = texture;
  const row = width * bytesPerTexel;
  const padded = Math.ceil(row / 256) * 256;
  const staging = gpu.createBuffer({
    size: padded * height,
    usage: BufferUsage.mapRead | BufferUsage.copyDst,
  });
  const encoder = gpu.createCommandEncoder();
  const origin = { x: 0, y: 0, z: layer };
  encoder.copyTextureToBuffer(
    { texture, origin },
    { buffer: staging, bytesPerRow: padded },
    [width, height],
  );
  gpu.queue.submit([encoder.finish()]);
  await staging.mapAsync(MAP_MODE_READ);
  const mapped = new Uint8Array(staging.getMappedRange());
  const texels = new Uint8Array(row * height);
  for (let y = 0; y < height; y++) {
    texels.set(mapped.subarray(y * padded, y * padded + row), y * row);
  }
  staging.unmap();
  staging.destroy();
  return texels;
}

/** IEEE 754 binary16: 1 sign, 5 exponent, 10 fraction bits. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
