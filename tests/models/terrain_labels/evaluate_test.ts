import assert from "node:assert/strict";
import { CLASSES } from "../../../models/terrain_labels/classes.ts";
import { evaluate } from "../../../models/terrain_labels/evaluate.ts";
import { TerrainNet } from "../../../models/terrain_labels/model.ts";
import { CheckpointError, counterRandom, saveCheckpoint } from "../../../vision/mod.ts";
import { terrainWeights, VALIDATION_WORLD } from "../../support/terrain_frames.ts";
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
  const place = new URL("../../../models/terrain_labels/expected.json", import.meta.url);
  return JSON.parse(await Deno.readTextFile(place));
}

Deno.test("evaluate() of the shipped weights names pixels of unknown worlds, and rare classes too", async () => {
  const metrics = await score(VALIDATION_WORLD, 16, await terrainWeights());
  const { pixelAccuracy, meanIoU, majorityAccuracy } = metrics;
  assert.ok(pixelAccuracy! >= 0.9, `pixelAccuracy ${pixelAccuracy}`);
  assert.ok(meanIoU! >= 0.65, `meanIoU ${meanIoU}`);
  assert.ok(majorityAccuracy! < 0.6, `majorityAccuracy ${majorityAccuracy}`);
  assert.ok(pixelAccuracy! > majorityAccuracy! + 0.25);
  const ious = CLASSES.map((name) => metrics[`iou_${name}`]).filter((iou) => iou !== undefined);
  assert.ok(ious.length >= 9, `${ious.length} classes in the frames`);
  const mean = ious.reduce((sum, iou) => sum + iou, 0) / ious.length;
  assert.ok(Math.abs(mean - meanIoU!) < 1e-9);
});

Deno.test("evaluate() tells a net that has learned nothing", async () => {
  const net = new TerrainNet(await visionDevice(), counterRandom(1));
  const metrics = await score(VALIDATION_WORLD, 8, await saveCheckpoint(net));
  assert.ok(metrics.meanIoU! < 0.15, `meanIoU ${metrics.meanIoU}`);
  net.dispose();
});

Deno.test("evaluate() goes on past the end of the test worlds, and stops before seeds end", async () => {
  const weights = await terrainWeights();
  const metrics = await score(2_099_999, 5, weights);
  assert.ok(metrics.pixelAccuracy! > 0.6, `pixelAccuracy ${metrics.pixelAccuracy}`);
  await assert.rejects(
    score(0xffff_ffff, 5, weights),
    /^RangeError: Cannot take 5 frames from world 4294967295 on/,
  );
});

Deno.test("evaluate() refuses weights that are broken, before it draws anything", async () => {
  const weights = await terrainWeights();
  await assert.rejects(score(VALIDATION_WORLD, 1, weights.slice(0, -4)), CheckpointError);
});

Deno.test("expected.json: the recorded figures reach the goals", async () => {
  const { command, seed, steps, adapter, version, trainWallSeconds, eval: recorded } =
    await readExpected();
  assert.equal(command, `deno task train terrain_labels --seed ${seed} --steps ${steps}`);
  assert.match(version, /^\d+\.\d+\.\d+$/);
  assert.ok(adapter.length > 0 && trainWallSeconds > 0);
  const { seed: first, count, metrics } = recorded;
  assert.equal(
    recorded.command,
    `deno task eval terrain_labels --seed ${first} --count ${count}`,
  );
  assert.ok(first >= 1_000_000, `world ${first} may have been trained on`);
  assert.ok(count >= 200 && metrics.frames === count);
  assert.ok(metrics.pixelAccuracy! >= 0.9, `pixelAccuracy ${metrics.pixelAccuracy}`);
  assert.ok(metrics.meanIoU! >= 0.6, `meanIoU ${metrics.meanIoU}`);
  assert.ok(metrics.majorityAccuracy! < metrics.meanIoU! - 0.1);
  for (const name of CLASSES) assert.ok(metrics[`iou_${name}`]! > 0.1, name);
});

Deno.test("expected.json: fewer frames of the same worlds score about the same again", async () => {
  const { eval: recorded } = await readExpected();
  const metrics = await score(recorded.seed, 48, await terrainWeights());
  // 12 worlds stand for 50: their share of rare classes differs most.
  for (const [name, tolerance] of [["pixelAccuracy", 0.04], ["meanIoU", 0.06]] as const) {
    const [now, then] = [metrics[name]!, recorded.metrics[name]!];
    assert.ok(Math.abs(now - then) <= tolerance, `${name}: ${now} now, ${then} recorded`);
  }
});
