import assert from "node:assert/strict";
import { ShapeError } from "../../../vision/errors.ts";
import {
  Conv2d,
  ELU,
  HardTanh,
  kaimingNormal,
  kaimingUniform,
  LeakyReLU,
  lecunNormal,
  lecunUniform,
  Linear,
  LocalContrastNorm,
  LSTM,
  MaxPool2d,
  Module,
  Parameter,
  ReLU,
  Sequential,
  SoftShrink,
  StateTensor,
  Tanh,
  Threshold,
  Upsample,
} from "../../../vision/nn/mod.ts";
import { record } from "../../../vision/kernel/plan.ts";
import { SGD } from "../../../vision/optim/mod.ts";
import { sum } from "../../../vision/ops/reduce/mod.ts";
import { add } from "../../../vision/ops/add/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import type { Device } from "../../../vision/device.ts";
import type { Tensor } from "../../../vision/tensor.ts";
import { visionDevice } from "../../support/vision_device.ts";

class Branches extends Module {
  readonly encoder: Sequential;
  readonly heads: readonly Conv2d[];
  readonly scale: Parameter;
  readonly title = "not a parameter";

  constructor(device: Device, seed: number) {
    super();
    const random = counterRandom(seed);
    this.encoder = new Sequential(
      new Conv2d(device, 3, 4, 3, { padding: 1, random }),
      new Tanh(),
      new MaxPool2d(2),
      new Conv2d(device, 4, 6, 3, { padding: 1, random, activation: "relu" }),
      new ReLU(),
      new Upsample(2),
    );
    this.heads = [1, 1].map(() => new Conv2d(device, 6, 2, 1, { random, bias: false }));
    this.scale = new Parameter(device, [1, 2], [2]);
  }

  override forward(x: Tensor): Tensor {
    const features = this.encoder.forward(x);
    return add(this.heads[0]!.forward(features), this.heads[1]!.forward(features));
  }
}

Deno.test("Module finds parameters by field path, those of containers by position", async () => {
  const net = new Branches(await visionDevice(), 1);
  assert.deepEqual([...net.namedParameters()].map(([name, { shape }]) => [name, ...shape]), [
    ["encoder.0.weight", 4, 3, 3, 3],
    ["encoder.0.bias", 4],
    ["encoder.3.weight", 6, 4, 3, 3],
    ["encoder.3.bias", 6],
    ["heads.0.weight", 2, 6, 1, 1],
    ["heads.1.weight", 2, 6, 1, 1],
    ["scale", 2],
  ]);
  assert.equal(net.parameterCount(), 108 + 4 + 216 + 6 + 12 + 12 + 2);
  net.dispose();
});

Deno.test("Module.stateDict() into another net gives the same outputs", async () => {
  const device = await visionDevice();
  const [net, other] = [new Branches(device, 1), new Branches(device, 2)];
  using _scratch = device.arena();
  const x = device.tensor(new Float32Array(3 * 8 * 8).fill(0.3), [1, 3, 8, 8]);
  const before = await net.forward(x).read();
  assert.notDeepEqual(await other.forward(x).read(), before);
  other.loadStateDict(await net.stateDict());
  assert.deepEqual(await other.forward(x).read(), before);
  assert.equal(before.length, 2 * 8 * 8);
  for (const part of [net, other, x]) part.dispose();
});

Deno.test("Module.loadStateDict() names what does not fit and changes nothing", async () => {
  const device = await visionDevice();
  const net = new Branches(device, 1);
  const state = await net.stateDict();
  const { scale, ...without } = state;
  const zeros = Object.fromEntries(
    Object.entries(without).map(([name, { shape, data }]) => [
      name,
      { shape, data: new Float32Array(data.length) },
    ]),
  );
  const refused = (broken: Parameters<typeof net.loadStateDict>[0], message: RegExp) =>
    assert.throws(() => net.loadStateDict(broken), (error: Error) => {
      assert.ok(error instanceof ShapeError);
      assert.match(error.message, message);
      return true;
    });
  refused(zeros, /Cannot load parameters: missing scale$/);
  refused({ ...zeros, scale: scale!, extra: scale! }, /unknown extra/);
  refused(
    { ...zeros, scale: { shape: [3], data: new Float32Array(3) } },
    /parameter "scale": the net has \[2\], the state \[3\] of 3 numbers/,
  );
  assert.deepEqual(await net.stateDict(), state);
  net.dispose();
});

Deno.test("initialisers have the variances their papers ask for", () => {
  const shape = [64, 16, 3, 3];
  const wanted = [
    [kaimingNormal, 2 / 144],
    [kaimingUniform, 2 / 144],
    [lecunNormal, 1 / 144],
    [lecunUniform, 1 / 144],
  ] as const;
  for (const [initialiser, variance] of wanted) {
    const values = initialiser(shape, counterRandom(3));
    const square = values.reduce((sum, value) => sum + value * value, 0) / values.length;
    assert.ok(Math.abs(square / variance - 1) < 0.08, `${square} for ${variance}`);
  }
});

/** Counts its forward passes while it is trained. */
class Counted extends Module {
  readonly scale: Parameter;
  readonly mean: StateTensor;
  readonly inner: readonly Module[];

  constructor(device: Device, inner: readonly Module[]) {
    super();
    this.scale = new Parameter(device, [1, 2], [2]);
    this.mean = new StateTensor(device, [3, 4, 5], [3]);
    this.inner = inner;
  }

  override forward(x: Tensor): Tensor {
    return x;
  }
}

Deno.test("Module saves and loads state under its field path, and does not learn it", async () => {
  const device = await visionDevice();
  const leaf = new Counted(device, []);
  const net = new Counted(device, [leaf, leaf]);
  const names = [...net.namedState()].map(([name]) => name);
  assert.deepEqual(names, [
    "scale",
    "mean",
    "inner.0.scale",
    "inner.0.mean",
    "inner.1.scale",
    "inner.1.mean",
  ]);
  assert.deepEqual([...net.namedParameters()].map(([name]) => name), [
    "scale",
    "inner.0.scale",
    "inner.1.scale",
  ]);
  assert.equal(net.parameterCount(), 4);
  assert.equal(leaf.mean.tracked, false);
  const state = await net.stateDict();
  assert.deepEqual([...state["inner.1.mean"]!.data], [3, 4, 5]);
  leaf.mean.write([7, 8, 9]);
  net.loadStateDict(state);
  assert.deepEqual([...await leaf.mean.read()], [3, 4, 5]);
  const { mean: _mean, ...without } = state;
  assert.throws(() => net.loadStateDict(without), /missing mean$/);
  net.dispose();
  await assert.rejects(leaf.mean.read(), /it was disposed/);
});

Deno.test("Module.evaluate() and train() reach every module within, in arrays and containers too", async () => {
  const device = await visionDevice();
  const [relu, tanh] = [new ReLU(), new Tanh()];
  const net = new Counted(device, [new Sequential(relu, new Sequential(tanh)), relu]);
  assert.deepEqual(net.modules().length, 5);
  assert.equal(tanh.mode, "train");
  assert.equal(net.evaluate(), net);
  assert.deepEqual([net, relu, tanh].map(({ mode }) => mode), Array(3).fill("evaluate"));
  relu.train();
  assert.equal(net.mode, "evaluate");
  net.train();
  assert.equal(tanh.mode, "train");
  net.dispose();
});

Deno.test("activation layers take the numbers of their operation", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const x = device.tensor([-2, 0.5, 3], [3]);
  const wanted: [Module, number[]][] = [
    [new ReLU(), [0, 0.5, 3]],
    [new LeakyReLU({ slope: 0.5 }), [-1, 0.5, 3]],
    [new Threshold({ threshold: 1, value: 9 }), [9, 9, 3]],
    [new HardTanh(), [-1, 0.5, 1]],
    [new SoftShrink(), [-1.5, 0, 2.5]],
  ];
  for (const [layer, numbers] of wanted) {
    assert.deepEqual([...await layer.forward(x).read()], numbers, layer.constructor.name);
  }
  assert.throws(() => new ELU({ alpha: -1 }).forward(x), /alpha of at least 0, got -1/);
  x.dispose();
});

Deno.test("Module.dispose() gives back what modules within hold beside parameters", async () => {
  const device = await visionDevice();
  await device.check();
  const held = device.memoryBytes;
  const lstm = new LSTM(device, 3, 4, { random: counterRandom(1) });
  const net = new Counted(device, [new Sequential(new LocalContrastNorm(device), lstm), lstm]);
  lstm.start(5000);
  assert.ok(device.memoryBytes - held > 4 * 4 * 5000);
  net.dispose();
  assert.equal(device.memoryBytes, held);
});

Deno.test("Module walks plain objects, and sees neither private fields nor maps", async () => {
  const device = await visionDevice();
  const random = counterRandom(1);
  const leaf = () => new Linear(device, 2, 2, { random, bias: false });
  class Net extends Module {
    readonly heads = { steer: leaf(), deep: { brake: [leaf()] }, title: "no module", none: null };
    readonly byName = new Map([["a", leaf()]]);
    readonly #hidden = leaf();
    override forward(x: Tensor): Tensor {
      return this.#hidden.forward(x);
    }
    clear() {
      for (const module of [this.#hidden, ...this.byName.values()]) module.dispose();
      this.dispose();
    }
  }
  const net = new Net();
  assert.deepEqual(
    [...net.namedParameters()].map(([name]) => name),
    ["heads.steer.weight", "heads.deep.brake.0.weight"],
  );
  assert.equal(net.evaluate().heads.deep.brake[0]!.mode, "evaluate");
  net.loadStateDict(await net.stateDict());
  net.clear();
});

Deno.test("Module.freeze() spares a trunk its gradients and updates, and unfreeze() brings them back", async () => {
  const device = await visionDevice();
  const random = counterRandom(1);
  class Net extends Module {
    readonly trunk = new Sequential(
      new Linear(device, 2, 3, { random }),
      new Linear(device, 3, 3, { random }),
    );
    readonly head = new Linear(device, 3, 2, { random });
    override forward(x: Tensor): Tensor {
      return this.head.forward(this.trunk.forward(x));
    }
  }
  const net = new Net();
  const sgd = new SGD(net, { lr: 0.1, weightDecay: 0.5 });
  const x = device.tensor([1, 2, 3, 4], [2, 2]);
  const build = () => {
    sgd.zeroGrad();
    sum(net.forward(x)).backward();
    sgd.step();
  };
  const before = await net.stateDict();
  const kernels = (): number => {
    using plan = record(device, build);
    plan.run();
    return plan.kernels.length;
  };
  const whole = kernels();
  net.loadStateDict(before);
  assert.equal(net.trunk.freeze(), net.trunk);
  assert.ok(net.trunk.parameters().every(({ tracked, grad }) => !tracked && grad === null));
  assert.ok(net.head.weight.tracked);
  const few = kernels();
  assert.ok(few <= whole - 4, `${whole} -> ${few}`);
  const after = await net.stateDict();
  for (const name of Object.keys(before)) {
    const same = after[name]!.data.every((value, i) => value === before[name]!.data[i]);
    assert.equal(same, name.startsWith("trunk."), name);
  }
  // A gradient that is left over from before moves nothing either.
  const [frozen] = net.trunk.parameters();
  const stale = device.ones(frozen!.shape);
  net.zeroGrad();
  frozen!.grad = stale;
  sgd.step();
  assert.deepEqual(await frozen!.read(), before["trunk.0.weight"]!.data);
  net.unfreeze();
  assert.equal(kernels(), whole);
  assert.notDeepEqual(await frozen!.read(), before["trunk.0.weight"]!.data);
  for (const part of [sgd, net, x, stale]) part.dispose();
});
