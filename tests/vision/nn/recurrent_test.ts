import assert from "node:assert/strict";
import fc from "fast-check";
import type { RefArray } from "../../../vision/autograd/op.ts";
import { ShapeError } from "../../../vision/errors.ts";
import { record } from "../../../vision/kernel/plan.ts";
import { GRU } from "../../../vision/nn/gru.ts";
import { LSTM } from "../../../vision/nn/lstm.ts";
import { Sequential } from "../../../vision/nn/sequential.ts";
import { stack, unstack } from "../../../vision/ops/stack/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import { readTensors, type Tensor } from "../../../vision/tensor.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { onnxOutput } from "../../support/onnx_output.ts";
import { gruReference, lstmReference } from "../../support/recurrent_reference.ts";
import { normals } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

const random = (shape: readonly number[], seed: number, scale = 1): RefArray => ({
  shape,
  data: normals(shape, seed, scale),
});

type Six = [RefArray, RefArray, RefArray, RefArray, RefArray, RefArray];

/** Input, matrices, biases and states of a layer of four (LSTM) or three (GRU) gates. */
function lstmArrays(t: number, n: number, d: number, h: number, seed: number): Six {
  const at = (shape: readonly number[], i: number) => random(shape, seed + i, 0.7);
  const matrices = [at([4 * h, d], 1), at([4 * h, h], 2), at([4 * h], 3)] as const;
  return [at([t, n, d], 0), ...matrices, at([n, h], 4), at([n, h], 5)];
}

function gruArrays(t: number, n: number, d: number, h: number, seed: number): Six {
  const at = (shape: readonly number[], i: number) => random(shape, seed + i, 0.7);
  const matrices = [at([3 * h, d], 1), at([3 * h, h], 2), at([3 * h], 3), at([3 * h], 4)] as const;
  return [at([t, n, d], 0), ...matrices, at([n, h], 5)];
}

/** Gradient of `sum(incoming y)` by central differences, for each array. */
function slopes(arrays: Six, reference: (arrays: Six) => RefArray, incoming: RefArray) {
  const loss = () => reference(arrays).data.reduce((s, v, i) => s + v * incoming.data[i]!, 0);
  return arrays.map(({ data }) =>
    data.map((value, j) => {
      data[j] = value + 1e-5;
      const above = loss();
      data[j] = value - 1e-5;
      const below = loss();
      data[j] = value;
      return (above - below) / 2e-5;
    })
  );
}

const floats = ({ data }: RefArray) => Float32Array.from(data);

/** Runs a layer on the device and compares its outputs and all gradients with the f64 composition. */
async function compare(
  arrays: Six,
  run: (tensors: readonly Tensor[]) => Tensor,
  parameters: readonly (Tensor | null)[],
  reference: (arrays: Six) => RefArray,
  what: string,
): Promise<void> {
  const device = await visionDevice();
  using _scratch = device.arena();
  const tensors = arrays.map((array, i) => {
    const parameter = parameters[i];
    if (parameter) parameter.write(floats(array));
    return parameter ?? device.tensor(floats(array), array.shape, { requiresGrad: true });
  });
  const y = run(tensors);
  const wanted = reference(arrays);
  assert.deepEqual(y.shape, wanted.shape);
  const incoming = random(y.shape, 99);
  const seed = device.tensor(floats(incoming), y.shape);
  y.backward(seed);
  const results = await readTensors([y, ...tensors.map(({ grad }) => grad!)]);
  assertAllClose(results[0]!, wanted.data, { rtol: 1e-4, atol: 1e-5 }, what);
  slopes(arrays, reference, incoming).forEach((slope, i) => {
    assertAllClose(results[i + 1]!, slope, { rtol: 1e-3, atol: 1e-4 }, `${what}, gradient ${i}`);
  });
  seed.dispose();
  tensors.forEach((tensor, i) => parameters[i] ? tensor.grad = null : tensor.dispose());
}

const sizes = fc.record({
  n: fc.integer({ min: 1, max: 3 }),
  d: fc.integer({ min: 1, max: 5 }),
  h: fc.constantFrom(1, 3, 4),
  reverse: fc.boolean(),
  stepwise: fc.boolean(),
  seed: fc.nat(1e6),
});

const bothWays: [
  { n: number; d: number; h: number; reverse: boolean; stepwise: boolean; seed: number },
][] = [
  [{ n: 2, d: 3, h: 3, reverse: true, stepwise: false, seed: 1 }],
  [{ n: 3, d: 2, h: 4, reverse: false, stepwise: true, seed: 2 }],
];

Deno.test("LSTM equals its f64 composition over 3 steps, gradients of weights and states too", async () => {
  const device = await visionDevice();
  await fc.assert(
    fc.asyncProperty(sizes, async ({ n, d, h, reverse, stepwise, seed }) => {
      const lstm = new LSTM(device, d, h, { random: counterRandom(seed), reverse });
      await compare(
        lstmArrays(3, n, d, h, seed),
        ([x, , , , h0, c0]) => {
          const steps = stepwise ? unstack(x!) : x!;
          return stack(lstm.unroll(steps, { h: h0!, c: c0! }).outputs);
        },
        [null, lstm.inputWeight, lstm.recurrentWeight, lstm.bias, null, null],
        (arrays) => lstmReference(arrays, reverse),
        "LSTM",
      );
      lstm.dispose();
    }),
    { numRuns: 5, examples: bothWays },
  );
});

Deno.test("GRU equals its f64 composition over 3 steps, gradients of weights and state too", async () => {
  const device = await visionDevice();
  await fc.assert(
    fc.asyncProperty(sizes, async ({ n, d, h, reverse, stepwise, seed }) => {
      const gru = new GRU(device, d, h, { random: counterRandom(seed), reverse });
      await compare(
        gruArrays(3, n, d, h, seed),
        ([x, , , , , h0]) => stack(gru.unroll(stepwise ? unstack(x!) : x!, h0!).outputs),
        [null, gru.inputWeight, gru.recurrentWeight, gru.inputBias, gru.recurrentBias, null],
        (arrays) => gruReference(arrays, reverse),
        "GRU",
      );
      gru.dispose();
    }),
    { numRuns: 5, examples: bothWays },
  );
});

/** Blocks of `h` rows in another order. */
function reordered({ shape, data }: RefArray, blocks: readonly number[]): RefArray {
  const size = data.length / blocks.length;
  const moved = blocks.flatMap((block) => [...data.subarray(block * size, (block + 1) * size)]);
  return { shape, data: Float64Array.from(moved) };
}

/** ONNX has an axis of directions before all others of weights and states. */
const directed = ({ shape, data }: RefArray): RefArray => ({ shape: [1, ...shape], data });

const both = (a: RefArray, b: RefArray): RefArray => ({
  shape: [1, a.data.length + b.data.length],
  data: Float64Array.from([...a.data, ...b.data]),
});

Deno.test("the references of LSTM and GRU equal ONNX Runtime's", async () => {
  await fc.assert(
    fc.asyncProperty(sizes, async ({ n, d, h, reverse, seed }) => {
      const direction = reverse ? "reverse" : "forward";
      const close = async (ours: RefArray, theirs: ReturnType<typeof onnxOutput>) => {
        const { shape, data } = await theirs;
        assert.deepEqual(shape, [4, 1, n, h]);
        assertAllClose(ours.data, data, { rtol: 1e-4, atol: 1e-5 });
      };
      const lstm = lstmArrays(4, n, d, h, seed);
      {
        const [x, w, r, b, h0, c0] = lstm;
        const ours = (array: RefArray) => reordered(array, [0, 3, 1, 2]);
        const none = { shape: b.shape, data: new Float64Array(b.data.length) };
        const states = [directed(h0), directed(c0)];
        const weights = [directed(ours(w)), directed(ours(r)), both(ours(b), none)];
        await close(
          lstmReference(lstm, reverse),
          onnxOutput("LSTM", [x, ...weights, null, ...states], { hidden_size: h, direction }),
        );
      }
      const gru = gruArrays(4, n, d, h, seed);
      const [x, w, r, bx, bh, h0] = gru;
      const ours = (array: RefArray) => reordered(array, [1, 0, 2]);
      const weights = [directed(ours(w)), directed(ours(r)), both(ours(bx), ours(bh))];
      await close(
        gruReference(gru, reverse),
        onnxOutput("GRU", [x, ...weights, null, directed(h0)], {
          hidden_size: h,
          direction,
          linear_before_reset: 1,
        }),
      );
    }),
    { numRuns: 2, examples: bothWays },
  );
});

Deno.test("LSTM starts from zeros, remembers at first, and its steps continue what unroll() began", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const lstm = new LSTM(device, 2, 3, { random: counterRandom(4) });
  assert.deepEqual([...lstm.namedParameters()].map(([name, { shape }]) => [name, ...shape]), [
    ["inputWeight", 12, 2],
    ["recurrentWeight", 12, 3],
    ["bias", 12],
  ]);
  assert.deepEqual([...await lstm.bias!.read()], [0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
  const x = device.tensor(Float32Array.from(normals([4, 2, 2], 6)), [4, 2, 2]);
  const steps = unstack(x);
  const all = await lstm.forward(x).read();
  const { state } = lstm.unroll(steps.slice(0, 3));
  const last = lstm.step(steps[3]!, state);
  assertAllClose(await last.output.read(), all.slice(18));
  const begun = lstm.unroll(steps, lstm.start(2));
  assertAllClose(await stack(begun.outputs).read(), all);
  assert.equal(begun.state.h, begun.outputs[3]);
  lstm.dispose();
  x.dispose();
});

Deno.test("layers stack, with and without biases, and a recorded step replays as it ran", async () => {
  const device = await visionDevice();
  const net = new Sequential(
    new LSTM(device, 3, 4, { random: counterRandom(1), bias: false }),
    new GRU(device, 4, 3, { random: counterRandom(2), bias: false, reverse: true }),
  );
  assert.deepEqual([...net.namedParameters()].map(([name]) => name), [
    "0.inputWeight",
    "0.recurrentWeight",
    "1.inputWeight",
    "1.recurrentWeight",
  ]);
  const x = device.tensor(Float32Array.from(normals([3, 2, 3], 5)), [3, 2, 3]);
  const incoming = device.tensor(Float32Array.from(normals([3, 2, 3], 7)), [3, 2, 3]);
  const build = () => {
    net.zeroGrad();
    const y = net.forward(x);
    y.backward(incoming);
    return [y, ...net.parameters().map(({ grad }) => grad!)];
  };
  const eager = await (async () => {
    using _scratch = device.arena();
    return await readTensors(build());
  })();
  using plan = record(device, build);
  for (let i = 0; i < 2; i++) plan.run();
  const replayed = await readTensors(plan.outputs);
  replayed.forEach((values, i) => assert.deepEqual(values, eager[i]));
  assert.ok(eager.every((values) => values.some((value) => value !== 0)));
  const without = device.noGrad(() => {
    using _scratch = device.arena();
    return net.forward(x).node;
  });
  assert.equal(without, null);
  for (const part of [net, x, incoming]) part.dispose();
});

Deno.test("recurrent layers say what does not fit", async () => {
  const device = await visionDevice();
  const gru = new GRU(device, 3, 2, { random: counterRandom(1) });
  assert.throws(() => gru.forward(device.ones([4, 3])), (error: Error) => {
    assert.ok(error instanceof ShapeError);
    assert.match(error.message, /Cannot run a recurrent layer on \[4, 3\]: want \[t, n, 3\]/);
    return true;
  });
  assert.throws(() => gru.step(device.ones([2, 4])), /layer on \[2, 4\]: want \[n, 3\]/);
  assert.throws(() => gru.unroll([]), /on no steps: want at least one/);
  assert.throws(
    () => gru.step(device.ones([2, 3]), device.ones([1, 2])),
    /a GRU cell on \[2, 6\], \[1, 6\], \[1, 2\]: want \[n, 3 h\]/,
  );
  gru.dispose();
});
