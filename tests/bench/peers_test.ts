import { record } from "../../vision/kernel/plan.ts";
import { deepEqual, equal, ok, rejects, throws } from "node:assert/strict";
import { judgeBy, timeInTurn } from "../../bench/peers/in_turn.ts";
import { ownEngine } from "../../bench/peers/ours.ts";
import {
  channelsFirst,
  channelsLast,
  forwardWork,
  meanSize,
  outputsLast,
  REFERENCE,
  REFERENCE_LAYERS,
  referenceWeights,
  trainingWork,
} from "../../bench/reference_work.ts";
import { visionDevice } from "../support/vision_device.ts";

Deno.test("the reference net gives the logits that other engines give", async () => {
  const device = await visionDevice();
  const runner = await ownEngine(device).forward!(referenceWeights(), forwardWork());
  const logits = await runner.run();
  equal(logits.length, 8 * 30 * 40);
  const mean = meanSize(logits);
  ok(Math.abs(mean - REFERENCE.meanLogit) < 2e-6, `mean |logit| ${mean}`);
  await runner.dispose();
});

Deno.test("the reference net learns as it does in other engines, and gives its memory back", async () => {
  const device = await visionDevice();
  // Constants that a device makes once for all stay with it.
  await (await ownEngine(device).training(referenceWeights(), trainingWork(), record)).dispose();
  const before = device.memoryBytes;
  const runner = await ownEngine(device).training(referenceWeights(), trainingWork(), record);
  equal(device.memoryBytes - before, runner.bytes);
  const { losses } = REFERENCE;
  const judge = judgeBy("losses", (step) => [losses[step]!], 1e-4);
  for (let step = 0; step < losses.length; step++) judge("ours", step, await runner.run());
  ok(runner.dispatches > 0);
  await runner.dispose();
  equal(device.memoryBytes, before);
});

Deno.test("timeInTurn() lets engines take turns and judges all that they give", async () => {
  const order: string[] = [];
  const runner = (name: string, output: number) => ({
    run: () => {
      order.push(name);
      return Promise.resolve(Float32Array.of(output));
    },
    dispose: () => {},
  });
  const judged: string[] = [];
  const judge = (engine: string, round: number, [value]: Float32Array) => {
    judged.push(`${engine}${round}:${value}`);
  };
  const runners = new Map([["a", runner("a", 1)], ["b", runner("b", 2)]]);
  const times = await timeInTurn(runners, 2, judge, () => {});
  deepEqual(order, ["a", "b", "a", "b", "a", "b"]);
  deepEqual(judged, ["a0:1", "b0:2", "a1:1", "b1:2", "a2:1", "b2:2"]);
  deepEqual([...times.keys()], ["a", "b"]);
  await rejects(
    timeInTurn(runners, 1, judgeBy("numbers", () => [1], 1e-6), () => {}),
    /^Error: Cannot compare numbers of b: number 0 of run 0 is 2, want 1 within 0.000001$/,
  );
});

Deno.test("judgeBy() lets nothing pass that is no number or not as many", () => {
  const judge = judgeBy("numbers", (round) => round > 1 ? undefined : [1, 2], 0.1);
  judge("a", 0, Float32Array.of(1.05, 1.95));
  judge("a", 2, Float32Array.of(7));
  throws(() => judge("a", 1, Float32Array.of(1, NaN)), /number 1 of run 1 is NaN, want 2/);
  throws(() => judge("a", 0, Float32Array.of(1)), /want 2 numbers, got 1/);
});

Deno.test("weights and pictures change their order and back", () => {
  const x = Float32Array.from({ length: 2 * 3 * 5 }, (_, i) => i);
  const last = channelsLast(x, 2, 3);
  deepEqual([...last.slice(0, 4)], [0, 5, 10, 1]);
  deepEqual(channelsFirst(last, 2, 3), x);
  const { inputs, outputs, kernel } = REFERENCE_LAYERS[1]!;
  const { weight } = referenceWeights()[1]!;
  const [ky, kx, i, o] = [2, 5, 7, 11];
  equal(
    outputsLast(weight, 1)[((ky * kernel + kx) * inputs + i) * outputs + o],
    weight[((o * inputs + i) * kernel + ky) * kernel + kx],
  );
});
