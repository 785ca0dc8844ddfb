import assert from "node:assert/strict";
import fc from "fast-check";
import { FrameBuffer, keptOf, RingBuffer } from "../../../../models/lagr/online/sample_memory.ts";
import { dominantClass } from "../../../../models/lagr/lagr_classes.ts";

fc.configureGlobal({ seed: 11 });

const hard = (c: number) => [0, 1, 2, 3, 4].map((k) => k === c ? 1 : 0);

Deno.test("a ring buffer keeps the newest samples of each class, whatever comes of the others", () => {
  fc.assert(fc.property(
    fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 200 }),
    fc.integer({ min: 1, max: 12 }),
    (classes, capacity) => {
      const ring = new RingBuffer(capacity, 1);
      // What each slot holds, told by the slots that keep() gives out.
      const holds = new Map<number, number>();
      classes.forEach((c, sample) => holds.set(ring.keep(hard(c), 0), sample));
      const newest = [0, 1, 2, 3, 4].flatMap((c) =>
        classes.flatMap((each, sample) => each === c ? [sample] : []).slice(-capacity)
      );
      assert.deepEqual(
        [...holds.values()].toSorted((a, b) => a - b),
        newest.toSorted((a, b) => a - b),
      );
      assert.equal(ring.size, newest.length);
      for (const [slot, sample] of holds) {
        assert.equal(dominantClass(ring.labels, slot * 5), classes[sample]);
      }
    },
  ));
});

Deno.test("of each class so many of a frame are kept, evenly from among them, in their order", () => {
  const classes = [0, 0, 4, 0, 0, 0, 1, 0, 4, 2, 0, 0];
  const labels = classes.flatMap(hard);
  // Of class 0 the second, fifth and seventh of eight: in the middle of each third.
  assert.deepEqual(keptOf(labels, 3), [1, 2, 5, 6, 8, 9, 10]);
  assert.deepEqual(keptOf(labels, 100), classes.map((_, k) => k));
  assert.deepEqual(keptOf([], 3), []);
});

Deno.test("a ring buffer draws ground and what stands evenly, each over its classes that it has met, and only what it holds", () => {
  const ring = new RingBuffer(100, 3);
  const slots = new Map<number, number>();
  for (let k = 0; k < 500; k++) slots.set(ring.keep(hard(4), 0), 4);
  for (let k = 0; k < 7; k++) slots.set(ring.keep(hard(1), 0), 1);
  slots.set(ring.keep([0.1, 0.2, 0.4, 0.2, 0.1], 0), 2);
  const counts = new Map<number, number>();
  const drawn = new Uint32Array(300);
  for (let frame = 0; frame < 20; frame++) {
    ring.draw(drawn);
    for (const slot of drawn) counts.set(slot, (counts.get(slot) ?? 0) + 1);
  }
  for (const slot of counts.keys()) assert.ok(slots.has(slot), `slot ${slot} is empty`);
  const ofClass = (c: number) =>
    [...counts].reduce((sum, [slot, count]) => sum + (slots.get(slot) === c ? count : 0), 0);
  assert.deepEqual([1, 2, 4].map(ofClass), [3000, 1500, 1500]);
  // Within a class every sample has its turn: 1500 draws of 100 samples miss one by chance of 3e-5.
  assert.equal([...slots].filter(([slot]) => !counts.has(slot)).length, 0);
});

Deno.test("a ring buffer that has met ground alone draws that", () => {
  const ring = new RingBuffer(10, 3);
  const drawn = new Uint32Array(8).fill(99);
  ring.draw(drawn);
  assert.ok(drawn.every((slot) => slot === 99));
  for (let k = 0; k < 6; k++) ring.keep(hard(k % 2), 0);
  ring.draw(drawn);
  assert.deepEqual([...drawn].map((slot) => dominantClass(ring.labels, slot * 5)), [
    ...[0, 1, 0, 1],
    ...[0, 1, 0, 1],
  ]);
});

Deno.test("draws depend on the seed and go on where they were saved", () => {
  const drawsOf = (ring: RingBuffer) => {
    const slots = new Uint32Array(64);
    ring.draw(slots);
    return [...slots];
  };
  const filled = (seed: number) => {
    const ring = new RingBuffer(50, seed);
    for (let k = 0; k < 120; k++) ring.keep(hard(k % 3), 0);
    return ring;
  };
  const [a, b, other] = [filled(1), filled(1), filled(2)];
  assert.deepEqual(drawsOf(a), drawsOf(b));
  assert.notDeepEqual(drawsOf(a), drawsOf(other));
  const resumed = new RingBuffer(50, 1);
  resumed.restore(a.state());
  assert.equal(a.keep(hard(2), 0), resumed.keep(hard(2), 0));
  assert.deepEqual(drawsOf(a), drawsOf(resumed));
  assert.throws(() => new RingBuffer(40, 1).restore(a.state()), /memory of 250 samples.* of 200/);
});

Deno.test("a frame buffer knows the newest frame alone", () => {
  const buffer = new FrameBuffer(10, 1);
  for (const c of [0, 1, 2]) buffer.keep(hard(c), 0);
  buffer.beginFrame();
  assert.equal(buffer.size, 0);
  buffer.keep(hard(4), 0);
  const drawn = new Uint32Array(32).fill(9);
  buffer.draw(drawn);
  assert.ok(drawn.every((slot) => slot === 0));
  assert.equal(dominantClass(buffer.labels), 4);
});

Deno.test("memories refuse capacities that are none", () => {
  for (const capacity of [0, -1, 1.5, NaN]) {
    assert.throws(() => new RingBuffer(capacity, 1), RangeError);
    assert.throws(() => new FrameBuffer(capacity, 1), RangeError);
  }
});
