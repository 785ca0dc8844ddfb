import assert from "node:assert/strict";
import fc from "fast-check";
import { randomStream } from "../../sim/random.ts";

const seeds = fc.nat(0xffff_ffff);
const draws = (seed: number, name: string, count = 8) => {
  const random = randomStream(seed, name);
  return Array.from({ length: count }, random);
};

Deno.test("randomStream() repeats itself, and differs for another seed or name", () => {
  fc.assert(fc.property(seeds, seeds, (seed, other) => {
    assert.deepEqual(draws(seed, "trees"), draws(seed, "trees"));
    assert.notDeepEqual(draws(seed, "trees"), draws(seed, "rocks"));
    if (other !== seed) assert.notDeepEqual(draws(seed, "trees"), draws(other, "trees"));
  }));
});

Deno.test("randomStream() is uniform in [0, 1), also over neighbouring seeds", () => {
  const streams = [
    draws(3, "one stream", 20_000),
    // The first draw of each: worlds are made of seeds in a row.
    Array.from({ length: 20_000 }, (_, seed) => draws(1_000_000 + seed, "first", 1)[0]!),
  ];
  for (const values of streams) {
    const bins = new Array(20).fill(0);
    for (const value of values) {
      assert.ok(value >= 0 && value < 1);
      bins[Math.floor(20 * value)]++;
    }
    const expected = values.length / bins.length;
    const chiSquared = bins.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    // 19 degrees of freedom: 43.8 is passed by chance once in a thousand.
    assert.ok(chiSquared < 43.8, `chi squared ${chiSquared}`);
  }
});

Deno.test("randomStream() draws one number independently of the last", () => {
  const values = draws(5, "one stream", 20_000);
  for (const lag of [1, 2, 7]) {
    let product = 0;
    for (let i = lag; i < values.length; i++) {
      product += (values[i]! - 0.5) * (values[i - lag]! - 0.5);
    }
    const correlation = 12 * product / (values.length - lag);
    // Four standard deviations.
    assert.ok(Math.abs(correlation) < 4 / Math.sqrt(values.length), `${lag}: ${correlation}`);
  }
});
