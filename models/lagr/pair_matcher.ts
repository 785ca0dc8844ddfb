import {
  type Device,
  matchStereo,
  type Plan,
  Readback,
  type ReadTicket,
  record,
  type StereoOutput,
} from "../../vision/mod.ts";
import { type DisparityPicture } from "./point_cloud.ts";

/** The two pictures of a rectified pair, `rgba8unorm-srgb` or `rgba8unorm`. */
export interface EyePair {
  readonly left: GPUTexture;
  readonly right: GPUTexture;
}

/** Matches a pair on the device and brings what it found to the CPU: one submit, one transfer, no new object. */
export class PairMatcher {
  readonly #device: Device;
  readonly #plan: Plan<StereoOutput>;
  readonly #readback: Readback;

  /**
   * @throws {ShapeError} If sizes differ, or the width is no multiple of 4.
   * @throws {TypeError} If a texture's format is another.
   */
  constructor(device: Device, { left, right }: EyePair) {
    this.#device = device;
    this.#plan = record(device, () => matchStereo(device, left, right));
    this.#readback = new Readback(device.gpu);
  }

  /**
   * Matches what the textures hold now: they may be drawn anew as soon as this returns.
   *
   * @param before Commands that go along.
   * @throws {DeviceError} If the device is lost or refused a command.
   */
  async match(before?: (encoder: GPUCommandEncoder) => void): Promise<DisparityPicture> {
    const { gpu } = this.#device;
    const encoder = gpu.createCommandEncoder();
    before?.(encoder);
    this.#plan.encode(encoder);
    const { disparity, confidence } = this.#plan.outputs;
    const ticket = this.#readback.enqueue(encoder, [{ tensor: disparity }, { tensor: confidence }]);
    gpu.queue.submit([encoder.finish()]);
    const [pixels, sure] = await arrived(this.#device, ticket);
    return { disparity: pixels!, confidence: sure! };
  }

  /** Gives the device's memory back. */
  dispose(): void {
    this.#plan.dispose();
    this.#readback.dispose();
  }
}

/**
 * Numbers of a ticket whose encoder was submitted.
 *
 * @throws {DeviceError} If the device is lost or refused a command.
 * @throws {ShaderError} If a kernel does not compile.
 */
export async function arrived(
  device: Device,
  ticket: ReadTicket,
): Promise<Float32Array<ArrayBuffer>[]> {
  const bytes = await ticket;
  await device.check();
  return bytes.map(({ buffer }) => new Float32Array(buffer));
}
