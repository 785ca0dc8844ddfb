import assert from "node:assert/strict";

/** How far `actual` may be from `expected`: `|a - e| <= atol + rtol * |e|`. */
export interface Tolerance {
  readonly rtol?: number;
  readonly atol?: number;
}

/** Fails with the worst element, both values and the number of elements that are too far off. */
export function assertAllClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { rtol = 1e-5, atol = 1e-6 }: Tolerance = {},
  what = "value",
): void {
  assert.equal(actual.length, expected.length, `${what}: number of elements`);
  let bad = 0;
  let worst = -1;
  let worstExcess = 0;
  for (let i = 0; i < expected.length; i++) {
    const excess = Math.abs(actual[i]! - expected[i]!) - atol - rtol * Math.abs(expected[i]!);
    if (excess <= 0) continue;
    bad++;
    if (Number.isNaN(excess) || excess > worstExcess) [worst, worstExcess] = [i, excess];
  }
  for (let i = 0; i < expected.length; i++) {
    if (Number.isNaN(actual[i]!) && !Number.isNaN(expected[i]!)) {
      assert.fail(`${what} ${i} is NaN, expected ${expected[i]}`);
    }
  }
  assert.equal(
    bad,
    0,
    `${what}: ${bad} of ${expected.length} too far off; worst at ${worst}: ` +
      `${actual[worst]} for ${expected[worst]}`,
  );
}
