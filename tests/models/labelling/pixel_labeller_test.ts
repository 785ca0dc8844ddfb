import assert from "node:assert/strict";
import { LabelNet, loadLabelNet } from "../../../models/labelling/label_net.ts";
import {
  NORMALISATION,
  PixelLabeller,
  tuneLabeller,
} from "../../../models/labelling/pixel_labeller.ts";
import { terrainModel } from "../../../models/terrain_labels/recipe.ts";
import {
  CheckpointError,
  counterRandom,
  imageSettings,
  record,
  ShapeError,
  textureToTensor,
} from "../../../vision/mod.ts";
import { TextureUsage } from "../../../vision/gpu_flags.ts";
import { countGpuObjects } from "../../support/count_gpu_objects.ts";
import { validationFrames, weightsOf } from "../../support/label_models.ts";
import { visionDevice } from "../../support/vision_device.ts";

const { net: DESIGN, channels: { labels: LABEL_OF_CHANNEL } } = terrainModel;
const SIZE = { width: 160, height: 120 };

Deno.test("PixelLabeller names the best channel of the net's logits, by its label id", async () => {
  const device = await visionDevice();
  const weights = await weightsOf(terrainModel);
  const frames = await validationFrames(terrainModel, device, SIZE);
  const { colour } = frames.camera;
  const labeller = PixelLabeller.load(device, DESIGN, weights, colour, LABEL_OF_CHANNEL);
  const net = loadLabelNet(device, DESIGN, weights);
  const input = device.zeros([1, 3, SIZE.height, SIZE.width]);
  const settings = imageSettings(device);
  const logits = record(device, () =>
    device.noGrad(() => {
      textureToTensor(colour, input, settings, NORMALISATION);
      return net.forward(input);
    }));
  const pixels = SIZE.width * SIZE.height;
  const known = new Set(LABEL_OF_CHANNEL);
  const pictures = [];
  for (const index of [0, 1]) {
    frames.render(index);
    const encoder = device.gpu.createCommandEncoder();
    labeller.encode(encoder);
    logits.encode(encoder);
    device.gpu.queue.submit([encoder.finish()]);
    const labels = await labeller.labels.read();
    const values = await logits.outputs.read();
    const wanted = Uint8Array.from({ length: pixels }, (_, pixel) => {
      let best = 0;
      for (let c = 1; c < LABEL_OF_CHANNEL.length; c++) {
        if (values[c * pixels + pixel]! > values[best * pixels + pixel]!) best = c;
      }
      return LABEL_OF_CHANNEL[best]!;
    });
    assert.deepEqual(labels, wanted);
    assert.ok(labels.every((id) => known.has(id)));
    assert.ok(new Set(labels).size >= 3, "a picture of one class tells nothing");
    pictures.push(labels);
  }
  assert.notDeepEqual(pictures[0], pictures[1]);

  const counts = await countGpuObjects(device.gpu, () => {
    for (let k = 0; k < 5; k++) {
      const encoder = device.gpu.createCommandEncoder();
      labeller.encode(encoder);
      device.gpu.queue.submit([encoder.finish()]);
    }
  });
  assert.deepEqual(counts, {});
  await device.check();
  for (const part of [labeller, logits, net, input, settings, frames]) part.dispose();
});

Deno.test("PixelLabeller takes any picture size, and gives its memory back", async () => {
  const device = await visionDevice();
  const weights = await weightsOf(terrainModel);
  const frames = await validationFrames(terrainModel, device, { width: 98, height: 66 });
  const { colour } = frames.camera;
  frames.render(0);
  const label = async () => {
    const labeller = PixelLabeller.load(device, DESIGN, weights, colour, LABEL_OF_CHANNEL);
    const encoder = device.gpu.createCommandEncoder();
    labeller.encode(encoder);
    device.gpu.queue.submit([encoder.finish()]);
    const labels = await labeller.labels.read();
    labeller.dispose();
    return labels;
  };
  const labels = await label();
  assert.equal(labels.length, 98 * 66);
  assert.ok(new Set(labels).size >= 3);
  const held = device.memoryBytes;
  assert.deepEqual(await label(), labels);
  assert.equal(device.memoryBytes, held);
  frames.dispose();
});

Deno.test("PixelLabeller refuses weights that are broken", async () => {
  const device = await visionDevice();
  const weights = await weightsOf(terrainModel);
  const colour = device.gpu.createTexture({
    size: [64, 48],
    format: "rgba8unorm-srgb",
    usage: TextureUsage.textureBinding,
  });
  for (const broken of [new Uint8Array(), weights.slice(0, 4000), weights.slice(0, -1)]) {
    assert.throws(
      () => PixelLabeller.load(device, DESIGN, broken, colour, LABEL_OF_CHANNEL),
      (error: Error) => error instanceof CheckpointError && !error.message.includes("\n"),
    );
  }
  colour.destroy();
});

Deno.test("PixelLabeller and tuneLabeller() give back what they made where they fail", async () => {
  const device = await visionDevice();
  const colour = device.gpu.createTexture({
    size: [64, 48],
    format: "rgba8unorm-srgb",
    usage: TextureUsage.textureBinding,
  });
  const held = device.memoryBytes;
  const net = new LabelNet(device, DESIGN, counterRandom(1));
  assert.ok(device.memoryBytes > held);
  // A table for another number of channels.
  assert.throws(() => new PixelLabeller(device, net, colour, new Uint8Array(3)), ShapeError);
  assert.equal(device.memoryBytes, held);
  // Nothing is left of so small a picture at the bottom of the net.
  await assert.rejects(tuneLabeller(device, DESIGN, 4, 4), ShapeError);
  assert.equal(device.memoryBytes, held);
  colour.destroy();
});
