import assert from "node:assert/strict";
import { DataLoader, shuffled } from "../../../vision/data/mod.ts";
import type { Device } from "../../../vision/device.ts";
import { ShapeError } from "../../../vision/errors.ts";
import { BatchNorm1d, BatchNorm2d, Conv2d, Dropout, Sequential } from "../../../vision/nn/mod.ts";
import { sum } from "../../../vision/ops/reduce/mod.ts";
import { crossEntropy } from "../../../vision/ops/cross_entropy/mod.ts";
import { Adam, linear, type Schedule, SGD } from "../../../vision/optim/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import {
  firstNonFinite,
  Trainer,
  type TrainerEpoch,
  type TrainerOptions,
  type TrainerStep,
} from "../../../vision/train/mod.ts";
import { countGpuObjects } from "../../support/count_gpu_objects.ts";
import { normals } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

const SHAPE = [2, 3, 4];

/** Pixels to tell apart by which of two channels is larger. */
const SAMPLES = {
  length: 24,
  get(index: number) {
    const image = Float32Array.from(normals(SHAPE, 100 + index));
    return {
      image,
      labels: Uint32Array.from({ length: 12 }, (_, i) => +(image[i]! > image[12 + i]!)),
    };
  },
};

/** A run; `spoil` is what becomes of a pixel of the first image of a step. */
function makeRun(
  device: Device,
  options: Partial<TrainerOptions> = {},
  spoil: (step: number) => number | null = () => null,
  noisy = false,
) {
  const random = counterRandom(1);
  // State beside parameters: running statistics, counters, velocities, decay from a step on.
  const between = noisy ? [new BatchNorm2d(device, 4), new Dropout(device, { seed: 2 })] : [];
  const net = new Sequential(
    new Conv2d(device, 2, 4, 1, { random }),
    ...between,
    new Conv2d(device, 4, 2, 1, { random }),
  );
  const optimizer = noisy
    ? new SGD(net, { lr: 1, momentum: 0.9, dampening: 0.1, weightDecay: 0.1, weightDecayFrom: 12 })
    : new Adam(net, { lr: 1 });
  const loader = new DataLoader(device, SAMPLES, {
    batch: 4,
    sampler: shuffled(SAMPLES.length, 5),
    fields: { image: { shape: SHAPE }, labels: { shape: [3, 4], dtype: "u32" } },
    write({ image, labels }, places) {
      places.image.set(image);
      places.labels.set(labels);
    },
  });
  const steps: TrainerStep[] = [];
  const epochs: TrainerEpoch[] = [];
  const lines: string[] = [];
  const saved: Uint8Array<ArrayBuffer>[] = [];
  const trainer = new Trainer(device, {
    module: net,
    optimizer,
    batches: {
      prepare: (step) => loader.prepare(step),
      fill(step) {
        loader.fill(step);
        const value = spoil(step);
        if (value === null) return;
        const images = new Float32Array(4 * 24).fill(0.5);
        images[3] = value;
        loader.tensors.image.write(images);
      },
    },
    forward: () => crossEntropy(net.forward(loader.tensors.image), loader.tensors.labels),
    schedule: linear(0.1, 100),
    stepsPerEpoch: loader.stepsPerEpoch,
    metadata: { recipe: "test" },
    save: (bytes) => void saved.push(bytes),
    onStep: (step) => void steps.push(step),
    onEpoch(epoch) {
      epochs.push(epoch);
      return { seen: steps.length };
    },
    log: (line) => void lines.push(line),
    ...options,
  });
  const dispose = () => [trainer, loader, optimizer, net].forEach((part) => part.dispose());
  return { net, trainer, steps, epochs, lines, saved, dispose };
}

Deno.test("Trainer learns, tells of steps and epochs in order, and keeps checkpoints", async () => {
  const device = await visionDevice();
  const run = makeRun(device, { checkpointEvery: 15 });
  assert.equal(await run.trainer.run(40), 40);
  assert.deepEqual(run.steps.map(({ step }) => step), Array.from({ length: 40 }, (_, i) => i + 1));
  assert.deepEqual(
    run.steps.map(({ learningRate }) => learningRate),
    run.steps.map((_, i) => linear(0.1, 100)(i)),
  );
  const [first, last] = [run.steps[0]!.loss, run.steps.at(-1)!.loss];
  assert.ok(first > 0.4 && last < 0.5 * first, `loss ${first} -> ${last}`);
  // Six steps are an epoch: every one of them was told of before its end.
  assert.deepEqual(
    run.epochs.map(({ epoch, step }) => [epoch, step]),
    [1, 2, 3, 4, 5, 6].map((k) => [k, 6 * k]),
  );
  const mean = run.steps.slice(6, 12).reduce((sum, { loss }) => sum + loss, 0) / 6;
  assert.ok(Math.abs(run.epochs[1]!.loss - mean) < 1e-12);
  assert.equal(run.saved.length, 3);
  const lines = run.lines.map((line) => JSON.parse(line));
  assert.equal(lines.length, 46);
  assert.deepEqual(Object.keys(lines[0]), ["step", "loss", "learningRate"]);
  assert.deepEqual([lines[6].epoch, lines[6].step, lines[6].seen], [1, 6, 6]);
  run.dispose();
});

Deno.test("Trainer stopped and resumed is bit for bit the run that was never stopped", async () => {
  const device = await visionDevice();
  const held = device.memoryBytes;
  for (const noisy of [false, true]) {
    const whole = makeRun(device, {}, undefined, noisy);
    await whole.trainer.run(20);
    let asked = 0;
    const half = makeRun(device, { stopped: () => asked++ >= 9 }, undefined, noisy);
    assert.equal(await half.trainer.run(20), 9);
    const rest = makeRun(device, {}, undefined, noisy);
    assert.equal(rest.trainer.resume(half.saved.at(-1)!).metadata.recipe, "test");
    assert.equal(rest.trainer.step, 9);
    await rest.trainer.run(20);
    assert.deepEqual(rest.saved.at(-1), whole.saved.at(-1));
    assert.deepEqual([...half.steps, ...rest.steps], whole.steps);
    for (const run of [whole, half, rest]) run.dispose();
  }
  assert.ok(device.memoryBytes - held < 4096, `${device.memoryBytes - held} bytes`);
});

Deno.test("Trainer creates nothing from step to step but encoders", async () => {
  const device = await visionDevice();
  const run = makeRun(device, { save: () => {} });
  await run.trainer.run(8);
  const counts = await countGpuObjects(device.gpu, async () => {
    // No checkpoint, which reads everything back, but the steps of one start.
    run.trainer.checkpoint = () => Promise.resolve(new Uint8Array());
    await run.trainer.run(30);
  });
  assert.deepEqual(counts, {});
  run.dispose();
});

Deno.test("Trainer names the first tensor that is not finite, from a copy of some steps before", async () => {
  const device = await visionDevice();
  const cases: [(step: number) => number | null, Schedule, RegExp][] = [
    [
      (step) => step === 40 ? Infinity : null,
      linear(0.1, 100),
      /loss of step 41 is (NaN|-?Infinity); .* is an input of conv2d \[4, 2, 3, 4\].*: Infinity at 3/,
    ],
    // Weights of 3e38 overflow in the next step's first product.
    [
      () => null,
      (step) => step === 4 ? 3e38 : 0.1,
      /loss of step 6 is .*; the first that is not finite is (the output of conv2d \[4, 4, 3, 4\] \(with 0\.weight, 0\.bias\)|parameter 0\.)/,
    ],
  ];
  for (const [spoil, schedule, wanted] of cases) {
    const run = makeRun(device, { schedule }, spoil);
    await assert.rejects(run.trainer.run(60), (error: Error) => {
      assert.ok(error instanceof RangeError, String(error));
      assert.match(error.message, wanted);
      return true;
    });
    // Nothing broken was saved.
    assert.equal(run.saved.length, 0);
    run.dispose();
  }
});

Deno.test("firstNonFinite() goes forward, then along the gradients, and is silent where all is well", async () => {
  const device = await visionDevice();
  const net = new Conv2d(device, 2, 2, 1, { random: counterRandom(1) });
  const images = device.tensor(Float32Array.from(normals([1, 2, 2, 2], 1)), [1, 2, 2, 2]);
  const target = device.zeros([1, 2, 2], { dtype: "u32" });
  const step = () => crossEntropy(net.forward(images), target);
  assert.equal(await firstNonFinite(device, net, step), null);
  net.bias!.write([0, NaN]);
  assert.deepEqual(await firstNonFinite(device, net, step), {
    what: "parameter bias [2]",
    value: NaN,
    index: 1,
    parameters: ["bias"],
  });
  assert.equal(net.weight.grad, null);
  for (const part of [net, images, target]) part.dispose();
});

Deno.test("firstNonFinite() leaves statistics, counters and gradients as they were", async () => {
  const device = await visionDevice();
  const net = new Sequential(new BatchNorm1d(device, 1), new Dropout(device, { seed: 1 }));
  const batch = device.tensor([1, 3, 5], [3, 1]);
  const gradient = device.ones([1]);
  net.parameters()[0]!.grad = gradient;
  const before = await net.stateDict();
  const step = () => sum(net.forward(batch));
  assert.equal(await firstNonFinite(device, net, step), null);
  assert.deepEqual(await net.stateDict(), before);
  batch.write([1, NaN, 5]);
  const found = await firstNonFinite(device, net, step);
  assert.equal(found?.what, "an input of batch_norm [3, 1]");
  const broken = () => {
    step();
    throw new TypeError("broken");
  };
  await assert.rejects(firstNonFinite(device, net, broken), /broken/);
  assert.deepEqual(await net.stateDict(), before);
  assert.deepEqual(net.parameters().map(({ grad }) => grad), [gradient, null]);
  for (const part of [net, batch, gradient]) part.dispose();
});

Deno.test("Trainer refuses a metric that is no scalar when its step is built, and says what it holds", async () => {
  const device = await visionDevice();
  const run = makeRun(device);
  const [weight] = run.net.parameters();
  const state = 3 * run.net.parameters().reduce((bytes, { storage }) => bytes + storage.bytes, 0);
  // Weights with two moments of each, the count of steps, and all of it twice.
  assert.ok(run.trainer.peakBytes >= 2 * state, `${run.trainer.peakBytes} of ${2 * state}`);
  const before = run.trainer.peakBytes;
  await run.trainer.prepare();
  assert.ok(run.trainer.peakBytes > before);
  const each = makeRun(device, { forward: () => ({ loss: sum(weight!), each: weight! }) });
  await assert.rejects(each.trainer.run(1), (error: Error) => {
    assert.ok(error instanceof ShapeError, String(error));
    assert.match(error.message, /Cannot tell of each \[4, 2, 1, 1\]: want one element/);
    return true;
  });
  for (const part of [run, each]) part.dispose();
});

Deno.test("Trainer trains the head of a net whose trunk is frozen", async () => {
  const device = await visionDevice();
  const run = makeRun(device);
  const trunk = (run.net.layers[0] as Conv2d).freeze();
  const before = await run.net.stateDict();
  await run.trainer.run(4);
  const after = await run.net.stateDict();
  for (const name of Object.keys(before)) {
    const same = after[name]!.data.every((value, i) => value === before[name]!.data[i]);
    assert.equal(same, name.startsWith("0."), name);
  }
  assert.equal(trunk.weight.grad, null);
  run.dispose();
});
