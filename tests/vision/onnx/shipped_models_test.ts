import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { nets } from "../../../models/lenet/nets.ts";
import { models, shippedWeights } from "../../../models/mod.ts";
import type { Device } from "../../../vision/device.ts";
import type { Module } from "../../../vision/nn/mod.ts";
import { exportOnnx } from "../../../vision/onnx/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { runOnnx } from "../../support/onnx_session.ts";
import { numbers } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

/** Exports a net with an open batch and compares it on a batch of that shape. */
async function compare(device: Device, net: Module, shape: readonly number[]): Promise<void> {
  using _scratch = device.arena();
  const example = device.zeros([1, ...shape.slice(1)]);
  const bytes = await exportOnnx(net, [example], { openBatch: true });
  const data = numbers(shape.reduce((a, b) => a * b), 3);
  const { y } = await runOnnx(bytes, { x: { shape, data } });
  const x = device.tensor(data, shape);
  const ours = device.noGrad(() => net.forward(x));
  assert.deepEqual(y!.shape, ours.shape);
  assertAllClose(await ours.read(), y!.data, { rtol: 1e-4, atol: 1e-4 });
  for (const tensor of [x, example]) tensor.dispose();
  net.dispose();
}

Deno.test("terrain_labels with its shipped weights gives equal outputs in ONNX Runtime", async () => {
  const device = await visionDevice();
  const model = await models.find(({ name }) => name === "terrain_labels")!.load();
  const weights = new Uint8Array(await readFile(shippedWeights("terrain_labels")));
  const { net, input } = model.restore({ device, weights });
  assert.deepEqual(input, [1, 3, 120, 160]);
  await compare(device, net, [2, 3, 48, 64]);
});

for (const [name, { make, shape }] of Object.entries(nets)) {
  Deno.test(`${name} gives equal outputs in ONNX Runtime`, async () => {
    const device = await visionDevice();
    await compare(device, make(device, counterRandom(1)).evaluate(), [3, ...shape]);
  });
}
