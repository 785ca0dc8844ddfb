import assert from "node:assert/strict";
import fc from "fast-check";
import { type Module, Sequential } from "../../../vision/nn/mod.ts";
import { exportOnnx, importOnnx, OnnxError } from "../../../vision/onnx/mod.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { type Model, modelBytes, type ModelConstant } from "../../support/onnx_model.ts";
import { runOnnx } from "../../support/onnx_session.ts";
import { normals } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

const constant = (shape: readonly number[], seed: number): ModelConstant => ({
  shape,
  data: normals(shape, seed),
});
const i64 = (...data: number[]): ModelConstant => ({ shape: [data.length], data, i64: true });
const scalar = (value: number): ModelConstant => ({ shape: [], data: [value] });

/** Runs a model of one input `x` here and in ONNX Runtime, and compares all outputs. */
async function compare(model: Model, shape: readonly number[]): Promise<void> {
  const device = await visionDevice();
  using _scratch = device.arena();
  const bytes = modelBytes(model);
  const data = Float32Array.from(normals(shape, 1));
  const theirs = await runOnnx(bytes, { x: { shape, data } });
  const net = importOnnx(device, bytes);
  const x = device.tensor(data, shape);
  const ours = device.noGrad(() => net.run(x));
  for (const [i, name] of net.outputs.entries()) {
    assert.deepEqual(ours[i]!.shape, theirs[name]!.shape, name);
    assertAllClose(await ours[i]!.read(), theirs[name]!.data, { rtol: 1e-4, atol: 1e-4 }, name);
  }
  x.dispose();
  net.dispose();
}

Deno.test("images: paddings by name, groups, transposes, poolings, resizes of older sets", async () => {
  const c = { inputs: ["x"], outputs: ["a", "b", "c", "d", "e", "f", "g", "h"] };
  await compare({
    ...c,
    opset: 13,
    constants: {
      w: constant([4, 2, 3, 2], 2),
      bias: constant([4], 3),
      t: constant([4, 1, 2, 2], 4),
      scales: { shape: [4], data: [1, 1, 2, 3] },
      sizes: i64(2, 4, 5, 9),
      pads: i64(0, 0, 1, 0, 0, 0, 0, 2),
      value: scalar(-1),
      gamma: constant([4], 5),
      beta: constant([4], 6),
      mean: constant([4], 7),
      variance: { shape: [4], data: [0.5, 1, 2, 3] },
    },
    nodes: [
      {
        op: "Conv",
        inputs: ["x", "w", "bias"],
        outputs: ["a"],
        attributes: { group: 2, auto_pad: "SAME_UPPER", strides: [2, 1] },
      },
      {
        op: "Conv",
        inputs: ["x", "w"],
        outputs: ["b0"],
        attributes: { group: 2, auto_pad: "SAME_LOWER" },
      },
      {
        op: "BatchNormalization",
        inputs: ["b0", "gamma", "beta", "mean", "variance"],
        outputs: ["b"],
        attributes: { epsilon: { float: 1e-3 }, momentum: { float: 0.8 } },
      },
      {
        op: "ConvTranspose",
        inputs: ["x", "t"],
        outputs: ["c"],
        attributes: { strides: [2, 2], output_padding: [1, 0], group: 2 },
      },
      {
        op: "Resize",
        inputs: ["x", "", "scales"],
        outputs: ["d"],
        attributes: { mode: "nearest" },
      },
      {
        op: "Resize",
        inputs: ["x", "", "", "sizes"],
        outputs: ["e"],
        attributes: { mode: "linear", coordinate_transformation_mode: "pytorch_half_pixel" },
      },
      { op: "Pad", inputs: ["x", "pads", "value"], outputs: ["f"] },
      {
        op: "AveragePool",
        inputs: ["x"],
        outputs: ["g"],
        attributes: { kernel_shape: [2, 3], pads: [1, 1, 0, 1] },
      },
      { op: "GlobalMaxPool", inputs: ["x"], outputs: ["h"] },
    ],
  }, [2, 4, 4, 5]);
});

Deno.test("shapes: what follows from sizes is computed beforehand", async () => {
  await compare({
    opset: 13,
    inputs: ["x"],
    outputs: ["rows", "first", "second", "picked", "cut", "turned", "joined", "raised"],
    constants: {
      zero: { shape: [], data: [0], i64: true },
      axis0: i64(0),
      rest: i64(-1),
      one: { shape: [], data: [1], i64: true },
      starts: i64(-3, 0),
      ends: i64(9223372036854775000, 1),
      axes: i64(1, 2),
      parts: i64(1, 3),
      two: scalar(2),
      along: { shape: [5], data: [1, 2, 3, 4, 5] },
    },
    nodes: [
      { op: "Shape", inputs: ["x"], outputs: ["shape"] },
      { op: "Gather", inputs: ["shape", "zero"], outputs: ["n"] },
      { op: "Unsqueeze", inputs: ["n", "axis0"], outputs: ["n1"] },
      { op: "Concat", inputs: ["n1", "rest"], outputs: ["wanted"], attributes: { axis: 0 } },
      { op: "Reshape", inputs: ["x", "wanted"], outputs: ["rows"] },
      {
        op: "Split",
        inputs: ["x", "parts"],
        outputs: ["first", "second"],
        attributes: { axis: 1 },
      },
      { op: "Gather", inputs: ["x", "one"], outputs: ["picked"], attributes: { axis: 2 } },
      { op: "Slice", inputs: ["x", "starts", "ends", "axes"], outputs: ["cut"] },
      { op: "Transpose", inputs: ["x"], outputs: ["turned"], attributes: { perm: [3, 0, 2, 1] } },
      { op: "Concat", inputs: ["first", "x"], outputs: ["joined0"], attributes: { axis: -3 } },
      { op: "Dropout", inputs: ["joined0"], outputs: ["joined1"] },
      // One size beside four is ONNX's last axis.
      { op: "Mul", inputs: ["joined1", "along"], outputs: ["joined"] },
      { op: "Pow", inputs: ["x", "two"], outputs: ["raised"] },
    ],
  }, [2, 4, 3, 5]);
});

Deno.test("older operator sets: axes, bounds and softmax over all that follows", async () => {
  await compare({
    opset: 9,
    inputs: ["x"],
    outputs: ["bounded", "soft", "cut", "mean", "grown", "product", "lined"],
    constants: {
      scales: { shape: [4], data: [1, 1, 2, 2] },
      w: constant([4, 3], 2),
      bias: constant([3], 3),
      six: scalar(6),
    },
    nodes: [
      { op: "Clip", inputs: ["x"], outputs: ["bounded"], attributes: { min: { float: -0.5 } } },
      { op: "Softmax", inputs: ["x"], outputs: ["soft"], attributes: { axis: 2 } },
      {
        op: "Slice",
        inputs: ["x"],
        outputs: ["cut"],
        attributes: { starts: [1], ends: [-1], axes: [1] },
      },
      {
        op: "ReduceMean",
        inputs: ["x"],
        outputs: ["mean"],
        attributes: { axes: [2, -1], keepdims: 0 },
      },
      {
        op: "Upsample",
        inputs: ["x", "scales"],
        outputs: ["grown"],
        attributes: { mode: "nearest" },
      },
      {
        op: "Gemm",
        inputs: ["mean", "w", "bias"],
        outputs: ["product"],
        attributes: { alpha: { float: 0.5 } },
      },
      { op: "Unsqueeze", inputs: ["product"], outputs: ["lined0"], attributes: { axes: [1] } },
      { op: "Div", inputs: ["six", "lined0"], outputs: ["lined"] },
    ],
  }, [2, 4, 2, 3]);
});

Deno.test("what is here no single operation: slopes by channel, choices, layers normalised", async () => {
  await compare({
    opset: 17,
    inputs: ["x"],
    outputs: ["slopes", "chosen", "bound", "layers", "rows"],
    constants: {
      slope: constant([3, 1, 1], 2),
      other: constant([4], 3),
      half: scalar(0.5),
      scale: constant([2, 4], 4),
      shift: constant([2, 4], 5),
      w: constant([2, 3, 4, 2], 6),
    },
    nodes: [
      { op: "PRelu", inputs: ["x", "slope"], outputs: ["slopes"] },
      { op: "Less", inputs: ["x", "half"], outputs: ["less"] },
      { op: "Where", inputs: ["less", "x", "other"], outputs: ["chosen"] },
      { op: "Min", inputs: ["x", "other", "half"], outputs: ["bound"] },
      {
        op: "LayerNormalization",
        inputs: ["x", "scale", "shift"],
        outputs: ["layers"],
        attributes: { axis: 2, epsilon: { float: 1e-3 } },
      },
      { op: "MatMul", inputs: ["layers", "w"], outputs: ["rows"] },
    ],
  }, [2, 3, 2, 4]);
});

Deno.test("unknown operators, settings and broken bytes are told with their place", async () => {
  const device = await visionDevice();
  const model = (op: string, attributes = {}): Model => ({
    opset: 13,
    inputs: ["x"],
    outputs: ["y"],
    nodes: [{ op: "Relu", inputs: ["x"], outputs: ["r"] }, {
      op,
      inputs: ["r"],
      outputs: ["y"],
      attributes,
    }],
  });
  const throws = (bytes: Uint8Array, message: RegExp) =>
    assert.throws(() => importOnnx(device, bytes), (error) => {
      assert.ok(error instanceof OnnxError);
      assert.match(error.message, message);
      return true;
    });
  throws(modelBytes(model("Det")), /^Cannot import node "n1" \(Det\): no form here for Det$/);
  throws(
    modelBytes({ ...model("Relu"), opset: 5 }),
    /^Cannot import an ONNX model of operator set 5: want 7 or later$/,
  );
  throws(
    modelBytes({ ...model("Relu"), inputs: ["z"] }),
    /^Cannot import node "n0" \(Relu\): nothing before it makes its input "x"$/,
  );
  throws(new Uint8Array(0), /^Cannot read an ONNX model of 0 bytes: it has no graph with outputs$/);
  throws(new TextEncoder().encode("no model"), /^Cannot read an ONNX model of 8 bytes/);
  const whole = modelBytes({
    ...model("Relu"),
    constants: { w: constant([3], 1) },
  });
  for (const end of [1, whole.length >> 1, whole.length - 1]) {
    throws(whole.slice(0, end), /^Cannot (read|import)/);
  }
  using _scratch = device.arena();
  const x = device.tensor([1, 2, 3, 4], [1, 1, 2, 2]);
  const runs = (
    op: string,
    attributes: Record<string, number | string | number[]>,
    message: RegExp,
  ) => {
    const net = importOnnx(device, modelBytes(model(op, attributes)));
    assert.throws(() => net.forward(x), { name: "OnnxError", message });
  };
  runs(
    "MaxPool",
    { kernel_shape: [1, 1], dilations: [2, 2] },
    /^Cannot run node "n1" \(MaxPool\): no form here for its dilations$/,
  );
  runs(
    "Relu",
    { strange: 1 },
    /^Cannot import node "n1" \(Relu\): no form here for its "strange"$/,
  );
  runs(
    "MaxPool",
    { kernel_shape: [3, 3] },
    /^Cannot run node "n1" \(MaxPool\): Cannot max-pool .* exceeds 2 x 2 pixels$/,
  );
  runs(
    "Floor",
    {},
    /^Cannot run node "n1" \(Floor\): no form here for it but on what is known beforehand$/,
  );
  const net = importOnnx(device, modelBytes(model("Relu")));
  assert.throws(() => net.forward(x, x), { message: /want 1 inputs \(x\), got 2$/ });
  x.dispose();
});

Deno.test("an imported net gives back all that it holds, inside another net too", async () => {
  const device = await visionDevice();
  const bytes = modelBytes({
    inputs: ["x"],
    outputs: ["y"],
    opset: 13,
    constants: { size: i64(64, 64) },
    nodes: [
      { op: "ConstantOfShape", inputs: ["size"], outputs: ["filled"] },
      { op: "Add", inputs: ["x", "filled"], outputs: ["y"] },
    ],
  });
  const x = device.zeros([64, 64]);
  const use = async (net: Module) => {
    using _scratch = device.arena();
    await net.forward(x).read();
    net.dispose();
  };
  // The first use makes what all share: spare memory of its sizes.
  await use(importOnnx(device, bytes));
  const held = device.memoryBytes;
  await use(importOnnx(device, bytes));
  assert.equal(device.memoryBytes, held);
  await use(new Sequential(importOnnx(device, bytes)));
  assert.equal(device.memoryBytes, held);
  x.dispose();
});

Deno.test("a model with any byte changed is imported or refused as such", async () => {
  const device = await visionDevice();
  const bytes = modelBytes({
    opset: 13,
    inputs: ["x"],
    outputs: ["y"],
    constants: { w: constant([2, 2], 1), sizes: i64(1, -1) },
    nodes: [
      { op: "MatMul", inputs: ["x", "w"], outputs: ["m"] },
      { op: "Reshape", inputs: ["m", "sizes"], outputs: ["r"] },
      { op: "LeakyRelu", inputs: ["r"], outputs: ["y"], attributes: { alpha: { float: 0.1 } } },
    ],
  });
  let refused = 0;
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const changed = bytes.slice();
      changed[at]! ^= flip;
      try {
        importOnnx(device, changed).dispose();
      } catch (error) {
        assert.ok(error instanceof OnnxError, String(error));
        assert.match(error.message, /^Cannot (read|import) /);
        refused++;
      }
    }),
    { numRuns: 400 },
  );
  assert.ok(refused > 50, `${refused} were refused`);
});

Deno.test("exportOnnx() names an operation without a form, and work of no operation", async () => {
  const { argmaxChannels, crossEntropy, relu } = await import("../../../vision/mod.ts");
  const device = await visionDevice();
  const x = device.zeros([1, 3, 2, 2]);
  const target = device.zeros([1, 2, 2], { dtype: "u32" });
  await assert.rejects(exportOnnx((x) => crossEntropy(x, target, {}), [x]), {
    name: "OnnxError",
    message: 'Cannot export "cross_entropy" of result []: it has no form in ONNX',
  });
  await assert.rejects(exportOnnx((x) => argmaxChannels(relu(x)), [x]), {
    name: "OnnxError",
    message:
      /^Cannot export a result: its input .* was computed by kernels that belong to no operation/,
  });
  await assert.rejects(exportOnnx(relu, []), /want at least one example input/);
});
