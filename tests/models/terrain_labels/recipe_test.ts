import assert from "node:assert/strict";
import type { StepRecord } from "../../../models/mod.ts";
import { learningRates, RECIPE, train } from "../../../models/terrain_labels/recipe.ts";
import { TerrainNet } from "../../../models/terrain_labels/model.ts";
import {
  CheckpointError,
  Conv2d,
  counterRandom,
  decodeSafetensors,
  DeviceError,
  loadCheckpoint,
  saveCheckpoint,
  SGD,
} from "../../../vision/mod.ts";
import { visionDevice } from "../../support/vision_device.ts";

const STEPS = 3;

/** Trains with a checkpoint kept in memory; stops by itself after `stopAfter` steps. */
async function run(
  { seed, steps, resume, stopAfter = Infinity, onStep = () => {} }: {
    seed?: number | undefined;
    steps?: number | undefined;
    resume?: Uint8Array<ArrayBuffer>;
    stopAfter?: number;
    onStep?: () => void;
  },
) {
  const records: StepRecord[] = [];
  let checkpoint = new Uint8Array();
  let asked = 0;
  let ready = 0;
  const result = await train({
    device: await visionDevice(),
    steps,
    seed: seed ?? (resume ? undefined : 5),
    resume,
    ready: () => {
      ready++;
      return Promise.resolve();
    },
    save: (bytes) => {
      checkpoint = bytes.slice();
      return Promise.resolve();
    },
    onStep: (record) => {
      records.push(record);
      onStep();
    },
    stopped: () => asked++ >= stopAfter,
  });
  assert.equal(ready, 1);
  return { ...result, records, checkpoint };
}

Deno.test("train() stopped and resumed is bit for bit the run that was never stopped", async () => {
  const device = await visionDevice();
  const whole = await run({ steps: STEPS });
  const held = device.memoryBytes;
  const half = await run({ steps: STEPS, stopAfter: 1 });
  assert.equal(half.steps, 1);
  assert.notDeepEqual(half.weights, whole.weights);
  // A run leaves no memory behind.
  assert.equal(device.memoryBytes, held);
  // Neither seed nor steps need be said again: the checkpoint knows them.
  const rest = await run({ steps: undefined, resume: half.checkpoint });
  assert.equal(rest.seed, 5);
  assert.equal(rest.steps, STEPS);
  assert.deepEqual(rest.weights, whole.weights);
  assert.deepEqual(rest.checkpoint, whole.checkpoint);
  const steps = (records: StepRecord[]) =>
    records.map(({ step, loss, learningRate }) => {
      return { step, loss, learningRate };
    });
  assert.deepEqual(steps([...half.records, ...rest.records]), steps(whole.records));
  assert.deepEqual(whole.records.map(({ step }) => step), [1, 2, 3]);
  assert.deepEqual(whole.records.map(({ frames }) => frames), [8, 16, 24]);
  // The loss of eleven classes begins near ln 11, and the first steps already lower it.
  assert.ok(whole.records[0]!.loss > 1 && whole.records[0]!.loss < 5, `${whole.records[0]!.loss}`);

  const { metadata } = decodeSafetensors(whole.weights);
  assert.equal(metadata.seed, "5");
  assert.equal(metadata.steps, String(STEPS));
  assert.equal(metadata.adapter, device.adapter.name);

  const finished = await run({ resume: whole.checkpoint });
  assert.deepEqual(finished.weights, whole.weights);
  assert.deepEqual(finished.records, []);

  const other = await run({ seed: 6, steps: 1 });
  assert.notEqual(other.records[0]!.loss, whole.records[0]!.loss);
});

Deno.test("train() tells what the device refused, and leaves no memory behind when it breaks", async () => {
  const device = await visionDevice();
  await run({ steps: 1 });
  const held = device.memoryBytes;
  const breaks = () => {
    throw new RangeError("no place for the log");
  };
  await assert.rejects(run({ steps: 3, onStep: breaks }), /no place for the log/);
  assert.equal(device.memoryBytes, held);
  let refusals = 0;
  const refused = () => {
    if (refusals++ === 0) device.gpu.createBuffer({ size: 4, usage: 0x7fffffff });
  };
  await assert.rejects(run({ steps: 3, onStep: refused }), DeviceError);
  assert.equal(device.memoryBytes, held);
});

Deno.test("learningRates() gives every step of a run of any length a rate", () => {
  const { learningRate, lastLearningRate, warmUpSteps } = RECIPE;
  // A run of 200 steps ends with the warm-up exactly.
  for (const steps of [1, 199, 200, 201, 4000]) {
    const rates = Array.from({ length: steps }, (_, step) => learningRates(steps)(step));
    assert.ok(rates.every((rate) => rate > 0 && rate <= learningRate), `${steps} steps`);
    assert.equal(rates[0], learningRate / warmUpSteps);
  }
  const rate = learningRates(4000);
  assert.equal(rate(warmUpSteps - 1), learningRate);
  assert.ok(Math.abs(rate(4000) - lastLearningRate) < 1e-12);
  assert.ok(rate(1000) > rate(2000) && rate(2000) > rate(3000));
});

Deno.test("train() refuses a checkpoint that it cannot go on from, in one line", async () => {
  const device = await visionDevice();
  const net = new TerrainNet(device, counterRandom(1));
  const other = new Conv2d(device, 3, 4, 3, { random: counterRandom(1) });
  const momentum = 0.9;
  const optimizer = new SGD(net, { lr: 0.1, momentum });
  const good = await saveCheckpoint(net, {
    optimizer,
    step: 1,
    metadata: { seed: "1", steps: "2" },
  });
  const otherNet = await saveCheckpoint(other, {
    optimizer: new SGD(other, { lr: 0.1, momentum }),
    step: 1,
  });
  const withoutOptimizer = await saveCheckpoint(net, { step: 1 });
  const withoutStep = await saveCheckpoint(net, { optimizer, metadata: { seed: "1" } });
  const badSeed = await saveCheckpoint(net, { optimizer, step: 1, metadata: { seed: "x" } });
  const broken: [string, Uint8Array<ArrayBuffer>, RegExp][] = [
    ["of another net", otherNet, /lacks "optimizer:velocity|another net/],
    ["cut short", good.slice(0, good.length - 1000), /truncated/],
    ["cut in its header", good.slice(0, 100), /truncated/],
    ["empty", new Uint8Array(), /0 bytes are too few/],
    ["made for use", withoutOptimizer, /lacks "optimizer:velocity/],
    ["without a step", withoutStep, /step/],
    ["with a seed that is none", badSeed, /seed/],
  ];
  for (const [what, resume, said] of broken) {
    await assert.rejects(run({ steps: 2, resume }), (error: Error) => {
      assert.ok(error instanceof CheckpointError, `${what}: ${error}`);
      assert.match(error.message, said, what);
      assert.ok(!error.message.includes("\n"), what);
      return true;
    });
  }
  // A run goes on as it began, and never backwards.
  await assert.rejects(run({ seed: 2, resume: good }), {
    name: "CheckpointError",
    message: "Cannot resume with seed 2: the run that is to go on has seed 1",
  });
  const far = await saveCheckpoint(net, {
    optimizer,
    step: 7,
    metadata: { seed: "1", steps: "9" },
  });
  await assert.rejects(run({ seed: 1, steps: 6, resume: far }), {
    name: "CheckpointError",
    message: "Cannot resume a run of 6 steps in all: the checkpoint has done 7 already",
  });
  // The other way round: a net that is used takes no checkpoint of another.
  assert.throws(() => loadCheckpoint(otherNet, net), CheckpointError);
  for (const part of [net, other, optimizer]) part.dispose();
});
