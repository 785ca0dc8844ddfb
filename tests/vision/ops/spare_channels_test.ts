import { add } from "../../../vision/ops/add/mod.ts";
import { concat } from "../../../vision/ops/concat/mod.ts";
import { crossEntropy } from "../../../vision/ops/cross_entropy/mod.ts";
import { bceWithLogitsLoss } from "../../../vision/ops/elementwise_loss/mod.ts";
import { logSoftmax } from "../../../vision/ops/log_softmax/mod.ts";
import { maxPool2d } from "../../../vision/ops/max_pool2d/mod.ts";
import { relu, tanh } from "../../../vision/ops/pointwise/mod.ts";
import { max, mean, sum } from "../../../vision/ops/reduce/mod.ts";
import { resizeBilinear, resizeNearest } from "../../../vision/ops/resize/mod.ts";
import { nllLoss } from "../../../vision/ops/row_loss/mod.ts";
import { softmax } from "../../../vision/ops/softmax/mod.ts";
import type { Tensor } from "../../../vision/tensor.ts";
import { assertSpareChannelsZero } from "../../support/spare_channels.ts";
import { integers, normals } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

Deno.test("every operation keeps the spare channels of images and of their gradients zero", async () => {
  const device = await visionDevice();
  const image = (c: number, seed: number) =>
    device.tensor(Float32Array.from(normals([2, c, 5, 7], seed)), [2, c, 5, 7], {
      requiresGrad: true,
    });
  const target = device.tensor(integers([2, 5, 7], 5, 1), [2, 5, 7], { dtype: "u32" });
  const half = device.tensor(new Float32Array(350).fill(0.5), [2, 5, 5, 7]);
  const operations: Record<string, (five: Tensor, three: Tensor) => Tensor> = {
    add: (x) => add(x, tanh(x)),
    "concat of 3 and 5 channels": (x, three) => concat([three, x]),
    "concat of 5 and 3 channels": (x, three) => concat([x, three]),
    "concat of an aligned image and two that are not": (x) => concat([x, x, x]),
    relu: (x) => relu(x),
    tanh: (x) => tanh(x),
    maxPool2d: (x) => maxPool2d(x, 3, { stride: 2 }),
    resizeBilinear: (x) => resizeBilinear(x, [9, 4]),
    resizeNearest: (x) => resizeNearest(x, [3, 11]),
    softmax,
    crossEntropy: (x) => crossEntropy(x, target),
    logSoftmax,
    "sum over rows": (x) => sum(x, { axes: [2], keepdims: true }),
    "mean over everything": (x) => mean(x, { keepdims: true }),
    "max over channels": (x) => max(x, { axes: [1], keepdims: true }),
    nllLoss: (x) => nllLoss(x, target, { reduction: "none" }),
    bceWithLogitsLoss: (x) => bceWithLogitsLoss(x, half, { reduction: "none" }),
  };
  for (const [name, operation] of Object.entries(operations)) {
    {
      // Fills the memory that comes next with what must not shine through.
      using _dirty = device.arena();
      for (let i = 0; i < 3; i++) add(device.ones([2, 2, 5, 28]), device.ones([2, 2, 5, 28]));
    }
    using _scratch = device.arena();
    const [five, three] = [image(5, 2), image(3, 3)];
    const y = operation(five, three);
    if (y.shape.length === 4) await assertSpareChannelsZero(y, name);
    const incoming = Float32Array.from(normals(y.shape, 4));
    y.backward(device.tensor(incoming, y.shape));
    await assertSpareChannelsZero(five.grad!, `${name}, gradient of 5 channels`);
    if (three.grad) await assertSpareChannelsZero(three.grad, `${name}, gradient of 3 channels`);
    five.dispose();
    three.dispose();
  }
  target.dispose();
  half.dispose();
});
