import assert from "node:assert/strict";
import fc from "fast-check";
import { balanced, sequential, shuffled, subset, weighted } from "../../../vision/data/mod.ts";

Deno.test("shuffled() gives every sample once, in an order of each epoch and seed", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(), fc.nat(9), (n, seed, epoch) => {
    const order = shuffled(n, seed).order(epoch);
    assert.deepEqual([...order].sort((a, b) => a - b), [...sequential(n).order(epoch)]);
    assert.deepEqual(shuffled(n, seed).order(epoch), order);
  }));
  const sampler = shuffled(100, 1);
  assert.notDeepEqual(sampler.order(0), sampler.order(1));
  assert.notDeepEqual(sampler.order(0), shuffled(100, 2).order(0));
  // No sample has a place of its own: over many epochs all are first about equally often.
  const firsts = new Array(5).fill(0);
  const five = shuffled(5, 3);
  for (let epoch = 0; epoch < 5000; epoch++) firsts[five.order(epoch)[0]!]++;
  assert.ok(firsts.every((count) => Math.abs(count - 1000) < 150), firsts.join());
});

Deno.test("weighted() draws in proportion, balanced() every class alike", () => {
  const order = weighted([1, 0, 3], 4, 20_000).order(2);
  const share = (k: number) => order.filter((sample) => sample === k).length / order.length;
  assert.ok(Math.abs(share(0) - 0.25) < 0.02 && share(1) === 0 && share(2) > 0.7);
  const labels = [...new Array(90).fill(7), ...new Array(10).fill(2)];
  const rare = balanced(labels, 1, 20_000).order(0).filter((sample) => labels[sample] === 2);
  assert.ok(Math.abs(rare.length / 20_000 - 0.5) < 0.02, `${rare.length}`);
  assert.equal(new Set(rare).size, 10);
  assert.equal(balanced(labels, 1).length, 100);
});

Deno.test("samplers and subset() refuse what cannot be drawn", () => {
  assert.throws(() => shuffled(0, 1), /Cannot draw 0 samples/);
  assert.throws(() => sequential(1.5), /Cannot draw 1.5 samples/);
  assert.throws(() => weighted([1, -1], 1), /weight -1 of sample 1: want at least 0/);
  assert.throws(() => weighted([0, 0], 1), /by weights: want one above 0/);
  const ten = { length: 10, get: (i: number) => i };
  assert.equal(subset(ten, 4, 10).get(2), 6);
  assert.equal(subset(ten, 4, 10).length, 6);
  for (const [from, to] of [[-1, 3], [3, 3], [5, 11], [0.5, 2]] as const) {
    assert.throws(() => subset(ten, from, to), /want some of the 10 there are/);
  }
});
