import assert from "node:assert/strict";
import { OnlineClassifier } from "../../../../models/lagr/online/classifier.ts";
import { type LearningOptions } from "../../../../models/lagr/online/learning_options.ts";
import { keptOf, RingBuffer } from "../../../../models/lagr/online/sample_memory.ts";
import {
  klRef,
  probabilitiesRef,
  type RegressionWeights,
  stepRef,
} from "../../../../models/lagr/online/softmax_regression_ref.ts";
import { assertAllClose } from "../../../support/allclose.ts";
import { countGpuObjects } from "../../../support/count_gpu_objects.ts";
import { type DriftingWindows, driftingWorld } from "../../../support/drifting_windows.ts";
import { visionDevice } from "../../../support/vision_device.ts";
import { saysObstacle } from "../../../../models/lagr/lagr_classes.ts";

/** Windows of a frame in these tests. */
const WINDOWS = 60;
const everyClass = Array.from({ length: WINDOWS }, (_, k) => k % 5);
const allWindows = Array.from({ length: WINDOWS }, (_, k) => k);

async function learner(options: LearningOptions = {}) {
  const device = await visionDevice();
  const features = device.zeros([WINDOWS, 100]);
  const classifier = new OnlineClassifier(device, [features], options);
  const learn = (frame: DriftingWindows) => {
    features.write(frame.features);
    classifier.learn(allWindows, frame.labels);
  };
  /** Share of a frame's windows that are taken for ground, or for what stands. */
  const recall = async (frame: DriftingWindows, ground: boolean) => {
    features.write(frame.features);
    classifier.classify();
    const q = await classifier.probabilities[0]!.read();
    const right = allWindows.filter((k) => saysObstacle(q, k * 5) !== ground);
    return right.length / WINDOWS;
  };
  return { device, features, classifier, learn, recall };
}

const grounds = allWindows.map((k) => k % 2);
const obstacles = allWindows.map((k) => 3 + k % 2);

/** Recall of ground after all classes were learned, and after 500 frames that show nothing but obstacles. */
async function groundBeforeAndAfter(memory: "ring" | "frame") {
  // The default weights know nothing here: the usual pull back to them would hide what memory does.
  const { classifier, learn, recall } = await learner({ memory, decay: 3e-3 });
  const world = driftingWorld(11);
  for (let k = 0; k < 60; k++) learn(world.frame(everyClass, 0));
  const before = await recall(world.frame(grounds, 0), true);
  for (let k = 0; k < 500; k++) learn(world.frame(obstacles, k / 500));
  const [ground, obstacle] = [world.frame(grounds, 0), world.frame(obstacles, 1)];
  const result = {
    before,
    after: await recall(ground, true),
    obstacles: await recall(obstacle, false),
  };
  classifier.dispose();
  return result;
}

Deno.test("500 frames of nothing but obstacles cost the ring buffer less than 5 points of ground", async () => {
  const { before, after, obstacles } = await groundBeforeAndAfter("ring");
  assert.ok(before > 0.95, `ground was known at ${before}`);
  assert.ok(after > before - 0.05, `ground fell from ${before} to ${after}`);
  assert.ok(obstacles > 0.95, `obstacles that drifted are known at ${obstacles}`);
});

Deno.test("without a ring buffer the same 500 frames make it forget the ground", async () => {
  const { before, after } = await groundBeforeAndAfter("frame");
  assert.ok(before > 0.95, `ground was known at ${before}`);
  assert.ok(after < 0.3, `ground fell from ${before} to ${after}`);
});

Deno.test("in a new world, where all looks otherwise, it learns anew within 60 frames", async () => {
  const { classifier, learn, recall } = await learner();
  const [first, second] = [driftingWorld(12), driftingWorld(13)];
  const balanced = async () =>
    (await recall(second.frame(grounds, 0), true) +
      await recall(second.frame(obstacles, 0), false)) / 2;
  for (let k = 0; k < 60; k++) learn(first.frame(everyClass, 0));
  const still = await balanced();
  for (let k = 0; k < 60; k++) learn(second.frame(everyClass, 0));
  const adapted = await balanced();
  assert.ok(still < 0.7, `weights of the old world: ${still}`);
  assert.ok(adapted > 0.9, `adapted: ${adapted}`);
  classifier.dispose();
});

Deno.test("the steps on the device are the reference's, windows coming from two tensors", async () => {
  const device = await visionDevice();
  const rows = device.zeros([7, 100]);
  const map = device.zeros([1, 100, 2, 4]);
  const options = { capacity: 12, keptOfClass: 2, batch: 16, passes: 3, rate: 1.5, decay: 0.01 };
  const classifier = new OnlineClassifier(device, [rows, map], { ...options, seed: 5 });
  const world = driftingWorld(3);
  const start = world.frame([0, 1, 2, 3, 4], 0).features.map((x) => 0.1 * x);
  const biases = Float32Array.of(0.1, -0.2, 0, 0.3, 0);
  classifier.regression.setDefaults(start, biases);
  const f64 = () => ({ weight: Float64Array.from(start), bias: Float64Array.from(biases) });
  const [weights, defaults]: RegressionWeights[] = [f64(), f64()];
  const twin = new RingBuffer(options.capacity, 5);
  const samples: Float32Array[] = [];
  let loss = 0;
  for (let frame = 0; frame < 8; frame++) {
    const { features, labels } = world.frame(Array.from({ length: 15 }, (_, k) => k % 5), frame);
    rows.write(features.slice(0, 700));
    // From rows of windows to planes of features.
    map.write(
      Float32Array.from({ length: 800 }, (_, i) => features[(7 + i % 8) * 100 + (i >> 3)]!),
    );
    // More than are kept of a frame; in no order; and once none at all.
    const windows = frame === 5 ? [] : [14, 3, 8, 0, 6, 7, 11, 2, 9, 13, 1];
    const soft = windows.flatMap((w) => [...labels.slice(w * 5, w * 5 + 5)]);
    const chosen = keptOf(soft, 2);
    const kept = chosen.length;
    assert.equal(classifier.learn(windows, soft), kept);
    assert.ok(kept < windows.length || kept === 0);
    for (const from of chosen) {
      const window = windows[from]!;
      samples[twin.keep(soft, from * 5)] = features.slice(window * 100, window * 100 + 100);
    }
    const draws = new Uint32Array(48);
    if (kept > 0) twin.draw(draws);
    for (let pass = 0; pass < 3; pass++) {
      const slots = kept > 0 ? [...draws.slice(pass * 16, pass * 16 + 16)] : [];
      const ps = slots.map((slot) => twin.labels.slice(slot * 5, slot * 5 + 5));
      const xs = slots.map((slot) => samples[slot]!);
      loss = xs.reduce((sum, x, k) => sum + klRef(ps[k]!, probabilitiesRef(weights!, x)) / 16, 0);
      stepRef(weights!, defaults!, xs, ps, options);
    }
  }
  const { regression } = classifier;
  const tolerance = { rtol: 1e-4, atol: 1e-5 };
  assertAllClose(await regression.weight.read(), weights!.weight, tolerance, "weight");
  assertAllClose(await regression.bias.read(), weights!.bias, tolerance, "bias");
  assertAllClose([await classifier.loss()], [loss], tolerance, "loss");
  classifier.dispose();
});

Deno.test("without labels the weights go back to their defaults", async () => {
  const { classifier, learn } = await learner({ decay: 0.01, passes: 2 });
  const world = driftingWorld(4);
  const defaults = world.frame(everyClass.slice(0, 5), 0).features;
  classifier.regression.setDefaults(defaults, new Float32Array(5));
  for (let k = 0; k < 20; k++) learn(world.frame(everyClass, 2));
  const off = async () => {
    const weight = await classifier.regression.weight.read();
    return Math.hypot(...weight.map((w, i) => w - defaults[i]!));
  };
  const learned = await off();
  assert.ok(learned > 0.1);
  // (1 - decay)^(2 passes x 200 frames) = 0.018 of the way remains.
  for (let k = 0; k < 200; k++) classifier.learn([], []);
  const rest = await off() / learned;
  assert.ok(Math.abs(rest - 0.99 ** 400) < 1e-3, `${rest} of the way remains`);
  await classifier.reset();
  assert.equal(await off(), 0);
  assert.equal(classifier.memory.size, 0);
  classifier.dispose();
});

Deno.test("a learner goes on bit for bit where another was saved, and makes no object on the device", async () => {
  const [one, two] = [await learner(), await learner()];
  const world = driftingWorld(6);
  const frames = Array.from({ length: 12 }, (_, k) => world.frame(everyClass, k / 4));
  for (const frame of frames.slice(0, 6)) one.learn(frame);
  two.classifier.restore(await one.classifier.save());
  const made = await countGpuObjects(one.device.gpu, () => {
    for (const frame of frames.slice(6)) {
      one.learn(frame);
      one.classifier.classify();
    }
  });
  assert.deepEqual(made, {});
  for (const frame of frames.slice(6)) two.learn(frame);
  assert.deepEqual(await two.classifier.save(), await one.classifier.save());
  for (const { classifier } of [one, two]) classifier.dispose();
});

Deno.test("a classifier refuses what it cannot learn from", async () => {
  const { device, features, classifier } = await learner();
  assert.throws(() => classifier.learn([1, 2], [0, 1, 0, 0, 0]), /2 windows from 5 numbers/);
  classifier.dispose();
  const refused: readonly LearningOptions[] = [
    { capacity: 10, keptOfClass: 11 },
    { rate: 4 },
    { decay: -0.1 },
    { batch: 0 },
  ];
  for (const options of refused) {
    assert.throws(() => new OnlineClassifier(device, [features], options), RangeError);
  }
});
