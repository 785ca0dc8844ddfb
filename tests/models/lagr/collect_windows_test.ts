import assert from "node:assert/strict";
import { collectWindows } from "../../../models/lagr/collect_windows.ts";
import { TRAINING_BIOMES, UNSEEN_BIOMES } from "../../../models/lagr/dataset.ts";
import { WINDOW_NUMBERS } from "../../../models/lagr/features/window_set.ts";
import { BIOMES } from "../../../sim/biomes/mod.ts";
import { visionDevice } from "../../support/vision_device.ts";
import { dominantClass } from "../../../models/lagr/lagr_classes.ts";

const device = await visionDevice();

Deno.test("windows of a seed are the same for ever, labelled by stereo, some of each view of a frame and of each class", async () => {
  const collect = (count: number) => {
    const windows: number[] = [];
    return collectWindows({
      device,
      seed: 3,
      count,
      ofClass: 8,
      onFrame: (_, taken) => void windows.push(taken),
    }).then((set) => ({ set, windows }));
  };
  const [{ set, windows }, again] = [await collect(150), await collect(15)];
  assert.equal(set.length, 150);
  assert.deepEqual(again.set.numbers, set.numbers.subarray(0, 15 * WINDOW_NUMBERS));
  windows.forEach((count, i) => assert.ok(count - (windows[i - 1] ?? 0) <= 3 * 5 * 8));
  assert.ok(windows.length >= 2);
  const classes = new Set<number>();
  for (let i = 0; i < set.length; i++) {
    const { numbers, label } = set.get(i);
    assert.equal(numbers.length, WINDOW_NUMBERS);
    assert.ok(numbers.every(Number.isFinite));
    // A place lies in the picture: most of what surrounds it is seen.
    assert.ok(numbers.filter((x) => x !== 0).length > 0.3 * WINDOW_NUMBERS);
    const sum = Array.from(label).reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(sum - 1) < 1e-5);
    classes.add(dominantClass(label));
  }
  assert.ok(classes.size >= 3, `${classes.size} classes`);
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
