import assert from "node:assert/strict";
import { loadCheckpoint, saveCheckpoint } from "../../vision/checkpoint/mod.ts";
import { Device } from "../../vision/device.ts";
import { CheckpointError } from "../../vision/errors.ts";
import { record } from "../../vision/kernel/plan.ts";
import { Conv2d, CrossEntropyLoss, Module, Parameter, Sequential } from "../../vision/nn/mod.ts";
import { add } from "../../vision/ops/add/mod.ts";
import { argmaxChannels } from "../../vision/ops/argmax/mod.ts";
import { concat } from "../../vision/ops/concat/mod.ts";
import { maxPool2d } from "../../vision/ops/max_pool2d/mod.ts";
import { tanh } from "../../vision/ops/pointwise/mod.ts";
import { resizeBilinear } from "../../vision/ops/resize/mod.ts";
import { SGD } from "../../vision/optim/mod.ts";
import { counterRandom } from "../../vision/random.ts";
import type { Tensor } from "../../vision/tensor.ts";
import { assertAllClose } from "../support/allclose.ts";
import { countGpuObjects } from "../support/count_gpu_objects.ts";
import { integers, normals } from "../support/vision_arrays.ts";
import { visionDevice } from "../support/vision_device.ts";

const CLASSES = 3;

/** Down and up again with a skip: every operation of the first nets, conv2d included. */
class SmallNet extends Module {
  readonly inner: Conv2d;
  readonly outer: Conv2d;

  constructor(device: Device, seed: number) {
    super();
    const random = counterRandom(seed);
    this.inner = new Conv2d(device, 3, 8, 3, { padding: 1, activation: "relu", random });
    this.outer = new Conv2d(device, 11, CLASSES, 3, { padding: 1, random });
  }

  override forward(x: Tensor): Tensor {
    const [, , h, w] = x.shape as [number, number, number, number];
    const low = this.inner.forward(maxPool2d(x, 2));
    return this.outer.forward(concat([x, resizeBilinear(low, [h, w])]));
  }
}

/** A net, a batch that it should learn by heart, and the recorded step. */
function trainer(device: Device, seed: number) {
  const net = new SmallNet(device, seed);
  const images = device.tensor(Float32Array.from(normals([2, 3, 8, 8], 1)), [2, 3, 8, 8]);
  const labels = integers([2, 8, 8], CLASSES, 2).map((label, i) =>
    i % 9 ? (i % 8 < 4 ? 0 : label) : 255
  );
  const target = device.tensor(labels, [2, 8, 8], { dtype: "u32" });
  const sgd = new SGD(net, { lr: 0.2, momentum: 0.9, weightDecay: 1e-4 });
  const criterion = new CrossEntropyLoss();
  const step = record(device, () => {
    sgd.zeroGrad();
    const logits = net.forward(images);
    const loss = criterion.forward(logits, target);
    loss.backward();
    sgd.step();
    return { loss, classes: argmaxChannels(logits) };
  });
  const dispose = () => [step, sgd, net, images, target].forEach((part) => part.dispose());
  return { net, sgd, step, labels, dispose };
}

Deno.test("a small net learns a batch by heart, its replays create nothing and hold no more memory", async () => {
  const device = await visionDevice();
  const held = device.memoryBytes;
  const { step, labels, dispose } = trainer(device, 1);
  step.run();
  const first = await step.outputs.loss.item();
  const memory = device.memoryBytes;
  const counts = await countGpuObjects(device.gpu, () => {
    for (let i = 0; i < 150; i++) step.run();
  });
  assert.deepEqual(counts, {});
  assert.equal(device.memoryBytes, memory);
  const last = await step.outputs.loss.item();
  assert.ok(first > 0.6 && last < 0.3 * first, `loss ${first} -> ${last}`);
  const classes = await step.outputs.classes.read();
  const counted = [...labels].filter((label) => label !== 255).length;
  const right = [...classes].filter((value, i) => value === labels[i]).length;
  assert.ok(right / counted > 0.9, `${right} of ${counted} pixels`);
  dispose();
  // What is left is what all share: ones, counts, spare buffers of earlier tests.
  assert.ok(device.memoryBytes - held < 4096, `${device.memoryBytes - held} bytes`);
});

Deno.test("loadCheckpoint() continues a run bit for bit, velocities included", async () => {
  const device = await visionDevice();
  const run = trainer(device, 3);
  for (let i = 0; i < 3; i++) run.step.run();
  const bytes = await saveCheckpoint(run.net, {
    optimizer: run.sgd,
    step: 3,
    metadata: { recipe: "test" },
  });
  for (let i = 0; i < 3; i++) run.step.run();
  const wanted = await run.net.stateDict();

  const resumed = trainer(device, 4);
  const info = loadCheckpoint(bytes, resumed.net, { optimizer: resumed.sgd });
  assert.deepEqual(info, { step: 3, metadata: { recipe: "test", step: "3" } });
  for (let i = 0; i < 3; i++) resumed.step.run();
  assert.deepEqual(await resumed.net.stateDict(), wanted);

  // Weights alone serve a net that is used, but no training that goes on.
  const weights = await saveCheckpoint(run.net);
  assert.deepEqual(loadCheckpoint(weights, resumed.net).step, null);
  const before = await resumed.net.stateDict();
  assert.throws(
    () => loadCheckpoint(weights, resumed.net, { optimizer: resumed.sgd }),
    (error: Error) => {
      assert.ok(error instanceof CheckpointError);
      assert.match(error.message, /lacks "optimizer:velocity\.inner\.weight"/);
      return true;
    },
  );
  assert.throws(
    () => loadCheckpoint(weights, new Sequential(resumed.net.inner)),
    /missing 0.weight, 0.bias; unknown .*another net/,
  );
  assert.deepEqual(await resumed.net.stateDict(), before);
  run.dispose();
  resumed.dispose();
});

class Shared extends Module {
  readonly w: Parameter;

  constructor(device: Device, values: readonly number[]) {
    super();
    this.w = new Parameter(device, values, [values.length]);
  }

  override forward(x: Tensor): Tensor {
    return add(tanh(add(x, this.w)), tanh(this.w));
  }
}

Deno.test("a parameter used twice gets the sum of both gradients, recorded as it is eager", async () => {
  const device = await visionDevice();
  const net = new Shared(device, [0.3, -0.7]);
  const x = device.tensor([1, 2], [2]);
  const seed = device.tensor([1, -2], [2]);
  const slope = (value: number) => 1 - Math.tanh(value) ** 2;
  const wanted = [slope(1.3) + slope(0.3), -2 * (slope(1.3) + slope(-0.7))];
  {
    using _scratch = device.arena();
    net.forward(x).backward(seed);
    assertAllClose(await net.w.grad!.read(), wanted);
  }
  using plan = record(device, () => {
    net.zeroGrad();
    net.forward(x).backward(seed);
    return net.w.grad!;
  });
  plan.run();
  plan.run();
  assertAllClose(await plan.outputs.read(), wanted);
  for (const part of [net, x, seed]) part.dispose();
});

Deno.test("a net of any number of parameters is saved with its optimiser, of one moment", async () => {
  const device = await visionDevice();
  const many = new Sequential(...Array.from({ length: 80 }, (_, i) => new Shared(device, [i, -i])));
  const sgd = new SGD(many, { lr: 0.1 });
  const bytes = await saveCheckpoint(many, { optimizer: sgd, step: 7 });
  const state = await many.stateDict();
  assert.deepEqual([...state["79.w"]!.data], [79, -79]);
  for (const parameter of many.parameters()) parameter.write([0, 0]);
  assert.equal(loadCheckpoint(bytes, many, { optimizer: sgd }).step, 7);
  assert.deepEqual(await many.stateDict(), state);
  for (const step of ["-1", "1.5", "many", ""]) {
    const broken = await saveCheckpoint(many, { metadata: { step } });
    assert.throws(() => loadCheckpoint(broken, many), (error: Error) => {
      assert.ok(error instanceof CheckpointError);
      assert.equal(
        error.message,
        `Cannot load a checkpoint: its step is "${step}", want an integer of at least 0`,
      );
      return true;
    });
  }
  sgd.dispose();
  many.dispose();
});

Deno.test("a resumed run goes on with the kernels that were chosen for it", async () => {
  const { gpu } = await visionDevice();
  const work = {
    family: "test",
    shape: "one",
    variants: ["a", "b"],
    sample: () => ({ run: () => {}, dispose: () => {} }),
  };
  const run = (device: Device) => {
    const net = new Conv2d(device, 1, 1, 1, { random: counterRandom(1) });
    const sgd = new SGD(net, { lr: 0.1 });
    return { device, net, sgd };
  };
  const adapter = { name: "any", software: true };
  const first = run(Device.wrap(gpu, adapter));
  first.device.tuner.choose(work, "b");
  const bytes = await saveCheckpoint(first.net, { optimizer: first.sgd, step: 1 });
  const user = run(Device.wrap(gpu, adapter));
  loadCheckpoint(bytes, user.net);
  assert.equal(user.device.tuner.pick(work), "a", "who only uses the net chooses for himself");
  const resumed = run(Device.wrap(gpu, adapter));
  resumed.device.tuner.choose(work, "a");
  const info = loadCheckpoint(bytes, resumed.net, { optimizer: resumed.sgd });
  assert.equal(resumed.device.tuner.pick(work), "b");
  assert.deepEqual(info.metadata, { step: "1" });
  const broken = await saveCheckpoint(first.net, { metadata: { kernels: "[1]" } });
  assert.throws(() => loadCheckpoint(broken, user.net), /its "kernels" are no chosen kernels/);
  for (const { device, net, sgd } of [first, user, resumed]) {
    for (const part of [sgd, net, device]) part.dispose();
  }
});
