import assert from "node:assert/strict";
import { labelFrames } from "../../../models/labelling/labelled_frames.ts";
import { PixelLabeller } from "../../../models/labelling/pixel_labeller.ts";
import { type Device, Module, type Tensor } from "../../../vision/mod.ts";
import { PaintedFrames } from "../../support/painted_frames.ts";
import { visionDevice } from "../../support/vision_device.ts";

/** A net to which a pixel is of the channel of its strongest colour. */
class StrongestColour extends Module {
  override forward(x: Tensor): Tensor {
    return x;
  }
}

const SIZE = { width: 12, height: 7 };
const COLOURS = [[255, 0, 0], [0, 255, 0], [0, 0, 255]] as const;
/** Labels 5, 6 and 7 are the channels 2, 0 and 1; others are ignored. */
const CHANNEL_OF_LABEL = new Uint8Array(256).fill(255);
CHANNEL_OF_LABEL.set([2, 0, 1], 5);

const colourAt = (index: number, x: number, y: number) => (index + x + 2 * y) % 3;
const labelAt = (index: number, x: number, y: number) => 4 + (3 * index + x * y) % 5;

async function paint(device: Device) {
  const frames = new PaintedFrames(device.gpu, SIZE, (index, x, y) => ({
    colour: COLOURS[colourAt(index, x, y)]!,
    label: labelAt(index, x, y),
  }));
  const channels = Uint8Array.of(0, 1, 2);
  const labeller = new PixelLabeller(device, new StrongestColour(), frames.camera.colour, channels);
  await device.check();
  return { device, frames, labeller, channelOfLabel: CHANNEL_OF_LABEL };
}

/** A number for each pixel, by rows. */
function pixels(value: (x: number, y: number) => number): number[] {
  return Array.from(
    { length: SIZE.width * SIZE.height },
    (_, i) => value(i % SIZE.width, Math.floor(i / SIZE.width)),
  );
}

Deno.test("labelFrames() gives each frame with what the net says and what it is, in order", async () => {
  const parts = await paint(await visionDevice());
  const { frames, labeller } = parts;
  const found = await Array.fromAsync(labelFrames({ ...parts, count: 11, colour: true }));
  assert.equal(found.length, 11);
  assert.deepEqual(frames.rendered, found.map((_, index) => index));
  found.forEach(({ setting, predicted, truth, colour }, index) => {
    assert.equal(setting, 10 * index);
    assert.deepEqual([...predicted], pixels((x, y) => colourAt(index, x, y)));
    assert.deepEqual([...truth], pixels((x, y) => CHANNEL_OF_LABEL[labelAt(index, x, y)]!));
    assert.deepEqual([...colour!], [
      ...pixels((x, y) => colourAt(index, x, y)).flatMap((channel) => [...COLOURS[channel]!, 255]),
    ]);
  });
  for (const part of [labeller, frames]) part.dispose();
});

Deno.test("labelFrames() leaves pictures out where they are not wanted, and may be left early", async () => {
  const device = await visionDevice();
  const parts = await paint(device);
  const { frames, labeller } = parts;
  const held = device.memoryBytes;
  for await (const { setting, colour } of labelFrames({ ...parts, count: 100 })) {
    assert.equal(colour, undefined);
    if (setting === 20) break;
  }
  assert.ok(frames.rendered.length < 10, `${frames.rendered.length} frames were rendered for 3`);
  assert.equal(device.memoryBytes, held);
  await device.check();
  for (const part of [labeller, frames]) part.dispose();
});
