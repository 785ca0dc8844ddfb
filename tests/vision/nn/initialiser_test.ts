import assert from "node:assert/strict";
import {
  fansOf,
  initialisers,
  LocallyConnected2d,
  orthogonal,
  SparseConv2d,
  xavierNormal,
  xavierUniform,
} from "../../../vision/nn/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import { elementCount } from "../../../vision/shape.ts";
import { visionDevice } from "../../support/vision_device.ts";

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

Deno.test("initialisers take the fans that a shape does not say", () => {
  assert.deepEqual(fansOf([64, 16, 3, 3]), { fanIn: 144, fanOut: 576 });
  assert.deepEqual(fansOf([7, 5]), { fanIn: 5, fanOut: 7 });
  const fans = { fanIn: 3, fanOut: 13 };
  for (const name of ["xavierNormal", "xavierUniform"] as const) {
    const values = initialisers[name]([4000, 1], counterRandom(1), fans);
    assert.ok(Math.abs(variance(values) * 8 - 1) < 0.08, name);
  }
  for (const [name, of] of [["kaimingNormal", 2], ["lecunUniform", 1]] as const) {
    const values = initialisers[name]([4000, 1], counterRandom(1), fans);
    assert.ok(Math.abs(variance(values) * 3 / of - 1) < 0.08, name);
  }
});

Deno.test("LocallyConnected2d draws the weights of each place as a convolution's", async () => {
  const device = await visionDevice();
  const images = { channels: 2, height: 12, width: 12 };
  const random = counterRandom(1);
  const xavier = new LocallyConnected2d(device, images, 4, 5, {
    random,
    initialiser: xavierNormal,
  });
  // 2 x 25 numbers into an output, 4 x 25 outputs from a number.
  const drawn = await xavier.weight.read() as Float32Array;
  assert.ok(Math.abs(variance(drawn) * (50 + 100) / 2 - 1) < 0.06, `${variance(drawn)}`);
  const layer = new LocallyConnected2d(device, images, 4, 11, { random, initialiser: orthogonal });
  const values = await layer.weight.read();
  const [places, taps] = [4, 2 * 11 * 11];
  for (let place = 0; place < places; place++) {
    for (let a = 0; a < 4; a++) {
      for (let b = 0; b <= a; b++) {
        let dot = 0;
        for (let tap = 0; tap < taps; tap++) {
          const at = (output: number) => values[(output * taps + tap) * places + place]!;
          dot += at(a) * at(b);
        }
        assert.ok(Math.abs(dot - (a === b ? 1 : 0)) < 1e-6, `place ${place}: ${dot}`);
      }
    }
  }
  for (const module of [xavier, layer]) module.dispose();
});

Deno.test("SparseConv2d draws by the fans of its table, which it checks", async () => {
  const device = await visionDevice();
  const random = counterRandom(2);
  // Output 0 sees every input, the others one each.
  const pairs = Array.from({ length: 80 }, (_, i): [number, number] => {
    return i < 40 ? [0, i] : [i - 39, i - 40];
  });
  const table = { outputs: 41, inputs: 40, pairs };
  const layer = new SparseConv2d(device, table, 5, { random, initialiser: xavierNormal });
  const values = await layer.weight.read() as Float32Array;
  const [wide, narrow] = [values.subarray(0, 1000), values.subarray(1000)];
  assert.ok(Math.abs(variance(wide) * (40 + 2) * 25 / 2 - 1) < 0.15, `${variance(wide)}`);
  assert.ok(Math.abs(variance(narrow) * (1 + 2) * 25 / 2 - 1) < 0.15, `${variance(narrow)}`);
  const unit = new SparseConv2d(device, table, 5, { random, initialiser: orthogonal });
  const row = (await unit.weight.read() as Float32Array).subarray(0, 1000);
  assert.ok(Math.abs(1000 * variance(row) - 1) < 1e-6);
  for (const module of [layer, unit]) module.dispose();
  for (const broken of [[[0, 2]], [[3, 0]], [[0, 0], [0, 0]]] as [number, number][][]) {
    const make = () =>
      new SparseConv2d(device, { outputs: 2, inputs: 2, pairs: broken }, 3, { random });
    assert.throws(make, /Cannot connect maps: pair/);
  }
});
