import assert from "node:assert/strict";
import { NORMALISATION } from "../../../models/labelling/pixel_labeller.ts";
import { RenderedBatches } from "../../../models/labelling/rendered_batches.ts";
import { type Device, ShapeError } from "../../../vision/mod.ts";
import { PaintedFrames } from "../../support/painted_frames.ts";
import { visionDevice } from "../../support/vision_device.ts";

const SIZE = { width: 16, height: 9 };
const PIXELS = SIZE.width * SIZE.height;
/** Label 7 is channel 0, label 9 is channel 1. */
const CHANNEL_OF_LABEL = new Uint8Array(256).fill(255);
CHANNEL_OF_LABEL[7] = 0;
CHANNEL_OF_LABEL[9] = 1;

/** Reddish as far as the frame's own column, bluish from there on; grey above, of no class. */
function paint(device: Device): PaintedFrames {
  return new PaintedFrames(device.gpu, SIZE, (index, x, y) => {
    if (y < 2) return { colour: [120, 120, 120], label: 3 };
    const left = x < 3 + index % 5;
    return left ? { colour: [180, 90, 60], label: 7 } : { colour: [60, 90, 180], label: 9 };
  });
}

/** What a batch holds: colours of 0 to 1, and channels, frame by frame. */
async function contents({ images, targets }: RenderedBatches) {
  const { mean, deviation } = NORMALISATION;
  const values = await images.read() as Float32Array;
  const channels = await targets.read() as Uint32Array;
  return Array.from({ length: images.shape[0]! }, (_, slot) => ({
    colour: (c: 0 | 1 | 2, pixel: number) =>
      values[(slot * 3 + c) * PIXELS + pixel]! * deviation[c] + mean[c],
    target: channels.subarray(slot * PIXELS, (slot + 1) * PIXELS),
  }));
}

Deno.test("RenderedBatches fills a step with its frames, picture and truth mirrored alike", async () => {
  const device = await visionDevice();
  const frames = paint(device);
  const options = { frames, channelOfLabel: CHANNEL_OF_LABEL, batch: 4, seed: 5 };
  const batches = new RenderedBatches(device, options);
  let mirrored = 0;
  const reds: number[] = [];
  for (let step = 0; step < 8; step++) {
    batches.fill(step);
    for (const [slot, { colour, target }] of (await contents(batches)).entries()) {
      const edge = 3 + (4 * step + slot) % 5;
      const row = [...target.subarray(4 * SIZE.width, 5 * SIZE.width)];
      const usual = row.map((_, x) => x < edge ? 0 : 1);
      const flipped = row[0] === 1;
      if (flipped) mirrored++;
      assert.deepEqual(row, flipped ? usual.toReversed() : usual);
      for (let pixel = 0; pixel < PIXELS; pixel++) {
        const [red, green, blue] = [colour(0, pixel), colour(1, pixel), colour(2, pixel)];
        if (pixel < 2 * SIZE.width) assert.equal(target[pixel], 255);
        else assert.equal(target[pixel], red > blue ? 0 : 1);
        // Varied, never beyond recognition.
        assert.ok(Math.max(red, green, blue) < 1.1 && Math.min(red, green, blue) > -0.1);
      }
      reds.push(colour(0, 5 * SIZE.width + (flipped ? SIZE.width - 1 : 0)));
    }
  }
  assert.deepEqual(frames.rendered, Array.from({ length: 32 }, (_, index) => index));
  assert.ok(mirrored >= 8 && mirrored <= 24, `${mirrored} of 32 are mirrored`);
  const mean = reds.reduce((sum, red) => sum + red, 0) / reds.length;
  assert.ok(Math.abs(mean - 180 / 255) < 0.05, `reds of ${mean} on average`);
  assert.ok(Math.max(...reds) - Math.min(...reds) > 0.1, "all pictures are as bright");
  for (const part of [batches, frames]) part.dispose();
});

Deno.test("RenderedBatches: the batch of a step depends on seed and step alone", async () => {
  const device = await visionDevice();
  const frames = paint(device);
  const channelOfLabel = CHANNEL_OF_LABEL;
  const batchOf = async (seed: number, steps: readonly number[]) => {
    const batches = new RenderedBatches(device, { frames, channelOfLabel, batch: 2, seed });
    for (const step of steps) batches.fill(step);
    const bytes = [await batches.images.read(), await batches.targets.read()];
    batches.dispose();
    return bytes;
  };
  const wanted = await batchOf(1, [3]);
  assert.deepEqual(await batchOf(1, [0, 8, 3]), wanted);
  assert.notDeepEqual(await batchOf(2, [3]), wanted);
  assert.notDeepEqual(await batchOf(1, [4]), wanted);
  frames.dispose();
});

Deno.test("RenderedBatches gives back what it made, when done or when it fails, and leaves the frames", async () => {
  const device = await visionDevice();
  const frames = paint(device);
  const held = device.memoryBytes;
  const channelOfLabel = CHANNEL_OF_LABEL;
  const batches = new RenderedBatches(device, { frames, channelOfLabel, batch: 2, seed: 1 });
  assert.ok(device.memoryBytes > held);
  batches.dispose();
  assert.equal(device.memoryBytes, held);
  const short = { frames, channelOfLabel: new Uint8Array(3), batch: 2, seed: 1 };
  assert.throws(() => new RenderedBatches(device, short), ShapeError);
  assert.equal(device.memoryBytes, held);
  assert.equal(frames.disposed, 0);
  frames.dispose();
});
