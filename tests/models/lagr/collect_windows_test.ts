import assert from "node:assert/strict";
import { collectWindows } from "../../../models/lagr/collect_windows.ts";
import { TRAINING_BIOMES, UNSEEN_BIOMES } from "../../../models/lagr/dataset.ts";
import { WINDOW_NUMBERS } from "../../../models/lagr/features/window_set.ts";
import { BIOMES } from "../../../sim/biomes/mod.ts";
import { visionDevice } from "../../support/vision_device.ts";
import { dominantClass, standingShare } from "../../../models/lagr/lagr_classes.ts";
import { spanOf } from "../../../models/lagr/hindsight/hindsight.ts";

const device = await visionDevice();

Deno.test("windows of a seed are the same for ever, labelled in hindsight by stereo, near and far, ground and things", async () => {
  const collect = async (count: number) => {
    const windows: number[] = [];
    const onLook = (_: number, taken: number) => void windows.push(taken);
    const set = await collectWindows({ device, seed: 3, count, ofSpan: 4, looks: 70, onLook });
    return { set, windows };
  };
  const { set, windows } = await collect(300);
  const again = await collect(15);
  assert.equal(set.length, 300);
  assert.deepEqual(again.set.numbers, set.numbers.subarray(0, 15 * WINDOW_NUMBERS));
  // Nothing is known before a drive is over.
  assert.ok(windows.slice(0, 35).every((count) => count === 0));
  const spans = [0, 0, 0, 0], sides = [0, 0];
  const classes = new Set<number>();
  for (let i = 0; i < set.length; i++) {
    const { numbers, label, distance } = set.get(i);
    assert.equal(numbers.length, WINDOW_NUMBERS);
    assert.ok(numbers.every(Number.isFinite));
    // A place lies in the picture: most of what surrounds it is seen.
    assert.ok(numbers.filter((x) => x !== 0).length > 0.3 * WINDOW_NUMBERS);
    const sum = Array.from(label).reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(sum - 1) < 1e-5);
    assert.ok(distance >= 4 && distance < 100);
    spans[spanOf(distance)]!++;
    sides[Number(standingShare(label) > 0.5)]!++;
    classes.add(dominantClass(label));
  }
  assert.ok(classes.size >= 4, `${classes.size} classes`);
  assert.ok(Math.min(...sides) > 60, `${sides} of ground and things`);
  assert.ok(spans[0]! > 30 && spans[1]! > 30 && spans[2]! > 10, `${spans} by distance`);
});

Deno.test("no biome is both learned in and kept unseen, and none is left out", async () => {
  const all = [...TRAINING_BIOMES, ...UNSEEN_BIOMES];
  assert.deepEqual(all.toSorted(), BIOMES.map(({ name }) => name).toSorted());
  assert.equal(new Set<string>(all).size, all.length);
  await assert.rejects(
    collectWindows({ device, seed: 1, count: 1, biomes: ["moon"] }),
    /biome "moon": there are/,
  );
});
