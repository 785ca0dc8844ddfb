import assert from "node:assert/strict";
import fc from "fast-check";
import {
  LabelNet,
  type LabelNetDesign,
  loadLabelNet,
} from "../../../models/labelling/label_net.ts";
import {
  CheckpointError,
  counterRandom,
  crossEntropy,
  type Device,
  loadCheckpoint,
  record,
  saveCheckpoint,
} from "../../../vision/mod.ts";
import { LABEL_MODELS, weightsOf } from "../../support/label_models.ts";
import { integers, normals } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

/** What the READMEs say of each net, and rates at which it learns two pictures. */
const FACTS: Readonly<
  Record<string, { parameters: number; stages: readonly string[]; rate: number }>
> = {
  terrain_labels: {
    parameters: 58_027,
    stages: ["down1", "down2", "down3", "down4", "down5", "up3", "up2", "up1", "head"],
    rate: 0.05,
  },
  scene_labels: {
    parameters: 280_579,
    stages: ["down1", "down2", "down3", "down4", "down5", "down6", "up3", "up2", "up1", "head"],
    rate: 0.003,
  },
};

/** Two pictures of 8 x 8 squares, each of the colour of its class. */
function squares(device: Device, classes: number) {
  const [height, width] = [48, 64];
  const drawn = integers([2, height / 8, width / 8], classes, 9);
  const colours = normals([classes, 3], 10);
  const classAt = (n: number, y: number, x: number) =>
    drawn[(n * (height / 8) + (y >> 3)) * (width / 8) + (x >> 3)]!;
  const images = new Float32Array(2 * 3 * height * width);
  const targets = new Uint32Array(2 * height * width);
  for (let n = 0; n < 2; n++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const k = classAt(n, y, x);
        targets[(n * height + y) * width + x] = k;
        for (let c = 0; c < 3; c++) {
          images[((n * 3 + c) * height + y) * width + x] = colours[3 * k + c]!;
        }
      }
    }
  }
  return {
    images: device.tensor(images, [2, 3, height, width]),
    targets: device.tensor(targets, [2, height, width], { dtype: "u32" }),
  };
}

for (const { name, net: design, classes, ...model } of LABEL_MODELS) {
  const { parameters, stages, rate } = FACTS[name]!;

  Deno.test(`the net of ${name} labels pictures of any size with ${parameters} parameters`, async () => {
    const device = await visionDevice();
    const net = new LabelNet(device, design, counterRandom(1));
    assert.equal(net.parameterCount(), parameters);
    const names = stages.flatMap((stage) => [`${stage}.weight`, `${stage}.bias`]);
    assert.deepEqual([...net.namedParameters()].map(([name]) => name), names);
    // 45 x 77 and 33 x 50 divide by none of the strides.
    for (const [h, w] of [[120, 160], [64, 96], [45, 77], [33, 50]] as const) {
      using _scratch = device.arena();
      const x = device.tensor(Float32Array.from(normals([1, 3, h, w], 5)), [1, 3, h, w]);
      const logits = device.noGrad(() => net.forward(x));
      assert.deepEqual(logits.shape, [1, classes.length, h, w]);
      const values = await logits.read();
      assert.ok(values.every(Number.isFinite), `${h} x ${w}`);
      assert.ok(new Set(values).size > values.length / 4, `${h} x ${w} is all alike`);
      x.dispose();
    }
    net.dispose();
  });

  Deno.test(`the net of ${name}: every parameter receives a finite gradient that is not all zero`, async () => {
    const device = await visionDevice();
    const net = new LabelNet(device, design, counterRandom(2));
    const x = device.tensor(Float32Array.from(normals([2, 3, 48, 64], 6)), [2, 3, 48, 64]);
    const target = device.tensor(integers([2, 48, 64], classes.length, 7), [2, 48, 64], {
      dtype: "u32",
    });
    using _scratch = device.arena();
    crossEntropy(net.forward(x), target).backward();
    for (const [name, parameter] of net.namedParameters()) {
      assert.ok(parameter.grad, `${name} has no gradient`);
      const gradient = await parameter.grad.read();
      assert.equal(gradient.length, parameter.size, name);
      assert.ok(gradient.every(Number.isFinite), `the gradient of ${name} is not finite`);
      assert.ok(gradient.some((value) => value !== 0), `the gradient of ${name} is all zero`);
    }
    for (const part of [net, x, target]) part.dispose();
  });

  Deno.test(`the net of ${name} learns two pictures by heart; the same seed begins at the same loss`, async () => {
    const device = await visionDevice();
    const { images, targets } = squares(device, classes.length);
    const start = (seed: number) => {
      const net = new LabelNet(device, design, counterRandom(seed));
      const optimizer = model.optimizer(net);
      optimizer.lr = rate;
      const step = record(device, () => {
        optimizer.zeroGrad();
        const loss = crossEntropy(net.forward(images), targets);
        loss.backward();
        optimizer.step();
        return loss;
      });
      const dispose = () => [step, optimizer, net].forEach((part) => part.dispose());
      return { step, dispose };
    };
    const firstLoss = async (seed: number) => {
      const { step, dispose } = start(seed);
      step.run();
      const loss = await step.outputs.item();
      dispose();
      return loss;
    };
    const first = await firstLoss(3);
    assert.equal(await firstLoss(3), first);
    assert.notEqual(await firstLoss(4), first);

    const { step, dispose } = start(3);
    for (let k = 0; k < 40; k++) step.run();
    const last = await step.outputs.item();
    assert.ok(last < 0.3 * first, `loss ${first} -> ${last}`);
    dispose();
    for (const part of [images, targets]) part.dispose();
  });

  Deno.test(`saveCheckpoint() and loadCheckpoint() give the net of ${name} back`, async () => {
    const device = await visionDevice();
    const net = new LabelNet(device, design, counterRandom(5));
    const other = new LabelNet(device, design, counterRandom(6));
    const bytes = await saveCheckpoint(net);
    assert.notDeepEqual(await saveCheckpoint(other), bytes);
    loadCheckpoint(bytes, other);
    assert.deepEqual(await saveCheckpoint(other), bytes);
    using _scratch = device.arena();
    const x = device.tensor(Float32Array.from(normals([1, 3, 48, 64], 8)), [1, 3, 48, 64]);
    const [a, b] = device.noGrad(() => [net.forward(x), other.forward(x)]);
    assert.deepEqual(await a!.read(), await b!.read());
    for (const part of [net, other, x]) part.dispose();
  });
}

Deno.test("LabelNet of any table gives logits of the picture's size, joined as the table pools", async () => {
  const device = await visionDevice();
  const channels = fc.integer({ min: 1, max: 9 });
  const stage = fc.record({
    channels,
    kernel: fc.constantFrom(1, 3, 5),
    stride: fc.constantFrom(1, 2),
    pool: fc.constantFrom(1, 2),
  });
  const designs = fc.tuple(fc.array(stage, { minLength: 1, maxLength: 4 }), channels)
    .chain(([down, classes]) => {
      const pools = down.filter(({ pool }) => pool > 1).length;
      return fc.record({
        down: fc.constant(down),
        up: fc.array(channels, { minLength: pools, maxLength: pools }),
        classes: fc.constant(classes),
      });
    });
  const property = async ({ down, up, classes }: LabelNetDesign) => {
    using _scratch = device.arena();
    const net = new LabelNet(device, { down, up, classes }, counterRandom(1));
    // What reads what, written down from the end: the k-th way up makes the k-th last pooling good.
    const inputs = [3, ...down.map(({ channels }) => channels)];
    const pooled = down.flatMap(({ pool = 1 }, k) => pool > 1 ? [inputs[k]!] : []).reverse();
    const below = [inputs.at(-1)!, ...up];
    const shapes = [
      ...down.map(({ channels, kernel = 3 }, k) => [channels, inputs[k], kernel, kernel]),
      ...up.map((channels, k) => [channels, below[k]! + pooled[k]!, 3, 3]),
      [classes, below.at(-1)!, 1, 1],
    ];
    const weights = [...net.namedParameters()].filter(([name]) => name.endsWith(".weight"));
    assert.deepEqual(weights.map(([, { shape }]) => [...shape]), shapes);
    const x = device.zeros([2, 3, 37, 50]);
    assert.deepEqual(device.noGrad(() => net.forward(x)).shape, [2, classes, 37, 50]);
    net.dispose();
    await device.check();
  };
  await fc.assert(fc.asyncProperty(designs, property), { numRuns: 8 });
});

Deno.test("LabelNet refuses a table that goes up more or less often than it pools", async () => {
  const device = await visionDevice();
  const held = device.memoryBytes;
  for (const up of [[], [8, 8]]) {
    const design = { down: [{ channels: 8 }, { channels: 8, pool: 2 }], up, classes: 2 };
    assert.throws(
      () => new LabelNet(device, design, counterRandom(1)),
      new RegExp(`Cannot build a net of ${up.length} stages up: 1 stages down pool`),
    );
  }
  assert.equal(device.memoryBytes, held);
});

Deno.test("loadLabelNet() takes the weights of its own net alone, and gives back what it made", async () => {
  const device = await visionDevice();
  const [terrain, scene] = LABEL_MODELS;
  const weights = await weightsOf(terrain!);
  const net = loadLabelNet(device, terrain!.net, weights);
  assert.equal(net.mode, "evaluate");
  assert.deepEqual((await net.stateDict())["head.bias"]!.shape, [11]);
  net.dispose();
  const held = device.memoryBytes;
  assert.throws(() => loadLabelNet(device, scene!.net, weights), CheckpointError);
  assert.throws(() => loadLabelNet(device, terrain!.net, weights.slice(0, -4)), CheckpointError);
  assert.equal(device.memoryBytes, held);
});
