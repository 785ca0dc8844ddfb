import assert from "node:assert/strict";
import { gradcheck } from "../../../vision/autograd/gradcheck.ts";
import { kaimingNormal, lecunNormal, Linear, xavierUniform } from "../../../vision/nn/mod.ts";
import { matmulOp } from "../../../vision/ops/matmul/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { normals } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

Deno.test("Linear computes x w^T + b of any number of rows, with exact gradients", async () => {
  const device = await visionDevice();
  for (const [shape, activation] of [[[3, 5], "relu"], [[2, 2, 5], undefined]] as const) {
    const options = activation ? { activation } : {};
    const layer = new Linear(device, 5, 6, { random: counterRandom(1), ...options });
    layer.bias!.write(Float32Array.from(normals([6], 2)));
    const inputs = [layer.weight, layer.bias!];
    const values = await Promise.all(inputs.map((parameter) => parameter.read()));
    const fixed = inputs.map(({ shape }, i) => ({ shape, data: Float64Array.from(values[i]!) }));
    await gradcheck(device, {
      inputs: [{ shape, data: normals(shape, 3) }],
      forward: ([x]) => layer.forward(x!),
      reference: ([x]) =>
        matmulOp.reference.forward([x!, fixed[0]!, fixed[1]!], { transposeB: true, ...options }),
      random: counterRandom(4),
    });
    assert.deepEqual(layer.weight.grad!.shape, [6, 5]);
    assert.deepEqual(layer.bias!.grad!.shape, [6]);
    layer.dispose();
  }
});

Deno.test("Linear draws its weights by what follows, and its bias may be none", async () => {
  const device = await visionDevice();
  const drawn = async (options: object) => {
    const layer = new Linear(device, 8, 3, { random: counterRandom(7), ...options });
    const weights = await layer.weight.read();
    layer.dispose();
    return weights;
  };
  assert.deepEqual(await drawn({}), lecunNormal([3, 8], counterRandom(7)));
  assert.deepEqual(await drawn({ activation: "relu" }), kaimingNormal([3, 8], counterRandom(7)));
  assert.deepEqual(
    await drawn({ activation: "relu", initialiser: xavierUniform }),
    xavierUniform([3, 8], counterRandom(7)),
  );
  const layer = new Linear(device, 2, 3, { random: counterRandom(1), bias: false });
  assert.deepEqual([...layer.namedParameters()].map(([name]) => name), ["weight"]);
  using _scratch = device.arena();
  const w = await layer.weight.read();
  const y = await layer.forward(device.tensor([1, 2], [1, 2])).read();
  assertAllClose(y, [w[0]! + 2 * w[1]!, w[2]! + 2 * w[3]!, w[4]! + 2 * w[5]!]);
  layer.dispose();
});

Deno.test("Linear says which inputs do not fit", async () => {
  const device = await visionDevice();
  const layer = new Linear(device, 4, 3, { random: counterRandom(1) });
  assert.throws(
    () => layer.forward(device.ones([2, 5])),
    /Cannot multiply \[2, 5\] by \[3, 4\] transposed: want inner sizes equal, got 5 and 4/,
  );
  assert.throws(() => layer.forward(device.ones([4])), /want matrices/);
  layer.dispose();
});
