import assert from "node:assert/strict";
import { classIous, countLabels, scores } from "../../../models/labelling/evaluate.ts";
import type { LabelModel } from "../../../models/labelling/label_model.ts";
import { LabelNet } from "../../../models/labelling/label_net.ts";
import { models } from "../../../models/mod.ts";
import { terrainModel } from "../../../models/terrain_labels/recipe.ts";
import {
  CheckpointError,
  ConfusionMatrix,
  counterRandom,
  saveCheckpoint,
} from "../../../vision/mod.ts";
import { LABEL_MODELS, VALIDATION_WORLD, weightsOf } from "../../support/label_models.ts";
import { visionDevice } from "../../support/vision_device.ts";

type Metrics = Readonly<Record<string, number>>;

async function score(
  { name }: LabelModel,
  seed: number,
  count: number,
  weights: Uint8Array<ArrayBuffer>,
): Promise<Metrics> {
  const device = await visionDevice();
  const model = await models.find((entry) => entry.name === name)!.load();
  const seen: number[] = [];
  const onFrame = (done: number) => seen.push(done);
  const metrics = await model.evaluate({ device, weights, seed, count, onFrame });
  assert.deepEqual(seen, Array.from({ length: count }, (_, i) => i + 1));
  assert.equal(metrics.frames, count);
  return metrics;
}

/** Frames that were scored, and how. */
interface Scored {
  readonly command: string;
  readonly seed: number;
  readonly count: number;
  readonly metrics: Metrics;
}

/** What `expected.json` holds. */
interface Expected {
  readonly command: string;
  readonly seed: number;
  readonly steps: number;
  readonly adapter: string;
  readonly version: string;
  readonly trainWallSeconds: number;
  readonly eval: Scored;
  /** The few frames that are scored anew here. */
  readonly sample: Scored & { readonly adapter: string };
}

async function readExpected({ name }: LabelModel): Promise<Expected> {
  const place = new URL(`../../../models/${name}/expected.json`, import.meta.url);
  return JSON.parse(await Deno.readTextFile(place));
}

/** What is asked of the recorded figures of each model. */
const GOALS: Readonly<
  Record<string, {
    /** Prefix of figures: least pixel accuracy and mean IoU. */
    scores: Readonly<Record<string, readonly [accuracy: number, iou: number]>>;
    /** By how much it beats naming the commonest class. */
    beatsMajority: number;
    /** Least IoU of every class. */
    classIou: number;
    /** Classes in the sample. */
    sampled: number;
  }>
> = {
  terrain_labels: {
    scores: { "": [0.9, 0.65] },
    beatsMajority: 0.5,
    classIou: 0.1,
    sampled: 11,
  },
  scene_labels: {
    scores: { "": [0.7, 0.25], offroad_: [0.65, 0.25], road_: [0.8, 0.25] },
    beatsMajority: 0.3,
    classIou: 0,
    sampled: 28,
  },
};

for (const model of LABEL_MODELS) {
  const { name, classes } = model;
  const goals = GOALS[name]!;

  Deno.test(`expected.json of ${name}: the recorded figures reach the goals`, async () => {
    const { command, seed, steps, adapter, version, trainWallSeconds, ...recorded } =
      await readExpected(model);
    assert.equal(command, `deno task train ${name} --seed ${seed} --steps ${steps}`);
    assert.match(version, /^\d+\.\d+\.\d+$/);
    assert.ok(adapter.length > 0 && trainWallSeconds > 0);
    for (const { command, seed, count, metrics } of [recorded.eval, recorded.sample]) {
      assert.equal(command, `deno task eval ${name} --seed ${seed} --count ${count}`);
      assert.ok(seed >= 1_000_000, `world ${seed} may have been trained on`);
      assert.equal(metrics.frames, count);
    }
    const { count, metrics } = recorded.eval;
    assert.ok(count >= 200);
    for (const [part, [least, leastIoU]] of Object.entries(goals.scores)) {
      const [accuracy, iou] = [metrics[`${part}pixelAccuracy`]!, metrics[`${part}meanIoU`]!];
      assert.ok(accuracy >= least, `${part}pixelAccuracy ${accuracy}`);
      assert.ok(iou >= leastIoU, `${part}meanIoU ${iou}`);
      assert.ok(metrics[`${part}majorityAccuracy`]! < accuracy - goals.beatsMajority, part);
    }
    for (const each of classes) assert.ok(metrics[`iou_${each}`]! >= goals.classIou, each);
  });

  Deno.test(`expected.json of ${name}: its sample scores the same again`, async () => {
    const { sample } = await readExpected(model);
    const metrics = await score(model, sample.seed, sample.count, await weightsOf(model));
    assert.deepEqual(Object.keys(metrics).sort(), Object.keys(sample.metrics).sort());
    for (const [figure, then] of Object.entries(sample.metrics)) {
      // Another adapter rounds differently: of a rare class a few pixels are much.
      const tolerance = figure.startsWith("iou_") ? 0.05 : 0.005;
      const now = metrics[figure]!;
      assert.ok(Math.abs(now - then) <= tolerance, `${figure}: ${now} now, ${then} recorded`);
    }
    const named = classes.filter((each) => metrics[`iou_${each}`] !== undefined);
    assert.ok(named.length >= goals.sampled, `${named.length} classes in the frames`);
    const mean = named.reduce((sum, each) => sum + metrics[`iou_${each}`]!, 0) / named.length;
    assert.ok(Math.abs(mean - metrics.meanIoU!) < 1e-9);
  });

  Deno.test(`evaluate() of ${name} goes on past the end of the test worlds, and stops before seeds end`, async () => {
    const weights = await weightsOf(model);
    const metrics = await score(model, 2_099_999, 5, weights);
    for (const part of Object.keys(goals.scores)) {
      const accuracy = metrics[`${part}pixelAccuracy`]!;
      assert.ok(accuracy > (part === "" ? 0.5 : 0.4), `${part} ${accuracy}`);
    }
    await assert.rejects(
      score(model, 0xffff_ffff, 5, weights),
      /^RangeError: Cannot take 5 frames from world 4294967295 on/,
    );
  });

  Deno.test(`evaluate() of ${name} refuses weights that are broken, and leaves no memory behind`, async () => {
    const device = await visionDevice();
    const weights = await weightsOf(model);
    const held = device.memoryBytes;
    const broken = weights.slice(0, -4);
    await assert.rejects(score(model, VALIDATION_WORLD, 1, broken), CheckpointError);
    assert.equal(device.memoryBytes, held);
  });
}

Deno.test("evaluate() tells a net that has learned nothing", async () => {
  const net = new LabelNet(await visionDevice(), terrainModel.net, counterRandom(1));
  const metrics = await score(terrainModel, VALIDATION_WORLD, 4, await saveCheckpoint(net));
  assert.ok(metrics.meanIoU! < 0.15, `meanIoU ${metrics.meanIoU}`);
  net.dispose();
});

Deno.test("countLabels() counts each part of the frames by itself", async () => {
  const device = await visionDevice();
  const weights = await weightsOf(terrainModel);
  const options = { device, weights, seed: VALIDATION_WORLD, count: 3, onFrame: () => {} };
  let frame = 0;
  const parts = await countLabels(terrainModel, options, () => frame++ < 2 ? "first" : "last");
  assert.deepEqual([...parts.keys()], ["first", "last"]);
  const [first, last] = [...parts.values()].map(({ total }) => total);
  const { width, height } = terrainModel.recipe;
  assert.ok(first! > width * height && first! <= 2 * width * height, `${first}`);
  assert.ok(last! > 0 && last! <= width * height, `${last}`);
});

Deno.test("scores() and classIous() name figures, and leave out what was not there to count", () => {
  const counts = new ConfusionMatrix(3);
  counts.add(Uint8Array.of(0, 0, 1, 1), Uint8Array.of(0, 0, 0, 1));
  assert.deepEqual(scores(counts, "part_"), {
    part_pixelAccuracy: 3 / 4,
    part_meanIoU: (2 / 3 + 1 / 2) / 2,
    part_majorityAccuracy: 3 / 4,
  });
  assert.deepEqual(classIous(counts, ["a", "b", "c"]), { iou_a: 2 / 3, iou_b: 1 / 2 });
  assert.deepEqual(scores(new ConfusionMatrix(3)), {});
});
