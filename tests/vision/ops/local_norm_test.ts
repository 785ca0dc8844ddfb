import assert from "node:assert/strict";
import fc from "fast-check";
import { gradcheck } from "../../../vision/autograd/gradcheck.ts";
import {
  DivisiveNorm,
  LocalContrastNorm,
  SubtractiveNorm,
} from "../../../vision/nn/normalisation.ts";
import { divisiveNorm, divisiveNormOp } from "../../../vision/ops/divisive_norm/mod.ts";
import { gaussianWindow } from "../../../vision/ops/local_mean/mod.ts";
import { subtractiveNorm, subtractiveNormOp } from "../../../vision/ops/subtractive_norm/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { assertSpareChannelsZero } from "../../support/spare_channels.ts";
import { normals } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

const cases = fc.record({
  n: fc.integer({ min: 1, max: 2 }),
  // Of one channel and one pixel that counts all gradients are 0, and none is relative to that.
  c: fc.integer({ min: 2, max: 5 }),
  h: fc.integer({ min: 1, max: 6 }),
  w: fc.integer({ min: 1, max: 6 }),
  taps: fc.constantFrom(1, 3, 5, 9),
  masks: fc.constantFrom("none", "one", "each"),
  seed: fc.nat(1e6),
});

/** A window that is not symmetrical, so that a transpose cannot be taken for the thing itself. */
const window = (taps: number) => gaussianWindow(taps, 1.5).map((weight, i) => weight * (1 + i));

const OPS = {
  subtractiveNorm: { apply: subtractiveNorm, op: subtractiveNormOp },
  divisiveNorm: { apply: divisiveNorm, op: divisiveNormOp },
};

for (const [name, { apply, op }] of Object.entries(OPS)) {
  Deno.test(`${name}() matches its reference and its gradient, with and without a mask`, async () => {
    const device = await visionDevice();
    await fc.assert(
      fc.asyncProperty(cases, async ({ n, c, h, w, taps, masks, seed }) => {
        const shape = [n, c, h, w];
        const of = [masks === "each" ? n : 1, h, w];
        const mask = { shape: of, data: normals(of, seed + 1).map((v) => v > -0.5 ? 1 : 0) };
        const x = { shape, data: normals(shape, seed).map((v) => v + 0.5) };
        const weights = { shape: [taps], data: window(taps) };
        await gradcheck(device, {
          inputs: [
            x,
            { ...weights, constant: true },
            ...(masks === "none" ? [] : [{ ...mask, constant: true }]),
          ],
          forward: ([x, window, mask]) => apply(x!, { window: window!, ...(mask ? { mask } : {}) }),
          reference: ([x, window, mask]) =>
            op.reference.forward([x!, window!, mask ?? null], undefined),
          random: counterRandom(seed, 2),
          step: 1e-6,
        });
        const inputs = [x, { ...weights, data: Float64Array.from(weights.data) }, mask] as const;
        const y = op.reference.forward(inputs, undefined);
        const [dx] = op.reference.backward(y, inputs, undefined);
        const half = (data: Float64Array<ArrayBuffer>) =>
          op.reference.forward([{ shape, data }, inputs[1], mask], undefined).data
            .reduce((sum, v) => sum + v * v / 2, 0);
        const turned = x.data.map((v, i) => v + 1e-6 * Math.cos(i));
        const back = x.data.map((v, i) => v - 1e-6 * Math.cos(i));
        const slope = dx!.data.reduce((sum, d, i) => sum + d * Math.cos(i), 0);
        assertAllClose([slope], [(half(turned) - half(back)) / 2e-6], { rtol: 1e-4, atol: 1e-5 });
      }),
      { numRuns: 8 },
    );
  });
}

Deno.test("SubtractiveNorm gives exactly 0 for an image of one value, borders and masks included", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const layer = new SubtractiveNorm(device, { size: 7 });
  const x = device.tensor(new Float32Array(2 * 3 * 9 * 11).fill(0.1), [2, 3, 9, 11]);
  const holes = Float32Array.from({ length: 99 }, (_, i) => i % 5 && i > 14 ? 1 : 0);
  const mask = device.tensor(holes, [1, 9, 11]);
  const zeros = new Float32Array(2 * 3 * 9 * 11);
  for (const y of [layer.forward(x), layer.forward(x, mask)]) {
    await assertSpareChannelsZero(y, "SubtractiveNorm");
    assert.deepEqual(await y.read(), zeros);
  }
  const both = new LocalContrastNorm(device, { size: 7 });
  assert.deepEqual(await both.forward(x).read(), zeros);
  for (const used of [layer, both, x, mask]) used.dispose();
});

Deno.test("masked pixels count for nothing, whatever they hold, and come out as 0", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const layer = new LocalContrastNorm(device, { size: 5 });
  const shape = [1, 2, 6, 7];
  const valid = Float32Array.from({ length: 42 }, (_, i) => i % 7 < 4 ? 1 : 0);
  const data = Float32Array.from(normals(shape, 3));
  const mask = device.tensor(valid, [1, 6, 7]);
  const results = [];
  for (const junk of [NaN, 1e30, 0]) {
    const x = device.tensor(data.map((v, i) => valid[i % 42] ? v : junk), shape, {
      requiresGrad: true,
    });
    const y = layer.forward(x, mask);
    y.backward(device.tensor(data, shape));
    results.push([await y.read(), await x.grad!.read()] as const);
    x.dispose();
  }
  for (const result of results) assert.deepEqual(result, results[2]);
  for (const values of results[0]!) {
    assert.ok(values.every((v, i) => Number.isFinite(v) && (valid[i % 42] || v === 0)));
  }
  // The same as the picture of the pixels that count alone.
  const cut = data.filter((_, i) => i % 7 < 4);
  const alone = device.tensor(cut, [1, 2, 6, 4]);
  const wanted = await layer.forward(alone).read();
  assertAllClose(results[0]![0].filter((_: number, i: number) => i % 7 < 4), wanted, {
    rtol: 1e-4,
  });
  for (const used of [layer, mask, alone]) used.dispose();
});

Deno.test("DivisiveNorm does not see a factor of the image, and gives 0 for an image of zeros", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const layer = new DivisiveNorm(device, { size: 5, sigma: 1 });
  const shape = [2, 5, 8, 6];
  const data = Float32Array.from(normals(shape, 4));
  const [x, scaled] = [1, 37].map((k) => device.tensor(data.map((v) => k * v), shape));
  const y = layer.forward(x!);
  await assertSpareChannelsZero(y, "DivisiveNorm");
  assertAllClose(await layer.forward(scaled!).read(), await y.read(), { rtol: 1e-5 });
  const zeros = device.tensor(new Float32Array(480), shape, { requiresGrad: true });
  const none = layer.forward(zeros);
  none.backward(x!);
  assert.deepEqual(await none.read(), new Float32Array(480));
  assert.deepEqual(await zeros.grad!.read(), new Float32Array(480));
  for (const used of [layer, x!, scaled!, zeros]) used.dispose();
});

Deno.test("a pixel alone is its own neighbourhood: 0, or 1 by its sign, and no gradient", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const weights = device.tensor(window(3), [3]);
  const x = device.tensor([0.3, -7], [2, 1, 1, 1], { requiresGrad: true });
  for (const [apply, wanted] of [[subtractiveNorm, [0, 0]], [divisiveNorm, [1, -1]]] as const) {
    x.grad = null;
    const y = apply(x, { window: weights });
    assertAllClose(await y.read(), wanted);
    y.backward(device.tensor([1, 2], [2, 1, 1, 1]));
    assertAllClose(await x.grad!.read(), [0, 0], { atol: 1e-6 });
  }
  for (const used of [weights, x]) used.dispose();
});

Deno.test("local normalisations say what does not fit", async () => {
  const device = await visionDevice();
  const x = device.zeros([2, 3, 4, 5]);
  const window = device.ones([3]);
  assert.throws(() => subtractiveNorm(x, { window: device.ones([4]) }), /want a window f32 \[odd/);
  assert.throws(() => subtractiveNorm(window, { window }), /local mean of \[3\]: want images/);
  assert.throws(
    () => divisiveNorm(x, { window, mask: device.ones([2, 5, 4]) }),
    /divide by the deviation \[2, 3, 4, 5\]: want a mask f32 \[2, 4, 5\], got f32 \[2, 5, 4\]/,
  );
  assert.throws(() => gaussianWindow(4), /window of 4 weights: want an odd number/);
  assert.throws(() => gaussianWindow(5, 0), /window of width 0: want a number above 0/);
  assertAllClose([gaussianWindow(9).reduce((a, b) => a + b, 0)], [1]);
  x.dispose();
});
