import assert from "node:assert/strict";
import { defineLaneKernel, lanes, read, write } from "../../../vision/kernel/kernel.ts";
import { record } from "../../../vision/kernel/plan.ts";
import { prepare, type TunableWork, tune, Tuner } from "../../../vision/kernel/tuner.ts";
import { Conv2d } from "../../../vision/nn/conv2d.ts";
import { counterRandom } from "../../../vision/random.ts";
import type { Tensor } from "../../../vision/tensor.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { numbers } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

const work = (shape: string, variants: readonly string[]): TunableWork<string> => ({
  family: "test",
  shape,
  variants,
  sample: () => ({ run: () => {}, dispose: () => {} }),
});

Deno.test("Tuner picks what is expected to be best until something was chosen, and remembers it", () => {
  const tuner = new Tuner();
  const a = work("a", ["first", "second"]);
  assert.equal(tuner.pick(a), "first");
  tuner.choose(a, "second");
  assert.equal(tuner.pick(a), "second");
  assert.equal(tuner.pick(work("b", ["first", "second"])), "first");
  const next = new Tuner();
  next.remember(JSON.parse(JSON.stringify(tuner.choices)));
  assert.equal(next.pick(a), "second");
  // A choice of an older version, of which nothing is left.
  assert.equal(next.pick(work("a", ["first", "third"])), "first");
});

Deno.test("Tuner.collect() lists each undecided work once, and none that has a single way", () => {
  const tuner = new Tuner();
  const decided = work("decided", ["x", "y"]);
  tuner.choose(decided, "x");
  const found = tuner.collect(() => {
    for (const shape of ["a", "b", "a"]) tuner.pick(work(shape, ["x", "y"]));
    tuner.pick(work("single", ["x"]));
    tuner.pick(decided);
  });
  assert.deepEqual(found.map(({ shape }) => shape), ["a", "b"]);
});

/** Adds one `turns` times: the more turns, the slower, with the same result for equal turns. */
const slowKernel = defineLaneKernel({
  name: "slow",
  bindings: { x: read("vec4f"), y: write("vec4f") },
  params: { turns: "u32" },
  body: `  var sum = x[lane];
  for (var i = 0u; i < p.turns; i++) { sum = sqrt(sum * sum + 1.0); }
  y[lane] = sum;`,
});

Deno.test("tune() chooses the variant that the device does quickest, and runs nothing of what is built", async () => {
  const device = await visionDevice();
  const x = device.zeros([4 * 4096]);
  const y = device.zeros([4 * 4096]);
  const run = (turns: number, to: Tensor) => {
    device.dispatch(slowKernel, {
      bindings: { x, y: to },
      params: { lanes: 4096, turns },
      workgroups: lanes(4096),
    });
  };
  let samples = 0;
  const slow: TunableWork<{ turns: number }> = {
    family: "slow",
    shape: "4096",
    variants: [{ turns: 3000 }, { turns: 2 }, { turns: 1500 }],
    sample: () => {
      samples++;
      return { run: ({ turns }) => run(turns, y), dispose: () => samples-- };
    },
  };
  const build = () => {
    const result = device.empty([4 * 4096]);
    run(device.tuner.pick(slow).turns, result);
    return result;
  };
  const seen: string[] = [];
  const measured = await tune(device, build, { onProgress: (_d, _t, what) => seen.push(what) });
  if (!device.gpu.features.has("timestamp-query")) {
    assert.equal(measured, 0);
    return;
  }
  assert.equal(measured, 1);
  assert.deepEqual(seen, ["measure slow"]);
  assert.deepEqual(device.tuner.pick(slow), { turns: 2 });
  assert.equal(samples, 0, "a sample was not disposed");
  assert.equal(await tune(device, build), 0, "what was chosen is not measured again");
  const plan = record(device, build);
  plan.run();
  assertAllClose((await plan.outputs.read()).slice(0, 4), Array(4).fill(Math.SQRT2), {
    rtol: 1e-4,
  });
  for (const part of [plan, x, y]) part.dispose();
});

Deno.test("prepare() gives what record() gives, compiled before the first run", async () => {
  const device = await visionDevice();
  const net = new Conv2d(device, 5, 9, 3, { padding: 1, random: counterRandom(1) });
  const data = numbers(2 * 5 * 130, 1);
  const images = device.tensor(data, [2, 5, 10, 13], { requiresGrad: true });
  const seed = device.tensor(numbers(2 * 9 * 130, 2), [2, 9, 10, 13]);
  const build = () => {
    net.zeroGrad();
    images.grad = null;
    const y = net.forward(images);
    y.backward(seed);
    return [y, images.grad!, net.weight.grad!] as [Tensor, Tensor, Tensor];
  };
  const plain = record(device, build);
  plain.run();
  const wanted = await Promise.all(plain.outputs.map((tensor) => tensor.read()));
  const compiled: number[] = [];
  let total = 0;
  const plan = await prepare(device, build, {
    onProgress: (done, of, what) => {
      if (!what.startsWith("compile ")) return;
      compiled.push(done);
      total = of;
    },
  });
  assert.deepEqual(compiled, Array.from({ length: total }, (_, i) => i + 1));
  assert.ok(total >= 1, "no kernel was left to compile");
  plan.run();
  for (const [i, tensor] of plan.outputs.entries()) {
    assertAllClose(await tensor.read(), wanted[i]!, { rtol: 1e-4, atol: 1e-4 });
  }
  for (const part of [plain, plan, net, images, seed]) part.dispose();
});

Deno.test("prepare() leaves no gradient of its rehearsal behind, and gives samples back when one fails", async () => {
  const device = await visionDevice();
  const net = new Conv2d(device, 2, 3, 3, { random: counterRandom(3) });
  const x = device.tensor(numbers(2 * 36, 3), [1, 2, 6, 6], { requiresGrad: true });
  const seed = device.tensor(numbers(3 * 16, 4), [1, 3, 4, 4]);
  // Nothing forgets gradients here, as with an input that wants one or a part that is not optimised.
  const plan = await prepare(device, () => {
    net.forward(x).backward(seed);
    return x.grad!;
  });
  plan.run();
  const first = await plan.outputs.read();
  assert.ok(first.some((value) => value !== 0));
  for (const part of [plan, net, x, seed]) part.dispose();

  let open = 0;
  const failing: TunableWork<string> = {
    family: "failing",
    shape: "1",
    variants: ["a", "b"],
    sample: () => {
      open++;
      return {
        run: (variant) => {
          if (variant === "b") throw new RangeError("no room");
        },
        dispose: () => open--,
      };
    },
  };
  if (!device.gpu.features.has("timestamp-query")) return;
  await assert.rejects(tune(device, () => device.tuner.pick(failing)), /no room/);
  assert.equal(open, 0);
  assert.equal(device.tuner.choices["failing 1"], undefined, "half of the variants decide nothing");
});
