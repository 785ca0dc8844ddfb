import assert from "node:assert/strict";
import type { Device } from "../../vision/device.ts";
import { record } from "../../vision/kernel/plan.ts";
import { Module, MSELoss, Parameter } from "../../vision/nn/mod.ts";
import { mul } from "../../vision/ops/binary/mod.ts";
import { SGD } from "../../vision/optim/mod.ts";
import type { Tensor } from "../../vision/tensor.ts";
import { assertAllClose } from "../support/allclose.ts";
import { visionDevice } from "../support/vision_device.ts";

// The smallest net that is no convex problem: one input, one hidden unit, one output, all linear, and the one
// sample X = Y = 1. Its loss (1 - W1 W2)^2 has a hyperbola of minima in two branches and a saddle at the origin.

class OneOneOne extends Module {
  readonly first: Parameter;
  readonly second: Parameter;

  constructor(device: Device, first: number, second: number) {
    super();
    this.first = new Parameter(device, [first], [1, 1]);
    this.second = new Parameter(device, [second], [1, 1]);
  }

  override forward(x: Tensor): Tensor {
    return mul(this.second, mul(this.first, x));
  }
}

/** A net, and how its loss and gradient are at any weights, by one recorded plan. */
function landscape(device: Device) {
  const net = new OneOneOne(device, 0, 0);
  const sample = device.ones([1, 1]);
  const plan = record(device, () => {
    net.zeroGrad();
    const loss = new MSELoss({ reduction: "sum" }).forward(net.forward(sample), sample);
    loss.backward();
    return { loss, first: net.first.grad!, second: net.second.grad! };
  });
  const at = async (w1: number, w2: number) => {
    net.first.write([w1]);
    net.second.write([w2]);
    plan.run();
    const { loss, first, second } = plan.outputs;
    return { loss: await loss.item(), gradient: [await first.item(), await second.item()] };
  };
  return { at, dispose: () => [plan, net].forEach((part) => part.dispose()) };
}

/** Where gradient descent goes from a point. */
async function descend(device: Device, from: readonly [number, number], steps: number) {
  const net = new OneOneOne(device, ...from);
  const sgd = new SGD(net, { lr: 0.05 });
  const sample = device.ones([1, 1]);
  const step = record(device, () => {
    sgd.zeroGrad();
    const loss = new MSELoss().forward(net.forward(sample), sample);
    loss.backward();
    sgd.step();
    return loss;
  });
  for (let i = 0; i < steps; i++) step.run();
  const end = {
    loss: await step.outputs.item(),
    w1: await net.first.item(),
    w2: await net.second.item(),
  };
  for (const part of [step, sgd, net]) part.dispose();
  return end;
}

Deno.test("the 1-1-1 net has the loss and the gradient that are worked out by hand", async () => {
  const { at, dispose } = landscape(await visionDevice());
  for (const [w1, w2] of [[0, 0], [1, 1], [-2, -0.5], [0.3, -1.7], [3, 2]] as const) {
    const rest = 1 - w1 * w2;
    const { loss, gradient } = await at(w1, w2);
    assertAllClose([loss], [rest ** 2]);
    assertAllClose(gradient, [-2 * w2 * rest, -2 * w1 * rest]);
  }
  dispose();
});

Deno.test("the 1-1-1 net has a saddle at the origin: its Hessian is [[0, -2], [-2, 0]]", async () => {
  const { at, dispose } = landscape(await visionDevice());
  const step = 1 / 64;
  const column = async (d1: number, d2: number) => {
    const [above, below] = [await at(d1, d2), await at(-d1, -d2)];
    return above.gradient.map((value, i) => (value - below.gradient[i]!) / (2 * step));
  };
  assertAllClose(await column(step, 0), [0, -2], { rtol: 1e-6, atol: 1e-6 });
  assertAllClose(await column(0, step), [-2, 0], { rtol: 1e-6, atol: 1e-6 });
  // Eigenvalue -2 along (1, 1), 2 along (1, -1): the loss falls one way and rises the other.
  const [along, across] = [await at(step, step), await at(step, -step)];
  assertAllClose([along.loss - 1, across.loss - 1], [-2 * step ** 2, 2 * step ** 2], {
    rtol: 1e-3,
  });
  dispose();
});

Deno.test("gradient descent on W1 = -W2 runs into the saddle; a touch beside it finds the hyperbola", async () => {
  const device = await visionDevice();
  const stuck = await descend(device, [0.8, -0.8], 200);
  assertAllClose([stuck.loss, stuck.w1, stuck.w2], [1, 0, 0], { rtol: 0, atol: 1e-6 });
  for (const touch of [1e-3, -1e-3]) {
    const free = await descend(device, [0.8 + touch, -0.8], 200);
    assertAllClose([free.loss, free.w1 * free.w2], [0, 1], { rtol: 0, atol: 1e-4 });
    assert.equal(Math.sign(free.w1), Math.sign(touch), "the branch on the side of the touch");
  }
});
