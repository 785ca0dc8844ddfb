import assert from "node:assert/strict";
import { adapterName, deviceDescriptor, requestDevice } from "../../vision/adapter.ts";
import { DeviceError, ShaderError, ShapeError } from "../../vision/errors.ts";
import { defineKernel, read, write } from "../../vision/kernel/kernel.ts";
import { add } from "../../vision/ops/add/mod.ts";
import { relu, tanh } from "../../vision/ops/pointwise/mod.ts";
import { normals } from "../support/vision_arrays.ts";
import { visionDevice } from "../support/vision_device.ts";

Deno.test("adapterName() knows software adapters by name", () => {
  const info = (description: string) => ({ description }) as GPUAdapterInfo;
  for (
    const name of ["llvmpipe (LLVM 15.0.6, 256 bits)", "lavapipe", "SwiftShader Device (LLVM)"]
  ) {
    assert.deepEqual(adapterName(info(name)), { name, software: true });
  }
  assert.deepEqual(adapterName(info("NVIDIA GeForce RTX 4070")), {
    name: "NVIDIA GeForce RTX 4070",
    software: false,
  });
  const parts = { description: "", vendor: "apple", architecture: "metal-3", device: "" };
  assert.equal(adapterName(parts as GPUAdapterInfo).name, "apple metal-3");
});

Deno.test("requestDevice() raises the limits that images and nets need", async () => {
  await visionDevice();
  const adapter = (await navigator.gpu.requestAdapter())!;
  const device = await requestDevice();
  assert.equal(device.gpu.limits.maxBufferSize, adapter.limits.maxBufferSize);
  assert.equal(
    device.gpu.limits.maxColorAttachmentBytesPerSample,
    adapter.limits.maxColorAttachmentBytesPerSample,
  );
  assert.equal(device.gpu.features.has("timestamp-query"), adapter.features.has("timestamp-query"));
  assert.ok(deviceDescriptor(adapter).requiredLimits);
  device.gpu.destroy();
});

Deno.test("requestDevice() says what to do without WebGPU, without an adapter, without a device", async () => {
  const refused = (gpu: Parameters<typeof requestDevice>[0], message: RegExp) =>
    assert.rejects(() => requestDevice(gpu), (error: Error) => {
      assert.ok(error instanceof DeviceError);
      assert.match(error.message, message);
      return true;
    });
  await refused({ requestAdapter: () => Promise.resolve(null) }, /apt-get install -y mesa/);
  const adapter = {
    info: { description: "old card" },
    features: new Set(),
    limits: {},
    requestDevice: () => Promise.reject(new Error("out of memory")),
  } as unknown as GPUAdapter;
  const gpu = { requestAdapter: () => Promise.resolve(adapter) };
  await refused(gpu, /Cannot use the graphics device old card: out of memory/);
  const absent = Object.getOwnPropertyDescriptor(globalThis, "navigator")!;
  Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });
  try {
    await refused(undefined, /WebGPU is missing; use Deno 2.9/);
  } finally {
    Object.defineProperty(globalThis, "navigator", absent);
  }
});

Deno.test("Tensor keeps logical order through every layout and dtype", async () => {
  const device = await visionDevice();
  for (const shape of [[2, 5, 3, 2], [1, 4, 1, 1], [1, 1, 2, 3]]) {
    const data = Float32Array.from(normals(shape, 1));
    for (const layout of ["c4", "linear"] as const) {
      const tensor = device.tensor(data, shape, { layout });
      assert.deepEqual(await tensor.read(), data, `${shape} ${layout}`);
      tensor.dispose();
    }
  }
  const bytes = device.tensor(Uint8Array.of(1, 2, 3, 250, 5), [5], { dtype: "u8" });
  assert.deepEqual(await bytes.read(), Uint8Array.of(1, 2, 3, 250, 5));
  const words = device.tensor(Uint32Array.of(7, 0xffff_ffff), [2], { dtype: "u32" });
  words.write([1, 2]);
  assert.deepEqual(await words.read(), Uint32Array.of(1, 2));
  assert.throws(() => device.tensor([1, 2], [3]), /Cannot fill \[3\]: want 3 elements, got 2/);
  assert.throws(() => device.tensor([], [0]), ShapeError);
  await assert.rejects(() => words.item(), /Cannot take the item of \[2\]: want one element/);
  bytes.dispose();
  words.dispose();
  await assert.rejects(() => words.read(), /it was disposed/);
});

Deno.test("Device.arena() gives scratch memory back and reuses it", async () => {
  const device = await visionDevice();
  const x = device.tensor(new Float32Array(1024).fill(1), [1024]);
  const round = async () => {
    using _scratch = device.arena();
    return (await add(relu(x), tanh(x)).read())[0]!;
  };
  const value = await round();
  assert.ok(Math.abs(value - 1 - Math.tanh(1)) < 1e-6);
  const after = device.memoryBytes;
  for (let i = 0; i < 5; i++) assert.equal(await round(), value);
  assert.equal(device.memoryBytes, after);
  let escaped = x;
  {
    using _scratch = device.arena();
    escaped = relu(x);
  }
  await assert.rejects(() => escaped.read(), /its arena was closed/);
  x.dispose();
});

Deno.test("Device.check() names the kernel, the line and the fault of WGSL that does not compile", async () => {
  const device = await visionDevice();
  const x = device.tensor([1], [1]);
  const wrong = defineKernel({
    name: "wrong kernel",
    bindings: { x: read("f32"), y: write("f32") },
    params: { count: "u32" },
    body: "  let first = x[0];\n  y[0] = second;",
  });
  for (let attempt = 0; attempt < 2; attempt++) {
    using _scratch = device.arena();
    device.dispatch(wrong, {
      bindings: { x, y: device.empty([1]) },
      params: { count: 1 },
      workgroups: [1, 1, 1],
    });
    device.flush();
    await assert.rejects(() => device.check(), (error: Error) => {
      assert.ok(error instanceof ShaderError);
      assert.match(error.message, /Cannot compile kernel "wrong kernel", line \d+:/);
      assert.match(error.message, /> \d+ \| {3}y\[0\] = second;/);
      return true;
    });
    // The refusals that follow from it arrive with the next report.
    await device.check().catch(() => {});
  }
  assert.deepEqual([...await x.read().catch(() => x.read())], [1]);
  x.dispose();
});

Deno.test("Device.dispatch() names a binding that is missing or has other fields", async () => {
  const device = await visionDevice();
  const kernel = defineKernel({
    name: "copy",
    bindings: { x: read("f32"), y: write("f32") },
    params: {},
    body: "y[0] = x[0];",
  });
  const incomplete = { x: device.ones([1]) } as unknown as { x: never; y: never };
  assert.throws(
    () => device.dispatch(kernel, { bindings: incomplete, params: {}, workgroups: [1, 1, 1] }),
    /Cannot run kernel "copy": binding "y" is missing/,
  );
});

Deno.test("a lost device refuses reads with what to do", async () => {
  await visionDevice();
  const device = await requestDevice();
  const x = device.tensor([1, 2], [2]);
  device.gpu.destroy();
  await device.lost;
  await assert.rejects(() => x.read(), (error: Error) => {
    assert.ok(error instanceof DeviceError);
    assert.match(error.message, /lost/);
    return true;
  });
});

Deno.test("Device.tensor() keeps no memory for elements that do not fit", async () => {
  const device = await visionDevice();
  const held = device.memoryBytes;
  assert.throws(() => device.tensor([1, 2, 3], [4]), ShapeError);
  assert.equal(device.memoryBytes, held);
});
