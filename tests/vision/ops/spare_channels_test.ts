import type { Op } from "../../../vision/autograd/op.ts";
import type { Device } from "../../../vision/device.ts";
import { avgPool2d } from "../../../vision/ops/avg_pool2d/mod.ts";
import { batchNorm } from "../../../vision/ops/batch_norm/mod.ts";
import { BINARY, binaryOps } from "../../../vision/ops/binary/mod.ts";
import { concat } from "../../../vision/ops/concat/mod.ts";
import { conv2d } from "../../../vision/ops/conv2d/mod.ts";
import { convTranspose2d } from "../../../vision/ops/conv_transpose2d/mod.ts";
import { crossEntropy } from "../../../vision/ops/cross_entropy/mod.ts";
import { divisiveNorm } from "../../../vision/ops/divisive_norm/mod.ts";
import { dropout } from "../../../vision/ops/dropout/mod.ts";
import { elementwiseLossOps } from "../../../vision/ops/elementwise_loss/mod.ts";
import { globalAvgPool2d, globalMaxPool2d } from "../../../vision/ops/global_pool2d/mod.ts";
import { localResponseNorm } from "../../../vision/ops/local_response_norm/mod.ts";
import { locallyConnected2d } from "../../../vision/ops/locally_connected2d/mod.ts";
import { logProbPool2d } from "../../../vision/ops/log_prob_pool2d/mod.ts";
import { logSoftmax } from "../../../vision/ops/log_softmax/mod.ts";
import { lpPool2d } from "../../../vision/ops/lp_pool2d/mod.ts";
import { maxPool2d } from "../../../vision/ops/max_pool2d/mod.ts";
import { maxout } from "../../../vision/ops/maxout/mod.ts";
import { pad } from "../../../vision/ops/pad/mod.ts";
import { permute } from "../../../vision/ops/permute/mod.ts";
import {
  POINTWISE,
  type PointwiseName,
  pointwiseOps,
  type PointwiseParams,
} from "../../../vision/ops/pointwise/mod.ts";
import { max, mean, sum } from "../../../vision/ops/reduce/mod.ts";
import { reshape } from "../../../vision/ops/reshape/mod.ts";
import { resizeBilinear, resizeNearest } from "../../../vision/ops/resize/mod.ts";
import { rowLossOps } from "../../../vision/ops/row_loss/mod.ts";
import { crop, slice } from "../../../vision/ops/slice/mod.ts";
import { softmax } from "../../../vision/ops/softmax/mod.ts";
import { subtractiveNorm } from "../../../vision/ops/subtractive_norm/mod.ts";
import { gatherWindows, scatterWindows } from "../../../vision/ops/windows/mod.ts";
import type { Tensor } from "../../../vision/tensor.ts";
import { OTHER_NUMBERS } from "../../support/pointwise_numbers.ts";
import { assertSpareChannelsZero } from "../../support/spare_channels.ts";
import { integers, normals } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

const SHAPE = [2, 5, 5, 7] as const;

/** An operation on images of 5 and of 3 channels; `fixed` makes what has no gradient, by its shape. */
type Operation = (
  five: Tensor,
  three: Tensor,
  fixed: (shape: readonly number[]) => Tensor,
) => Tensor;

/** Fails where an operation leaves anything in the spare channels of its result or of its gradients. */
async function assertKeepsSpareZero(device: Device, name: string, operation: Operation) {
  using _scratch = device.arena();
  const image = (c: number, seed: number) =>
    device.tensor(Float32Array.from(normals([2, c, 5, 7], seed)), [2, c, 5, 7], {
      requiresGrad: true,
    });
  const [five, three] = [image(5, 2), image(3, 3)];
  const made: Tensor[] = [five, three];
  const fixed = (shape: readonly number[]) => {
    const tensor = device.tensor(Float32Array.from(normals(shape, 6)), shape);
    made.push(tensor);
    return tensor;
  };
  {
    // Fills the memory that comes next with what must not shine through.
    using _dirty = device.arena();
    const ones = device.ones([2, 2, 5, 28]);
    for (let i = 0; i < 3; i++) binaryOps.add([ones, ones], undefined);
  }
  const y = operation(five, three, fixed);
  if (y.layout === "c4") await assertSpareChannelsZero(y, name);
  const incoming = Float32Array.from(normals(y.shape, 4));
  y.backward(device.tensor(incoming, y.shape, { layout: y.layout }));
  for (const [x, channels] of [[five, 5], [three, 3]] as const) {
    if (x.grad) await assertSpareChannelsZero(x.grad, `${name}, gradient of ${channels} channels`);
  }
  for (const tensor of made) tensor.dispose();
}

Deno.test("every pointwise operation keeps spare channels zero, whatever its numbers", async () => {
  const device = await visionDevice();
  for (const name of Object.keys(POINTWISE) as PointwiseName[]) {
    const op = pointwiseOps[name] as Op<readonly [Tensor], PointwiseParams | undefined>;
    for (const numbers of [undefined, ...OTHER_NUMBERS[name] ?? []]) {
      const what = `${name} ${JSON.stringify(numbers)}`;
      await assertKeepsSpareZero(device, what, (x) => op([x], numbers));
    }
  }
});

Deno.test("every operation of two tensors keeps spare channels zero, whatever is repeated", async () => {
  const device = await visionDevice();
  for (const name of Object.keys(BINARY) as (keyof typeof BINARY)[]) {
    const op = binaryOps[name];
    const check = (what: string, operation: Operation) =>
      assertKeepsSpareZero(device, `${name}, ${what}`, operation);
    await check("of images", (x, _, fixed) => op([x, fixed(SHAPE)], undefined));
    await check("by channels", (x, _, fixed) => op([x, fixed([5])], undefined));
    await check("of one map", (x, _, fixed) => op([fixed([2, 1, 5, 7]), x], undefined));
    await check("of one number", (x, _, fixed) => op([fixed([]), x], undefined));
    await check("of a pixel's channels", (x, _, fixed) => op([x, fixed([1, 5, 1, 1])], undefined));
  }
});

Deno.test("every loss keeps the spare channels of its gradient zero", async () => {
  const device = await visionDevice();
  const target = device.tensor(integers([2, 5, 7], 5, 1), [2, 5, 7], { dtype: "u32" });
  for (const reduction of ["mean", "none"] as const) {
    for (const [name, op] of Object.entries(elementwiseLossOps)) {
      await assertKeepsSpareZero(
        device,
        `${name}, ${reduction}`,
        (x, _, fixed) => op([x, fixed(SHAPE), null], { reduction, margin: 1 }),
      );
    }
    for (const [name, op] of Object.entries(rowLossOps)) {
      const soft = name === "softCrossEntropy" || name === "klDivLoss";
      const settings = { reduction, margin: 1, power: 1, ignoreLabel: 2 };
      await assertKeepsSpareZero(
        device,
        `${name}, ${reduction}`,
        (x, _, fixed) => op([x, soft ? fixed(SHAPE) : target, null], settings),
      );
    }
  }
  await assertKeepsSpareZero(device, "crossEntropy", (x) => crossEntropy(x, target));
  target.dispose();
});

const ROWS = { layout: "linear" } as const;

/** Operations on images that are no row of a table. */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  "concat of 3 and 5 channels": (x, three) => concat([three, x]),
  "concat of 5 and 3 channels": (x, three) => concat([x, three]),
  "concat of an aligned image and two that are not": (x) => concat([x, x, x]),
  maxPool2d: (x) => maxPool2d(x, 3, { stride: 2, padding: 1 }),
  avgPool2d: (x) => avgPool2d(x, 3, { stride: 2, padding: 1 }),
  lpPool2d: (x) => lpPool2d(x, 2, 2),
  "lpPool2d of power 3": (x) => lpPool2d(x, 2, 3),
  logProbPool2d: (x) => logProbPool2d(x, 3, 2, { padding: 1 }),
  globalAvgPool2d: (x) => globalAvgPool2d(x),
  globalMaxPool2d: (x) => globalMaxPool2d(x),
  maxout: (x) => maxout(x, 5),
  "maxout to 3 maps": (x) => maxout(concat([x, x, x]), 5),
  resizeBilinear: (x) => resizeBilinear(x, [9, 4]),
  resizeNearest: (x) => resizeNearest(x, [3, 11]),
  softmax: (x) => softmax(x),
  logSoftmax: (x) => logSoftmax(x),
  "sum over rows": (x) => sum(x, { axes: [2], keepdims: true }),
  "sum over channels": (x) => sum(x, { axes: [1] }),
  "mean over everything": (x) => mean(x, { keepdims: true }),
  "max over channels": (x) => max(x, { axes: [1], keepdims: true }),
  "max over images": (x) => max(x, { axes: [0], keepdims: true }),
  batchNorm: (x, _, fixed) => batchNorm(x, { train: true, gamma: fixed([5]), beta: fixed([5]) }),
  localResponseNorm: (x) => localResponseNorm(x, { size: 3 }),
  subtractiveNorm: (x, _, fixed) => subtractiveNorm(x, { window: positive(fixed([3])) }),
  divisiveNorm: (x, _, fixed) => divisiveNorm(x, { window: positive(fixed([3])) }),
  dropout: (x, _, fixed) => dropout(x, { rate: 0.5, seed: 1, step: positive(fixed([1])) }),
  "dropout of maps": (x, _, fixed) =>
    dropout(x, { rate: 0.5, seed: 1, step: positive(fixed([1])), maps: true }),
  "pad with a number": (x) => pad(x, { top: 1, right: 2 }, { value: 3 }),
  "pad by reflection": (x) => pad(x, { left: 2, bottom: 1 }, { mode: "reflect" }),
  "slice of channels": (x) => slice(x, { 1: [1, 3] }),
  crop: (x) => crop(x, { top: 1, left: 2, height: 3, width: 4 }),
  "permute to images": (x) => permute(x, [0, 2, 1, 3], { layout: "c4" }),
  "permute of channels and rows": (x) => permute(x, [0, 2, 3, 1]),
  "reshape to images": (x) => reshape(x, [5, 2, 7, 5], { layout: "c4" }),
  "reshape to rows": (x) => reshape(x, [10, 35], ROWS),
  gatherWindows: (x) => gatherWindows(x, 3, { padding: 1 }),
  scatterWindows: (x) => scatterWindows(gatherWindows(x, 2), [5, 7], 2),
  conv2d: (x, _, fixed) => conv2d(x, rows(fixed([6, 5, 3, 3])), fixed([6]), { padding: 1 }),
  "conv2d with relu": (x, _, fixed) =>
    conv2d(x, rows(fixed([3, 5, 1, 1])), fixed([3]), { activation: "relu" }),
  "conv2d of each channel": (x, _, fixed) =>
    conv2d(x, rows(fixed([5, 1, 3, 3])), fixed([5]), { padding: 1, groups: 5 }),
  convTranspose2d: (x, _, fixed) => convTranspose2d(x, rows(fixed([5, 3, 2, 2])), fixed([3])),
  locallyConnected2d: (x, _, fixed) =>
    locallyConnected2d(x, fixed([3, 5, 2, 2, 4, 6]), fixed([3, 4, 6])),
};

/** Weights of at least 0. */
const positive = (x: Tensor) => pointwiseOps.abs([x], undefined);

/** Numbers of four sizes in row-major order, as weights are. */
const rows = (x: Tensor) => reshape(x, x.shape, ROWS);

Deno.test("every other operation on images keeps the spare channels of images and of their gradients zero", async () => {
  const device = await visionDevice();
  for (const [name, operation] of Object.entries(OPERATIONS)) {
    await assertKeepsSpareZero(device, name, operation);
  }
});
