import assert from "node:assert/strict";
import { evaluate } from "../../../models/lenet/evaluate.ts";
import { makeFigure, SHOWN_STEPS } from "../../../models/lenet/figure.ts";
import { HELD_OUT } from "../../../models/lenet/mnist.ts";
import { lenet } from "../../../models/lenet/mod.ts";
import { nets } from "../../../models/lenet/nets.ts";
import { learningRates, train } from "../../../models/lenet/recipe.ts";
import type { DataFolder, StepRecord } from "../../../models/mod.ts";
import { CheckpointError, decodeSafetensors } from "../../../vision/mod.ts";
import { digitFiles, memoryFolder } from "../../support/digit_files.ts";
import { visionDevice } from "../../support/vision_device.ts";

const folder = memoryFolder({
  ...digitFiles("train", HELD_OUT + 400),
  ...digitFiles("t10k", 230),
});

/** Trains LeNet-5 on digits of a clock; stops by itself after `stopAfter` steps. */
async function run(
  { steps, resume, net, seed, data = folder, stopAfter = Infinity }: {
    steps?: number;
    resume?: Uint8Array<ArrayBuffer>;
    net?: string;
    seed?: number;
    data?: DataFolder;
    stopAfter?: number;
  },
) {
  const records: StepRecord[] = [];
  let checkpoint = new Uint8Array();
  let asked = 0;
  const result = await train({
    device: await visionDevice(),
    data,
    steps,
    net,
    seed,
    resume,
    ready: () => Promise.resolve(),
    save: (bytes) => {
      checkpoint = bytes.slice();
      return Promise.resolve();
    },
    onStep: (record) => void records.push(record),
    stopped: () => asked++ >= stopAfter,
  });
  return { ...result, records, checkpoint };
}

Deno.test("train() on digits is bit for bit the same when it is stopped and resumed", async () => {
  const device = await visionDevice();
  const whole = await run({ steps: 8, seed: 3 });
  const held = device.memoryBytes;
  const half = await run({ steps: 8, seed: 3, stopAfter: 5 });
  assert.equal(device.memoryBytes, held);
  const rest = await run({ resume: half.checkpoint });
  assert.deepEqual([rest.seed, rest.steps, rest.net], [3, 8, "lenet5"]);
  assert.deepEqual(rest.weights, whole.weights);
  assert.deepEqual(rest.checkpoint, whole.checkpoint);
  const losses = ({ records }: typeof whole) => records.map(({ step, loss }) => ({ step, loss }));
  assert.deepEqual([...losses(half), ...losses(rest)], losses(whole));
  assert.equal(whole.records.at(-1)!.frames, 8 * nets.lenet5.recipe.batch);
  const { metadata } = decodeSafetensors(whole.weights);
  assert.deepEqual(metadata, {
    model: "lenet",
    net: "lenet5",
    seed: "3",
    steps: "8",
    adapter: device.adapter.name,
  });

  const refused = (said: RegExp) => (error: Error) =>
    error instanceof CheckpointError && said.test(error.message);
  await assert.rejects(run({ resume: half.checkpoint, net: "mlp" }), refused(/it is of lenet5/));
  await assert.rejects(run({ resume: half.checkpoint, seed: 4 }), refused(/has seed 3/));
  await assert.rejects(run({ resume: half.checkpoint, steps: 4 }), refused(/has done 5 already/));
  await assert.rejects(run({ data: memoryFolder({}) }), /Cannot find train-images/);
});

Deno.test("evaluate() scores what training has learned, on the test files or on what was held out", async () => {
  const device = await visionDevice();
  const { weights } = await run({ steps: 40, seed: 1 });
  const said: string[] = [];
  const done: number[] = [];
  const options = {
    device,
    data: folder,
    weights: weights as Uint8Array<ArrayBuffer>,
    seed: 0,
    count: 10_000,
    say: (line: string) => void said.push(line),
    onFrame: (count: number) => void done.push(count),
  };
  const metrics = await evaluate(options);
  assert.deepEqual([metrics.count, metrics.heldOut], [230, 0]);
  assert.deepEqual(done, [100, 200, 230]);
  assert.match(said.join(), /230 of the t10k files/);
  // Ten kinds of picture in twenty-five places are soon learned; guessing is wrong nine times of ten.
  assert.ok(metrics.testError! < 0.3, `${metrics.testError}`);
  assert.equal(metrics.wrong, Math.round(metrics.testError! * 230));
  const each = Object.keys(metrics).filter((name) => /^testError_\d$/.test(name));
  assert.equal(each.length, 10);

  const held = await evaluate({
    ...options,
    count: 120,
    data: memoryFolder(digitFiles("train", HELD_OUT + 1)),
  });
  assert.deepEqual([held.count, held.heldOut], [120, 1]);
  assert.match(said.join(), /120 held out of the training files/);
  await assert.rejects(evaluate({ ...options, net: "mlp" }), CheckpointError);
  await assert.rejects(
    evaluate({ ...options, weights: weights.slice(0, 99) as typeof options.weights }),
    CheckpointError,
  );

  // The picture shows the filters before the first step, on the way, and at the end.
  const picture = await makeFigure(options);
  const columns = 1 + SHOWN_STEPS.filter((step) => step < 40).length;
  assert.deepEqual([picture.width, picture.height], [columns * 88 - 18, 6 * 76 - 6]);
  const column = (k: number) => {
    const colours = [];
    for (let y = 0; y < picture.height; y++) {
      const at = (y * picture.width + k * 88) * 4;
      colours.push(...picture.rgba.subarray(at, at + 70 * 4));
    }
    return colours.join();
  };
  assert.equal(new Set([...Array(columns).keys()].map(column)).size, columns);
});

Deno.test("readData() tells early what is wrong with the data", async () => {
  await lenet.readData!(folder, "train");
  const testOnly = memoryFolder(digitFiles("t10k", 3));
  await lenet.readData!(testOnly, "evaluate");
  await assert.rejects(lenet.readData!(testOnly, "train"), /Cannot find train-images/);
});

Deno.test("learningRates() rises, falls to nothing, and suits a run of any length", () => {
  const { recipe } = nets.lenet5;
  for (const steps of [1, 199, 200, 201, 4000]) {
    const rates = Array.from({ length: steps }, (_, step) => learningRates(recipe, steps)(step));
    assert.ok(rates.every((rate) => rate > 0 && rate <= recipe.learningRate), `${steps} steps`);
  }
  assert.equal(learningRates(recipe, 4000)(recipe.warmUpSteps - 1), recipe.learningRate);
  assert.ok(learningRates(recipe, 4000)(3999) < 1e-8);
});
