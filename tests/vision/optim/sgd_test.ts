import assert from "node:assert/strict";
import fc from "fast-check";
import { loadCheckpoint, saveCheckpoint } from "../../../vision/checkpoint/mod.ts";
import type { Device } from "../../../vision/device.ts";
import { record } from "../../../vision/kernel/plan.ts";
import { Module, Parameter } from "../../../vision/nn/mod.ts";
import { cosine, SGD } from "../../../vision/optim/mod.ts";
import { tanh } from "../../../vision/ops/pointwise/mod.ts";
import type { Tensor } from "../../../vision/tensor.ts";
import { sgdStepRef } from "../../../vision/optim/sgd_ref.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { updatedNet } from "../../support/updated_net.ts";
import { visionDevice } from "../../support/vision_device.ts";

class Curve extends Module {
  readonly w: Parameter;

  constructor(device: Device, values: readonly number[]) {
    super();
    this.w = new Parameter(device, values, [values.length]);
  }

  override forward(): Tensor {
    return tanh(this.w);
  }
}

Deno.test("SGD replays momentum, weight decay and a schedule as its formula says", async () => {
  const device = await visionDevice();
  const start = [0.5, -1, 2, 0, 3];
  const net = new Curve(device, start);
  const options = { lr: 0.1, momentum: 0.9, weightDecay: 0.01 };
  const sgd = new SGD(net, options);
  const seed = device.tensor([1, 2, -1, 0.5, 1], [5]);
  using step = record(device, () => {
    sgd.zeroGrad();
    net.forward().backward(seed);
    sgd.step();
  });
  const w = [...start];
  const v = start.map(() => 0);
  const incoming = [1, 2, -1, 0.5, 1];
  const schedule = cosine(0.1, 5);
  for (let i = 0; i < 5; i++) {
    sgd.lr = schedule(i);
    assert.ok(Math.abs(sgd.lr - schedule(i)) < 1e-9);
    step.run();
    w.forEach((value, j) => {
      const g = incoming[j]! * (1 - Math.tanh(value) ** 2) + 0.01 * value;
      v[j] = 0.9 * v[j]! + g;
      w[j] = value - schedule(i) * v[j]!;
    });
  }
  assertAllClose(await net.w.read(), w, { rtol: 1e-5, atol: 1e-6 });
  assertAllClose(await sgd.state()["velocity.w"]!.read(), v, { rtol: 1e-5, atol: 1e-6 });
  seed.dispose();
  sgd.dispose();
  net.dispose();
});

Deno.test("SGD refuses options out of range and a module that learns nothing", async () => {
  const device = await visionDevice();
  const net = new Curve(device, [1]);
  assert.throws(() => new SGD(net, { lr: -1 }), /with lr -1: want a number of at least 0/);
  assert.throws(() => new SGD(net, { lr: 1, momentum: NaN }), /momentum NaN/);
  assert.throws(() => new SGD(net, { lr: 1, l1: -1 }), /l1 -1: want a number of at least 0/);
  assert.throws(() => new SGD(net, { lr: 1, clipNorm: 0 }), /clipNorm 0: want a number above 0/);
  assert.throws(() => new SGD(net, { lr: 1, nesterov: true }), /look ahead with momentum 0/);
  assert.throws(
    () => new SGD(net, { lr: 1, nesterov: true, momentum: 0.9, dampening: 0.1 }),
    /dampening 0.1: want a momentum above 0 and no dampening/,
  );
  const sgd = new SGD(net, { lr: 1 });
  for (const rate of [NaN, Infinity, -0.1]) {
    assert.throws(() => sgd.lr = rate, /Cannot set the learning rate to .*: want a number of at/);
  }
  assert.equal(sgd.lr, 1);
  sgd.dispose();
  class Empty extends Module {
    override forward(x: Tensor): Tensor {
      return x;
    }
  }
  assert.throws(() => new SGD(new Empty(), { lr: 1 }), /the module has no parameters/);
  net.dispose();
});

const SIZES = [[3, 5], [1], [2, 3, 4], [4500], [7]] as const;

Deno.test("SGD follows its f64 reference with every option, over several parameters at once", async () => {
  const device = await visionDevice();
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        momentum: fc.constantFrom(0, 0.5, 0.9),
        dampening: fc.constantFrom(0, 0.3),
        weightDecay: fc.constantFrom(0, 0.1),
        weightDecayFrom: fc.constantFrom(0, 2),
        l1: fc.constantFrom(0, 0.05),
        l1From: fc.constantFrom(0, 1),
        clip: fc.constantFrom({}, { clipNorm: 0.7 }, { clipNorm: 1e6, clipValue: 0.4 }),
      }),
      fc.boolean(),
      fc.nat(),
      async ({ clip, ...options }, look, seed) => {
        const nesterov = look && options.momentum > 0 && options.dampening === 0;
        const all = { lr: 0.1, ...options, ...clip, nesterov };
        const net = updatedNet(device, SIZES, seed);
        const sgd = new SGD(net.module, all);
        const states = net.weights.map((weight) => ({ weight, velocity: weight.map(() => 0) }));
        for (let done = 0; done < 4; done++) {
          sgdStepRef(states, net.nextGradients(done), all, done);
          sgd.step();
        }
        await net.assertWeights();
        const velocity = sgd.state()["velocity.3"];
        // Without momentum no velocity takes up memory.
        assert.equal(velocity === undefined, options.momentum === 0);
        if (velocity) {
          const tolerance = { rtol: 1e-4, atol: 1e-5 };
          assertAllClose(await velocity.read(), states[3]!.velocity, tolerance, "velocity");
        }
        sgd.dispose();
        net.dispose();
      },
    ),
    { numRuns: 8 },
  );
});

Deno.test("SGD updates several parameters in one run, and clips by no more than it must", async () => {
  const device = await visionDevice();
  const net = updatedNet(device, SIZES, 1);
  net.nextGradients(0);
  const [plain, clipped] = [
    new SGD(net.module, { lr: 0.1 }),
    new SGD(net.module, {
      lr: 0.1,
      clipNorm: 1,
    }),
  ];
  using plainStep = record(device, () => plain.step());
  using clippedStep = record(device, () => clipped.step());
  assert.deepEqual(plainStep.kernels, ["sgd", "sgd"]);
  assert.deepEqual(clippedStep.kernels, [
    "gradient_squares",
    "gradient_squares",
    "optimizer_factors",
    "sgd",
    "sgd",
  ]);
  // Steps are counted where they run: a replay counts, a recording alone does not.
  assert.equal(await clipped.state()["steps"]!.item(), 0);
  clippedStep.run();
  clippedStep.run();
  assert.equal(await clipped.state()["steps"]!.item(), 2);
  assert.equal(plain.state()["steps"], undefined);
  for (const part of [plain, clipped, net]) part.dispose();
});

Deno.test("SGD leaves parameters without a gradient alone, also when none has one", async () => {
  const device = await visionDevice();
  const net = updatedNet(device, SIZES, 2);
  const sgd = new SGD(net.module, { lr: 0.1, weightDecay: 0.5, clipNorm: 1 });
  sgd.zeroGrad();
  sgd.step();
  await net.assertWeights();
  assert.equal(await sgd.state()["steps"]!.item(), 0);
  const gradient = device.tensor([3, 4, 0, 0, 0, 0, 0], [7]);
  net.module.parameters()[4]!.grad = gradient;
  sgd.step();
  net.weights[4]!.forEach((w, i) => {
    net.weights[4]![i] = w - 0.1 * ([0.6, 0.8][i] ?? 0) - 0.05 * w;
  });
  await net.assertWeights();
  for (const part of [sgd, net, gradient]) part.dispose();
});

Deno.test("decay that switches on later goes on bit for bit from a checkpoint", async () => {
  const device = await visionDevice();
  const options = { lr: 0.1, momentum: 0.9, l1: 0.05, l1From: 3, weightDecay: 0.1 };
  const run = updatedNet(device, SIZES, 4);
  const sgd = new SGD(run.module, options);
  run.nextGradients(0);
  for (let i = 0; i < 2; i++) sgd.step();
  const bytes = await saveCheckpoint(run.module, { optimizer: sgd, step: 2 });
  for (let i = 0; i < 3; i++) sgd.step();
  const wanted = await run.module.stateDict();
  const other = updatedNet(device, SIZES, 5);
  const resumed = new SGD(other.module, options);
  loadCheckpoint(bytes, other.module, { optimizer: resumed });
  other.borrowGradients(run);
  for (let i = 0; i < 3; i++) resumed.step();
  assert.deepEqual(await other.module.stateDict(), wanted);
  for (const part of [sgd, run, resumed, other]) part.dispose();
});

Deno.test("SGD dampens from the second step on, replayed and resumed too, and only a momentum", async () => {
  const device = await visionDevice();
  const ones = device.ones([1]);
  const make = (momentum: number) => {
    const net = new Curve(device, [0]);
    net.w.grad = ones;
    return { net, sgd: new SGD(net, { lr: 1, momentum, dampening: 0.5 }) };
  };
  const { net, sgd } = make(0.5);
  using step = record(device, () => sgd.step());
  step.run();
  // v = 1, then 0.5 + 0.5, then again.
  assert.deepEqual([...await net.w.read()], [-1]);
  const saved = await saveCheckpoint(net, { optimizer: sgd });
  step.run();
  assert.deepEqual([...await net.w.read()], [-2]);
  loadCheckpoint(saved, net, { optimizer: sgd });
  step.run();
  assert.deepEqual([...await net.w.read()], [-2]);
  const plain = make(0);
  plain.sgd.step();
  assert.deepEqual([...await plain.net.w.read()], [-1]);
  for (const part of [net, sgd, plain.net, plain.sgd, ones]) part.dispose();
});

Deno.test("SGD clips gradients whose squares are beyond f32, and shows those whose norm is", async () => {
  const device = await visionDevice();
  const cases: [number[], (values: number[]) => boolean][] = [
    [[3e20, -4e20, 0], ([a, b, c]) => Math.abs(a! + 0.6) < 1e-5 && b! > 0.7999 && c === 0],
    [[3e-3, 4e-3, 0], ([a, b]) => Math.abs(a! + 3e-3) < 1e-8 && Math.abs(b! + 4e-3) < 1e-8],
    [[3.3e38, 3.3e38, 1], (values) => values.every(Number.isNaN)],
    [[Infinity, 1, 1], (values) => values.every(Number.isNaN)],
  ];
  for (const [numbers, right] of cases) {
    const net = new Curve(device, [0, 0, 0]);
    const gradient = device.tensor(numbers, [3]);
    net.w.grad = gradient;
    const sgd = new SGD(net, { lr: 1, clipNorm: 1 });
    sgd.step();
    const values = [...await net.w.read()];
    assert.ok(right(values), `${numbers} -> ${values}`);
    for (const part of [net, sgd, gradient]) part.dispose();
  }
});
