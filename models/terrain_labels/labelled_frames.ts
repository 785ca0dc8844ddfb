import { type Device, Readback, type ReadTicket } from "../../vision/mod.ts";
import { CLASSES } from "./classes.ts";
import { CHANNEL_OF_LABEL, FrameRenderer, type FrameSetting } from "./dataset.ts";
import { scoringFrames } from "./frame_source.ts";
import { TerrainLabeller } from "./labeller.ts";
import { RECIPE } from "./recipe.ts";

/** Frames taken from each world: every fourth frame is somewhere never seen. */
const FRAMES_PER_WORLD = 4;
/** Frames under way at a time, so that reading back never holds up drawing. */
const IN_FLIGHT = 4;

/** What is labelled. */
export interface LabelledFramesOptions {
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

/** A frame with what the net says of it, and what it is. */
export interface LabelledFrame extends FrameSetting {
  /** Output channel of the net that is highest, for each pixel. */
  readonly predicted: Uint8Array<ArrayBuffer>;
  /** Channel that is right; 255 where the net knows no such class. */
  readonly truth: Uint8Array<ArrayBuffer>;
  /** sRGB and alpha of each pixel, where asked for. */
  readonly colour: Uint8Array<ArrayBuffer> | undefined;
}

/**
 * Renders and labels `count` frames of worlds `seed`, `seed + 1`, ..., at the size of training, in
 * order.
 *
 * @throws {CheckpointError} If the weights are broken or another net's.
 * @throws {RangeError} If a world's number would be no seed.
 */
export async function* labelledFrames(
  { device, weights, seed, count, colour = false }: LabelledFramesOptions,
): AsyncGenerator<LabelledFrame, void> {
  const source = scoringFrames(seed, FRAMES_PER_WORLD, count);
  const frames = await FrameRenderer.create(device.gpu, source, RECIPE);
  const { camera } = frames;
  const readback = new Readback(device.gpu);
  const underWay: { setting: FrameSetting; ticket: ReadTicket }[] = [];
  const arrived = async () => {
    const { setting, ticket } = underWay.shift()!;
    const [predicted, ids, rgba] = await ticket;
    const truth = new Uint32Array(ids!.buffer);
    return {
      ...setting,
      predicted: predicted!,
      truth: Uint8Array.from(truth, (id) => CHANNEL_OF_LABEL[id >>> 24]!),
      colour: rgba,
    };
  };
  let labeller: TerrainLabeller | null = null;
  try {
    const channels = Uint8Array.from(CLASSES, (_, channel) => channel);
    labeller = new TerrainLabeller(device, weights, camera.colour, channels);
    const buffer = device.bufferOf(labeller.labels.storage);
    for (let index = 0; index < count; index++) {
      const setting = frames.render(index);
      const encoder = device.gpu.createCommandEncoder();
      labeller.encode(encoder);
      const ticket = readback.enqueue(encoder, [
        { buffer, size: RECIPE.width * RECIPE.height },
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
    labeller?.dispose();
    frames.dispose();
  }
}
