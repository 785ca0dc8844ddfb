import assert from "node:assert/strict";
import fc from "fast-check";
import { gradcheck } from "../../../vision/autograd/gradcheck.ts";
import type { RefArray } from "../../../vision/autograd/op.ts";
import { ShapeError } from "../../../vision/errors.ts";
import { Pad } from "../../../vision/nn/pad.ts";
import { pad, type PadMode, padOp } from "../../../vision/ops/pad/mod.ts";
import { crop, slice, sliceOp } from "../../../vision/ops/slice/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import type { Layout } from "../../../vision/shape.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { onnxOutput } from "../../support/onnx_output.ts";
import { assertSpareChannelsZero } from "../../support/spare_channels.ts";
import { normals } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

const MODES = ["constant", "edge", "reflect"] as const;

/** An axis: its size, where a part begins, and how much is cut off behind it. */
const axis = fc.record({
  before: fc.integer({ min: 0, max: 5 }),
  kept: fc.integer({ min: 1, max: 5 }),
  after: fc.integer({ min: 0, max: 3 }),
});

Deno.test("slice() matches its reference and its gradient along any axes, in both layouts", async () => {
  const device = await visionDevice();
  await fc.assert(
    fc.asyncProperty(
      fc.array(axis, { minLength: 4, maxLength: 4 }),
      fc.constantFrom<Layout>("linear", "c4"),
      fc.nat(1e6),
      async (axes, layout, seed) => {
        const shape = axes.map(({ before, kept, after }) => before + kept + after);
        const options = { from: axes.map((a) => a.before), shape: axes.map((a) => a.kept) };
        const ranges = Object.fromEntries(
          axes.map(({ before, kept }, i) => [i, [before, before + kept]] as const),
        );
        await gradcheck(device, {
          inputs: [{ shape, data: normals(shape, seed), layout }],
          forward: ([x]) => slice(x!, ranges),
          reference: ([x]) => sliceOp.reference.forward([x!], options),
          random: counterRandom(seed, 1),
        });
      },
    ),
    { numRuns: 5, endOnFailure: true },
  );
});

Deno.test("slice() counts from the end, and crop() takes a rectangle", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const x = device.tensor([1, 2, 3, 4, 5, 6, 7, 8], [2, 4]);
  assert.deepEqual([...await slice(x, { [-1]: [-3, -1] }).read()], [2, 3, 6, 7]);
  assert.deepEqual([...await slice(x, { 0: [1] }).read()], [5, 6, 7, 8]);
  assert.deepEqual([...await slice(x, {}).read()], [1, 2, 3, 4, 5, 6, 7, 8]);
  const image = device.tensor([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 1, 3, 3]);
  const part = crop(image, { top: 1, left: 0, height: 2, width: 2 });
  assert.deepEqual([part.shape, [...await part.read()]], [[1, 1, 2, 2], [4, 5, 7, 8]]);
  x.dispose();
  image.dispose();
});

Deno.test("Pad puts a margin around images", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const x = device.tensor([1, 2, 3, 4], [1, 1, 2, 2]);
  const y = new Pad({ left: 1, bottom: 1 }, { mode: "edge" }).forward(x);
  assert.deepEqual([y.shape, [...await y.read()]], [[1, 1, 3, 3], [1, 1, 2, 3, 3, 4, 3, 3, 4]]);
  const zeros = new Pad({ right: 1 }).forward(x);
  assert.deepEqual([...await zeros.read()], [1, 2, 0, 3, 4, 0]);
  x.dispose();
});

Deno.test("pad() matches its reference and its gradient in every mode", async () => {
  const device = await visionDevice();
  const side = fc.integer({ min: 0, max: 3 });
  for (const mode of MODES) {
    await fc.assert(
      fc.asyncProperty(
        fc.record({ top: side, left: side, bottom: side, right: side }),
        fc.tuple(...[2, 5, 3, 3].map((max) => fc.integer({ min: 1, max }))),
        fc.nat(1e6),
        async (margin, [n, c, moreH, moreW], seed) => {
          const grow = mode === "reflect" ? 3 : 0;
          const shape = [n!, c!, moreH! + grow, moreW! + grow];
          const options = { ...margin, mode, value: 0.25 };
          await gradcheck(device, {
            inputs: [{ shape, data: normals(shape, seed) }],
            forward: ([x]) => pad(x!, margin, { mode, value: 0.25 }),
            reference: ([x]) => padOp.reference.forward([x!], options),
            random: counterRandom(seed, 1),
          });
        },
      ),
      { numRuns: 3 },
    );
  }
});

Deno.test("slices and margins leave spare channels zero", async () => {
  const device = await visionDevice();
  const shape = [2, 7, 2, 3];
  using _scratch = device.arena();
  const x = device.tensor(Float32Array.from(normals(shape, 1)), shape, { requiresGrad: true });
  for (const range of [[0, 3], [1, 6], [4, 7]] as const) {
    x.grad = null;
    const y = slice(x, { 1: range });
    await assertSpareChannelsZero(y, `channels ${range}`);
    y.backward(device.tensor(Float32Array.from(normals(y.shape, 2)), y.shape));
    await assertSpareChannelsZero(x.grad!, `gradient of channels ${range}`);
  }
  await assertSpareChannelsZero(pad(x, { top: 1, right: 2 }, { value: 3 }), "pad");
  x.dispose();
});

function constant(values: readonly number[], i64: boolean) {
  return { shape: [values.length], data: values, i64 };
}

async function compare(ours: RefArray, theirs: ReturnType<typeof onnxOutput>): Promise<void> {
  const { shape, data } = await theirs;
  assert.deepEqual(ours.shape, shape);
  assertAllClose(ours.data, data);
}

Deno.test("slice(), pad() references equal ONNX Runtime's Slice, Pad and split gradients", async () => {
  const shape = [2, 3, 4, 5];
  const x = { shape, data: normals(shape, 3) };
  const part = { from: [0, 1, 2, 1], shape: [2, 2, 1, 3] };
  const ends = part.from.map((from, i) => from + part.shape[i]!);
  const cut = sliceOp.reference.forward([x], part);
  await compare(cut, onnxOutput("Slice", [x, constant(part.from, true), constant(ends, true)]));
  const [whole] = sliceOp.reference.backward(cut, [x], part);
  assert.deepEqual(sliceOp.reference.forward([whole!], part), cut);
  const sum = (data: Float64Array) => data.reduce((a, b) => a + b, 0);
  assert.ok(Math.abs(sum(whole!.data) - sum(cut.data)) < 1e-9);
  for (const mode of MODES) {
    const options = { top: 1, left: 2, bottom: 3, right: 0, mode, value: 0.5 };
    const pads = constant([0, 0, 1, 2, 0, 0, 3, 0], true);
    const value = { shape: [], data: [0.5] };
    const ours = padOp.reference.forward([x], options);
    await compare(ours, onnxOutput("Pad", [x, pads, value], { mode }));
    // Of a linear map: <pad(x) - pad(0), g> = <x, gradient>.
    const gradient = { shape: ours.shape, data: normals(ours.shape, 4) };
    const none = padOp.reference.forward([{ shape, data: x.data.map(() => 0) }], options);
    const [back] = padOp.reference.backward(gradient, [x], options);
    const above = sum(ours.data.map((v, i) => (v - none.data[i]!) * gradient.data[i]!));
    assert.ok(Math.abs(above - sum(x.data.map((v, i) => v * back!.data[i]!))) < 1e-9, mode);
  }
});

Deno.test("slice(), crop(), pad() say what does not fit", async () => {
  const device = await visionDevice();
  const x = device.zeros([1, 2, 3, 4]);
  assert.throws(() => slice(x, { 4: [0] }), /want axes from -4 to 3, got 4/);
  assert.throws(() => slice(x, { 2: [1, 4] }), /axis 2 of .*want 0 <= from < to <= 3, got 1 to 4/);
  assert.throws(() => slice(x, { 2: [2, 2] }), RangeError);
  assert.throws(() => crop(x, { top: 2, left: 0, height: 2, width: 1 }), /2 x 1 at \(2, 0\)/);
  assert.throws(() => pad(x, { top: -1 }), /Cannot pad by -1 at the top: want an integer >= 0/);
  const mode: PadMode = "reflect";
  assert.throws(() => pad(x, { bottom: 3 }, { mode }), (error: Error) => {
    assert.ok(error instanceof ShapeError);
    assert.match(error.message, /by reflection: want less than 3 at top and bottom/);
    return true;
  });
  assert.throws(() => pad(device.zeros([3]), {}), /Cannot pad \[3\]: want images/);
});
