import assert from "node:assert/strict";
import type { Device } from "../../vision/device.ts";
import {
  Adam,
  BatchNorm2d,
  constant,
  Conv2d,
  counterRandom,
  CrossEntropyLoss,
  Dropout,
  Flatten,
  Linear,
  record,
  Sequential,
  Tanh,
  Trainer,
} from "../../vision/mod.ts";
import { countGpuObjects } from "../support/count_gpu_objects.ts";
import { trackLiveObjects } from "../support/live_gpu_objects.ts";
import { integers, normals } from "../support/vision_arrays.ts";
import { visionDevice } from "../support/vision_device.ts";

/** Replays between two waits: work that is never waited for piles up. */
const STRETCH = 100;

/** A small net of layers with parameters, state and chance, and a batch that it learns by heart. */
function makeRun(device: Device) {
  const random = counterRandom(1);
  const dropout = new Dropout(device, { rate: 0.2, seed: 3 });
  const net = new Sequential(
    new Conv2d(device, 2, 5, 3, { padding: 1, random }),
    new BatchNorm2d(device, 5),
    new Tanh(),
    dropout,
    new Flatten(),
    new Linear(device, 5 * 36, 3, { random }),
  );
  const images = device.tensor(Float32Array.from(normals([8, 2, 6, 6], 5)), [8, 2, 6, 6]);
  const target = device.tensor(integers([8], 3, 6), [8], { dtype: "u32" });
  const adam = new Adam(net, { lr: 1e-3 });
  const criterion = new CrossEntropyLoss();
  const forward = () => criterion.forward(net.forward(images), target);
  return {
    net,
    dropout,
    adam,
    forward,
    /** Forward, backward and update; gives the loss. */
    step() {
      adam.zeroGrad();
      const loss = forward();
      loss.backward();
      adam.step();
      return loss;
    },
    dispose: () => [net, images, target, adam].forEach((part) => part.dispose()),
  };
}

/** Bytes of buffers and of textures of texels. */
function bytesOf(objects: Iterable<GPUBuffer | GPUTexture>): number {
  let bytes = 0;
  for (const object of objects) {
    if ("size" in object) bytes += object.size;
    else {
      assert.equal(object.format, "rgba32float");
      bytes += object.width * object.height * 16;
    }
  }
  return bytes;
}

Deno.test("2,000 replays of a training step create nothing, and a plan holds what it says", async () => {
  const device = await visionDevice();
  const run = makeRun(device);
  // Kernels and constants are made at the first recording and stay.
  record(device, () => run.step()).dispose();
  const held = device.memoryBytes;
  const tracked = trackLiveObjects(device.gpu);
  const plan = record(device, () => run.step());
  tracked.stop();
  const textures = [...tracked.objects].filter((object) => "format" in object);
  assert.ok(textures.length > 0, "no kernel of the step reads texels");
  assert.equal(plan.peakBytes, bytesOf(tracked.objects));
  assert.equal(plan.peakBytes, device.memoryBytes - held);

  plan.run();
  const first = await plan.outputs.item();
  const losses: number[] = [];
  const counts = await countGpuObjects(device.gpu, async () => {
    for (let stretch = 0; stretch < 20; stretch++) {
      for (let i = 0; i < STRETCH; i++) plan.run();
      losses.push(await plan.outputs.item());
    }
  });
  assert.deepEqual(counts, {});
  assert.equal(device.memoryBytes - held, plan.peakBytes);
  // Every replay was a step of its own.
  assert.equal(await run.dropout.step.item(), 2001);
  assert.equal(await run.adam.state().steps!.item(), 2001);
  assert.ok(losses.every(Number.isFinite) && losses.at(-1)! < 0.05 * first, `${first}, ${losses}`);

  plan.dispose();
  assert.equal(tracked.live, 0);
  assert.equal(device.memoryBytes, held);
  run.dispose();
});

Deno.test("Trainer creates nothing from step to step either", async () => {
  const device = await visionDevice();
  const run = makeRun(device);
  const losses: number[] = [];
  const trainer = new Trainer(device, {
    module: run.net,
    optimizer: run.adam,
    batches: { fill: () => {} },
    forward: run.forward,
    schedule: constant(1e-3),
    stepsPerEpoch: 50,
    onStep: ({ loss }) => void losses.push(loss),
  });
  // As many as are under way at a time, and their losses with them.
  await trainer.run(12);
  const held = device.memoryBytes;
  const counts = await countGpuObjects(device.gpu, async () => {
    await trainer.run(105);
  });
  assert.deepEqual(counts, {});
  assert.equal(device.memoryBytes, held);
  assert.equal(losses.length, 105);
  assert.ok(losses.at(-1)! < 0.5 * losses[0]!, `${losses[0]} -> ${losses.at(-1)}`);
  trainer.dispose();
  run.dispose();
});
