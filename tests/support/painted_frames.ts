import type { RenderedFrames } from "../../models/labelling/dataset/rendered_frames.ts";
import type { Camera } from "../../sim/render/mod.ts";
import { TextureUsage } from "../../vision/gpu_flags.ts";

/** A pixel of a painted frame. */
export interface PaintedPixel {
  readonly colour: readonly [number, number, number];
  readonly label: number;
}

/** Frames painted pixel by pixel in place of rendered ones: what is in them is known exactly. */
export class PaintedFrames implements RenderedFrames<number> {
  readonly camera: Camera;
  /** Which frames were asked for, in order. */
  readonly rendered: number[] = [];
  disposed = 0;
  readonly #gpu: GPUDevice;
  readonly #pixelAt: (index: number, x: number, y: number) => PaintedPixel;

  /** @param pixelAt What frame `index` shows there. */
  constructor(
    gpu: GPUDevice,
    size: { readonly width: number; readonly height: number },
    pixelAt: (index: number, x: number, y: number) => PaintedPixel,
  ) {
    this.#gpu = gpu;
    this.#pixelAt = pixelAt;
    const usage = TextureUsage.textureBinding | TextureUsage.copyDst | TextureUsage.copySrc;
    const texture = (format: GPUTextureFormat) =>
      gpu.createTexture({ size: [size.width, size.height], format, usage });
    const [colour, ids] = [texture("rgba8unorm-srgb"), texture("r32uint")];
    // All that the makers of batches and labels look at of a camera.
    const camera: Pick<Camera, "colour" | "picture"> & { spec: typeof size } = {
      colour,
      picture: () => ids,
      spec: size,
    };
    this.camera = camera as Camera;
  }

  render(index: number): number {
    const { colour, spec: { width, height } } = this.camera;
    const rgba = new Uint8Array(4 * width * height);
    const ids = new Uint32Array(width * height);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const pixel = this.#pixelAt(index, x, y);
        rgba.set([...pixel.colour, 255], 4 * (y * width + x));
        ids[y * width + x] = pixel.label << 24 | 1000 + x;
      }
    }
    const write = (texture: GPUTexture, data: Uint8Array<ArrayBuffer> | Uint32Array<ArrayBuffer>) =>
      this.#gpu.queue.writeTexture({ texture }, data, { bytesPerRow: 4 * width }, [width, height]);
    write(colour, rgba);
    write(this.camera.picture("ids"), ids);
    this.rendered.push(index);
    return 10 * index;
  }

  dispose(): void {
    this.disposed++;
    this.camera.colour.destroy();
    this.camera.picture("ids").destroy();
  }
}
