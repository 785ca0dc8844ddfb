import assert from "node:assert/strict";
import fc from "fast-check";
import { loadCheckpoint, saveCheckpoint } from "../../../vision/checkpoint/mod.ts";
import { record } from "../../../vision/kernel/plan.ts";
import { Adam, SGD } from "../../../vision/optim/mod.ts";
import { adamStepRef } from "../../../vision/optim/adam_ref.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { updatedNet } from "../../support/updated_net.ts";
import { visionDevice } from "../../support/vision_device.ts";

const SIZES = [[3, 5], [1], [2, 3, 4], [4500]] as const;

Deno.test("Adam follows its f64 reference with every option, over several parameters at once", async () => {
  const device = await visionDevice();
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        beta1: fc.constantFrom(0, 0.5, 0.9),
        decoupled: fc.boolean(),
        weightDecay: fc.constantFrom(0, 0.1),
        weightDecayFrom: fc.constantFrom(0, 2),
        l1: fc.constantFrom(0, 0.05),
      }),
      // Without a memory of squares the quotient mean / |g| has no bound but epsilon: where decay happens to
      // cancel the gradient, one rounding of a weight would move the reference itself.
      fc.constantFrom(
        { beta2: 0, epsilon: 0.1 },
        { beta2: 0.9, epsilon: 1e-8 },
        { beta2: 0.999, epsilon: 1e-8 },
        { beta2: 0.999, epsilon: 0.1 },
      ),
      fc.constantFrom({}, { clipNorm: 0.7 }, { clipNorm: 1e6, clipValue: 0.4 }),
      fc.nat(),
      async (options, squares, clip, seed) => {
        const all = { lr: 0.01, ...options, ...squares, ...clip };
        const net = updatedNet(device, SIZES, seed);
        const adam = new Adam(net.module, all);
        const states = net.weights.map((weight) => {
          return { weight, mean: weight.map(() => 0), square: weight.map(() => 0) };
        });
        for (let done = 0; done < 4; done++) {
          adamStepRef(states, net.nextGradients(done), all, done);
          adam.step();
        }
        await net.assertWeights();
        const { "square.3": square, "mean.3": mean } = adam.state();
        assertAllClose(await square!.read(), states[3]!.square, { rtol: 1e-3, atol: 1e-9 });
        assertAllClose(await mean!.read(), states[3]!.mean, { rtol: 1e-3, atol: 1e-6 });
        adam.dispose();
        net.dispose();
      },
    ),
    { numRuns: 8 },
  );
});

Deno.test("Adam corrects for the start at 0 through all steps of a long run", async () => {
  const device = await visionDevice();
  // Of a gradient that never changes both means are what they should be only if the correction is.
  const net = updatedNet(device, [[2]], 1);
  const adam = new Adam(net.module, { lr: 1e-3 });
  const gradient = device.tensor([0.5, -3], [2]);
  net.module.parameters()[0]!.grad = gradient;
  using step = record(device, () => adam.step());
  const [a, b] = net.weights[0]!;
  for (const steps of [1, 9, 90, 900, 3000]) {
    const before = await adam.state()["steps"]!.item();
    for (let i = 0; i < steps; i++) step.run();
    const moved = (before + steps) * 1e-3;
    assertAllClose(await net.module.parameters()[0]!.read(), [a! - moved, b! + moved], {
      rtol: 1e-4,
      atol: 1e-4,
    });
  }
  for (const part of [adam, net, gradient]) part.dispose();
});

Deno.test("Adam goes on bit for bit from a checkpoint, and from no other optimiser's", async () => {
  const device = await visionDevice();
  const run = updatedNet(device, SIZES, 4);
  const options = { lr: 0.01, weightDecay: 0.1, decoupled: true };
  const adam = new Adam(run.module, options);
  run.nextGradients(0);
  for (let i = 0; i < 2; i++) adam.step();
  const bytes = await saveCheckpoint(run.module, { optimizer: adam, step: 2 });
  for (let i = 0; i < 3; i++) adam.step();
  const wanted = await run.module.stateDict();
  const other = updatedNet(device, SIZES, 5);
  const resumed = new Adam(other.module, options);
  loadCheckpoint(bytes, other.module, { optimizer: resumed });
  other.borrowGradients(run);
  for (let i = 0; i < 3; i++) resumed.step();
  assert.deepEqual(await other.module.stateDict(), wanted);
  const sgd = new SGD(run.module, { lr: 1, momentum: 0.5 });
  const foreign = await saveCheckpoint(run.module, { optimizer: sgd });
  assert.throws(
    () => loadCheckpoint(foreign, other.module, { optimizer: resumed }),
    /lacks "optimizer:mean\.0"/,
  );
  for (const part of [adam, run, resumed, other, sgd]) part.dispose();
});

Deno.test("Adam refuses options out of range", async () => {
  const device = await visionDevice();
  const net = updatedNet(device, [[1]], 1);
  assert.throws(() => new Adam(net.module, { beta1: 1 }), /beta1 1: want a number in \[0, 1\)/);
  assert.throws(() => new Adam(net.module, { epsilon: 0 }), /epsilon 0: want a number above 0/);
  assert.throws(() => new Adam(net.module, { lr: NaN }), /lr NaN: want a number of at least 0/);
  assert.throws(() => new Adam(net.module, { clipValue: -1 }), /clipValue -1: want/);
  net.dispose();
});
