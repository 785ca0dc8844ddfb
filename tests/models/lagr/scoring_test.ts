import assert from "node:assert/strict";
import {
  halvingTime,
  rangeName,
  rangeOf,
  RANGES,
  RangeTally,
  saysObstacle,
} from "../../../models/lagr/scoring.ts";

Deno.test("rangeOf(): each distance in the range that begins at or before it", () => {
  assert.deepEqual(RANGES.map(rangeName), ["0_12", "12_30", "30_60", "60_100"]);
  assert.deepEqual([0, 11.99, 12, 30, 59, 60, 99.9, 100].map(rangeOf), [0, 0, 1, 2, 2, 3, 3, -1]);
});

Deno.test("saysObstacle(): all but the two classes of ground, together", () => {
  assert.equal(saysObstacle([0.2, 0.25, 0.25, 0.2, 0.1]), true);
  assert.equal(saysObstacle([0.3, 0.25, 0.25, 0.15, 0.05]), false);
  assert.equal(saysObstacle([1, 0, 0, 0, 0, 0, 0, 1, 0, 0], 5), true);
});

Deno.test("RangeTally: the mean of two shares, however many there are of each", () => {
  const tally = new RangeTally();
  // 9 of 10 of the ground, 1 of 4 obstacles, at 20 m.
  for (let k = 0; k < 10; k++) tally.add(20, false, k === 0);
  for (let k = 0; k < 4; k++) tally.add(20, true, k === 0);
  tally.add(150, true, false);
  const other = new RangeTally();
  other.add(70, true, true);
  tally.merge(other);
  assert.equal(tally.ground(1), 0.9);
  assert.equal(tally.obstacle(1), 0.25);
  assert.equal(tally.balanced(1), 0.575);
  assert.deepEqual(tally.contents(1), { ground: 10, obstacles: 4 });
  assert.deepEqual(RANGES.map((_, range) => tally.count(range)), [0, 14, 0, 1]);
  assert.ok(Number.isNaN(tally.balanced(0)) && Number.isNaN(tally.balanced(3)));
});

/** A curve of looks a second apart, of that many wrong of 100 of each kind at 40 m. */
function curve(wrong: readonly number[]) {
  return {
    seconds: wrong.map((_, second) => second),
    tallies: wrong.map((count) => {
      const tally = new RangeTally();
      for (let k = 0; k < 100; k++) {
        tally.add(40, false, k < count);
        tally.add(40, true, k >= count);
      }
      return tally;
    }),
  };
}

Deno.test("halvingTime(): when the error of the last five seconds is half of that on entering", () => {
  // 40 % on entering; from second 10 on 10 %: the mean of 5 to 10 is 35 %, of 9 to 14 15 %, of 8 to 13 20 %.
  const falls = [...Array<number>(10).fill(40), ...Array<number>(10).fill(10)];
  assert.equal(halvingTime(curve(falls), 2), 13);
  assert.equal(halvingTime(curve([40, 40, 40, ...Array<number>(7).fill(0)]), 2), 5);
  assert.equal(halvingTime(curve(Array<number>(20).fill(40)), 2), null);
  // Nothing there, nothing to say.
  assert.equal(halvingTime(curve(falls), 0), null);
  assert.equal(halvingTime({ seconds: [], tallies: [] }, 2), null);
});
