import assert from "node:assert/strict";
import fc from "fast-check";
import { gradcheck } from "../../../vision/autograd/gradcheck.ts";
import { ShapeError } from "../../../vision/errors.ts";
import { add } from "../../../vision/ops/add/mod.ts";
import { stack, stackOp, unstack, unstackPartOp } from "../../../vision/ops/stack/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import { normals } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

const cases = fc.record({
  count: fc.integer({ min: 1, max: 4 }),
  shape: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 }),
  seed: fc.nat(1e6),
});

// Parts of whole vec4s are copied as such.
const alignedOrNot = [
  { count: 3, shape: [2, 4], seed: 1 },
  { count: 3, shape: [2, 5], seed: 2 },
];

Deno.test("stack() matches its reference and its gradient at parts of any size", async () => {
  const device = await visionDevice();
  await fc.assert(
    fc.asyncProperty(cases, async ({ count, shape, seed }) => {
      await gradcheck(device, {
        inputs: Array.from({ length: count }, (_, i) => ({
          shape,
          data: normals(shape, seed + i),
          layout: "linear",
        })),
        forward: (parts) => stack(parts),
        reference: (parts) => stackOp.reference.forward(parts, undefined),
        random: counterRandom(seed, 1),
      });
    }),
    { numRuns: 6, examples: alignedOrNot.map((at) => [at]) },
  );
});

Deno.test("unstack() gives each part and gathers the gradients of those that are used", async () => {
  const device = await visionDevice();
  await fc.assert(
    fc.asyncProperty(cases, fc.nat(15), async ({ count, shape, seed }, mask) => {
      // Part 0 counts always, twice where all do; the gradient of parts that do not is zero.
      const used = Array.from({ length: count }, (_, i) => i).filter((i) =>
        i === 0 || mask >> i & 1
      );
      const again = used.length === count ? [0] : [];
      const whole = [count, ...shape];
      const part = (x: Parameters<typeof unstackPartOp.reference.forward>[0][0], index: number) =>
        unstackPartOp.reference.forward([x], {
          index,
          parts: { total: null, written: new Set() },
        });
      await gradcheck(device, {
        inputs: [{ shape: whole, data: normals(whole, seed), layout: "linear" }],
        forward: ([x]) => {
          const parts = unstack(x!);
          return stack([...used, ...again].map((i) => parts[i]!));
        },
        reference: ([x]) =>
          stackOp.reference.forward([...used, ...again].map((i) => part(x!, i)), undefined),
        random: counterRandom(seed, 1),
      });
    }),
    { numRuns: 8, examples: alignedOrNot.map((at) => [at, 5]) },
  );
});

Deno.test("unstack() adds its gradient to that of other uses, again and again", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const x = device.tensor([1, 2, 3, 4, 5, 6], [2, 3], { requiresGrad: true });
  const [first, second] = unstack(add(x, x));
  const y = add(add(first!, second!), add(second!, unstack(x)[0]!));
  assert.deepEqual([...await y.read()], [2 + 8 + 8 + 1, 4 + 10 + 10 + 2, 6 + 12 + 12 + 3]);
  const incoming = device.tensor([1, 10, 100], [3]);
  y.backward(incoming);
  assert.deepEqual([...await x.grad!.read()], [3, 30, 300, 4, 40, 400]);
  {
    // Fills the memory that comes next with what must not shine through.
    using _dirty = device.arena();
    for (let i = 0; i < 3; i++) add(x, x);
  }
  // Only the second part is reached now: what the first pass left behind must not count.
  second!.backward(incoming);
  assert.deepEqual([...await x.grad!.read()], [3, 30, 300, 6, 60, 600]);
  x.dispose();
  incoming.dispose();
});

Deno.test("stack() and unstack() say what does not fit", async () => {
  const device = await visionDevice();
  assert.throws(() => stack([]), /Cannot stack nothing: want at least one tensor/);
  assert.throws(() => stack([device.ones([2]), device.ones([2, 1])]), (error: Error) => {
    assert.ok(error instanceof ShapeError);
    assert.match(error.message, /Cannot stack \[2\] and \[2, 1\]: want equal shapes/);
    return true;
  });
  assert.throws(() => unstack(device.ones([])), /Cannot unstack \[\]: want at least one axis/);
  const image = device.zeros([1, 2, 1, 1]);
  assert.throws(() => unstack(image), /unstack \[1, 2, 1, 1\]: it is stored as c4, want linear/);
  assert.throws(() => stack([device.counting(2)]), TypeError);
  image.dispose();
});
