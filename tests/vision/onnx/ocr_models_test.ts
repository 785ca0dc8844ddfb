import assert from "node:assert/strict";
import { importOnnx } from "../../../vision/onnx/mod.ts";
import { elementCount } from "../../../vision/shape.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { ocrModel } from "../../support/ocr_models.ts";
import { runOnnx } from "../../support/onnx_session.ts";
import { visionDevice } from "../../support/vision_device.ts";

/** A picture of bars, which is more of a text than noise is. */
function bars(count: number): Float32Array<ArrayBuffer> {
  return Float32Array.from(
    { length: count },
    (_, i) => Math.sin(i / 5) * Math.sin(i / 500) > 0 ? 1 : -1,
  );
}

const cases = [
  { name: "classifier", shape: [2, 3, 48, 64], parameters: 129_356 },
  { name: "recogniser", shape: [1, 3, 48, 32], parameters: 2_688_509 },
] as const;

for (const { name, shape, parameters } of cases) {
  Deno.test(`a ${name} that nobody here wrote runs with ONNX Runtime's outputs`, async () => {
    const device = await visionDevice();
    using _scratch = device.arena();
    const bytes = await ocrModel(name);
    const data = bars(elementCount(shape));
    const [theirs] = Object.values(await runOnnx(bytes, { x: { shape, data } }));
    const net = importOnnx(device, bytes);
    assert.equal(net.parameterCount(), parameters);
    const x = device.tensor(data, shape);
    const y = device.noGrad(() => net.forward(x));
    assert.deepEqual(y.shape, theirs!.shape);
    // Probabilities, of which some are far from 0.
    assert.ok(Math.max(...theirs!.data) > 0.5);
    assertAllClose(await y.read(), theirs!.data, { rtol: 0, atol: 1e-3 });
    x.dispose();
    net.dispose();
  });
}
