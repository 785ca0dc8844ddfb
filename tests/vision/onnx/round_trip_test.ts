import assert from "node:assert/strict";
import type { Device } from "../../../vision/device.ts";
import {
  AvgPool2d,
  BatchNorm2d,
  Conv2d,
  Dropout,
  flatten,
  Linear,
  mean,
  Module,
  record,
  relu,
  softmax,
  SparseConv2d,
} from "../../../vision/mod.ts";
import { exportOnnx, importOnnx } from "../../../vision/onnx/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import type { Tensor } from "../../../vision/tensor.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { runOnnx } from "../../support/onnx_session.ts";
import { numbers } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

const random = counterRandom(7);

/** Sparse connections, statistics of a batch, dropping out, and one layer at two places. */
class Net extends Module {
  readonly sparse: SparseConv2d;
  readonly norm: BatchNorm2d;
  readonly grouped: Conv2d;
  readonly pool = new AvgPool2d(2);
  readonly drop: Dropout;
  readonly twice: Linear;
  readonly head: Linear;

  constructor(device: Device) {
    super();
    const table = {
      outputs: 8,
      inputs: 2,
      pairs: [0, 1, 2, 3, 4, 5, 6, 7].map((o) => [o, o % 2] as const),
    };
    this.sparse = new SparseConv2d(device, table, 3, { random, padding: 1 });
    this.norm = new BatchNorm2d(device, 8);
    this.grouped = new Conv2d(device, 8, 8, 3, { random, groups: 2, activation: "relu" });
    this.drop = new Dropout(device, { rate: 0.5, seed: 1 });
    this.twice = new Linear(device, 32, 32, { random });
    this.head = new Linear(device, 32, 3, { random });
  }

  override forward(x: Tensor): Tensor {
    const maps = this.grouped.forward(relu(this.norm.forward(this.sparse.forward(x))));
    const rows = this.drop.forward(flatten(this.pool.forward(maps)));
    return softmax(this.head.forward(this.twice.forward(relu(this.twice.forward(rows)))));
  }
}

Deno.test("a net goes to ONNX and back, with any batch, as it is used", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const net = new Net(device);
  net.norm.runningMean.write(numbers(8, 1));
  net.norm.runningVariance.write(numbers(8, 2).map((x) => x + 1.5));
  const bytes = await exportOnnx(net, [device.zeros([1, 2, 6, 6])], { openBatch: true });
  assert.equal(net.mode, "train");
  assert.equal(net.drop.mode, "train");

  const shape = [3, 2, 6, 6];
  const data = numbers(3 * 2 * 6 * 6, 3);
  const { y } = await runOnnx(bytes, { x: { shape, data } });
  const back = importOnnx(device, bytes);
  const x = device.tensor(data, shape);
  net.evaluate();
  const [ours, theirs] = device.noGrad(() => [net.forward(x), back.forward(x)]) as [Tensor, Tensor];
  const close = { rtol: 1e-4, atol: 1e-5 };
  assertAllClose(await ours.read(), y!.data, close, "net");
  assertAllClose(await theirs.read(), y!.data, close, "back");

  // Recorded once, replayed with whatever the input holds then.
  const other = device.zeros(shape);
  {
    using plan = record(device, () => device.noGrad(() => back.forward(other)));
    other.write(data);
    plan.run();
    assertAllClose(await plan.outputs.read(), y!.data, close, "recorded");
  }
  other.dispose();

  const state = await net.stateDict();
  const kept = await back.stateDict();
  for (const name of Object.keys(kept)) assert.deepEqual(kept[name], state[name], name);
  // Only dropout's step has no place in what is used.
  assert.deepEqual(Object.keys(state).filter((name) => !(name in kept)), ["drop.step"]);
  x.dispose();
  net.dispose();
  back.dispose();
});

Deno.test("an imported net is trained as any other", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const layer = new Linear(device, 4, 4, { random });
  const bytes = await exportOnnx((x) => relu(layer.forward(x)), [device.zeros([2, 4])], {
    names: new Map([...layer.namedParameters()].map(([name, tensor]) => [tensor, name])),
  });
  const net = importOnnx(device, bytes);
  assert.deepEqual([...net.namedParameters()].map(([name]) => name), ["weight", "bias"]);
  const x = device.tensor([1, 2, 3, 4, -1, -2, -3, -4], [2, 4]);
  mean(net.forward(x)).backward();
  mean(relu(layer.forward(x))).backward();
  const [mine, own] = [net.parameters(), layer.parameters()];
  for (const [i, parameter] of mine.entries()) {
    assertAllClose(await parameter.grad!.read(), await own[i]!.grad!.read());
  }
  net.dispose();
  layer.dispose();
  x.dispose();
});

Deno.test("an open batch cannot be taken apart", async () => {
  const device = await visionDevice();
  const { slice, permute, unstack } = await import("../../../vision/mod.ts");
  const x = device.zeros([2, 3]);
  const refused = (net: (x: Tensor) => Tensor, message: string) =>
    assert.rejects(exportOnnx(net, [x], { openBatch: true }), { name: "OnnxError", message });
  await refused(
    (x) => slice(x, { 0: [0, 1] }),
    'Cannot export "slice" of result [1, 3] with an open batch: it takes the batch apart',
  );
  await refused(
    (x) => unstack(x)[1]!,
    'Cannot export "unstack part" of result [3] with an open batch: it takes the batch apart',
  );
  // Where it only moves, the model says where to.
  const bytes = await exportOnnx((x) => permute(x, [1, 0]), [x], { openBatch: true });
  const { y } = await runOnnx(bytes, { x: { shape: [4, 3], data: numbers(12, 1) } });
  assert.deepEqual(y!.shape, [3, 4]);
  x.dispose();
});
