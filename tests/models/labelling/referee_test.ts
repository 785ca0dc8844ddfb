import assert from "node:assert/strict";
import * as ort from "onnxruntime-web";
import type { LabelModel } from "../../../models/labelling/label_model.ts";
import { loadLabelNet } from "../../../models/labelling/label_net.ts";
import { NORMALISATION, PixelLabeller } from "../../../models/labelling/pixel_labeller.ts";
import { decodeSafetensors, readTexture, record } from "../../../vision/mod.ts";
import { LABEL_MODELS, validationFrames, weightsOf } from "../../support/label_models.ts";
import { labelNetOnnx } from "../../support/label_net_onnx.ts";
import { visionDevice } from "../../support/vision_device.ts";

/** A picture file's bytes as the net wants them, worked out apart from the engine's kernels. */
function normalised(rgba: Uint8Array): Float32Array<ArrayBuffer> {
  const pixels = rgba.length / 4;
  const { mean, deviation } = NORMALISATION;
  return Float32Array.from({ length: 3 * pixels }, (_, i) => {
    const channel = Math.floor(i / pixels) as 0 | 1 | 2;
    return (rgba[(i % pixels) * 4 + channel]! / 255 - mean[channel]) / deviation[channel];
  });
}

/** The best channel of each pixel. */
function best(logits: ArrayLike<number>, pixels: number): Uint8Array {
  const channels = logits.length / pixels;
  return Uint8Array.from({ length: pixels }, (_, pixel) => {
    let channel = 0;
    for (let c = 1; c < channels; c++) {
      if (logits[c * pixels + pixel]! > logits[channel * pixels + pixel]!) channel = c;
    }
    return channel;
  });
}

const differing = (a: Uint8Array, b: Uint8Array) =>
  a.reduce((count, value, i) => count + (value === b[i] ? 0 : 1), 0);

const furthest = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i]! - b[i]!));
  return most;
};

/**
 * Compares on one frame after the other: `net` is ours on the numbers that the referee gets, `camera`
 * is ours on the texture itself.
 */
async function compare(
  model: LabelModel,
  { width, height, count }: { width: number; height: number; count: number },
) {
  ort.env.wasm.numThreads = 1;
  const device = await visionDevice();
  const weights = await weightsOf(model);
  const named = new Map(
    Object.entries(decodeSafetensors(weights).tensors).map(([name, { shape, data }]) =>
      [name, { shape, elements: data as Float32Array }] as const
    ),
  );
  const referee = await ort.InferenceSession.create(labelNetOnnx(named, height, width));
  const frames = await validationFrames(model, device, { width, height });
  const { colour } = frames.camera;
  const channels = Uint8Array.from(model.classes, (_, channel) => channel);
  const camera = PixelLabeller.load(device, model.net, weights, colour, channels);
  const net = loadLabelNet(device, model.net, weights);
  const x = device.zeros([1, 3, height, width]);
  const logits = record(device, () => device.noGrad(() => net.forward(x)));
  const pixels = width * height;
  const found = { largestLogit: 0, logitsApart: 0, netLabels: 0, cameraLabels: 0, pixels: 0 };
  for (let index = 0; index < count; index++) {
    frames.render(index);
    const encoder = device.gpu.createCommandEncoder();
    camera.encode(encoder);
    device.gpu.queue.submit([encoder.finish()]);
    const picture = normalised(await readTexture(device.gpu, colour, 4));
    x.write(picture);
    logits.run();
    const ours = await logits.outputs.read();
    const outputs = await referee.run({
      [referee.inputNames[0]!]: new ort.Tensor("float32", picture, [1, 3, height, width]),
    });
    const theirs = outputs[referee.outputNames[0]!]!.data as Float32Array;
    assert.equal(theirs.length, ours.length);
    const labels = best(theirs, pixels);
    found.largestLogit = Math.max(
      found.largestLogit,
      furthest(theirs, new Float32Array(theirs.length)),
    );
    found.logitsApart = Math.max(found.logitsApart, furthest(ours, theirs));
    found.netLabels += differing(labels, best(ours, pixels));
    found.cameraLabels += differing(labels, await camera.labels.read() as Uint8Array);
    found.pixels += pixels;
  }
  for (const part of [camera, logits, net, x, frames]) part.dispose();
  await referee.release();
  return found;
}

const SIZES = [
  { width: 160, height: 120, count: 4 },
  // Divides by 2 alone: every later stage rounds down and is joined with a larger one.
  { width: 98, height: 66, count: 2 },
];

for (const model of LABEL_MODELS) {
  for (const size of SIZES) {
    const { name } = model;
    Deno.test(`onnxruntime labels ${size.width} x ${size.height} frames as ${name} does`, async () => {
      const found = await compare(model, size);
      const said = JSON.stringify(found);
      assert.ok(found.largestLogit > 1, said);
      assert.ok(found.logitsApart <= 1e-4 * found.largestLogit, said);
      assert.ok(found.netLabels <= 0.001 * found.pixels, said);
      // The camera's texture reaches the net through the driver's sRGB decoding, which may be off by
      // half a step of eight bits: that moves a few borders between classes.
      assert.ok(found.cameraLabels <= 0.01 * found.pixels, said);
    });
  }
}
