import assert from "node:assert/strict";
import { DataLoader, sequential, shuffled } from "../../../vision/data/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
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

Deno.test("DataLoader varies samples by other numbers than the order and the weights are drawn by", async () => {
  const device = await visionDevice();
  const seed = 3;
  const drawn: number[] = [];
  const loader = new DataLoader(device, SAMPLES, {
    batch: 1,
    sampler: shuffled(SAMPLES.length, seed),
    fields: { x: { shape: [1] } },
    seed,
    write: (_sample, _places, random) => void drawn.push(...Array.from({ length: 10 }, random)),
  });
  loader.prepare(0);
  // Streams of the bare seed: what a net's weights are often drawn by.
  const bare = counterRandom(seed, 0);
  assert.ok(Array.from({ length: 10 }, bare).every((value, i) => value !== drawn[i]));
  // The order that those very numbers would give, by Fisher and Yates.
  const order = SAMPLES.length - 1;
  const numbers = [...drawn];
  const swapped = Array.from({ length: order + 1 }, (_, i) => i);
  for (let i = order; i > 0; i--) {
    const j = Math.floor(numbers.shift()! * (i + 1));
    [swapped[i], swapped[j]] = [swapped[j]!, swapped[i]!];
  }
  assert.notDeepEqual([...shuffled(SAMPLES.length, seed).order(0)], swapped);
  loader.dispose();
});

Deno.test("DataLoader refuses a sampler of more samples than there are", async () => {
  const device = await visionDevice();
  const loader = new DataLoader(device, SAMPLES, {
    batch: 4,
    sampler: sequential(12),
    fields: FIELDS,
    write: () => {},
  });
  assert.throws(() => loader.fill(2), (error: Error) => {
    assert.ok(error instanceof RangeError);
    assert.match(error.message, /Cannot load sample 11 of epoch 0: want one of the 11/);
    return true;
  });
  loader.dispose();
});
