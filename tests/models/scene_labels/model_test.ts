import assert from "node:assert/strict";
import { CHANNEL_OF_LABEL } from "../../../models/scene_labels/dataset.ts";
import { CLASSES } from "../../../models/scene_labels/classes.ts";
import { NORMALISATION } from "../../../models/labelling/pixel_labeller.ts";
import { SceneNet } from "../../../models/scene_labels/model.ts";
import {
  Adam,
  counterRandom,
  crossEntropy,
  type Device,
  idsToTarget,
  imageSettings,
  loadCheckpoint,
  record,
  saveCheckpoint,
  targetSettings,
  textureToTensor,
} from "../../../vision/mod.ts";
import { validationFrames } from "../../support/scene_frames.ts";
import { integers, normals } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

const SMALL = { width: 96, height: 64 };

/** Rendered frames as a batch of images and targets. */
async function frames(device: Device, count: number) {
  const { width, height } = SMALL;
  const renderer = await validationFrames(device, SMALL);
  const images = device.zeros([count, 3, height, width]);
  const targets = device.zeros([count, height, width], { dtype: "u32" });
  const [image, target] = [imageSettings(device), targetSettings(device)];
  const table = device.tensor(CHANNEL_OF_LABEL, [256], { dtype: "u32" });
  const { colour } = renderer.camera;
  const ids = renderer.camera.picture("ids");
  const convert = record(device, () => {
    textureToTensor(colour, images, image, NORMALISATION);
    idsToTarget(ids, targets, target, table);
  });
  for (let slot = 0; slot < count; slot++) {
    image.set({ slot });
    target.set({ slot });
    renderer.render(slot);
    convert.run();
  }
  convert.dispose();
  renderer.dispose();
  return { images, targets };
}

Deno.test("SceneNet labels pictures of any size with 280,579 parameters", async () => {
  const device = await visionDevice();
  const net = new SceneNet(device, counterRandom(1));
  assert.equal(net.parameterCount(), 280_579);
  assert.ok(net.parameterCount() <= 300_000);
  // 45 x 77 and 33 x 50 divide by none of the strides.
  for (const [h, w] of [[120, 160], [64, 96], [45, 77], [33, 50]] as const) {
    using _scratch = device.arena();
    const x = device.tensor(Float32Array.from(normals([1, 3, h, w], 5)), [1, 3, h, w]);
    const logits = device.noGrad(() => net.forward(x));
    assert.deepEqual(logits.shape, [1, CLASSES.length, h, w]);
    const values = await logits.read();
    assert.ok(values.every(Number.isFinite), `${h} x ${w}`);
    assert.ok(new Set(values).size > values.length / 4, `${h} x ${w} is all alike`);
    x.dispose();
  }
  net.dispose();
});

Deno.test("SceneNet: every parameter receives a finite gradient that is not all zero", async () => {
  const device = await visionDevice();
  const net = new SceneNet(device, counterRandom(2));
  const x = device.tensor(Float32Array.from(normals([2, 3, 48, 64], 6)), [2, 3, 48, 64]);
  const target = device.tensor(integers([2, 48, 64], CLASSES.length, 7), [2, 48, 64], {
    dtype: "u32",
  });
  using _scratch = device.arena();
  crossEntropy(net.forward(x), target).backward();
  const named = [...net.namedParameters()];
  assert.equal(named.length, 20);
  for (const [name, parameter] of named) {
    assert.ok(parameter.grad, `${name} has no gradient`);
    const gradient = await parameter.grad.read();
    assert.equal(gradient.length, parameter.size, name);
    assert.ok(gradient.every(Number.isFinite), `the gradient of ${name} is not finite`);
    assert.ok(gradient.some((value) => value !== 0), `the gradient of ${name} is all zero`);
  }
  for (const part of [net, x, target]) part.dispose();
});

Deno.test("SceneNet learns two pictures by heart; the same seed begins at the same loss", async () => {
  const device = await visionDevice();
  const { images, targets } = await frames(device, 2);
  const start = (seed: number) => {
    const net = new SceneNet(device, counterRandom(seed));
    const adam = new Adam(net, { lr: 0.003 });
    const step = record(device, () => {
      adam.zeroGrad();
      const loss = crossEntropy(net.forward(images), targets);
      loss.backward();
      adam.step();
      return loss;
    });
    const dispose = () => [step, adam, net].forEach((part) => part.dispose());
    return { step, dispose };
  };
  const firstLoss = async (seed: number) => {
    const { step, dispose } = start(seed);
    step.run();
    const loss = await step.outputs.item();
    dispose();
    return loss;
  };
  const first = await firstLoss(3);
  assert.equal(await firstLoss(3), first);
  assert.notEqual(await firstLoss(4), first);

  const { step, dispose } = start(3);
  for (let k = 0; k < 60; k++) step.run();
  const last = await step.outputs.item();
  assert.ok(last < 0.3 * first, `loss ${first} -> ${last}`);
  dispose();
  for (const part of [images, targets]) part.dispose();
});

Deno.test("saveCheckpoint() and loadCheckpoint() give the same SceneNet back", async () => {
  const device = await visionDevice();
  const net = new SceneNet(device, counterRandom(5));
  const other = new SceneNet(device, counterRandom(6));
  const bytes = await saveCheckpoint(net);
  assert.notDeepEqual(await saveCheckpoint(other), bytes);
  loadCheckpoint(bytes, other);
  assert.deepEqual(await saveCheckpoint(other), bytes);
  using _scratch = device.arena();
  const x = device.tensor(Float32Array.from(normals([1, 3, 48, 64], 8)), [1, 3, 48, 64]);
  const [a, b] = device.noGrad(() => [net.forward(x), other.forward(x)]);
  assert.deepEqual(await a!.read(), await b!.read());
  for (const part of [net, other, x]) part.dispose();
});
