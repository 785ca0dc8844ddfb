import assert from "node:assert/strict";
import {
  constant,
  cosine,
  exponential,
  inverseTime,
  linear,
  piecewise,
  stepwise,
  warmUp,
} from "../../../vision/optim/mod.ts";

Deno.test("schedules are pure functions of the step", () => {
  assert.equal(constant(0.3)(1e6), 0.3);
  assert.deepEqual([0, 9, 10, 25].map(stepwise(1, 10, 0.5)), [1, 1, 0.5, 0.25]);
  const half = cosine(1, 10, 0.2);
  assert.equal(half(0), 1);
  assert.ok(Math.abs(half(5) - 0.6) < 1e-12);
  assert.equal(half(10), 0.2);
  assert.equal(half(99), 0.2);
  // A run that is all warm-up leaves no step for what follows it.
  assert.deepEqual([0, 1, 5].map(cosine(1, 0, 0.2)), [1, 0.2, 0.2]);
  assert.deepEqual([0, 3].map(warmUp(4, cosine(1, 0))), [0.25, 1]);
  const warm = warmUp(4, cosine(1, 10));
  assert.deepEqual([0, 1, 2, 3].map(warm), [0.25, 0.5, 0.75, 1]);
  assert.equal(warm(4), 1);
  assert.ok(warm(9) < 0.51);
});

Deno.test("linear, exponential and inverse-time schedules fall as their formulas say", () => {
  assert.deepEqual([0, 5, 10, 99].map(linear(1, 10, 0.5)), [1, 0.75, 0.5, 0.5]);
  assert.deepEqual([0, 1].map(linear(1, 0)), [0, 0]);
  assert.deepEqual([0, 10, 20].map(exponential(1, 10, 0.5)), [1, 0.5, 0.25]);
  assert.ok(Math.abs(exponential(1, 10, 0.5)(5) - Math.SQRT1_2) < 1e-12);
  assert.deepEqual([0, 1, 3].map(inverseTime(1, 1)), [1, 0.5, 0.25]);
  assert.deepEqual([0, 3].map(inverseTime(2, 1, 0.5)), [2, 1]);
});

Deno.test("piecewise() holds each rate for its steps, the last one for ever", () => {
  const rate = piecewise([[5, 2], [2, 3], [1, 1]]);
  assert.deepEqual([0, 1, 2, 4, 5, 6, 1e9].map(rate), [5, 5, 2, 2, 1, 1, 1]);
  assert.throws(() => piecewise([]), /an empty table: want rates and steps/);
});

Deno.test("schedules that fall refuse to rise: their numbers stand in another order then", () => {
  for (const schedule of [cosine, linear]) {
    const message = new RegExp(
      `Cannot make a ${schedule.name} schedule from 0.05 to 100 in 0 steps`,
    );
    assert.throws(() => schedule(0.05, 0, 100), message);
    assert.throws(() => schedule(0.05, -1), /in -1 steps/);
  }
});
