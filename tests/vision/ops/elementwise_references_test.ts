import assert from "node:assert/strict";
import { batchNormOp } from "../../../vision/ops/batch_norm/mod.ts";
import { binaryOps } from "../../../vision/ops/binary/mod.ts";
import { localResponseNormOp } from "../../../vision/ops/local_response_norm/mod.ts";
import { erfc } from "../../../vision/ops/pointwise/erf_ref.ts";
import { type PointwiseName, pointwiseOps } from "../../../vision/ops/pointwise/mod.ts";
import type { OpReference, RefArray } from "../../../vision/autograd/op.ts";
import type { Shape } from "../../../vision/shape.ts";
import type { Tensor } from "../../../vision/tensor.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { type OnnxAttributes, onnxOutput } from "../../support/onnx_output.ts";
import { normals } from "../../support/vision_arrays.ts";

// As references_test.ts: the references against ONNX Runtime, a library that shares no line with ours.

const random = (shape: Shape, seed: number, scale = 2): RefArray => ({
  shape,
  data: normals(shape, seed, scale),
});

const x = random([2, 3, 4, 5], 1);
const positive = { ...x, data: x.data.map((v) => Math.fround(v * v + 0.1)) };

/** An operation of the table: its numbers, ONNX's name for it, and ONNX's attributes. */
const POINTWISE: readonly [
  PointwiseName,
  Readonly<Record<string, number>> | undefined,
  string,
  OnnxAttributes?,
][] = [
  ["abs", undefined, "Abs"],
  ["neg", undefined, "Neg"],
  ["sign", undefined, "Sign"],
  ["exp", undefined, "Exp"],
  ["log", undefined, "Log"],
  ["sqrt", undefined, "Sqrt"],
  ["reciprocal", undefined, "Reciprocal"],
  ["sigmoid", undefined, "Sigmoid"],
  ["softplus", { beta: 1 }, "Softplus"],
  ["hardSwish", undefined, "HardSwish"],
  ["leakyRelu", { slope: 0.2 }, "LeakyRelu", { alpha: { float: 0.2 } }],
  ["elu", { alpha: 0.7 }, "Elu", { alpha: { float: 0.7 } }],
  [
    "hardSigmoid",
    { alpha: 0.3, beta: 0.4 },
    "HardSigmoid",
    { alpha: { float: 0.3 }, beta: { float: 0.4 } },
  ],
  ["softShrink", { lambda: 0.8 }, "Shrink", { lambd: { float: 0.8 }, bias: { float: 0.8 } }],
  ["hardShrink", { lambda: 0.8 }, "Shrink", { lambd: { float: 0.8 } }],
  ["threshold", { threshold: 0.6, value: 0 }, "ThresholdedRelu", { alpha: { float: 0.6 } }],
];

Deno.test("references of pointwise operations equal ONNX Runtime's", async () => {
  for (const [name, numbers, opType, attributes = {}] of POINTWISE) {
    const input = ["log", "sqrt", "reciprocal"].includes(name) ? positive : x;
    const reference = pointwiseOps[name].reference as OpReference<readonly [Tensor], unknown>;
    const ours = reference.forward([input], numbers);
    const theirs = await onnxOutput(opType, [input], attributes);
    assertAllClose(ours.data, theirs.data, { rtol: 1e-5, atol: 1e-6 }, name);
  }
  const three = { shape: [], data: [3] };
  const { power, clamp } = pointwiseOps;
  const cubes = await onnxOutput("Pow", [x, three]);
  assertAllClose(power.reference.forward([x], { exponent: 3 }).data, cubes.data, { rtol: 1e-5 });
  const [min, max] = [{ shape: [], data: [-0.5] }, { shape: [], data: [0.7] }];
  const clipped = await onnxOutput("Clip", [x, min, max]);
  const ours = clamp.reference.forward([x], { min: -0.5, max: 0.7 });
  assertAllClose(ours.data, clipped.data, { rtol: 1e-6 });
});

Deno.test("erfc() is one less ONNX Runtime's Erf, and has the published tails", async () => {
  const theirs = await onnxOutput("Erf", [x]);
  assertAllClose(x.data.map((v) => 1 - erfc(v)), theirs.data, { rtol: 1e-5, atol: 1e-6 });
  // Abramowitz and Stegun 1964, table 7.3: x exp(x^2) erfc(x) tends to 1 / sqrt(pi).
  for (const [at, wanted] of [[0, 1], [1, 0.15729920705], [2, 0.00467773498]] as const) {
    assert.ok(Math.abs(erfc(at) - wanted) < 1e-10 * Math.max(1, wanted), `${erfc(at)} at ${at}`);
  }
  const far = 20 * Math.exp(400) * erfc(20) * Math.sqrt(Math.PI);
  assert.ok(Math.abs(far - (1 - 1 / 800 + 3 / 640000)) < 1e-7, `${far}`);
  // Series and continued fraction meet.
  assert.ok(Math.abs(erfc(2.5 - 1e-12) / erfc(2.5) - 1) < 1e-9);
});

const BINARY = {
  add: "Add",
  sub: "Sub",
  mul: "Mul",
  div: "Div",
  maximum: "Max",
  minimum: "Min",
} as const;

Deno.test("references of binary operations equal ONNX Runtime's, broadcast too", async () => {
  const others: Shape[] = [[2, 3, 4, 5], [3, 1, 1], [4, 5], [1, 3, 4, 5], [2, 1, 4, 1], [], [5], [
    1,
  ]];
  const rows = { ...x, layout: "linear" } as const;
  for (const [i, shape] of others.entries()) {
    const b = random(shape, i + 3);
    for (const [name, opType] of Object.entries(BINARY)) {
      const op = binaryOps[name as keyof typeof BINARY];
      const theirs = await onnxOutput(opType, [x, b]);
      const ours = op.reference.forward([shape.length === 1 ? rows : x, b], undefined);
      assert.deepEqual(ours.shape, theirs.shape);
      assertAllClose(ours.data, theirs.data, { rtol: 1e-5, atol: 1e-6 }, `${name} of ${shape}`);
    }
  }
});

Deno.test("batchNorm() reference equals ONNX Runtime's BatchNormalization", async () => {
  const variance = { shape: [3], data: random([3], 5).data.map((v) => Math.fround(v * v + 0.1)) };
  const inputs = [x, random([3], 2), random([3], 3), random([3], 4), variance] as const;
  const ours = batchNormOp.reference.forward(inputs, { train: false, momentum: 0, eps: 1e-5 });
  const theirs = await onnxOutput("BatchNormalization", inputs);
  assertAllClose(ours.data, theirs.data, { rtol: 1e-4, atol: 1e-5 });
});

Deno.test("localResponseNorm() reference equals ONNX Runtime's LRN", async () => {
  const many = random([2, 7, 2, 3], 6);
  for (const size of [1, 3, 5]) {
    const settings = { size, alpha: 0.5, beta: 0.6, bias: 1.5 };
    const ours = localResponseNormOp.reference.forward([many], settings);
    const theirs = await onnxOutput("LRN", [many], {
      size,
      alpha: { float: 0.5 },
      beta: { float: 0.6 },
      bias: { float: 1.5 },
    });
    assertAllClose(ours.data, theirs.data, { rtol: 1e-5, atol: 1e-6 }, `size ${size}`);
  }
});
