import assert from "node:assert/strict";
import fc from "fast-check";
import {
  CommittedWay,
  lengthOf,
  pointAlong,
  type Way,
} from "../../../agents/lagr/committed_way.ts";

const here = { x: 0, y: 0 };
/** Two ways that part at once, to the left and to the right. */
const left = Float32Array.from([0, 0, 5, 5, 10, 10, 40, 0]);
const right = Float32Array.from([0, 0, 5, -5, 10, -10, 40, 0]);
const isLeft = (way: Way) => way[3]! > 0;
/** Costs of what begins as they do. */
const costs = (l: number, r: number) => (way: Way) => isLeft(way) ? l : r;

Deno.test("a way is kept while another is hardly cheaper, and left when that is clearly so", () => {
  const committed = new CommittedWay();
  assert.ok(isLeft(committed.choose(left, costs(50, 51), here, 0)));
  assert.ok(isLeft(committed.choose(right, costs(50, 47), here, 0)));
  assert.ok(!isLeft(committed.choose(right, costs(50, 40), here, 0)));
});

Deno.test("however costs waver, it changes its mind on the spot no more than a few times", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 40, max: 200, noNaN: true })), (wavering) => {
      const committed = new CommittedWay();
      let [last, changes] = [true, 0];
      for (let k = 0; k < 2000; k++) {
        const [l, r] = [
          wavering[k % wavering.length] ?? 50,
          wavering[(k + 1) % wavering.length] ?? 90,
        ];
        const now = isLeft(committed.choose(l < r ? left : right, costs(l, r), here, 0));
        changes += now !== last ? 1 : 0;
        last = now;
      }
      // The first way, and gains of 3, 6, 12, 24, 48 and 96 m at least.
      assert.ok(changes <= 7, `${changes} changes`);
    }),
    { numRuns: 60, seed: 5 },
  );
});

Deno.test("what stands in the way lets it go at once, unless it stands in the other too", () => {
  const committed = new CommittedWay();
  committed.choose(left, costs(50, 60), here, 0);
  assert.ok(isLeft(committed.choose(right, costs(Infinity, Infinity), here, 0)));
  assert.ok(!isLeft(committed.choose(right, costs(Infinity, 400), here, 0)));
});

Deno.test("the rest of a way is appraised from where the robot is, and a lost one is given up", () => {
  const committed = new CommittedWay();
  const straight = Float32Array.from([0, 0, 2, 0, 4, 0, 6, 0, 30, 0]);
  committed.choose(straight, () => 30, here, 0);
  const kept = committed.choose(left, costs(70, 20), { x: 3.9, y: 0.5 }, 4);
  assert.deepEqual([...kept].slice(0, 4).map((v) => Math.round(10 * v) / 10), [3.9, 0.5, 6, 0]);
  assert.ok(isLeft(committed.choose(left, costs(70, 20), { x: 3, y: 9 }, 4)));
});

Deno.test("a point along a way", () => {
  assert.deepEqual([...pointAlong(Float32Array.from([0, 0, 3, 0, 3, 4]), 5)], [3, 2]);
  assert.deepEqual([...pointAlong(Float32Array.from([0, 0, 3, 0]), 50)], [3, 0]);
});

Deno.test("a way is as long as its pieces together", () => {
  assert.equal(lengthOf(Float32Array.from([0, 0, 3, 4, 3, 10])), 11);
  assert.equal(lengthOf(Float32Array.from([2, 2])), 0);
});
