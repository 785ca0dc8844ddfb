import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { shippedWeights } from "../../../models/mod.ts";
import { TerrainNet } from "../../../models/terrain_labels/model.ts";
import { loadCheckpoint } from "../../../vision/checkpoint/mod.ts";
import { exportOnnx } from "../../../vision/onnx/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { runOnnx } from "../../support/onnx_session.ts";
import { numbers } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

Deno.test("terrain_labels with its shipped weights gives equal outputs in ONNX Runtime", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const net = new TerrainNet(device, counterRandom(1));
  loadCheckpoint(new Uint8Array(await readFile(shippedWeights("terrain_labels"))), net);
  const bytes = await exportOnnx(net, [device.zeros([1, 3, 48, 64])], { openBatch: true });
  const shape = [2, 3, 48, 64];
  const data = numbers(2 * 3 * 48 * 64, 3);
  const { y } = await runOnnx(bytes, { x: { shape, data } });
  const ours = device.noGrad(() => net.forward(device.tensor(data, shape)));
  assert.deepEqual(y!.shape, ours.shape);
  assertAllClose(Float64Array.from(await ours.read()), y!.data, { rtol: 1e-4, atol: 1e-4 });
});
