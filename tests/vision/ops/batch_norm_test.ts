import assert from "node:assert/strict";
import fc from "fast-check";
import { gradcheck } from "../../../vision/autograd/gradcheck.ts";
import { loadCheckpoint, saveCheckpoint } from "../../../vision/checkpoint/mod.ts";
import { record } from "../../../vision/kernel/plan.ts";
import { BatchNorm1d, BatchNorm2d } from "../../../vision/nn/batch_norm2d.ts";
import { batchNorm, batchNormOp } from "../../../vision/ops/batch_norm/mod.ts";
import { batchStatistics } from "../../../vision/ops/batch_norm/batch_norm_ref.ts";
import { counterRandom } from "../../../vision/random.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { assertSpareChannelsZero } from "../../support/spare_channels.ts";
import { normals } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

const shapes = fc.oneof(
  fc.tuple(
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 1, max: 9 }),
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 3, max: 9 }),
  ),
  fc.tuple(fc.integer({ min: 2, max: 20 }), fc.integer({ min: 1, max: 9 })),
);

Deno.test("batchNorm() matches its reference and its gradients, in training and after", async () => {
  const device = await visionDevice();
  await fc.assert(
    fc.asyncProperty(shapes, fc.boolean(), fc.boolean(), fc.nat(1e6), async (...at) => {
      const [shape, train, affine, seed] = at;
      const c = shape[1];
      const rows = (from: number) => ({ shape: [c], data: normals([c], seed + from) });
      const given = [
        { ...rows(3), constant: true },
        { shape: [c], data: rows(4).data.map((x) => x * x + 0.5), constant: true },
      ];
      const settings = { train, momentum: 0.1, eps: 1e-3 };
      await gradcheck(device, {
        inputs: [
          { shape, data: normals(shape, seed).map((x) => 3 * x + 1) },
          ...given,
          ...(affine ? [rows(1), rows(2)] : []),
        ],
        forward: ([x, mean, variance, gamma, beta]) =>
          batchNorm(x!, {
            ...settings,
            mean: mean!,
            variance: variance!,
            ...(affine ? { gamma: gamma!, beta: beta! } : {}),
          }),
        reference: ([x, mean, variance, gamma, beta]) =>
          batchNormOp.reference.forward(
            [x!, gamma ?? null, beta ?? null, mean!, variance!],
            settings,
          ),
        random: counterRandom(seed, 7),
      });
    }),
    { numRuns: 8 },
  );
});

Deno.test("batchNorm() reference gradient equals the kernels', scale and shift included", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const shape = [2, 6, 5, 4];
  const [x, dy, gamma, beta] = [shape, shape, [6], [6]].map((of, i) => ({
    shape: of,
    data: normals(of, i),
  })) as [Ref, Ref, Ref, Ref];
  const settings = { train: true, momentum: 0, eps: 1e-5 };
  const tensors = [x, gamma, beta].map(({ shape, data }) =>
    device.tensor(Float32Array.from(data), shape, { requiresGrad: true })
  );
  const y = batchNorm(tensors[0]!, { train: true, gamma: tensors[1]!, beta: tensors[2]! });
  await assertSpareChannelsZero(y, "batchNorm");
  y.backward(device.tensor(Float32Array.from(dy.data), shape));
  await assertSpareChannelsZero(tensors[0]!.grad!, "its gradient");
  const wanted = batchNormOp.reference.backward(dy, [x, gamma, beta, null, null], settings);
  for (const [i, tensor] of tensors.entries()) {
    assertAllClose(await tensor.grad!.read(), wanted[i]!.data, { rtol: 1e-4, atol: 1e-5 });
    tensor.dispose();
  }
});

type Ref = { shape: number[]; data: Float64Array<ArrayBuffer> };

Deno.test("batchNorm() keeps its accuracy far from zero: no difference of large squares", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const shape = [2, 3, 40, 50];
  const x = { shape, data: normals(shape, 1).map((v) => Math.fround(1000 + v)) };
  const tensor = device.tensor(Float32Array.from(x.data), shape);
  const y = batchNorm(tensor, { train: true });
  const options = { train: true, momentum: 0, eps: 1e-5 };
  const wanted = batchNormOp.reference.forward([x, null, null, null, null], options);
  assertAllClose(await y.read(), wanted.data, { rtol: 1e-3, atol: 1e-3 });
  // Channels of one value come out as 0, not as noise.
  const flat = device.tensor(new Float32Array(24).fill(0.1), [2, 3, 2, 2]);
  assertAllClose(await batchNorm(flat, { train: true }).read(), new Float32Array(24), {
    atol: 1e-4,
  });
  tensor.dispose();
  flat.dispose();
});

Deno.test("BatchNorm2d keeps running statistics in recorded steps, and uses them once trained", async () => {
  const device = await visionDevice();
  const shape = [2, 5, 4, 4];
  const layer = new BatchNorm2d(device, 5, { momentum: 0.25 });
  const x = device.tensor(Float32Array.from(normals(shape, 1)), shape);
  const plan = record(device, () => ({ y: layer.forward(x) }));
  const mean = new Float64Array(5);
  const variance = new Float64Array(5).fill(1);
  for (let step = 0; step < 3; step++) {
    const data = normals(shape, step + 2).map((v) => (1 + step) * v + step);
    x.write(Float32Array.from(data));
    plan.run();
    batchStatistics({ shape, data }).forEach((batch, c) => {
      mean[c]! += 0.25 * (batch.mean - mean[c]!);
      variance[c]! += 0.25 * (batch.variance * 32 / 31 - variance[c]!);
    });
  }
  assertAllClose(await layer.runningMean.read(), mean, { rtol: 1e-5 });
  assertAllClose(await layer.runningVariance.read(), variance, { rtol: 1e-5 });
  assert.deepEqual([...layer.namedState()].map(([name]) => name), [
    "weight",
    "bias",
    "runningMean",
    "runningVariance",
  ]);
  layer.evaluate();
  using _scratch = device.arena();
  const data = await x.read();
  const wanted = data.map((v, i) => {
    const c = Math.floor(i / 16) % 5;
    return (v - mean[c]!) / Math.sqrt(variance[c]! + 1e-5);
  });
  assertAllClose(await layer.forward(x).read(), wanted, { rtol: 1e-4, atol: 1e-5 });
  assertAllClose(await layer.runningMean.read(), mean, { rtol: 1e-5 });
  plan.dispose();
  layer.dispose();
  x.dispose();
});

Deno.test("a checkpoint holds the running statistics and brings them back", async () => {
  const device = await visionDevice();
  const [layer, other] = [new BatchNorm1d(device, 3), new BatchNorm1d(device, 3)];
  layer.runningMean.write([1, 2, 3]);
  layer.runningVariance.write([4, 5, 6]);
  loadCheckpoint(await saveCheckpoint(layer), other);
  assert.deepEqual([...await other.runningMean.read()], [1, 2, 3]);
  assert.deepEqual([...await other.runningVariance.read()], [4, 5, 6]);
  layer.dispose();
  other.dispose();
});

Deno.test("batchNorm() says what does not fit", async () => {
  const device = await visionDevice();
  const [one, rows] = [device.zeros([1, 3, 1, 1]), device.ones([2, 3])];
  const three = device.ones([3]);
  assert.throws(() => batchNorm(one, { train: true }), /more than one number a channel/);
  assert.throws(
    () => batchNorm(rows, { train: false }),
    /outside training: want mean and variance/,
  );
  assert.throws(() => batchNorm(rows, { train: true, gamma: three }), /want both or neither/);
  const [gamma, beta] = [device.ones([2]), three];
  assert.throws(
    () => batchNorm(rows, { train: true, gamma, beta }),
    /want gamma f32 \[3\], got f32 \[2\]/,
  );
  assert.throws(() => batchNorm(rows, { train: true, eps: 0 }), /eps 0: want a number above 0/);
  assert.throws(() => batchNorm(rows, { train: true, momentum: 2 }), /momentum 2: want 0 to 1/);
  const layer = new BatchNorm1d(device, 3);
  assert.throws(() => layer.forward(one), /want 2 sizes, got 4/);
  layer.dispose();
  one.dispose();
});

Deno.test("batchNorm() of momentum 0 leaves the running statistics alone, whatever the batch", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const [mean, variance] = [device.tensor([3], [1]), device.tensor([4], [1])];
  for (const batch of [[1, NaN], [Infinity, 2]]) {
    batchNorm(device.tensor(batch, [2, 1]), { train: true, mean, variance, momentum: 0 });
  }
  assert.deepEqual([...await mean.read(), ...await variance.read()], [3, 4]);
});
