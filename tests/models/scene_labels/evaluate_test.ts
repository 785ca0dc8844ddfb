import assert from "node:assert/strict";
import { CLASSES } from "../../../models/scene_labels/classes.ts";
import { evaluate } from "../../../models/scene_labels/evaluate.ts";
import { SceneNet } from "../../../models/scene_labels/model.ts";
import { CYCLE } from "../../../models/scene_labels/scenario_shares.ts";
import { CheckpointError, counterRandom, saveCheckpoint } from "../../../vision/mod.ts";
import { sceneWeights, VALIDATION_WORLD } from "../../support/scene_frames.ts";
import { visionDevice } from "../../support/vision_device.ts";

async function score(
  seed: number,
  count: number,
  weights: Uint8Array<ArrayBuffer>,
): Promise<Record<string, number>> {
  const device = await visionDevice();
  const seen: number[] = [];
  const metrics = await evaluate({
    device,
    weights,
    seed,
    count,
    onFrame: (done) => seen.push(done),
  });
  assert.deepEqual(seen, Array.from({ length: count }, (_, i) => i + 1));
  assert.equal(metrics.frames, count);
  return metrics;
}

/** What `expected.json` holds. */
interface Expected {
  readonly command: string;
  readonly seed: number;
  readonly steps: number;
  readonly adapter: string;
  readonly version: string;
  readonly trainWallSeconds: number;
  readonly eval: {
    readonly command: string;
    readonly seed: number;
    readonly count: number;
    readonly metrics: Readonly<Record<string, number>>;
  };
}

async function readExpected(): Promise<Expected> {
  const place = new URL("../../../models/scene_labels/expected.json", import.meta.url);
  return JSON.parse(await Deno.readTextFile(place));
}

Deno.test("evaluate() tells a net that has learned nothing", async () => {
  const net = new SceneNet(await visionDevice(), counterRandom(1));
  const metrics = await score(VALIDATION_WORLD, 4, await saveCheckpoint(net));
  assert.ok(metrics.meanIoU! < 0.15, `meanIoU ${metrics.meanIoU}`);
  net.dispose();
});

Deno.test("evaluate() goes on past the end of the test worlds, and stops before seeds end", async () => {
  const weights = await sceneWeights();
  // The one world lies off the road, the other has roads.
  const metrics = await score(2_099_999, 5, weights);
  assert.ok(metrics.pixelAccuracy! > 0.5, `pixelAccuracy ${metrics.pixelAccuracy}`);
  for (const terrain of ["offroad", "road"]) {
    assert.ok(metrics[`${terrain}_pixelAccuracy`]! > 0.4, `${terrain} ${JSON.stringify(metrics)}`);
  }
  await assert.rejects(
    score(0xffff_ffff, 5, weights),
    /^RangeError: Cannot take 5 frames from world 4294967295 on/,
  );
});

Deno.test("evaluate() refuses weights that are broken, before it draws anything", async () => {
  const weights = await sceneWeights();
  await assert.rejects(score(VALIDATION_WORLD, 1, weights.slice(0, -4)), CheckpointError);
});

Deno.test("expected.json: the recorded figures reach the goals", async () => {
  const { command, seed, steps, adapter, version, trainWallSeconds, eval: recorded } =
    await readExpected();
  assert.equal(command, `deno task train scene_labels --seed ${seed} --steps ${steps}`);
  assert.match(version, /^\d+\.\d+\.\d+$/);
  assert.ok(adapter.length > 0 && trainWallSeconds > 0);
  const { seed: first, count, metrics } = recorded;
  assert.equal(
    recorded.command,
    `deno task eval scene_labels --seed ${first} --count ${count}`,
  );
  assert.ok(first >= 1_000_000, `world ${first} may have been trained on`);
  assert.ok(count >= 200 && metrics.frames === count);
  for (const [half, goal] of [["", 0.7], ["offroad_", 0.65], ["road_", 0.8]] as const) {
    const [accuracy, iou] = [metrics[`${half}pixelAccuracy`]!, metrics[`${half}meanIoU`]!];
    assert.ok(accuracy >= goal, `${half}pixelAccuracy ${accuracy}`);
    assert.ok(iou >= 0.25, `${half}meanIoU ${iou}`);
    assert.ok(metrics[`${half}majorityAccuracy`]! < accuracy - 0.3, half);
  }
});

Deno.test("expected.json: fewer frames of the same worlds score about the same again", async () => {
  const { eval: recorded } = await readExpected();
  // One round of the scenarios.
  const metrics = await score(recorded.seed, 4 * CYCLE.length, await sceneWeights());
  for (const [name, tolerance] of [["pixelAccuracy", 0.08], ["meanIoU", 0.1]] as const) {
    const [now, then] = [metrics[name]!, recorded.metrics[name]!];
    assert.ok(Math.abs(now - then) <= tolerance, `${name}: ${now} now, ${then} recorded`);
  }
  const named = CLASSES.filter((name) => metrics[`iou_${name}`] !== undefined);
  assert.ok(named.length >= 28, `${named.length} classes in the frames`);
  const mean = named.reduce((sum, name) => sum + metrics[`iou_${name}`]!, 0) / named.length;
  assert.ok(Math.abs(mean - metrics.meanIoU!) < 1e-9);
  const shares = CLASSES.reduce((sum, name) => sum + (metrics[`share_${name}`] ?? 0), 0);
  assert.ok(Math.abs(shares - 1) < 1e-9, `shares add up to ${shares}`);
  const halves = (metrics.offroad_pixelAccuracy! + metrics.road_pixelAccuracy!) / 2;
  assert.ok(
    Math.abs(halves - metrics.pixelAccuracy!) < 1e-9,
    "as many frames off the road as on it",
  );
});
