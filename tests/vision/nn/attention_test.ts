import assert from "node:assert/strict";
import fc from "fast-check";
import { gradcheck } from "../../../vision/autograd/gradcheck.ts";
import type { RefArray } from "../../../vision/autograd/op.ts";
import { ShapeError } from "../../../vision/errors.ts";
import { attention, attentionWeights, DotProductAttention } from "../../../vision/nn/attention.ts";
import { counterRandom } from "../../../vision/random.ts";
import { elementCount } from "../../../vision/shape.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { integers, normals } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

/** Attention in f64, one query after another; `sees` tells which key a query may look at. */
function attentionReference(
  [query, keys, values]: readonly [RefArray, RefArray, RefArray],
  scaled: boolean,
  sees: (batch: number, row: number, key: number) => boolean,
): RefArray {
  const [m, d] = query.shape.slice(-2) as [number, number];
  const [k, v] = values.shape.slice(-2) as [number, number];
  const lead = query.shape.slice(0, -2);
  const data = new Float64Array(elementCount(lead) * m * v);
  for (let batch = 0; batch < elementCount(lead); batch++) {
    for (let row = 0; row < m; row++) {
      const scores = Array.from({ length: k }, (_, key) => {
        let sum = 0;
        for (let i = 0; i < d; i++) {
          sum += query.data[(batch * m + row) * d + i]! * keys.data[(batch * k + key) * d + i]!;
        }
        return sees(batch, row, key) ? sum / (scaled ? Math.sqrt(d) : 1) : -Infinity;
      });
      const largest = Math.max(...scores);
      const powers = scores.map((score) => Math.exp(score - largest));
      const total = powers.reduce((a, b) => a + b, 0);
      for (let column = 0; column < v; column++) {
        data[(batch * m + row) * v + column] = powers.reduce(
          (sum, power, key) => sum + power / total * values.data[(batch * k + key) * v + column]!,
          0,
        );
      }
    }
  }
  return { shape: [...lead, m, v], data };
}

const cases = fc.record({
  lead: fc.constantFrom([], [2], [2, 2]),
  m: fc.integer({ min: 1, max: 4 }),
  k: fc.integer({ min: 1, max: 5 }),
  d: fc.integer({ min: 1, max: 5 }),
  v: fc.integer({ min: 1, max: 5 }),
  scaled: fc.boolean(),
  masked: fc.boolean(),
  seed: fc.nat(1e6),
});

Deno.test("attention() matches its reference and its gradients, masked and scaled or not", async () => {
  const device = await visionDevice();
  await fc.assert(
    fc.asyncProperty(cases, async ({ lead, m, k, d, v, scaled, masked, seed }) => {
      // Every row sees its first key, so that none is without any.
      const seen = integers([m, k], 2, seed).map((one, i) => i % k === 0 ? 1 : one);
      const mask = masked ? device.tensor(seen, [m, k], { dtype: "u32" }) : null;
      const sees = (_batch: number, row: number, key: number) =>
        !masked || seen[row * k + key] !== 0;
      const input = (shape: readonly number[], i: number) => ({
        shape: [...lead, ...shape],
        data: normals([...lead, ...shape], seed + i),
        layout: "linear" as const,
      });
      await gradcheck(device, {
        inputs: [input([m, d], 1), input([k, d], 2), input([k, v], 3)],
        forward: ([q, keys, values]) => attention(q!, keys!, values!, { scaled, mask }),
        reference: ([q, keys, values]) => attentionReference([q!, keys!, values!], scaled, sees),
        random: counterRandom(seed, 1),
      });
      mask?.dispose();
    }),
    {
      numRuns: 6,
      examples: [
        [{ lead: [2], m: 2, k: 5, d: 5, v: 3, scaled: true, masked: true, seed: 1 }],
        [{ lead: [2, 2], m: 3, k: 4, d: 4, v: 2, scaled: false, masked: false, seed: 2 }],
      ],
    },
  );
});

Deno.test("attention weights sum to 1, and keys beyond a sequence's length get none", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const [n, m, k, d] = [2, 3, 4, 5];
  const query = device.tensor(Float32Array.from(normals([n, m, d], 1, 30)), [n, m, d]);
  const keys = device.tensor(Float32Array.from(normals([n, k, d], 2, 30)), [n, k, d]);
  const lengths = [2, 4];
  const mask = device.tensor(
    Uint32Array.from({ length: n * k }, (_, i) => i % k < lengths[Math.floor(i / k)]! ? 1 : 0),
    [n, 1, k],
    { dtype: "u32" },
  );
  const weights = await attentionWeights(query, keys, { mask }).read();
  for (let row = 0; row < n * m; row++) {
    const own = [...weights.slice(row * k, (row + 1) * k)];
    const length = lengths[Math.floor(row / m)]!;
    assertAllClose([own.reduce((a, b) => a + b, 0)], [1], { atol: 1e-5 }, `row ${row}`);
    assert.ok(own.slice(length).every((weight) => weight === 0), `row ${row} looks too far`);
  }
  const hidden = device.zeros([k], { dtype: "u32" });
  const none = await attentionWeights(query, keys, { mask: hidden }).read();
  assertAllClose(none, new Float32Array(n * m * k).fill(1 / k));
  for (const tensor of [query, keys, mask, hidden]) tensor.dispose();
});

Deno.test("attention does not mind the order of its memories, and a key like the query wins", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const [k, d] = [4, 4];
  const identity = Float32Array.from({ length: k * d }, (_, i) => i % (d + 1) === 0 ? 30 : 0);
  const keys = device.tensor(identity, [k, d]);
  const values = device.tensor(Float32Array.from(normals([k, 3], 5)), [k, 3]);
  const layer = new DotProductAttention({ scaled: false });
  assert.equal(layer.parameterCount(), 0);
  assertAllClose(await layer.forward(keys, keys, values).read(), await values.read());
  assertAllClose(await layer.forward(keys, keys).read(), identity);
  const query = device.tensor(Float32Array.from(normals([2, d], 6, 0.05)), [2, d]);
  const turned = (elements: ArrayLike<number>, columns: number) =>
    device.tensor(
      Float32Array.from(elements, (_, i) => elements[(i + columns) % elements.length]!),
      [k, columns],
    );
  const before = await layer.forward(query, keys, values).read();
  const [otherKeys, otherValues] = [turned(identity, d), turned(await values.read(), 3)];
  assertAllClose(await layer.forward(query, otherKeys, otherValues).read(), before);
  for (const tensor of [keys, values, query, otherKeys, otherValues]) tensor.dispose();
});

Deno.test("attention() says which sizes do not fit", async () => {
  const device = await visionDevice();
  const one = (...shape: number[]) => device.ones(shape);
  assert.throws(() => attention(one(2, 3), one(4, 2), one(4, 5)), (error: Error) => {
    assert.ok(error instanceof ShapeError);
    assert.match(
      error.message,
      /attend with \[2, 3\], \[4, 2\], \[4, 5\]: want \[..., m, d\], \[..., k, d\] and \[..., k, v\]/,
    );
    return true;
  });
  assert.throws(() => attention(one(2, 3), one(4, 3), one(5, 5)), /Cannot attend with/);
  assert.throws(() => attention(one(3), one(4, 3), one(4, 5)), /Cannot attend with \[3\]/);
  assert.throws(
    () => attention(one(2, 3), one(4, 3), one(4, 5), { mask: one(2, 4) }),
    /Cannot mask by f32: want u32/,
  );
});
