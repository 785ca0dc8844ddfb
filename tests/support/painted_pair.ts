import { type PinholeView } from "../../models/lagr/camera_view.ts";
import { type GroundPlane } from "../../models/lagr/ground_plane.ts";
import { TextureUsage } from "../../vision/gpu_flags.ts";
import { castPixel, type StandingBox } from "./stereo_scenes.ts";

const SKY = [185, 205, 235] as const;
const GROUND = [165, 125, 75] as const;
const BOX = [70, 105, 165] as const;
/** Waves of light and dark that surfaces are painted with: their lengths, metres, and their ways. */
const WAVES = Array.from({ length: 14 }, (_, k) => {
  const length = 0.06 * 1.25 ** k;
  const way = [Math.cos(2.4 * k), Math.sin(2.4 * k), Math.cos(1.7 * k)] as const;
  return { length, along: way.map((x) => 2 * Math.PI / length * x) as [number, number, number] };
});

/** Two pictures on the device of boxes on a plane, in two colours and full of detail, without rendering. */
export class PaintedPair {
  readonly left: GPUTexture;
  readonly right: GPUTexture;
  readonly #gpu: GPUDevice;
  readonly #view: PinholeView;

  constructor(gpu: GPUDevice, view: PinholeView) {
    this.#gpu = gpu;
    this.#view = view;
    const eye = () =>
      gpu.createTexture({
        size: [view.width, view.height],
        format: "rgba8unorm-srgb",
        usage: TextureUsage.copySrc | TextureUsage.copyDst | TextureUsage.textureBinding,
      });
    [this.left, this.right] = [eye(), eye()];
  }

  /**
   * Paints both eyes.
   *
   * @param plane Without roll: the right eye then stands as high as the left one.
   * @param driven Metres that the robot has come: surfaces keep their paint.
   */
  paint(plane: GroundPlane, boxes: readonly StandingBox[], driven = 0): void {
    const { baseline } = this.#view;
    const beside = boxes.map((box) => ({
      ...box,
      from: box.from - baseline,
      to: box.to - baseline,
    }));
    this.#write(this.left, this.#picture(plane, boxes, driven, 0));
    this.#write(this.right, this.#picture(plane, beside, driven, baseline));
  }

  /** Fills both pictures with one grey, in which there is nothing to match. */
  blank(): void {
    const { width, height } = this.#view;
    const grey = new Uint8Array(4 * width * height).fill(128);
    this.#write(this.left, grey);
    this.#write(this.right, grey);
  }

  #write(texture: GPUTexture, pixels: Uint8Array<ArrayBuffer>): void {
    const { width, height } = this.#view;
    this.#gpu.queue.writeTexture({ texture }, pixels, { bytesPerRow: 4 * width }, [width, height]);
  }

  #picture(
    plane: GroundPlane,
    boxes: readonly StandingBox[],
    driven: number,
    aside: number,
  ): Uint8Array<ArrayBuffer> {
    const view = this.#view;
    const pixels = new Uint8Array(4 * view.width * view.height);
    const [, ny, nz] = plane.normal;
    for (let v = 0, k = 0; v < view.height; v++) {
      for (let u = 0; u < view.width; u++, k += 4) {
        const { z, hit } = castPixel(view, plane, boxes, u, v);
        const y = (v - view.cy) / view.fy * z;
        const place = [
          driven - nz * y - ny * z,
          aside + (u - view.cx) / view.fx * z,
          ny * y + nz * z,
        ] as const;
        const light = hit === -2 ? 1 : 0.85 + 0.35 * detail(place, view.fx / z);
        const paint = hit === -2 ? SKY : hit === -1 ? GROUND : BOX;
        for (let c = 0; c < 3; c++) pixels[k + c] = Math.max(0, Math.min(255, paint[c]! * light));
        pixels[k + 3] = 255;
      }
    }
    return pixels;
  }

  dispose(): void {
    this.left.destroy();
    this.right.destroy();
  }
}

/** Light and dark, about `-1..1`: waves without steps, so that pixels between pixels are what lies between. */
function detail(place: readonly [number, number, number], pixelsPerMetre: number): number {
  let sum = 0;
  for (const { length, along } of WAVES) {
    const shown = Math.min(1, Math.max(0, length * pixelsPerMetre / 3 - 1));
    const phase = along[0] * place[0] + along[1] * place[1] + along[2] * place[2];
    sum += shown * Math.sin(phase);
  }
  return sum / 3;
}
