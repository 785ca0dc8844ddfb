import assert from "node:assert/strict";
import { GpuTimer } from "../../vision/gpu_timer.ts";
import { record } from "../../vision/kernel/plan.ts";
import { tanh } from "../../vision/ops/pointwise/mod.ts";
import { Readback } from "../../vision/readback.ts";
import { visionDevice } from "../support/vision_device.ts";

Deno.test("GpuTimer times passes, and the gap between them, within the wall's time", async () => {
  const device = await visionDevice();
  const { gpu } = device;
  const timer = GpuTimer.create(gpu, 2);
  if (!device.gpu.features.has("timestamp-query")) {
    assert.equal(timer, null);
    return;
  }
  assert.ok(timer);
  const readback = new Readback(gpu);
  const small = device.tensor([1], [1]);
  const large = device.zeros([1, 8, 256, 256]);
  using brief = record(device, () => tanh(small));
  using long = record(device, () => tanh(tanh(tanh(large))));
  const measure = async () => {
    const encoder = gpu.createCommandEncoder();
    brief.encode(encoder, { timestampWrites: timer.writes(0) });
    long.encode(encoder, { timestampWrites: timer.writes(1) });
    const ticket = timer.enqueue(encoder, readback);
    const started = performance.now();
    gpu.queue.submit([encoder.finish()]);
    const bytes = await ticket;
    const wall = performance.now() - started;
    return { passes: timer.milliseconds(bytes), gap: timer.between(bytes, 0, 1), wall };
  };
  await measure(); // The kernels are compiled at their first run.
  const { passes, gap, wall } = await measure();
  const parts = [...passes, gap];
  assert.equal(passes.length, 2);
  for (const part of parts) assert.ok(part >= 0, `${parts} ms`);
  // A clock's unit that is misread is wrong by thousands; the passes cannot outlast the wait.
  assert.ok(passes[1]! > 0 && parts.reduce((a, b) => a + b) <= wall, `${parts} ms of ${wall} ms`);
  assert.throws(() => timer.writes(2), /Cannot time pass 2: the timer has 2/);
  timer.dispose();
  readback.dispose();
  small.dispose();
  large.dispose();
});
