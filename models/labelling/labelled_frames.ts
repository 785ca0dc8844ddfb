import { type Device, Holdings, Readback, type ReadTicket } from "../../vision/mod.ts";
import type { RenderedFrames } from "./dataset/rendered_frames.ts";
import type { LabelModel } from "./label_model.ts";
import { PixelLabeller } from "./pixel_labeller.ts";

/** Frames taken from each world: every fourth frame is somewhere never seen. */
const FRAMES_PER_WORLD = 4;

/** Frames under way at a time, so that reading back never holds up drawing. */
const IN_FLIGHT = 4;

/** What is labelled, by what. */
export interface LabelledFramesOptions<Setting> {
  readonly device: Device;
  readonly frames: RenderedFrames<Setting>;
  /** On the frames' camera, made so that a pixel's label is the net's channel. */
  readonly labeller: PixelLabeller;
  /** Channel of the net for each label id. */
  readonly channelOfLabel: Uint8Array;
  /** Frames. */
  readonly count: number;
  /** Whether the pictures themselves are wanted too. */
  readonly colour?: boolean;
}

/** A frame with what the net says of it, and what it is. */
export interface LabelledFrame<Setting> {
  /** What it was taken in. */
  readonly setting: Setting;
  /** Output channel of the net that is highest, for each pixel. */
  readonly predicted: Uint8Array<ArrayBuffer>;
  /** Channel that is right; 255 where the net knows no such class. */
  readonly truth: Uint8Array<ArrayBuffer>;
  /** sRGB and alpha of each pixel, where asked for. */
  readonly colour: Uint8Array<ArrayBuffer> | undefined;
}

/**
 * Renders and labels the first `count` frames, in order.
 *
 * @throws {DeviceError} If the device is lost or refused a command.
 */
export async function* labelFrames<Setting>(
  { device, frames, labeller, channelOfLabel, count, colour = false }: LabelledFramesOptions<
    Setting
  >,
): AsyncGenerator<LabelledFrame<Setting>, void> {
  const { camera } = frames;
  const { width, height } = camera.spec;
  const readback = new Readback(device.gpu);
  const underWay: { setting: Setting; ticket: ReadTicket }[] = [];
  const arrived = async () => {
    const { setting, ticket } = underWay.shift()!;
    const [predicted, ids, rgba] = await ticket;
    const truth = new Uint32Array(ids!.buffer);
    return {
      setting,
      predicted: predicted!,
      truth: Uint8Array.from(truth, (id) => channelOfLabel[id >>> 24]!),
      colour: rgba,
    };
  };
  try {
    const buffer = device.bufferOf(labeller.labels.storage);
    for (let index = 0; index < count; index++) {
      const setting = frames.render(index);
      const encoder = device.gpu.createCommandEncoder();
      labeller.encode(encoder);
      const ticket = readback.enqueue(encoder, [
        { buffer, size: width * height },
        { texture: camera.picture("ids"), bytesPerPixel: 4 },
        ...(colour ? [{ texture: camera.colour, bytesPerPixel: 4 }] : []),
      ]);
      underWay.push({ setting, ticket });
      device.gpu.queue.submit([encoder.finish()]);
      while (underWay.length >= IN_FLIGHT) yield await arrived();
    }
    while (underWay.length > 0) yield await arrived();
    // What the device refused on the way has left pictures of nothing.
    await device.check();
  } finally {
    for (const { ticket } of underWay) ticket.discard();
    readback.dispose();
  }
}

/** What frames of a model's worlds are labelled by, and which. */
export interface ModelFramesOptions {
  readonly device: Device;
  /** Weights as a safetensors file. */
  readonly weights: Uint8Array<ArrayBuffer>;
  /** Seed of the first world. */
  readonly seed: number;
  /** Frames. */
  readonly count: number;
  /** Whether the pictures themselves are wanted too. */
  readonly colour?: boolean;
}

/**
 * Renders and labels `count` frames of worlds `seed`, `seed + 1`, ..., at the size of training, in
 * order.
 *
 * @throws {CheckpointError} If the weights are broken or another net's.
 * @throws {RangeError} If a world's number would be no seed.
 */
export async function* labelledFrames<Setting>(
  model: LabelModel<string, Setting>,
  { device, weights, seed, count, colour = false }: ModelFramesOptions,
): AsyncGenerator<LabelledFrame<Setting>, void> {
  const range = { firstWorld: seed, framesPerWorld: FRAMES_PER_WORLD, count };
  const holdings = new Holdings();
  try {
    const frames = holdings.hold(await model.scoringFrames(device.gpu, range, model.recipe));
    const channels = Uint8Array.from(model.classes, (_, channel) => channel);
    const labeller = holdings.hold(
      PixelLabeller.load(device, model.net, weights, frames.camera.colour, channels),
    );
    const channelOfLabel = model.channels.ofLabel;
    yield* labelFrames({ device, frames, labeller, channelOfLabel, count, colour });
  } finally {
    holdings.dispose();
  }
}
