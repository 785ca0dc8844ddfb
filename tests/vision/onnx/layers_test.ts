import assert from "node:assert/strict";
import {
  DotProductAttention,
  Embedding,
  GRU,
  LocalContrastNorm,
  LocallyConnected2d,
  LSTM,
  Module,
} from "../../../vision/mod.ts";
import { exportOnnx, importOnnx } from "../../../vision/onnx/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import type { Tensor } from "../../../vision/tensor.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { runOnnx } from "../../support/onnx_session.ts";
import { numbers } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

const random = counterRandom(3);
const IMAGES = { channels: 2, height: 6, width: 5 };

/** Exports a net of one float input, runs it in three ways and compares. */
async function compare(net: Module, shape: readonly number[]): Promise<void> {
  const device = await visionDevice();
  using _scratch = device.arena();
  const data = numbers(shape.reduce((a, b) => a * b), 2);
  const x = device.tensor(data, shape);
  const bytes = await exportOnnx(net, [x]);
  const { y } = await runOnnx(bytes, { x: { shape, data } });
  const ours = device.noGrad(() => net.evaluate().forward(x));
  assert.deepEqual(y!.shape, ours.shape);
  const close = { rtol: 1e-4, atol: 1e-5 };
  assertAllClose(await ours.read(), y!.data, close, "net");
  const again = importOnnx(device, bytes);
  assertAllClose(await device.noGrad(() => again.forward(x)).read(), y!.data, close, "back");
  again.dispose();
  x.dispose();
  net.dispose();
}

Deno.test("recurrent layers and attention over their steps go to ONNX and back", async () => {
  const device = await visionDevice();
  class Net extends Module {
    readonly lstm = new LSTM(device, 3, 4, { random });
    readonly gru = new GRU(device, 4, 4, { random });
    readonly attention = new DotProductAttention();
    override forward(x: Tensor): Tensor {
      const steps = this.gru.forward(this.lstm.forward(x));
      return this.attention.forward(steps, steps);
    }
  }
  await compare(new Net(), [3, 2, 3]);
});

Deno.test("local connections and local contrast go to ONNX and back", async () => {
  const device = await visionDevice();
  class Net extends Module {
    readonly local = new LocallyConnected2d(device, IMAGES, 3, 3, { random });
    readonly contrast = new LocalContrastNorm(device, { size: 3 });
    override forward(x: Tensor): Tensor {
      return this.contrast.forward(this.local.forward(x));
    }
  }
  await compare(new Net(), [2, 2, 6, 5]);
});

Deno.test("an embedding takes whole numbers here and there", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const net = new Embedding(device, 5, 4, { random });
  const data = Uint32Array.of(4, 0, 0, 2);
  const x = device.tensor(data, [2, 2], { dtype: "u32" });
  const bytes = await exportOnnx(net, [x]);
  const { y } = await runOnnx(bytes, { x: { shape: [2, 2], data } });
  const back = importOnnx(device, bytes);
  assertAllClose(await net.forward(x).read(), y!.data);
  assertAllClose(await back.forward(x).read(), y!.data);
  for (const one of [x, net, back]) one.dispose();
});
