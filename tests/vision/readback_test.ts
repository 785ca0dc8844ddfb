import assert from "node:assert/strict";
import { requestDevice } from "../../vision/adapter.ts";
import { DeviceError } from "../../vision/errors.ts";
import { TextureUsage } from "../../vision/gpu_flags.ts";
import { relu } from "../../vision/ops/pointwise/mod.ts";
import { Readback, readTexture } from "../../vision/readback.ts";
import { countGpuObjects } from "../support/count_gpu_objects.ts";
import { visionDevice } from "../support/vision_device.ts";

/** A texture whose bytes count upwards. */
function countingTexture(gpu: GPUDevice, width: number, height: number, layers = 1) {
  const texture = gpu.createTexture({
    size: [width, height, layers],
    format: "rgba8unorm",
    usage: TextureUsage.copySrc | TextureUsage.copyDst,
  });
  const bytes = Uint8Array.from({ length: width * height * layers * 4 }, (_, i) => i * 7 % 256);
  gpu.queue.writeTexture(
    { texture },
    bytes,
    { bytesPerRow: width * 4, rowsPerImage: height },
    [width, height, layers],
  );
  return { texture, bytes };
}

Deno.test("readTexture() gives rows without padding, of any layer", async () => {
  const { gpu } = await visionDevice();
  const { texture, bytes } = countingTexture(gpu, 13, 5, 2);
  assert.deepEqual(await readTexture(gpu, texture, 4), bytes.slice(0, 260));
  assert.deepEqual(await readTexture(gpu, texture, 4, 1), bytes.slice(260));
  texture.destroy();
});

Deno.test("Readback brings several sources of several ticks, in order, and creates nothing then", async () => {
  const device = await visionDevice();
  const { gpu } = device;
  const readback = new Readback(gpu);
  const { texture, bytes } = countingTexture(gpu, 9, 4);
  const words = device.tensor([0, 0, 0], [3]);
  const labels = device.tensor(Uint8Array.of(5, 6, 7, 8, 9), [5], { dtype: "u8" });
  const order: number[] = [];
  const tick = async (value: number) => {
    words.write([value, value + 1, value + 2]);
    const encoder = gpu.createCommandEncoder();
    const ticket = readback.enqueue(encoder, [
      { texture, bytesPerPixel: 4 },
      { buffer: device.bufferOf(words.storage), offset: 4, size: 8 },
      { tensor: labels },
      { tensor: words },
    ]);
    gpu.queue.submit([encoder.finish()]);
    const [pixels, numbers, five, all] = await ticket.start();
    order.push(value);
    assert.deepEqual(pixels, bytes);
    assert.deepEqual([...new Float32Array(numbers!.buffer)], [value + 1, value + 2]);
    assert.deepEqual(five, Uint8Array.of(5, 6, 7, 8, 9));
    assert.deepEqual([...new Float32Array(all!.buffer)], [value, value + 1, value + 2]);
  };
  const round = async () => {
    const ticks = [10, 20, 30, 40].map(tick);
    assert.equal(readback.outstanding, 4);
    await Promise.all(ticks);
    assert.equal(readback.outstanding, 0);
  };
  await round();
  assert.deepEqual(await countGpuObjects(gpu, round), {});
  assert.deepEqual(order, [10, 20, 30, 40, 10, 20, 30, 40]);
  readback.dispose();
  texture.destroy();
  words.dispose();
  labels.dispose();
});

Deno.test("Readback refuses more than its limit, and takes discarded tickets back", async () => {
  const device = await visionDevice();
  const readback = new Readback(device.gpu, 1);
  const source = { buffer: device.bufferOf(device.ones([4]).storage), size: 16 };
  const encoder = device.gpu.createCommandEncoder();
  const ticket = readback.enqueue(encoder, [source]);
  assert.throws(
    () => readback.enqueue(encoder, [source]),
    /1 readbacks are outstanding, the limit is 1/,
  );
  ticket.discard();
  const second = readback.enqueue(encoder, [source]);
  device.gpu.queue.submit([encoder.finish()]);
  assert.equal((await second)[0]!.length, 16);
  readback.dispose();
  assert.throws(() => readback.enqueue(encoder, [source]), /the ring was disposed/);
});

Deno.test("Readback rejects with DeviceError when the device is lost", async () => {
  await visionDevice();
  const device = await requestDevice();
  const readback = new Readback(device.gpu);
  const encoder = device.gpu.createCommandEncoder();
  const buffer = device.bufferOf(device.ones([4]).storage);
  const ticket = readback.enqueue(encoder, [{ buffer, size: 16 }]);
  device.gpu.queue.submit([encoder.finish()]);
  device.gpu.destroy();
  await assert.rejects(ticket.start(), DeviceError);
});

Deno.test("Readback brings what was only noted down before it was enqueued", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const x = device.tensor([1, -2], [2]);
  const readback = new Readback(device.gpu);
  const encoder = device.gpu.createCommandEncoder();
  const ticket = readback.enqueue(encoder, [{ tensor: relu(x) }]);
  device.gpu.queue.submit([encoder.finish()]);
  assert.deepEqual([...new Float32Array((await ticket)[0]!.buffer)], [1, 0]);
  readback.dispose();
  x.dispose();
});
