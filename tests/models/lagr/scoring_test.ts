import assert from "node:assert/strict";
import {
  adaptation,
  halvingTime,
  LEAST_WINDOWS,
  rangeName,
  rangeOf,
  RANGES,
  RangeTally,
  spread,
} from "../../../models/lagr/scoring.ts";
import { saysObstacle } from "../../../models/lagr/lagr_classes.ts";

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
  assert.equal(tally.told(1), false);
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

Deno.test("RangeTally: says nothing of a range where there is little of either kind", () => {
  const tally = new RangeTally();
  for (let k = 0; k < 1000; k++) tally.add(20, false, false);
  for (let k = 0; k < LEAST_WINDOWS - 1; k++) tally.add(20, true, true);
  assert.equal(tally.told(1), false);
  tally.add(20, true, true);
  assert.equal(tally.told(1), true);
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

Deno.test("halvingTime(): from when on the error is half of that on entering, for ten seconds", () => {
  const fill = (count: number, wrong: number) => Array<number>(count).fill(wrong);
  // 40 % on entering, 10 % from second 10 on. Of the eleven looks from second 7 on three are wrong at 40 %: 18 %.
  const falls = [...fill(10, 40), ...fill(20, 10)];
  assert.deepEqual(halvingTime(curve(falls), 2), { seconds: 7, halved: true });
  assert.deepEqual(halvingTime(curve([40, 40, 40, ...fill(17, 0)]), 2), {
    seconds: 0,
    halved: true,
  });
  assert.deepEqual(halvingTime(curve(fill(21, 40)), 2), { seconds: 20, halved: false });
  // Low for a moment alone.
  const dips = [...fill(6, 40), ...fill(3, 0), ...fill(12, 40)];
  assert.deepEqual(halvingTime(curve(dips), 2), { seconds: 20, halved: false });
  // Nothing there on entering, nothing to say.
  assert.equal(halvingTime(curve(falls), 0), null);
  assert.equal(halvingTime({ seconds: [], tallies: [] }, 2), null);
});

Deno.test("adaptation(): a drive whose error never halved counts with all its time", () => {
  const online = [{ seconds: 7, halved: true }, { seconds: 60, halved: false }];
  const offline = [{ seconds: 30, halved: false }];
  assert.deepEqual(adaptation({ online, offline }), {
    adaptDrives: 2,
    adaptSeconds: 33.5,
    adaptedShare: 0.5,
    adaptSeconds_offline: 30,
    adaptedShare_offline: 0,
  });
  assert.deepEqual(adaptation({ online: [], offline: [] }), { adaptDrives: 0 });
});

Deno.test("spread(): the standard deviation of a sample", () => {
  assert.equal(spread([1, 3]), Math.sqrt(2));
  assert.equal(spread([4, 4, 4]), 0);
  assert.ok(Number.isNaN(spread([7])));
});
