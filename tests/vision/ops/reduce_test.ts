import assert from "node:assert/strict";
import fc from "fast-check";
import { gradcheck } from "../../../vision/autograd/gradcheck.ts";
import type { ReduceKind, ReduceOptions } from "../../../vision/ops/reduce/mod.ts";
import { max, mean, reduceOps, sum } from "../../../vision/ops/reduce/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import { elementCount, type Layout, type Shape } from "../../../vision/shape.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { assertSpareChannelsZero } from "../../support/spare_channels.ts";
import { distinct, normals } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

const functions = { sum, mean, max };
const kinds = ["sum", "mean", "max"] as const;

/** The axes that are set in the bits of a number; at least one. */
function pick(rank: number, bits: number): number[] {
  const axes = Array.from({ length: rank }, (_, axis) => axis).filter((axis) => bits >> axis & 1);
  return axes.length > 0 ? axes : [bits % rank];
}

async function check(
  kind: ReduceKind,
  shape: Shape,
  layout: Layout,
  options: ReduceOptions,
  seed: number,
): Promise<void> {
  const device = await visionDevice();
  await gradcheck(device, {
    inputs: [{
      shape,
      data: kind === "max" ? distinct(shape, seed) : normals(shape, seed),
      layout,
    }],
    forward: ([x]) => functions[kind](x!, options),
    reference: ([x]) => reduceOps[kind].reference.forward([x!], options),
    random: counterRandom(seed, 1),
  });
}

Deno.test("sum(), mean(), max() of linear tensors match their references over any axes", async () => {
  const shapes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(
      shapes,
      fc.nat(31),
      fc.boolean(),
      fc.nat(1e6),
      async (shape, bits, keep, seed) => {
        const options = { axes: pick(shape.length, bits), keepdims: keep };
        await check(kinds[seed % 3]!, shape, "linear", options, seed);
      },
    ),
    { numRuns: 12 },
  );
  // Eight axes that cannot be joined.
  await check("sum", [2, 2, 3, 2, 2, 2, 2, 3], "linear", { axes: [1, 3, 5, 7] }, 3);
  await check("max", [2, 2, 2, 2, 3, 2, 2, 4], "linear", { axes: [0, 2, 4, -2] }, 4);
});

Deno.test("sum(), mean(), max() of images match their references over any axes", async () => {
  const sizes = [1, 2, 3, 5, 8];
  const shapes = fc.tuple(
    fc.constantFrom(1, 2),
    fc.constantFrom(...sizes),
    fc.constantFrom(1, 3),
    fc.constantFrom(1, 4),
  );
  await fc.assert(
    fc.asyncProperty(
      shapes,
      fc.nat(15),
      fc.boolean(),
      fc.nat(1e6),
      async (shape, bits, keep, seed) => {
        const options = { axes: pick(4, bits), keepdims: keep };
        await check(kinds[seed % 3]!, shape, "c4", options, seed);
      },
    ),
    { numRuns: 12 },
  );
});

Deno.test("reductions of many numbers run in two stages, and give the same each time", async () => {
  const device = await visionDevice();
  const cases: readonly (readonly [ReduceKind, Shape, Layout, ReduceOptions])[] = [
    ["sum", [30011], "linear", {}],
    ["max", [30011], "linear", {}],
    ["sum", [4000, 8], "linear", { axes: [0] }],
    ["mean", [3001, 7], "linear", { axes: [0], keepdims: true }],
    ["max", [3000, 3], "linear", { axes: [0] }],
    ["mean", [2, 6, 61, 67], "c4", { axes: [0, 2, 3] }],
    ["max", [2, 6, 61, 67], "c4", { axes: [0, 2, 3], keepdims: true }],
    ["sum", [1, 6, 121, 67], "c4", { keepdims: true, axes: [0, 1, 2, 3] }],
  ];
  for (const [kind, shape, layout, options] of cases) {
    using _scratch = device.arena();
    const data = normals(shape, 9).map((value) => value + 0.5);
    // Two largest, far apart: each gets half.
    [data[1], data[data.length - 1]] = [9, 9];
    const x = device.tensor(Float32Array.from(data), shape, { layout, requiresGrad: true });
    const wanted = reduceOps[kind].reference.forward([{ shape, data }], options);
    const y = functions[kind](x, options);
    const incoming = normals(y.shape, 10);
    y.backward(device.tensor(Float32Array.from(incoming), y.shape, { layout: y.layout }));
    const what = `${kind} of ${shape}`;
    assert.deepEqual(y.shape, wanted.shape);
    const result = await y.read();
    assertAllClose(result, wanted.data, { rtol: 2e-5, atol: 1e-4 }, what);
    assert.deepEqual(await functions[kind](x, options).read(), result);
    const [gradient] = reduceOps[kind].reference.backward(
      { shape: wanted.shape, data: incoming },
      [{ shape, data }],
      options,
    );
    assertAllClose(await x.grad!.read(), gradient!.data, { rtol: 1e-5, atol: 1e-9 }, what);
    if (y.layout === "c4") await assertSpareChannelsZero(y, what);
    if (layout === "c4") await assertSpareChannelsZero(x.grad!, what);
    x.dispose();
  }
});

Deno.test("max() shares the gradient among equal largest, spare channels and all-negative images aside", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const x = device.tensor([-1, -2, -1, -3, -1, -5], [1, 3, 1, 2], { requiresGrad: true });
  const y = max(x, { axes: [1], keepdims: true });
  assert.deepEqual([...await y.read()], [-1, -2]);
  sum(y).backward();
  const third = Math.fround(1 / 3);
  assert.deepEqual([...await x.grad!.read()], [third, 1, third, 0, third, 0]);
  await assertSpareChannelsZero(y, "max over channels");
  assert.equal(await sum(device.tensor([7], [])).item(), 7);
  x.dispose();
});

Deno.test("max() is right for infinities, and NaN beside anything", async () => {
  const device = await visionDevice();
  for (
    const [shape, axes] of [[[1, 5, 1, 2], [1]], [[3, 4], [1]], [[3, 5], [0]], [[20_000], [
      0,
    ]]] as const
  ) {
    using _scratch = device.arena();
    const count = elementCount(shape);
    const options = { axes, keepdims: true };
    const data = new Float64Array(count).fill(-Infinity);
    const x = device.tensor(Float32Array.from(data), shape, { requiresGrad: true });
    const y = max(x, options);
    const wanted = reduceOps.max.reference.forward([{ shape, data }], options);
    assert.deepEqual([...await y.read()], [...wanted.data]);
    assert.ok(wanted.data.every((value) => value === -Infinity));
    sum(y).backward();
    const ones = { shape: wanted.shape, data: wanted.data.map(() => 1) };
    const [slopes] = reduceOps.max.reference.backward(ones, [{ shape, data }], options);
    assertAllClose(await x.grad!.read(), slopes!.data, { rtol: 1e-6, atol: 0 }, `${shape}`);
    // Last, first and in between.
    for (const at of [0, Math.floor(count / 2), count - 1]) {
      const faulty = data.with(at, NaN).map((value, i) => i === at ? value : i);
      x.write(Float32Array.from(faulty));
      const expected = reduceOps.max.reference.forward([{ shape, data: faulty }], options);
      assert.deepEqual([...await max(x, options).read()], [...expected.data], `${shape} at ${at}`);
      assert.equal(expected.data.filter(Number.isNaN).length, 1);
    }
    x.dispose();
  }
});

Deno.test("reductions refuse axes that are not there, and what is not f32", async () => {
  const device = await visionDevice();
  const x = device.ones([2, 3]);
  for (const axes of [[2], [0, -2], [0.5], []]) {
    assert.throws(() => sum(x, { axes }), {
      name: "RangeError",
      message: `Cannot reduce [2, 3]: want different axes of it, got [${axes.join(", ")}]`,
    });
  }
  assert.throws(() => mean(device.counting(3)), /Cannot take the mean of u32: want f32/);
  assert.throws(() => sum(device.ones(Array(9).fill(1))), /want at most 8 axes/);
});
