import assert from "node:assert/strict";
import type { LabelModel } from "../../../models/labelling/label_model.ts";
import { LabelNet } from "../../../models/labelling/label_net.ts";
import { learningRates, train } from "../../../models/labelling/recipe.ts";
import type { StepRecord } from "../../../models/mod.ts";
import { terrainModel } from "../../../models/terrain_labels/recipe.ts";
import {
  CheckpointError,
  Conv2d,
  counterRandom,
  decodeSafetensors,
  DeviceError,
  loadCheckpoint,
  saveCheckpoint,
  SGD,
  ShapeError,
} from "../../../vision/mod.ts";
import { LABEL_MODELS } from "../../support/label_models.ts";
import { visionDevice } from "../../support/vision_device.ts";

const STEPS = 3;

/** A model with a recipe that is cheap to follow. */
function shortened<Setting>(model: LabelModel<string, Setting>): LabelModel<string, Setting> {
  return { ...model, recipe: { ...model.recipe, batch: 1, width: 96, height: 64 } };
}

/** Trains with a checkpoint kept in memory; stops by itself after `stopAfter` steps. */
async function run(
  model: LabelModel,
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
  const result = await train(shortened(model), {
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

for (const model of LABEL_MODELS) {
  const { name, classes } = model;

  Deno.test(`train() of ${name} stopped and resumed is bit for bit the run that was never stopped`, async () => {
    const device = await visionDevice();
    const whole = await run(model, { steps: STEPS });
    const held = device.memoryBytes;
    const half = await run(model, { steps: STEPS, stopAfter: 1 });
    assert.equal(half.steps, 1);
    assert.notDeepEqual(half.weights, whole.weights);
    // A run leaves no memory behind.
    assert.equal(device.memoryBytes, held);
    // Neither seed nor steps need be said again: the checkpoint knows them.
    const rest = await run(model, { steps: undefined, resume: half.checkpoint });
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
    assert.deepEqual(whole.records.map(({ frames }) => frames), [1, 2, 3]);
    // The loss begins near the logarithm of the number of classes.
    const [{ loss }, chance] = [whole.records[0]!, Math.log(classes.length)];
    assert.ok(loss > 0.5 * chance && loss < 2 * chance, `loss ${loss}`);

    const { metadata } = decodeSafetensors(whole.weights);
    const { kernels: _, ...said } = metadata;
    assert.deepEqual(said, {
      model: name,
      seed: "5",
      steps: String(STEPS),
      adapter: device.adapter.name,
    });

    const finished = await run(model, { resume: whole.checkpoint });
    assert.deepEqual(finished.weights, whole.weights);
    assert.deepEqual(finished.records, []);

    const other = await run(model, { seed: 6, steps: 1 });
    assert.notEqual(other.records[0]!.loss, loss);
  });

  Deno.test(`train() of ${name} refuses a checkpoint that it cannot go on from, in one line`, async () => {
    await refusesCheckpoints(model);
  });

  Deno.test(`learningRates() gives every step of a run of ${name} of any length a rate`, () => {
    const { learningRate, lastLearningRate, warmUpSteps, steps: usual } = model.recipe;
    // A run of 200 steps ends with the warm-up exactly.
    assert.equal(warmUpSteps, 200);
    for (const steps of [1, 199, 200, 201, usual]) {
      const rateOf = learningRates(model.recipe, steps);
      const rates = Array.from({ length: steps }, (_, step) => rateOf(step));
      assert.ok(rates.every((rate) => rate > 0 && rate <= learningRate), `${steps} steps`);
      assert.equal(rates[0], learningRate / warmUpSteps);
    }
    const rate = learningRates(model.recipe, usual);
    assert.equal(rate(warmUpSteps - 1), learningRate);
    assert.ok(Math.abs(rate(usual) - lastLearningRate) < 1e-12);
    assert.ok(rate(1000) > rate(2000) && rate(2000) > rate(3000));
  });
}

Deno.test("train() tells what the device refused, and leaves no memory behind when it breaks", async () => {
  const device = await visionDevice();
  await run(terrainModel, { steps: 1 });
  const held = device.memoryBytes;
  const breaks = () => {
    throw new RangeError("no place for the log");
  };
  await assert.rejects(run(terrainModel, { steps: 1, onStep: breaks }), /no place for the log/);
  assert.equal(device.memoryBytes, held);
  let refusals = 0;
  const refused = () => {
    if (refusals++ === 0) device.gpu.createBuffer({ size: 4, usage: 0x7fffffff });
  };
  await assert.rejects(run(terrainModel, { steps: 1, onStep: refused }), DeviceError);
  assert.equal(device.memoryBytes, held);
});

Deno.test("train() gives its frames back where no batches can be made of them", async () => {
  const device = await visionDevice();
  const held = device.memoryBytes;
  let disposed = 0;
  const broken: LabelModel = {
    ...terrainModel,
    channels: { ...terrainModel.channels, ofLabel: new Uint8Array(3) },
    trainingFrames: async (gpu, seed, recipe) => {
      const frames = await terrainModel.trainingFrames(gpu, seed, recipe);
      const dispose = () => {
        disposed++;
        frames.dispose();
      };
      return { camera: frames.camera, render: (index) => frames.render(index), dispose };
    },
  };
  await assert.rejects(run(broken, { steps: 1 }), ShapeError);
  assert.equal(disposed, 1);
  assert.equal(device.memoryBytes, held);
});

/** Holds a model's recipe to telling what is wrong with a checkpoint. */
async function refusesCheckpoints(model: LabelModel): Promise<void> {
  const device = await visionDevice();
  const net = new LabelNet(device, model.net, counterRandom(1));
  const other = new Conv2d(device, 3, 4, 3, { random: counterRandom(1) });
  const optimizer = model.optimizer(net);
  const otherOptimizer = new SGD(other, { lr: 0.1, momentum: 0.9 });
  const good = await saveCheckpoint(net, {
    optimizer,
    step: 1,
    metadata: { seed: "1", steps: "2" },
  });
  const otherNet = await saveCheckpoint(other, {
    optimizer: otherOptimizer,
    step: 1,
  });
  const withoutOptimizer = await saveCheckpoint(net, { step: 1 });
  const withoutStep = await saveCheckpoint(net, { optimizer, metadata: { seed: "1" } });
  const badSeed = await saveCheckpoint(net, { optimizer, step: 1, metadata: { seed: "x" } });
  const broken: [string, Uint8Array<ArrayBuffer>, RegExp][] = [
    ["of another net", otherNet, /lacks "optimizer:|another net/],
    ["cut short", good.slice(0, good.length - 1000), /truncated/],
    ["cut in its header", good.slice(0, 100), /truncated/],
    ["empty", new Uint8Array(), /0 bytes are too few/],
    ["made for use", withoutOptimizer, /lacks "optimizer:/],
    ["without a step", withoutStep, /step/],
    ["with a seed that is none", badSeed, /seed/],
  ];
  for (const [what, resume, said] of broken) {
    await assert.rejects(run(model, { steps: 2, resume }), (error: Error) => {
      assert.ok(error instanceof CheckpointError, `${what}: ${error}`);
      assert.match(error.message, said, what);
      assert.ok(!error.message.includes("\n"), what);
      return true;
    });
  }
  // A run goes on as it began, and never backwards.
  await assert.rejects(run(model, { seed: 2, resume: good }), {
    name: "CheckpointError",
    message: "Cannot resume with seed 2: the run that is to go on has seed 1",
  });
  const far = await saveCheckpoint(net, {
    optimizer,
    step: 7,
    metadata: { seed: "1", steps: "9" },
  });
  await assert.rejects(run(model, { seed: 1, steps: 6, resume: far }), {
    name: "CheckpointError",
    message: "Cannot resume a run of 6 steps in all: the checkpoint has done 7 already",
  });
  // The other way round: a net that is used takes no checkpoint of another.
  assert.throws(() => loadCheckpoint(otherNet, net), CheckpointError);
  for (const part of [net, other, optimizer, otherOptimizer]) part.dispose();
}
