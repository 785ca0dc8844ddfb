import assert from "node:assert/strict";
import fc from "fast-check";
import type { RefArray } from "../../../vision/autograd/op.ts";
import { addOp } from "../../../vision/ops/add/mod.ts";
import { concatOp } from "../../../vision/ops/concat/mod.ts";
import { conv2dOp } from "../../../vision/ops/conv2d/mod.ts";
import { crossEntropyOp } from "../../../vision/ops/cross_entropy/mod.ts";
import { maxPool2dOp } from "../../../vision/ops/max_pool2d/mod.ts";
import { pointwiseOps } from "../../../vision/ops/pointwise/mod.ts";
import { resizeOp } from "../../../vision/ops/resize/mod.ts";
import { softmaxOp } from "../../../vision/ops/softmax/mod.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { assertReferenceGradient } from "../../support/reference_gradient.ts";
import { onnxOutput } from "../../support/onnx_output.ts";
import { distinct, integers, normals } from "../../support/vision_arrays.ts";

// Kernels are tested against the references; here the references are tested against something else:
// their results against ONNX Runtime, their gradients against central differences of their results.

const random = (shape: readonly number[], seed: number): RefArray => ({
  shape,
  data: normals(shape, seed),
});

const sizes = {
  n: fc.integer({ min: 1, max: 2 }),
  c: fc.integer({ min: 1, max: 5 }),
  h: fc.integer({ min: 3, max: 8 }),
  w: fc.integer({ min: 3, max: 9 }),
  seed: fc.nat(1e6),
};

async function compare(
  ours: RefArray,
  theirs: Promise<{ shape: number[]; data: Float32Array }>,
): Promise<void> {
  const { shape, data } = await theirs;
  assert.deepEqual(ours.shape, shape);
  assertAllClose(ours.data, data, { rtol: 1e-4, atol: 1e-5 });
}

Deno.test("conv2d() reference equals ONNX Runtime's Conv", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        ...sizes,
        o: fc.integer({ min: 1, max: 4 }),
        kh: fc.integer({ min: 1, max: 3 }),
        kw: fc.integer({ min: 1, max: 3 }),
        stride: fc.integer({ min: 1, max: 3 }),
        padding: fc.integer({ min: 0, max: 3 }),
      }),
      async ({ n, c, h, w, seed, o, kh, kw, stride, padding }) => {
        const inputs = [
          random([n, c, h, w], seed),
          random([o, c, kh, kw], seed + 1),
          random([o], seed + 2),
        ] as const;
        const ours = conv2dOp.reference.forward(inputs, { stride, padding });
        const strides = [stride, stride];
        await compare(ours, onnxOutput("Conv", inputs, { strides, pads: Array(4).fill(padding) }));
      },
    ),
    { numRuns: 8 },
  );
});

Deno.test("maxPool2d() reference equals ONNX Runtime's MaxPool", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        ...sizes,
        kernel: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
        stride: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
      }),
      async ({ n, c, h, w, seed, kernel, stride }) => {
        const x = random([n, c, h, w], seed);
        const [kh, kw] = kernel;
        const pads = [kh - 1, (kw - 1) >> 1, kh >> 1, kw - 1] as const;
        const ours = maxPool2dOp.reference.forward([x], { kernel, stride, padding: pads });
        const attributes = { kernel_shape: kernel, strides: stride, pads };
        await compare(ours, onnxOutput("MaxPool", [x], attributes));
      },
    ),
    { numRuns: 6 },
  );
});

const RESIZES = {
  bilinear: { mode: "linear", coordinate_transformation_mode: "half_pixel" },
  nearest: {
    mode: "nearest",
    coordinate_transformation_mode: "asymmetric",
    nearest_mode: "floor",
  },
} as const;

for (const mode of ["bilinear", "nearest"] as const) {
  Deno.test(`resize() ${mode} reference equals ONNX Runtime's Resize, by odd ratios and to one pixel`, async () => {
    const side = fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 17 }));
    await fc.assert(
      fc.asyncProperty(fc.record(sizes), fc.tuple(side, side), async (at, size) => {
        const { n, c, h, w, seed } = at;
        const x = random([n, c, h, w], seed);
        const ours = resizeOp.reference.forward([x], { size, mode });
        const wanted = { shape: [4], data: [n, c, ...size], i64: true };
        await compare(ours, onnxOutput("Resize", [x, null, null, wanted], RESIZES[mode]));
      }),
      { numRuns: 8 },
    );
  });
}

Deno.test("concat(), softmax(), relu(), tanh() references equal ONNX Runtime's", async () => {
  await fc.assert(
    fc.asyncProperty(fc.record(sizes), async ({ n, c, h, w, seed }) => {
      const [a, b] = [random([n, c, h, w], seed), random([n, c + 1, h, w], seed + 1)];
      await compare(
        concatOp.reference.forward([a, b], { axis: 1 }),
        onnxOutput("Concat", [a, b], { axis: 1 }),
      );
      await compare(
        softmaxOp.reference.forward([a], undefined),
        onnxOutput("Softmax", [a], { axis: 1 }),
      );
      const { relu, tanh } = pointwiseOps;
      await compare(relu.reference.forward([a], undefined), onnxOutput("Relu", [a]));
      await compare(tanh.reference.forward([a], undefined), onnxOutput("Tanh", [a]));
    }),
    { numRuns: 3 },
  );
});

Deno.test("references of all operations have the gradients that central differences give", () => {
  fc.assert(
    fc.property(fc.record(sizes), ({ n, c, h, w, seed }) => {
      const shape = [n, c, h, w];
      const x = random(shape, seed);
      const check = (
        what: string,
        reference: Parameters<typeof assertReferenceGradient>[1],
        inputs: readonly RefArray[],
        options?: unknown,
      ) => assertReferenceGradient(what, reference, inputs, options, seed + 9);
      check("add", addOp.reference, [x, random(shape, seed + 1)]);
      check("concat", concatOp.reference, [x, random([n, 2, h, w], seed + 2)], { axis: 1 });
      check("softmax", softmaxOp.reference, [x]);
      check("tanh", pointwiseOps.tanh.reference, [x]);
      const apart = { shape, data: distinct(shape, seed).map((value) => value + 0.005) };
      check("relu", pointwiseOps.relu.reference, [apart]);
      check("maxPool2d", maxPool2dOp.reference, [apart], { kernel: 3, stride: 1 + seed % 4 });
      for (const mode of ["bilinear", "nearest"]) {
        check(`resize ${mode}`, resizeOp.reference, [x], { size: [w - 2, h + 3], mode });
      }
      const target = Float64Array.from(integers([n, h, w], c, seed));
      // The last pixel does not count; a class that weighs nothing must not matter either.
      target[target.length - 1] = 255;
      const weights = Float64Array.from({ length: c }, (_, i) => (i + 2) % 3);
      check(
        "crossEntropy",
        crossEntropyOp.reference,
        [x, { shape: [n, h, w], data: target }, { shape: [c], data: weights }],
        { ignoreLabel: 255 },
      );
      const small = random([1, 2, h, 4], seed + 5);
      const kernels = random([2, 2, 2, 3], seed + 6);
      check("conv2d", conv2dOp.reference, [small, kernels, random([2], seed + 7)], {
        stride: 1 + seed % 2,
        padding: 1,
      });
    }),
    { numRuns: 4 },
  );
});
