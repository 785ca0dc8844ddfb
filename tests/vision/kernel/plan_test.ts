import assert from "node:assert/strict";
import { defineLaneKernel, lanes, read, uniform, write } from "../../../vision/kernel/kernel.ts";
import { record } from "../../../vision/kernel/plan.ts";
import { add } from "../../../vision/ops/add/mod.ts";
import { relu, tanh } from "../../../vision/ops/pointwise/mod.ts";
import { countGpuObjects } from "../../support/count_gpu_objects.ts";
import { visionDevice } from "../../support/vision_device.ts";

const SCALE = { factor: "f32" } as const;

const scaleKernel = defineLaneKernel({
  name: "scale",
  bindings: { x: read("f32"), y: write("f32"), scale: uniform(SCALE) },
  params: {},
  body: "  y[lane] = x[lane] * scale.factor;",
});

Deno.test("Plan.run() replays with new inputs and new uniforms, and creates nothing", async () => {
  const device = await visionDevice();
  const x = device.tensor([1, 2, 3], [3]);
  const scale = device.uniforms(SCALE, { factor: 2 });
  using plan = record(device, () => {
    const y = device.empty([3]);
    device.dispatch(scaleKernel, {
      bindings: { x, y, scale },
      params: { lanes: 3 },
      workgroups: lanes(3),
    });
    return { y, sum: add(y, x) };
  });
  plan.run();
  assert.deepEqual([...await plan.outputs.sum.read()], [3, 6, 9]);
  const counts = await countGpuObjects(device.gpu, () => {
    scale.set({ factor: 10 });
    x.write([1, 1, 4]);
    plan.run();
    plan.run();
  });
  assert.deepEqual(counts, {});
  assert.deepEqual([...await plan.outputs.y.read()], [10, 10, 40]);
  assert.deepEqual([...await plan.outputs.sum.read()], [11, 11, 44]);
  x.dispose();
  scale.dispose();
});

Deno.test("Plan shares memory over time, holds its outputs, and gives all of it back", async () => {
  const device = await visionDevice();
  const x = device.tensor(new Float32Array(64).fill(0.5), [1, 4, 4, 4]);
  const before = device.memoryBytes;
  const plan = record(device, () => {
    let y = x;
    for (let i = 0; i < 8; i++) y = tanh(y);
    return y;
  });
  assert.equal(device.memoryBytes - before, plan.peakBytes);
  assert.equal(plan.unsharedBytes, 8 * x.storage.bytes);
  // Two slots for the chain, one output, and the params.
  assert.ok(plan.peakBytes <= 3 * x.storage.bytes + 8 * 256, `${plan.peakBytes} bytes`);
  plan.run();
  let wanted = 0.5;
  for (let i = 0; i < 8; i++) wanted = Math.tanh(wanted);
  assert.ok(Math.abs((await plan.outputs.read())[63]! - wanted) < 1e-6);
  plan.dispose();
  assert.equal(device.memoryBytes, before);
  await assert.rejects(() => plan.outputs.read(), /its plan was disposed/);
  assert.throws(() => plan.run(), /Cannot run a plan: it was disposed/);
  x.dispose();
});

Deno.test("record() lets one plan use the outputs of another", async () => {
  const device = await visionDevice();
  const x = device.tensor([-1, 2], [2]);
  using first = record(device, () => relu(x));
  using second = record(device, () => add(first.outputs, x));
  first.run();
  second.run();
  assert.deepEqual([...await second.outputs.read()], [-1, 4]);
  x.dispose();
});

Deno.test("record() refuses what cannot be replayed, and says why", async () => {
  const device = await visionDevice();
  const x = device.tensor([1], [1]);
  assert.throws(
    () => record(device, () => void record(device, () => x)),
    /a recording is under way already/,
  );
  let temporary = x;
  using plan = record(device, () => {
    temporary = relu(x);
    return tanh(temporary);
  });
  plan.run();
  await assert.rejects(() => temporary.read(), /return it from record\(\) to keep it/);
  assert.throws(() => relu(temporary), /"source" is gone, it is a temporary of a recorded plan/);
  assert.throws(() => record(device, () => relu(temporary)), /reads "source", which nothing/);
  assert.throws(() => record(device, () => device.empty([4])), /made by another recording|written/);
  // The device is usable after each refusal.
  assert.deepEqual([...await plan.outputs.read()].length, 1);
  x.dispose();
});

Deno.test("Plan refuses to run on memory that went back to its arena or was disposed", async () => {
  const device = await visionDevice();
  const x = device.tensor([1, 2], [2]);
  const record2 = () => {
    using _scratch = device.arena();
    const eager = relu(x);
    return record(device, () => add(eager, x));
  };
  const before = device.memoryBytes;
  using plan = record2();
  assert.throws(
    () => plan.run(),
    /Cannot run a plan: "\w+" of kernel "add" is gone, its arena was closed/,
  );
  await assert.rejects(() => plan.profile(), /"\w+" of kernel "add" is gone/);
  plan.dispose();
  using first = record(device, () => relu(x));
  using second = record(device, () => tanh(first.outputs));
  const held = device.memoryBytes;
  first.dispose();
  assert.throws(() => second.run(), /"source" of kernel "tanh" is gone, its plan was disposed/);
  // A recording that is refused leaves no memory behind.
  const y = device.tensor([1], [1]);
  assert.throws(
    () => record(device, () => (y.dispose(), tanh(relu(y)))),
    /Cannot record: "source" of kernel "relu" is gone, it was disposed/,
  );
  assert.ok(device.memoryBytes < held && before <= held);
  x.dispose();
});

Deno.test("a recording that fails leaves tensors that say so, and eager work goes on", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const x = device.tensor([1, -2], [2], { requiresGrad: true });
  let half = x;
  assert.throws(() =>
    record(device, () => {
      half = relu(x);
      half.backward(device.ones([2]));
      throw new RangeError("thought better of it");
    }), /thought better of it/);
  assert.throws(() => tanh(half), /"source" is gone, its recording was never finished/);
  assert.throws(() => relu(x).backward(device.ones([2])), /recording was never finished/);
  x.grad = null;
  relu(x).backward(device.ones([2]));
  assert.deepEqual([...await x.grad!.read()], [1, 0]);
  x.dispose();
});

Deno.test("Plan.encode() puts several replays and their uniforms into one submit, after eager work", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const x = device.tensor([1, 2], [2]);
  const y = add(x, x);
  const scale = device.uniforms(SCALE, { factor: 2 });
  const scaled = (from: typeof x) => {
    const to = device.empty([2]);
    device.dispatch(scaleKernel, {
      bindings: { x: from, y: to, scale },
      params: { lanes: 2 },
      workgroups: lanes(2),
    });
    return to;
  };
  using first = record(device, () => scaled(y));
  using second = record(device, () => scaled(first.outputs));
  const encoder = device.gpu.createCommandEncoder();
  first.encode(encoder);
  scale.set({ factor: 10 });
  second.encode(encoder);
  device.gpu.queue.submit([encoder.finish()]);
  assert.deepEqual([...await second.outputs.read()], [200, 400]);
  scale.dispose();
  const held = device.memoryBytes;
  scale.dispose();
  assert.equal(device.memoryBytes, held);
  x.dispose();
});
