import assert from "node:assert/strict";
import fc from "fast-check";
import { gradcheck } from "../../../vision/autograd/gradcheck.ts";
import { Conv2d } from "../../../vision/nn/conv2d.ts";
import { ConvTranspose2d } from "../../../vision/nn/conv_transpose2d.ts";
import { conv2d } from "../../../vision/ops/conv2d/mod.ts";
import {
  convTranspose2d,
  convTranspose2dOp,
  type ConvTranspose2dOptions,
} from "../../../vision/ops/conv_transpose2d/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import { elementCount } from "../../../vision/shape.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { onnxOutput } from "../../support/onnx_output.ts";
import { assertSpareChannelsZero } from "../../support/spare_channels.ts";
import { numbers } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

Deno.test("convTranspose2d() equals its reference and its central differences, at random shapes", async () => {
  const device = await visionDevice();
  const cases = fc.record({
    n: fc.integer({ min: 1, max: 2 }),
    share: fc.integer({ min: 1, max: 5 }),
    inputs: fc.integer({ min: 1, max: 5 }),
    groups: fc.constantFrom(1, 1, 2),
    sides: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 5 })),
    kernel: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
    stride: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    dilation: fc.integer({ min: 1, max: 2 }),
    relu: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(cases, async (t) => {
      const options: ConvTranspose2dOptions = {
        stride: t.stride,
        dilation: t.dilation,
        groups: t.groups,
        outputPadding: [t.stride[0] - 1, 0],
        ...(t.relu ? { activation: "relu" } : {}),
      };
      const x = [t.n, t.inputs * t.groups, ...t.sides];
      const w = [x[1]!, t.share, ...t.kernel];
      const outputs = t.share * t.groups;
      const report = await gradcheck(device, {
        inputs: [
          { shape: x, data: numbers(elementCount(x), 1) },
          { shape: w, data: numbers(elementCount(w), 2), layout: "linear" },
          { shape: [outputs], data: numbers(outputs, 3) },
        ],
        forward: ([x, w, b]) => convTranspose2d(x!, w!, b!, options),
        reference: ([x, w, b]) => convTranspose2dOp.reference.forward([x!, w!, b!], options),
        random: counterRandom(4),
      });
      assert.equal(report.compared, elementCount(x) + elementCount(w) + outputs);
    }),
    { numRuns: 8, seed: 5, endOnFailure: true },
  );
});

Deno.test("convTranspose2d() is the adjoint of conv2d(), at sizes of real layers", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  for (const options of [{ stride: 2, padding: 1 }, { padding: [0, 1, 2, 1] as const }]) {
    const x = device.tensor(numbers(2 * 12 * 16 * 18, 6), [2, 12, 16, 18]);
    const w = device.tensor(numbers(20 * 12 * 16, 7), [20, 12, 4, 4], { layout: "linear" });
    const y = conv2d(x, w, null, options);
    const u = device.tensor(numbers(y.size, 8), y.shape);
    const back = convTranspose2d(u, w, null, options);
    assert.deepEqual(back.shape, x.shape);
    await assertSpareChannelsZero(back, "transposed");
    const dot = async (a: typeof x, b: typeof x) => {
      const [p, q] = [Float64Array.from(await a.read()), await b.read()];
      return p.reduce((sum, value, i) => sum + value * q[i]!, 0);
    };
    const [forward, adjoint] = [await dot(y, u), await dot(x, back)];
    assert.ok(Math.abs(forward - adjoint) < 1e-3 * Math.max(1, Math.abs(forward)));
    assert.ok(Math.abs(forward) > 1);
    for (const tensor of [x, w, u]) tensor.dispose();
  }
});

Deno.test("convTranspose2d() reference equals ONNX Runtime's ConvTranspose", async () => {
  const cases: readonly [ConvTranspose2dOptions, number[], number[]][] = [
    [{ stride: 2, padding: 1, outputPadding: 1 }, [2, 3, 4, 5], [3, 4, 3, 3]],
    [{ dilation: [1, 2], padding: [0, 1, 1, 0] }, [1, 4, 3, 4], [4, 2, 2, 3]],
  ];
  for (const [options, x, w] of cases) {
    const inputs = [x, w].map((shape, i) => ({
      shape,
      data: Float64Array.from(numbers(elementCount(shape), 10 + i)),
    })) as [{ shape: number[]; data: Float64Array<ArrayBuffer> }, {
      shape: number[];
      data: Float64Array<ArrayBuffer>;
    }];
    const both = (value: unknown) => typeof value === "number" ? [value, value] : value as number[];
    const sides = both(options.padding ?? 0);
    const wanted = await onnxOutput("ConvTranspose", inputs, {
      strides: both(options.stride ?? 1),
      dilations: both(options.dilation ?? 1),
      pads: sides.length === 2 ? [...sides, ...sides] : sides,
      output_padding: both(options.outputPadding ?? 0),
    });
    const ours = convTranspose2dOp.reference.forward([...inputs, null], options);
    assert.deepEqual(ours.shape, wanted.shape);
    assertAllClose(ours.data, wanted.data, { rtol: 1e-4, atol: 1e-5 });
  }
});

Deno.test("convTranspose2d() says what does not fit", async () => {
  const device = await visionDevice();
  const x = device.zeros([1, 4, 3, 3]);
  const w = (shape: readonly number[]) => device.zeros(shape, { layout: "linear" });
  const refuse = (run: () => unknown, message: RegExp) => assert.throws(run, { message });
  refuse(() => convTranspose2d(x, w([3, 2, 2, 2]), null), /the images have 4, the kernels 3/);
  refuse(
    () => convTranspose2d(x, w([4, 2, 2, 2]), null, { outputPadding: 1 }),
    /outputPadding must be an integer from 0 to 0, got 1/,
  );
  refuse(
    () => convTranspose2d(x, w([4, 2, 1, 1]), null, { padding: 2 }),
    /padding leaves nothing of the output, -1x-1/,
  );
  refuse(() => convTranspose2d(x, w([4, 2, 2, 2]), null, { groups: 3 }), /3 groups must divide/);
  refuse(() => convTranspose2d(x, w([4, 2, 2, 2]), w([3])), /want a bias \[2\], got \[3\]/);
});

Deno.test("ConvTranspose2d grows images by its stride and keeps their variance", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const layer = new ConvTranspose2d(device, 16, 12, 4, {
    stride: 2,
    padding: 1,
    random: counterRandom(1),
  });
  const x = device.tensor(numbers(2 * 16 * 100, 1).map((v) => v * Math.sqrt(3)), [2, 16, 10, 10]);
  const y = layer.forward(x);
  assert.deepEqual(y.shape, [2, 12, 20, 20]);
  const data = Float64Array.from(await y.read());
  const variance = data.reduce((sum, value) => sum + value ** 2, 0) / data.length;
  assert.ok(variance > 0.6 && variance < 1.4, `${variance}`);
  layer.dispose();
  x.dispose();
});

Deno.test("convolution layers say when groups do not divide their channels", async () => {
  const device = await visionDevice();
  const random = counterRandom(1);
  const message = "Cannot make a convolution of 5 to 4 channels: 2 groups must divide both";
  for (const Layer of [Conv2d, ConvTranspose2d]) {
    assert.throws(() => new Layer(device, 5, 4, 3, { groups: 2, random }), { message });
  }
});
