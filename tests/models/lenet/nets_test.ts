import assert from "node:assert/strict";
import { H2_TABLE } from "../../../models/lenet/lenet1989.ts";
import { C3_TABLE, LeNet5 } from "../../../models/lenet/lenet5.ts";
import { type DigitNet, netName, nets } from "../../../models/lenet/nets.ts";
import { CheckpointError, counterRandom } from "../../../vision/mod.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { normals } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

Deno.test("every net has the parameters of its paper and gives ten numbers a picture", async () => {
  const device = await visionDevice();
  const counts = { lenet5: 60_850, lenet1989: 9_760, mlp: 795_010 };
  assert.deepEqual(Object.keys(nets), Object.keys(counts));
  for (const [name, count] of Object.entries(counts)) {
    const { make, shape: picture, filters }: DigitNet = nets[name as keyof typeof counts];
    const net = make(device, counterRandom(1));
    assert.equal(net.parameterCount(), count, name);
    const first = filters(net);
    assert.equal(first.weight.size % (first.side ** 2), 0);
    assert.ok(first.weight.size >= first.count * first.side ** 2);
    if (name !== "lenet5") {
      using _scratch = device.arena();
      const shape = [3, ...picture];
      const x = device.tensor(Float32Array.from(normals(shape, 1)), shape);
      const y = device.noGrad(() => net.forward(x));
      assert.deepEqual(y.shape, [3, 10], name);
      assert.ok((await y.read()).every(Number.isFinite), name);
      x.dispose();
    }
    net.dispose();
  }
});

/** Parameters by layer, as the papers count them: kernels and biases together. */
Deno.test("LeNet-5 and the net of 1989 have their papers' parameters layer by layer", async () => {
  const device = await visionDevice();
  const byLayer = (name: "lenet5" | "lenet1989") => {
    const net = nets[name].make(device, counterRandom(1));
    const layers: Record<string, number> = {};
    for (const [path, { size }] of net.namedParameters()) {
      const layer = path.split(".")[0]!;
      layers[layer] = (layers[layer] ?? 0) + size;
    }
    net.dispose();
    return layers;
  };
  assert.deepEqual(byLayer("lenet5"), {
    c1: 156,
    s2: 12,
    c3: 1_516,
    s4: 32,
    c5: 48_120,
    f6: 10_164,
    output: 850,
  });
  assert.deepEqual(byLayer("lenet1989"), { h1: 1_068, h2: 2_592, h3: 5_790, output: 310 });
  assert.equal(C3_TABLE.pairs.length, 60);
  // Every map of H2 sees eight, and every map of H1 is seen by eight.
  for (const side of [0, 1] as const) {
    const seen = new Array(12).fill(0);
    for (const pair of H2_TABLE.pairs) seen[pair[side]]++;
    assert.deepEqual(seen, new Array(12).fill(8));
  }
});

type Maps = number[][][];

const squash = (value: number) => 1.7159 * Math.tanh(value * 2 / 3);
const range = (count: number) => Array.from({ length: count }, (_, i) => i);

/** LeNet-5 written down a second time, number by number, from the tables of the paper. */
function lenet5(image: Float64Array, weights: Record<string, Float32Array>): number[] {
  const at = (name: string, i: number) => weights[name]![i]!;
  const convolved = (maps: Maps, side: number, outputs: number, name: string, seen: number[][]) => {
    let first = 0;
    return range(outputs).map((output) => {
      const start = first;
      first += seen[output]!.length;
      return range(side).map((y) =>
        range(side).map((x) => {
          let sum = at(`${name}.bias`, output);
          seen[output]!.forEach((input, k) => {
            for (let i = 0; i < 25; i++) {
              const [dy, dx] = [Math.floor(i / 5), i % 5];
              sum += at(`${name}.weight`, (start + k) * 25 + i) * maps[input]![y + dy]![x + dx]!;
            }
          });
          return squash(sum);
        })
      );
    });
  };
  const subsampled = (maps: Maps, name: string) =>
    maps.map((map, k) =>
      range(map.length / 2).map((y) =>
        range(map.length / 2).map((x) => {
          const [top, foot] = [map[2 * y]!, map[2 * y + 1]!];
          const sum = top[2 * x]! + top[2 * x + 1]! + foot[2 * x]! + foot[2 * x + 1]!;
          return squash(at(`${name}.coefficient`, k) * sum / 4 + at(`${name}.bias`, k));
        })
      )
    );
  const full = (inputs: number[], outputs: number, name: string) =>
    range(outputs).map((output) =>
      inputs.reduce(
        (sum, value, i) => sum + value * at(`${name}.weight`, output * inputs.length + i),
        at(`${name}.bias`, output),
      )
    );
  // Three neighbours from each map on, four from each map on, four with one between, all.
  const ring = (maps: number[]) => range(6).map((k) => maps.map((map) => (map + k) % 6).sort());
  const table = [
    ...ring([0, 1, 2]),
    ...ring([0, 1, 2, 3]),
    ...[[0, 1, 3, 4], [1, 2, 4, 5], [0, 2, 3, 5]],
    range(6),
  ];
  const input: Maps = [range(32).map((y) => [...image.subarray(32 * y, 32 * y + 32)])];
  const s2 = subsampled(convolved(input, 28, 6, "c1", range(6).map(() => [0])), "s2");
  const s4 = subsampled(convolved(s2, 10, 16, "c3", table), "s4");
  const c5 = full(s4.flat(2), 120, "c5").map(squash);
  return full(full(c5, 84, "f6").map(squash), 10, "output");
}

Deno.test("LeNet5 computes what the paper's tables say, in f64", async () => {
  const device = await visionDevice();
  const net = new LeNet5(device, counterRandom(2));
  // Biases and coefficients that no longer stand at their first values.
  for (const [path, parameter] of net.namedParameters()) {
    if (!/bias|coefficient/.test(path)) continue;
    parameter.write(Float32Array.from(normals(parameter.shape, path.length, 0.3), (v) => v + 0.5));
  }
  const state = await net.stateDict();
  const weights = Object.fromEntries(Object.entries(state).map(([path, { data }]) => [path, data]));
  const images = normals([2, 1, 32, 32], 9);
  const x = device.tensor(Float32Array.from(images), [2, 1, 32, 32]);
  using _scratch = device.arena();
  const logits = await device.noGrad(() => net.forward(x)).read();
  const wanted = [0, 1].flatMap((k) => lenet5(images.subarray(k * 1024, (k + 1) * 1024), weights));
  assertAllClose(logits, wanted, { rtol: 1e-3, atol: 1e-3 });
  net.dispose();
  x.dispose();
});

Deno.test("netName() takes what is asked for, what a checkpoint says, or LeNet-5", () => {
  assert.equal(netName(undefined, null), "lenet5");
  assert.equal(netName("mlp", null), "mlp");
  assert.equal(netName(undefined, { net: "lenet1989" }), "lenet1989");
  const refused = (said: RegExp) => (error: Error) =>
    error instanceof CheckpointError && said.test(error.message);
  assert.throws(() => netName("mlp", { net: "lenet5" }), refused(/as mlp: it is of lenet5/));
  for (const metadata of [{}, { net: "toString" }, { net: "vgg" }]) {
    assert.throws(() => netName(undefined, metadata), refused(/of no net that reads digits/));
  }
});
