import assert from "node:assert/strict";
import type { Device } from "../../../vision/device.ts";
import { record } from "../../../vision/kernel/plan.ts";
import { Module, Parameter } from "../../../vision/nn/mod.ts";
import { constant, cosine, SGD, stepwise, warmUp } from "../../../vision/optim/mod.ts";
import { tanh } from "../../../vision/ops/pointwise/mod.ts";
import type { Tensor } from "../../../vision/tensor.ts";
import { assertAllClose } from "../../support/allclose.ts";
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
  assertAllClose(await sgd.state().w!.read(), v, { rtol: 1e-5, atol: 1e-6 });
  seed.dispose();
  sgd.dispose();
  net.dispose();
});

Deno.test("SGD refuses options out of range and a module that learns nothing", async () => {
  const device = await visionDevice();
  const net = new Curve(device, [1]);
  assert.throws(() => new SGD(net, { lr: -1 }), /with lr -1: want a number of at least 0/);
  assert.throws(() => new SGD(net, { lr: 1, momentum: NaN }), /momentum NaN/);
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

Deno.test("schedules are pure functions of the step", () => {
  assert.equal(constant(0.3)(1e6), 0.3);
  assert.deepEqual([0, 9, 10, 25].map(stepwise(1, 10, 0.5)), [1, 1, 0.5, 0.25]);
  const half = cosine(1, 10, 0.2);
  assert.equal(half(0), 1);
  assert.ok(Math.abs(half(5) - 0.6) < 1e-12);
  assert.equal(half(10), 0.2);
  assert.equal(half(99), 0.2);
  // A run that is all warm-up leaves no step for what follows it.
  assert.deepEqual([0, 1, 5].map(cosine(1, 0, 0.2)), [1, 0.2, 0.2]);
  assert.deepEqual([0, 3].map(warmUp(4, cosine(1, 0))), [0.25, 1]);
  const warm = warmUp(4, cosine(1, 10));
  assert.deepEqual([0, 1, 2, 3].map(warm), [0.25, 0.5, 0.75, 1]);
  assert.equal(warm(4), 1);
  assert.ok(warm(9) < 0.51);
});
