import assert from "node:assert/strict";
import { defineLaneKernel, lanes, write } from "../../vision/kernel/kernel.ts";
import { counterRandom, drawn, normal, pcg3d, PCG3D_WGSL, seedFor } from "../../vision/random.ts";
import { visionDevice } from "../support/vision_device.ts";

Deno.test("pcg3d() gives the same words on the device as here", async () => {
  const device = await visionDevice();
  const kernel = defineLaneKernel({
    name: "pcg3d",
    bindings: { words: write("u32") },
    params: {},
    functions: PCG3D_WGSL,
    body: `  let v = pcg3d(vec3u(lane, 4000000000u + lane, 7u));
  words[3u * lane] = v.x;
  words[3u * lane + 1u] = v.y;
  words[3u * lane + 2u] = v.z;`,
  });
  using _scratch = device.arena();
  const words = device.empty([30], { dtype: "u32" });
  device.dispatch(kernel, { bindings: { words }, params: { lanes: 10 }, workgroups: lanes(10) });
  const wanted = Array.from({ length: 10 }, (_, i) => pcg3d(i, 4000000000 + i, 7)).flat();
  assert.deepEqual([...await words.read()], wanted);
});

Deno.test("counterRandom() is uniform, repeatable and different for each seed and stream", () => {
  const draws = (seed: number, stream?: number) => {
    const random = counterRandom(seed, stream);
    return Array.from({ length: 4000 }, random);
  };
  const values = draws(5);
  assert.deepEqual(values, draws(5));
  assert.notDeepEqual(values.slice(0, 4), draws(6).slice(0, 4));
  assert.notDeepEqual(values.slice(0, 4), draws(5, 1).slice(0, 4));
  assert.ok(values.every((value) => value >= 0 && value < 1));
  const bins = new Array<number>(10).fill(0);
  for (const value of values) bins[Math.floor(value * 10)]!++;
  // Chi-squared of 9 degrees of freedom: 27.9 is exceeded once in a thousand.
  const chi = bins.reduce((sum, count) => sum + (count - 400) ** 2 / 400, 0);
  assert.ok(chi < 27.9, `chi squared ${chi}`);
});

Deno.test("normal() has mean 0 and deviation 1", () => {
  const random = counterRandom(9);
  const values = Array.from({ length: 4000 }, () => normal(random));
  const mean = values.reduce((a, b) => a + b) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  assert.ok(Math.abs(mean) < 0.05 && Math.abs(variance - 1) < 0.1, `${mean}, ${variance}`);
});

Deno.test("seedFor() tells seeds and purposes apart", () => {
  const seeds = [0, 1, 2, 2 ** 32 - 1].flatMap((seed) => {
    return ["", "a", "b", "ab", "ba", "shuffled"].map((purpose) => seedFor(seed, purpose));
  });
  assert.equal(new Set(seeds).size, seeds.length);
  assert.ok(seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32));
  assert.equal(seedFor(7, "a"), seedFor(7, "a"));
});

Deno.test("drawn() brings every item once, any of them first, and draws no number for what nobody asks for", () => {
  const firsts = new Array<number>(5).fill(0);
  for (let seed = 0; seed < 1000; seed++) {
    const order = [...drawn([0, 1, 2, 3, 4], counterRandom(seed))];
    assert.deepEqual(order.toSorted((a, b) => a - b), [0, 1, 2, 3, 4]);
    firsts[order[0]!]!++;
  }
  // Chi-squared of 4 degrees of freedom: 18.5 is exceeded once in a thousand.
  const chi = firsts.reduce((sum, count) => sum + (count - 200) ** 2 / 200, 0);
  assert.ok(chi < 18.5, `chi squared ${chi}`);
  let draws = 0;
  const some = drawn([1, 2, 3], () => (draws++, 0.5));
  assert.equal(some.next().value, 2);
  assert.equal(draws, 1);
});
