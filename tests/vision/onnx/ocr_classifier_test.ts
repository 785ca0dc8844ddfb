import assert from "node:assert/strict";
import { importOnnx } from "../../../vision/onnx/mod.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { ocrClassifier } from "../../support/ocr_models.ts";
import { runOnnx } from "../../support/onnx_session.ts";
import { numbers } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

Deno.test("a classifier that nobody here wrote runs with ONNX Runtime's outputs", async () => {
  const device = await visionDevice();
  const bytes = await ocrClassifier();
  const net = importOnnx(device, bytes);
  try {
    for (const shape of [[2, 3, 48, 64]]) {
      const data = numbers(shape.reduce((a, b) => a * b), 5);
      const [theirs] = Object.values(await runOnnx(bytes, { x: { shape, data } }));
      using _scratch = device.arena();
      const y = device.noGrad(() => net.forward(device.tensor(data, shape)));
      const ours = await y.read();
      assert.deepEqual(y.shape, theirs!.shape);
      assertAllClose(Float64Array.from(ours), theirs!.data, { rtol: 0, atol: 1e-3 });
    }
  } finally {
    net.dispose();
  }
});
