import assert from "node:assert/strict";
import { DataLoader, sequential, shuffled } from "../../../vision/data/mod.ts";
import { record } from "../../../vision/kernel/plan.ts";
import { relu } from "../../../vision/ops/pointwise/mod.ts";
import { assertSpareChannelsZero } from "../../support/spare_channels.ts";
import { visionDevice } from "../../support/vision_device.ts";

/** Images of five channels that say which sample, channel and pixel they are. */
const SAMPLES = {
  length: 11,
  get: (index: number) => ({
    image: Float32Array.from({ length: 5 * 2 * 3 }, (_, i) => 100 * index + i),
    label: index,
  }),
};
const FIELDS = { image: { shape: [5, 2, 3] }, label: { shape: [], dtype: "u32" } } as const;

Deno.test("DataLoader brings the samples of a step into the same tensors, spare channels zero", async () => {
  const device = await visionDevice();
  const sampler = shuffled(SAMPLES.length, 3);
  const loader = new DataLoader(device, SAMPLES, {
    batch: 4,
    sampler,
    fields: FIELDS,
    write({ image, label }, places) {
      places.image.set(image);
      places.label[0] = label;
    },
  });
  assert.equal(loader.stepsPerEpoch, 2);
  assert.deepEqual(loader.tensors.image.shape, [4, 5, 2, 3]);
  assert.deepEqual(loader.tensors.label.shape, [4]);
  using plan = record(device, () => relu(loader.tensors.image));
  for (const step of [0, 3, 1]) {
    // Prepared ahead, or only then, or for another step: the batch is that of the step.
    if (step === 3) loader.prepare(3);
    if (step === 1) loader.prepare(2);
    loader.fill(step);
    plan.run();
    loader.prepare(step + 1);
    const wanted = [...sampler.order(Math.floor(step / 2))].slice(step % 2 * 4, step % 2 * 4 + 4);
    assert.deepEqual(loader.samplesOf(step), wanted);
    assert.deepEqual([...await loader.tensors.label.read()], wanted);
    const images = wanted.flatMap((index) => [...SAMPLES.get(index).image]);
    assert.deepEqual([...await plan.outputs.read()], images);
    await assertSpareChannelsZero(loader.tensors.image, "batch");
  }
  loader.dispose();
});

Deno.test("DataLoader draws variations from the step alone, and clears what is not written", async () => {
  const device = await visionDevice();
  const make = (seed: number) =>
    new DataLoader(device, SAMPLES, {
      batch: 3,
      sampler: sequential(SAMPLES.length),
      fields: { x: { shape: [2] }, byte: { shape: [2], dtype: "u8" } },
      seed,
      last: "keep",
      write({ label }, places, random) {
        if (label % 2) places.x[1] = random();
        places.byte[0] = label;
      },
    });
  const [a, b, other] = [make(1), make(1), make(2)];
  assert.equal(a.stepsPerEpoch, 4);
  assert.deepEqual([0, 3, 7].map((step) => a.countOf(step)), [3, 2, 2]);
  assert.deepEqual(a.samplesOf(3), [9, 10, 0]);
  for (let step = 0; step < 3; step++) a.fill(step);
  for (const loader of [b, other]) loader.fill(2);
  const drawn = await a.tensors.x.read();
  assert.deepEqual(await b.tensors.x.read(), drawn);
  assert.notDeepEqual(await other.tensors.x.read(), drawn);
  assert.deepEqual([...drawn].map((value) => value > 0), [false, false, false, true, false, false]);
  assert.deepEqual([...await a.tensors.byte.read()], [6, 0, 7, 0, 8, 0]);
  // The same sample is varied anew in each epoch.
  a.fill(6);
  assert.notEqual((await a.tensors.x.read())[3], drawn[3]);
  for (const loader of [a, b, other]) loader.dispose();
});

Deno.test("DataLoader refuses batches that never fill", async () => {
  const device = await visionDevice();
  const options = { sampler: sequential(11), fields: FIELDS, write: () => {} };
  assert.throws(
    () => new DataLoader(device, SAMPLES, { ...options, batch: 12 }),
    /Cannot load batches of 12: an epoch has 11 samples, and the rest is dropped/,
  );
  assert.throws(
    () => new DataLoader(device, SAMPLES, { ...options, batch: 0 }),
    /batches of 0: want a positive whole number/,
  );
});
