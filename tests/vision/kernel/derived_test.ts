import assert from "node:assert/strict";
import { defineLaneKernel, read, write } from "../../../vision/kernel/kernel.ts";
import { record } from "../../../vision/kernel/plan.ts";
import { Conv2d } from "../../../vision/nn/conv2d.ts";
import { add } from "../../../vision/ops/binary/mod.ts";
import { conv2d } from "../../../vision/ops/conv2d/mod.ts";
import { relu } from "../../../vision/ops/pointwise/mod.ts";
import { sum } from "../../../vision/ops/reduce/mod.ts";
import { reshape } from "../../../vision/ops/reshape/mod.ts";
import { SGD } from "../../../vision/optim/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import type { Tensor } from "../../../vision/tensor.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { numbers } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

const copyKernel = defineLaneKernel({
  name: "copy",
  bindings: { source: read("vec4f"), sink: write("vec4f") },
  params: {},
  body: "sink[lane] = source[lane];",
});

Deno.test("Device.derived() makes a tensor once in a recording, and anew when its source is written", async () => {
  const device = await visionDevice();
  const x = device.tensor([1, -2, 3, -4], [4]);
  let made = 0;
  const derived = () =>
    device.derived([x], "test", () => {
      made++;
      return relu(x);
    });
  using plan = record(device, () => {
    const first = derived();
    assert.equal(derived(), first);
    const doubled = add(first, first);
    device.dispatch(copyKernel, {
      bindings: { source: doubled, sink: x },
      params: { lanes: 1 },
      workgroups: [1, 1, 1],
    });
    const second = derived();
    assert.notEqual(second, first);
    return second;
  });
  assert.equal(made, 2);
  plan.run();
  assert.deepEqual([...await plan.outputs.read()], [2, 0, 6, 0]);
  made = 0;
  {
    using _scratch = device.arena();
    derived();
    derived();
  }
  assert.equal(made, 2, "outside a recording nothing says that a source was not written");
  x.dispose();
});

Deno.test("weights that share their memory in two shapes are packed for each", async () => {
  const device = await visionDevice();
  const w = device.tensor(numbers(4 * 8 * 9, 1), [4, 8, 3, 3], { layout: "linear" });
  const flat = reshape(w, [4, 8, 1, 9], { layout: "linear" });
  const deep = device.tensor(numbers(8 * 9, 2), [8, 1, 3, 3], { layout: "linear" });
  const shallow = reshape(deep, [4, 1, 6, 3], { layout: "linear" });
  const x = device.tensor(numbers(8 * 81, 3), [1, 8, 9, 9]);
  const y = device.tensor(numbers(4 * 81, 4), [1, 4, 9, 9]);
  const build = () => [
    conv2d(x, w, null),
    conv2d(x, flat, null),
    conv2d(x, deep, null, { groups: 8 }),
    conv2d(y, shallow, null, { groups: 4 }),
  ];
  using plan = record(device, build);
  plan.run();
  using _scratch = device.arena();
  for (const [i, eager] of build().entries()) {
    assertAllClose(await plan.outputs[i]!.read(), await eager.read(), { rtol: 1e-5 });
  }
  for (const tensor of [w, deep, x, y]) tensor.dispose();
});

Deno.test("two steps of learning in one recording are two replays of one", async () => {
  const device = await visionDevice();
  const x = device.tensor(numbers(2 * 5 * 64, 5), [2, 5, 8, 8]);
  const steps = async (inOne: number, replays: number) => {
    const net = new Conv2d(device, 5, 6, 3, { activation: "relu", random: counterRandom(6) });
    const sgd = new SGD(net, { lr: 0.01, momentum: 0.9 });
    const plan = record(device, () => {
      for (let i = 0; i < inOne; i++) {
        sgd.zeroGrad();
        sum(net.forward(x)).backward();
        sgd.step();
      }
    });
    for (let i = 0; i < replays; i++) plan.run();
    const state = await net.stateDict();
    for (const part of [plan, sgd, net]) part.dispose();
    return state;
  };
  assert.deepEqual(await steps(2, 1), await steps(1, 2));
  x.dispose();
});

Deno.test("weights used six times get the sum of six gradients", async () => {
  const device = await visionDevice();
  const random = counterRandom(7);
  const layers = [
    new Conv2d(device, 8, 8, 3, { padding: 1, random }),
    new Conv2d(device, 8, 8, 3, { padding: 1, groups: 8, random }),
  ];
  const images = Array.from(
    { length: 6 },
    (_, i) => device.tensor(numbers(8 * 35, 10 + i), [1, 8, 5, 7]),
  );
  const seed = device.tensor(numbers(8 * 35, 20), [1, 8, 5, 7]);
  for (const layer of layers) {
    const gradients = async (build: () => void) => {
      const plan = record(device, () => {
        layer.zeroGrad();
        build();
        return [layer.weight.grad!, layer.bias!.grad!] as [Tensor, Tensor];
      });
      plan.run();
      const read = await Promise.all(plan.outputs.map((tensor) => tensor.read()));
      plan.dispose();
      return read.map((data) => Float64Array.from(data));
    };
    const apart = [new Float64Array(layer.weight.size), new Float64Array(8)];
    for (const image of images) {
      const one = await gradients(() => layer.forward(image).backward(seed));
      one.forEach((data, i) => data.forEach((value, k) => apart[i]![k]! += value));
    }
    const together = await gradients(() => {
      const outputs = images.map((image) => layer.forward(image));
      const total = outputs.reduce((a, b) => add(a, b));
      total.backward(seed);
    });
    together.forEach((data, i) => assertAllClose(data, apart[i]!, { rtol: 1e-4, atol: 1e-4 }));
  }
  for (const part of [...layers, ...images, seed]) part.dispose();
});
