import assert from "node:assert/strict";
import { initialisers, orthogonal, xavierNormal, xavierUniform } from "../../../vision/nn/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import { elementCount } from "../../../vision/shape.ts";

function variance(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value * value, 0) / values.length;
}

Deno.test("initialisers by name have the variances and bounds they are asked for", () => {
  const shape = [64, 16, 3, 3];
  const random = counterRandom(3);
  for (
    const [values, wanted] of [
      [xavierNormal(shape, random), 2 / (144 + 576)],
      [xavierUniform(shape, random), 2 / (144 + 576)],
      [initialisers.normal(0.3)(shape, random), 0.09],
      [initialisers.uniform(0.3)(shape, random), 0.03],
    ] as const
  ) {
    assert.equal(values.length, elementCount(shape));
    assert.ok(Math.abs(variance(values) / wanted - 1) < 0.08, `${variance(values)} for ${wanted}`);
  }
  assert.ok(initialisers.uniform(0.3)(shape, random).every((value) => Math.abs(value) <= 0.3));
  assert.deepEqual([...initialisers.zeros([2, 3])], [0, 0, 0, 0, 0, 0]);
  assert.deepEqual([...initialisers.constant(2.5)([3], random)], [2.5, 2.5, 2.5]);
  const drawn = (seed: number) => initialisers.xavierUniform([4, 4], counterRandom(seed));
  assert.deepEqual(drawn(1), drawn(1));
  assert.notDeepEqual(drawn(1), drawn(2));
});

Deno.test("orthogonal() gives orthonormal rows, or columns where those are fewer", () => {
  for (const [outputs, ...rest] of [[5, 3, 3], [12, 7], [6, 6], [1, 1], [3]] as number[][]) {
    const columns = elementCount(rest);
    const q = orthogonal([outputs!, ...rest], counterRandom(4));
    const tall = outputs! > columns;
    const count = Math.min(outputs!, columns);
    const at = (vector: number, i: number) =>
      q[tall ? i * columns + vector : vector * columns + i]!;
    for (let a = 0; a < count; a++) {
      for (let b = 0; b <= a; b++) {
        let dot = 0;
        for (let i = 0; i < Math.max(outputs!, columns); i++) dot += at(a, i) * at(b, i);
        assert.ok(Math.abs(dot - (a === b ? 1 : 0)) < 1e-6, `${outputs} x ${columns}: ${dot}`);
      }
    }
  }
});
