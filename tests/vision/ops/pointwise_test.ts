import assert from "node:assert/strict";
import fc from "fast-check";
import { gradcheck } from "../../../vision/autograd/gradcheck.ts";
import { pointwiseOp, pointwiseOps, relu } from "../../../vision/ops/pointwise/mod.ts";
import { POINTWISE, type PointwiseRow } from "../../../vision/ops/pointwise/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { normals } from "../../support/vision_arrays.ts";
import { assertSpareChannelsZero } from "../../support/spare_channels.ts";
import { visionDevice } from "../../support/vision_device.ts";

/** Values over the domain of a row, its ends and zero included, away from its kinks. */
function domainValues(row: PointwiseRow, count: number, seed: number): Float64Array<ArrayBuffer> {
  const [low, high] = row.domain;
  const random = counterRandom(seed);
  const values = Float64Array.from({ length: count }, (_, i) => {
    if (i === 0) return low;
    if (i === 1) return high;
    // Half of them near zero, where most nets live.
    return i % 2 ? low + random() * (high - low) : 4 * random() - 2;
  });
  return values.map((x) =>
    (row.kinks ?? []).some((kink) => Math.abs(x - kink) < 1e-3) ? x + 0.01 : x
  );
}

const sizes = fc.oneof(
  fc.tuple(fc.integer({ min: 2, max: 40 })),
  fc.tuple(
    fc.integer({ min: 1, max: 2 }),
    fc.integer({ min: 1, max: 6 }),
    fc.integer({ min: 1, max: 4 }),
    fc.integer({ min: 2, max: 4 }),
  ),
);

for (const row of Object.values(POINTWISE) as PointwiseRow[]) {
  const op = pointwiseOps[row.name as keyof typeof pointwiseOps];

  Deno.test(`${row.name}() matches its reference and its gradient over its domain`, async () => {
    const device = await visionDevice();
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(1e6), async (shape, seed) => {
        const data = domainValues(row, shape.reduce((a, b) => a * b, 1), seed);
        const report = await gradcheck(device, {
          inputs: [{ shape, data }],
          forward: ([x]) => op([x!], undefined),
          reference: ([x]) => op.reference.forward([x!], undefined),
          random: counterRandom(seed, 1),
        });
        assert.equal(report.compared, data.length);
      }),
      { numRuns: 4 },
    );
  });

  Deno.test(`${row.name}() reference gradient equals its central difference`, () => {
    const x = domainValues(row, 60, 3).filter((value) => Math.abs(value) < 1e3);
    for (const value of x) {
      const slope = (row.ref(value + 1e-5) - row.ref(value - 1e-5)) / 2e-5;
      assert.ok(Math.abs(slope - row.refGrad(value, row.ref(value))) < 1e-5, `at ${value}`);
    }
  });
}

Deno.test("pointwiseOp() keeps spare channels zero where f(0) or its slope would not", async () => {
  const device = await visionDevice();
  const cosine = pointwiseOp({
    name: "cosine",
    wgsl: "cos(x)",
    grad: "-sin(x)",
    ref: Math.cos,
    refGrad: (x) => -Math.sin(x),
    domain: [-3, 3],
  });
  const data = normals([2, 5, 3, 2], 8);
  using _scratch = device.arena();
  const x = device.tensor(Float32Array.from(data), [2, 5, 3, 2]);
  const y = cosine([x], undefined);
  assertAllClose(await y.read(), data.map(Math.cos));
  await assertSpareChannelsZero(y, "cosine");
  // The slope is infinite at 0, where the spare channels are: 0 times it must not become NaN there.
  const root = pointwiseOp({
    name: "signed root",
    wgsl: "sign(x) * sqrt(abs(x))",
    grad: "0.5 / abs(y)",
    ref: (x) => Math.sign(x) * Math.sqrt(Math.abs(x)),
    refGrad: (_x, y) => 0.5 / Math.abs(y),
    domain: [-9, 9],
  });
  const z = device.tensor(Float32Array.from(data), [2, 5, 3, 2], { requiresGrad: true });
  root([z], undefined).backward(z);
  await assertSpareChannelsZero(z.grad!, "gradient of the signed root");
  assertAllClose(
    await z.grad!.read(),
    data.map((value) => value * 0.5 / Math.sqrt(Math.abs(value))),
  );
  z.dispose();
  x.dispose();
});

Deno.test("relu() lets NaN through, so that a fault is seen where it begins", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const x = device.tensor([NaN, -1, 2, -Infinity, Infinity], [5]);
  assert.deepEqual([...await relu(x).read()], [NaN, 0, 2, 0, Infinity]);
  x.dispose();
});
