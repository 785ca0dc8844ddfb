import assert from "node:assert/strict";
import type { Device } from "../../../vision/device.ts";
import { laneBudget } from "../../../vision/kernel/lane_budget.ts";
import { mseLoss } from "../../../vision/ops/elementwise_loss/mod.ts";
import { partsOf, sumLoss } from "../../../vision/ops/loss_sum/mod.ts";
import { divisiveNorm } from "../../../vision/ops/divisive_norm/mod.ts";
import { divisiveNormReference } from "../../../vision/ops/divisive_norm/divisive_norm_ref.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { normals } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

Deno.test("sums of losses are taken in as many parts as the adapter wants and there are", async () => {
  const device = await visionDevice();
  const card = { adapter: { software: false } } as Device;
  for (const each of [device, card]) {
    const { wanted } = laneBudget(each);
    assert.equal(partsOf(each, 7), 7);
    assert.equal(partsOf(each, 100 * wanted), wanted);
  }
  assert.ok(partsOf(card, 1 << 20) > 1024);
});

Deno.test("sumLoss() adds up any number of pairs, the same each time", async () => {
  const device = await visionDevice();
  for (const count of [1, 65, 4097, 40_000]) {
    using _scratch = device.arena();
    const pairs = normals([count, 2], count).map((value, i) => i % 2 ? Math.abs(value) : value);
    const stored = device.tensor(Float32Array.from(pairs), [count, 2]);
    const sums = [0, 1].map((k) => pairs.reduce((sum, v, i) => i % 2 === k ? sum + v : sum, 0));
    const once = sumLoss(stored, count, "mean");
    assertAllClose(await once.total.read(), [sums[1]!], { rtol: 1e-4 });
    assertAllClose(await once.loss.read(), [sums[0]! / sums[1]!], { rtol: 1e-3, atol: 1e-5 });
    const again = sumLoss(stored, count, "mean");
    assert.deepEqual(await again.loss.read(), await once.loss.read());
    const x = device.ones([count]);
    const loss = mseLoss(x, device.zeros([count]), { reduction: "sum" });
    assertAllClose(await loss.read(), [count], { rtol: 1e-6 });
    for (const tensor of [stored, x]) tensor.dispose();
  }
});

Deno.test("divisiveNorm() takes a large image in more parts than a workgroup has lanes", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const shape = [1, 1, 40, 50];
  const [data, incoming] = [normals(shape, 1), normals(shape, 2)];
  const x = device.tensor(Float32Array.from(data), shape, { requiresGrad: true });
  const window = device.tensor([1, 2, 1], [3]);
  const { dispatches } = device.capture(() => divisiveNorm(x, { window }));
  const sums = dispatches.find(({ kernel }) => kernel.name === "divisive norm sums")!;
  assert.ok(sums.workgroups.reduce((a, b) => a * b) > 1);
  const y = divisiveNorm(x, { window });
  y.backward(device.tensor(Float32Array.from(incoming), shape));
  const inputs = [
    { shape, data },
    { shape: [3], data: Float64Array.of(1, 2, 1) },
    null,
  ] as const;
  assertAllClose(await y.read(), divisiveNormReference.forward(inputs, undefined).data, {
    rtol: 1e-4,
    atol: 1e-5,
  });
  const [dx] = divisiveNormReference.backward({ shape, data: incoming }, inputs, undefined);
  assertAllClose(await x.grad!.read(), dx!.data, { rtol: 1e-3, atol: 1e-4 });
  for (const tensor of [x, window]) tensor.dispose();
});
