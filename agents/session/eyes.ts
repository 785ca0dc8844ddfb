import type { PixelLabeller } from "../../models/labelling/pixel_labeller.ts";
import type { Pose } from "../../sim/pose.ts";
import type { Camera, Moment, Renderer, Scene } from "../../sim/render/mod.ts";
import { ROVER_CAMERA } from "../../sim/sensors/camera.ts";
import type { Light } from "../../sim/weather/light.ts";
import type { World } from "../../sim/world.ts";
import { type Device, GpuTimer, type Held, Holdings, Readback } from "../../vision/mod.ts";

/** One camera frame, labelled. Pictures are row-major from the top. */
export interface LabelledFrame {
  /** Label id per pixel, as the net says. */
  readonly labels: Uint8Array<ArrayBuffer>;
  /** Label id per pixel, as it is. */
  readonly truth: Uint8Array<ArrayBuffer>;
  /** RGBA, sRGB; null where nobody watches. */
  readonly colour: Uint8Array<ArrayBuffer> | null;
  /** Milliseconds on the device's clock for drawing and for the net; NaN where there is none. */
  readonly renderMs: number;
  readonly netMs: number;
}

/** Passes that are timed: an empty one before drawing, and the net's. */
const BEFORE_DRAWING = 0;
const NET = 1;

/**
 * A camera and the net behind it. A look is encoded as a whole (draw, convert, label, copy) and
 * submitted; its pictures arrive when they are awaited. In steady state it makes no object on the
 * device.
 */
export class Eyes {
  readonly camera: Camera;
  readonly #device: Device;
  readonly #renderer: Renderer;
  readonly #labeller: PixelLabeller;
  readonly #readback: Readback;
  readonly #timer: GpuTimer | null;
  readonly #watched: boolean;
  readonly #holdings = new Holdings();
  #scene: Scene | null = null;

  /**
   * @param labellerOf Puts a net on the camera's colour texture.
   * @param watched Whether the colour picture is wanted on the CPU too.
   * @throws {CheckpointError} If the weights are broken or another net's.
   */
  constructor(
    device: Device,
    renderer: Renderer,
    labellerOf: (colour: GPUTexture) => PixelLabeller,
    watched: boolean,
  ) {
    this.#device = device;
    this.#renderer = renderer;
    this.#watched = watched;
    const own = <Thing extends Held>(thing: Thing): Thing => this.#holdings.hold(thing);
    try {
      this.camera = own(renderer.createCamera({ ...ROVER_CAMERA, outputs: ["ids"] }));
      this.#labeller = own(labellerOf(this.camera.colour));
      this.#readback = own(new Readback(device.gpu));
      const timer = GpuTimer.create(device.gpu, 2);
      this.#timer = timer && own(timer);
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** Looks at another world from now on, from its vehicle, which it does not see. */
  show(scene: Scene, { vehicle }: World): void {
    this.#scene = scene;
    this.camera.hidden = vehicle.actor.id;
    this.camera.resetHistory();
  }

  /**
   * Submits one look; the promise brings what was seen.
   *
   * @throws {TypeError} If there is no world to look at yet.
   */
  look(worldFromCamera: Pose, light: Light, moment: Moment): Promise<LabelledFrame> {
    if (!this.#scene) throw new TypeError("Cannot look before a world is shown");
    const { gpu } = this.#device;
    if (this.#timer) {
      const start = gpu.createCommandEncoder();
      start.beginComputePass({ timestampWrites: this.#timer.writes(BEFORE_DRAWING) }).end();
      gpu.queue.submit([start.finish()]);
    }
    this.#scene.takePoses();
    this.#renderer.render(this.#scene, this.camera, worldFromCamera, light, moment);
    const encoder = gpu.createCommandEncoder();
    const timed = this.#timer ? { timestampWrites: this.#timer.writes(NET) } : {};
    this.#labeller.encode(encoder, timed);
    const { colour } = this.camera;
    const { width, height } = this.camera.spec;
    const labels = this.#device.bufferOf(this.#labeller.labels.storage);
    const pictures = this.#readback.enqueue(encoder, [
      { texture: this.camera.picture("ids"), bytesPerPixel: 4 },
      { buffer: labels, size: width * height },
      ...(this.#watched ? [{ texture: colour, bytesPerPixel: 4 }] : []),
    ]);
    const times = this.#timer?.enqueue(encoder, this.#readback);
    gpu.queue.submit([encoder.finish()]);
    return this.#arrive(pictures.start(), times?.start());
  }

  async #arrive(
    pictures: Promise<Uint8Array<ArrayBuffer>[]>,
    times: Promise<Uint8Array<ArrayBuffer>[]> | undefined,
  ): Promise<LabelledFrame> {
    const [[ids, labels, colour], stamps] = await Promise.all([pictures, times]);
    const truth = Uint8Array.from(new Uint32Array(ids!.buffer), (id) => id >>> 24);
    return {
      labels: labels!,
      truth,
      colour: colour ?? null,
      renderMs: stamps ? this.#timer!.between(stamps, BEFORE_DRAWING, NET) : NaN,
      netMs: stamps ? this.#timer!.milliseconds(stamps)[NET]! : NaN,
    };
  }

  dispose(): void {
    this.#holdings.dispose();
  }
}
