import assert from "node:assert/strict";
import {
  decodeSafetensors,
  encodeSafetensors,
  loadCheckpoint,
  saveCheckpoint,
} from "../../../vision/checkpoint/mod.ts";
import type { Device } from "../../../vision/device.ts";
import { CheckpointError } from "../../../vision/errors.ts";
import { Linear, Module, Parameter } from "../../../vision/nn/mod.ts";
import { SGD } from "../../../vision/optim/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import type { Tensor } from "../../../vision/tensor.ts";
import { visionDevice } from "../../support/vision_device.ts";

/** A net that learns how to learn: a field of it is called as an optimiser's state begins. */
class Learner extends Module {
  readonly optimizer: Linear;

  constructor(device: Device, seed: number) {
    super();
    this.optimizer = new Linear(device, 2, 2, { random: counterRandom(seed) });
  }

  override forward(x: Tensor): Tensor {
    return this.optimizer.forward(x);
  }
}

Deno.test("a module with a field called optimizer loads what it saved, with and without one", async () => {
  const device = await visionDevice();
  const [net, other] = [new Learner(device, 1), new Learner(device, 2)];
  const [sgd, again] = [net, other].map((module) => new SGD(module, { lr: 1, momentum: 0.5 }));
  sgd!.state()["velocity.optimizer.weight"]!.write([1, 2, 3, 4]);
  const wanted = await net.stateDict();
  loadCheckpoint(await saveCheckpoint(net), other);
  assert.deepEqual(await other.stateDict(), wanted);
  const bytes = await saveCheckpoint(net, { optimizer: sgd!, step: 3 });
  net.optimizer.weight.write([0, 0, 0, 0]);
  loadCheckpoint(bytes, net);
  assert.deepEqual(await net.stateDict(), wanted);
  assert.equal(loadCheckpoint(bytes, other, { optimizer: again! }).step, 3);
  const velocity = await again!.state()["velocity.optimizer.weight"]!.read();
  assert.deepEqual([...velocity], [1, 2, 3, 4]);
  for (const part of [net, other, sgd!, again!]) part.dispose();
});

Deno.test("loadCheckpoint() reads files that name an optimiser's state as it once was", async () => {
  const device = await visionDevice();
  const net = new Linear(device, 2, 2, { random: counterRandom(1), bias: false });
  const sgd = new SGD(net, { lr: 1, momentum: 0.5 });
  sgd.state()["velocity.weight"]!.write([1, 2, 3, 4]);
  const { tensors, metadata } = decodeSafetensors(
    await saveCheckpoint(net, { optimizer: sgd, step: 3 }),
  );
  assert.deepEqual(Object.keys(tensors).sort(), ["optimizer:velocity.weight", "weight"]);
  const { "optimizer:velocity.weight": velocity, ...rest } = tensors;
  const old = encodeSafetensors({
    tensors: { ...rest, "optimizer.velocity.weight": velocity! },
    metadata,
  });
  sgd.state()["velocity.weight"]!.write([0, 0, 0, 0]);
  assert.equal(loadCheckpoint(old, net, { optimizer: sgd }).step, 3);
  assert.deepEqual([...await sgd.state()["velocity.weight"]!.read()], [1, 2, 3, 4]);
  assert.equal(loadCheckpoint(old, net).step, 3);
  const plain = new SGD(net, { lr: 1 });
  assert.equal(loadCheckpoint(old, net, { optimizer: plain }).step, 3);
  for (const part of [net, sgd, plain]) part.dispose();
});

Deno.test("checkpoints refuse state that the optimiser does not know, and paths that are none", async () => {
  const device = await visionDevice();
  const net = new Linear(device, 2, 2, { random: counterRandom(1) });
  const counting = new SGD(net, { lr: 1, weightDecayFrom: 3 });
  const plain = new SGD(net, { lr: 1 });
  const bytes = await saveCheckpoint(net, { optimizer: counting });
  const before = await net.stateDict();
  net.weight.write([5, 5, 5, 5]);
  assert.throws(() => loadCheckpoint(bytes, net, { optimizer: plain }), (error: Error) => {
    assert.ok(error instanceof CheckpointError);
    assert.match(error.message, /Cannot resume: the optimiser has no steps, as the checkpoint's/);
    return true;
  });
  assert.deepEqual([...await net.weight.read()], [5, 5, 5, 5]);
  loadCheckpoint(bytes, net);
  assert.deepEqual(await net.stateDict(), before);
  class Quoted extends Module {
    readonly "optimizer:w" = new Parameter(device, [1], [1]);
    override forward(): Tensor {
      return this["optimizer:w"];
    }
  }
  const quoted = new Quoted();
  await assert.rejects(saveCheckpoint(quoted), /Cannot keep "optimizer:w": names that begin/);
  for (const part of [net, counting, plain, quoted]) part.dispose();
});
