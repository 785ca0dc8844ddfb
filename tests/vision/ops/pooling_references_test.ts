import assert from "node:assert/strict";
import type { RefArray } from "../../../vision/autograd/op.ts";
import { avgPool2dOp } from "../../../vision/ops/avg_pool2d/mod.ts";
import { logProbPool2dOp } from "../../../vision/ops/log_prob_pool2d/mod.ts";
import { lpPool2dOp } from "../../../vision/ops/lp_pool2d/mod.ts";
import { maxoutOp } from "../../../vision/ops/maxout/mod.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { onnxOutput } from "../../support/onnx_output.ts";
import { distinct, normals } from "../../support/vision_arrays.ts";

const POWERS = [1, 2, 3.5, 12] as const;

Deno.test("references of pooling have the gradients that central differences give", () => {
  const shape = [1, 4, 5, 4];
  const x = { shape, data: distinct(shape, 3).map((v) => v + 0.005) };
  const at = { kernel: [3, 2], stride: [2, 1], padding: [1, 0, 2, 1] } as const;
  const cases = [
    ...[true, false].map((countIncludePad) => ({
      op: avgPool2dOp,
      options: { ...at, countIncludePad },
    })),
    ...POWERS.map((power) => ({ op: lpPool2dOp, options: { ...at, power } })),
    ...(["mean", "sum"] as const).map((reduction) => ({
      op: logProbPool2dOp,
      options: { ...at, sharpness: 2, reduction },
    })),
    { op: maxoutOp, options: { pieces: 2 } },
  ];
  for (const { op, options } of cases) {
    const forward = () => op.reference.forward([x], options as never);
    const incoming = normals(forward().shape, 4);
    const loss = () => forward().data.reduce((sum, v, i) => sum + v * incoming[i]!, 0);
    const numeric = x.data.map((value, i) => {
      x.data[i] = value + 1e-6;
      const above = loss();
      x.data[i] = value - 1e-6;
      const below = loss();
      x.data[i] = value;
      return (above - below) / 2e-6;
    });
    const gradient = { shape: forward().shape, data: incoming };
    const [ours] = op.reference.backward(gradient, [x], options as never);
    assertAllClose(ours!.data, numeric, { rtol: 1e-5, atol: 1e-6 }, op.opName);
  }
});

Deno.test("avgPool2d(), lpPool2d() references equal ONNX Runtime's", async () => {
  const shape = [2, 3, 7, 6];
  const x = { shape, data: normals(shape, 8) };
  const at = { kernel: [3, 2], stride: [2, 1], padding: [1, 0, 2, 1] } as const;
  const attributes = { kernel_shape: at.kernel, strides: at.stride, pads: at.padding };
  const compare = async (ours: RefArray, theirs: ReturnType<typeof onnxOutput>) => {
    const { shape, data } = await theirs;
    assert.deepEqual(ours.shape, shape);
    assertAllClose(ours.data, data, { rtol: 1e-4, atol: 1e-5 });
  };
  for (const countIncludePad of [false, true]) {
    await compare(
      avgPool2dOp.reference.forward([x], { ...at, countIncludePad }),
      onnxOutput("AveragePool", [x], { ...attributes, count_include_pad: +countIncludePad }),
    );
  }
  for (const power of [1, 2, 5]) {
    await compare(
      lpPool2dOp.reference.forward([x], { ...at, power }),
      onnxOutput("LpPool", [x], { ...attributes, p: power }),
    );
  }
});
