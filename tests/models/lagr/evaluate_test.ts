import assert from "node:assert/strict";
import { TRAINING_BIOMES, UNSEEN_BIOMES } from "../../../models/lagr/dataset.ts";
import { legsOf } from "../../../models/lagr/drives.ts";
import { evaluate } from "../../../models/lagr/evaluate.ts";
import { CheckpointError } from "../../../vision/mod.ts";
import { shippedWeights } from "../../../models/mod.ts";
import { visionDevice } from "../../support/vision_device.ts";

const device = await visionDevice();
const weights = await Deno.readFile(shippedWeights("lagr"));
const VALIDATION_WORLD = 1_000_020;
const BINS = ["0_12", "12_30", "30_60", "60_100"] as const;

function score(learning?: { rate: number }) {
  const done: number[] = [];
  return evaluate({
    device,
    weights,
    seed: VALIDATION_WORLD,
    count: 1,
    looks: { known: 3, unseen: 7 },
    onFrame: (drives) => void done.push(drives),
    ...(learning ? { learning } : {}),
  }).then((metrics) => ({ metrics, done }));
}

Deno.test("legsOf(): from a biome of training into a new one, every pair in nine drives, worlds of their own", () => {
  const legs = Array.from({ length: 9 }, (_, index) => legsOf(index, 2_000_000));
  const pairs = new Set(legs.map(([known, unseen]) => `${known.biome} ${unseen.biome}`));
  assert.equal(pairs.size, TRAINING_BIOMES.length * UNSEEN_BIOMES.length);
  for (const [known, unseen] of legs) {
    assert.deepEqual([known.leg, unseen.leg], ["known", "unseen"]);
    assert.ok((TRAINING_BIOMES as readonly string[]).includes(known.biome));
    assert.ok((UNSEEN_BIOMES as readonly string[]).includes(unseen.biome));
  }
  const worlds = legs.flat().map(({ world }) => world);
  assert.deepEqual(worlds, Array.from({ length: 18 }, (_, k) => 2_000_000 + k));
});

Deno.test("evaluate() gives every metric of a short drive, the same again, and tells learning from its absence", async () => {
  const { metrics, done } = await score();
  assert.deepEqual(done, [1]);
  for (const bin of BINS) {
    for (const suffix of ["", "_offline"]) {
      for (const prefix of ["", "known_", "unseen_"]) {
        const name = `${prefix}accuracy_${bin}${suffix}`;
        const value = metrics[name];
        // A leg this short may have nothing of a kind at some distance.
        if (value === undefined && (prefix || bin === "60_100")) continue;
        assert.ok(value! > 0.3 && value! <= 1, `${name} ${value}`);
      }
    }
  }
  const stereo = metrics.accuracy_0_12_stereo!;
  assert.ok(stereo > 0.75 && stereo < 1, `stereo ${stereo}`);
  // What is shipped knows more than nothing even where it never was.
  assert.ok(metrics.accuracy_0_12! > 0.65 && metrics.accuracy_12_30! > 0.55);
  assert.equal(metrics.accuracy_12_30, (metrics.ground_12_30! + metrics.obstacle_12_30!) / 2);
  assert.ok(metrics.unknownShare! > 0 && metrics.unknownShare! < 0.6);
  assert.deepEqual([metrics.drives, metrics.looks], [1, 6]);
  assert.ok(metrics.windows! > 5000);
  assert.notEqual(metrics.accuracy_12_30, metrics.accuracy_12_30_offline);
  assert.deepEqual((await score()).metrics, metrics);

  for (const name of ["fastLoopHz", "farLoopHz", "fastLatencyMs"]) {
    assert.ok(!(name in metrics), "no clock, no rates");
  }
  const { metrics: still } = await score({ rate: 0 });
  for (const bin of BINS) {
    assert.equal(still[`accuracy_${bin}`], still[`accuracy_${bin}_offline`]);
    assert.equal(still[`accuracy_${bin}_offline`], metrics[`accuracy_${bin}_offline`]);
  }
});

Deno.test("evaluate() refuses weights that are broken, and worlds that are none, before it draws anything", async () => {
  const asked = { device, weights, seed: VALIDATION_WORLD, count: 1, onFrame() {} };
  await assert.rejects(evaluate({ ...asked, weights: weights.slice(0, -4) }), CheckpointError);
  await assert.rejects(evaluate({ ...asked, net: "rbf" }), CheckpointError);
  await assert.rejects(
    evaluate({ ...asked, seed: 0xffff_ffff }),
    /^RangeError: Cannot drive 1 times from world 4294967295 on: wanted 2 in a row/,
  );
});

Deno.test("evaluate() with a clock tells how quick both loops are", async () => {
  const metrics = await evaluate({
    ...{ device, weights, seed: VALIDATION_WORLD, count: 1, looks: { known: 1, unseen: 1 } },
    now: () => performance.now() / 1000,
    onFrame() {},
  });
  assert.ok(metrics.farLoopHz! > 0 && metrics.fastLoopHz! > metrics.farLoopHz!);
  assert.ok(metrics.fastLatencyMs! > 0);
});
