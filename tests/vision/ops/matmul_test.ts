import assert from "node:assert/strict";
import fc from "fast-check";
import { gradcheck } from "../../../vision/autograd/gradcheck.ts";
import type { RefArray } from "../../../vision/autograd/op.ts";
import { ShapeError } from "../../../vision/errors.ts";
import { record } from "../../../vision/kernel/plan.ts";
import { matmul, matmulFlops, matmulGeometry, matmulOp } from "../../../vision/ops/matmul/mod.ts";
import type { MatmulOptions } from "../../../vision/ops/matmul/mod.ts";
import { counterRandom } from "../../../vision/random.ts";
import { elementCount, type Shape } from "../../../vision/shape.ts";
import type { Tensor } from "../../../vision/tensor.ts";
import { assertAllClose } from "../../support/allclose.ts";
import { onnxOutput } from "../../support/onnx_output.ts";
import { normals } from "../../support/vision_arrays.ts";
import { visionDevice } from "../../support/vision_device.ts";

/** Which operands have batch axes. */
type Batched = "none" | "both" | "a" | "b";

interface Case {
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly batch: Shape;
  readonly batched: Batched;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

function shapesOf({ m, k, n, batch, batched, transposeA, transposeB }: Case) {
  const of = (operand: "a" | "b") => batched === "both" || batched === operand ? batch : [];
  return {
    a: [...of("a"), ...(transposeA ? [k, m] : [m, k])],
    b: [...of("b"), ...(transposeB ? [n, k] : [k, n])],
  };
}

const array = (shape: Shape, seed: number): RefArray => ({ shape, data: normals(shape, seed) });

const random = {
  batch: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 2 }),
  batched: fc.constantFrom<Batched>("none", "both", "a", "b"),
  transposeA: fc.boolean(),
  transposeB: fc.boolean(),
  seed: fc.nat(1e6),
};

/** Compares result and gradients of one case with the reference, through one recording. */
async function compare(at: Case, options: MatmulOptions, biased: boolean, seed: number) {
  const device = await visionDevice();
  const shapes = shapesOf(at);
  const inputs = [array(shapes.a, seed), array(shapes.b, seed + 1)] as const;
  const bias = biased ? array([at.n], seed + 2) : null;
  const tensors = [...inputs, ...(bias ? [bias] : [])].map(({ shape, data }) =>
    device.tensor(Float32Array.from(data), shape, { layout: "linear", requiresGrad: true })
  );
  const [a, b, biasTensor = null] = tensors as [typeof tensors[0], typeof tensors[0]];
  const wanted = matmulOp.reference.forward([...inputs, bias], options);
  const incoming = array(wanted.shape, seed + 3);
  const seedTensor = device.tensor(Float32Array.from(incoming.data), wanted.shape, {
    layout: "linear",
  });
  const plan = record(device, () => {
    const y = matmul(a!, b!, { ...options, bias: biasTensor });
    y.backward(seedTensor);
    return [y, ...tensors.map((tensor) => tensor.grad!)];
  });
  plan.run();
  const gradients = matmulOp.reference.backward(incoming, [...inputs, bias], options);
  const tolerance = { rtol: 1e-4, atol: 1e-4 };
  const what = JSON.stringify(at);
  const [y, ...grads] = plan.outputs;
  assert.deepEqual(y!.shape, wanted.shape);
  assert.equal(y!.layout, "linear");
  assertAllClose(await y!.read(), wanted.data, tolerance, `${what}, result`);
  for (const [i, grad] of grads.entries()) {
    assert.deepEqual(grad.shape, tensors[i]!.shape);
    assertAllClose(await grad.read(), gradients[i]!.data, tolerance, `${what}, gradient ${i}`);
  }
  plan.dispose();
  for (const tensor of [...tensors, seedTensor]) tensor.dispose();
}

Deno.test("matmul() and its gradients equal central differences at random sizes", async () => {
  const device = await visionDevice();
  const size = fc.integer({ min: 1, max: 7 });
  await fc.assert(
    fc.asyncProperty(fc.record({ ...random, m: size, k: size, n: size }), async (at) => {
      const shapes = shapesOf(at);
      await gradcheck(device, {
        inputs: [
          { shape: shapes.a, data: normals(shapes.a, at.seed), layout: "linear" },
          { shape: shapes.b, data: normals(shapes.b, at.seed + 1), layout: "linear" },
          { shape: [at.n], data: normals([at.n], at.seed + 2) },
        ],
        forward: ([a, b, bias]) => matmul(a!, b!, { ...at, bias: bias! }),
        reference: ([a, b, bias]) => matmulOp.reference.forward([a!, b!, bias!], at),
        random: counterRandom(at.seed, 3),
      });
    }),
    { numRuns: 8 },
  );
});

Deno.test("matmul() equals its reference where tiles overlap, sums are cut and operands lie either way", async () => {
  const plain = { batch: [], batched: "none", transposeA: false, transposeB: false } as const;
  // Whole tiles, the last ones beginning earlier; then a long k, cut into parts.
  await compare({ ...plain, m: 37, k: 12, n: 76 }, { activation: "relu" }, true, 1);
  await compare({ ...plain, m: 3, k: 700, n: 5 }, { activation: "relu" }, true, 2);
  // A layer of a small batch: the transposed product is cheaper.
  const layer = { ...plain, m: 6, k: 64, n: 90, transposeB: true };
  await compare(layer, { transposeB: true, activation: "relu" }, true, 3);
  // One operand for many products, whose gradients are added up.
  for (const batched of ["a", "b"] as const) {
    for (const [transposeA, transposeB] of [[true, false], [false, true]] as const) {
      const options = { transposeA, transposeB };
      await compare({ ...options, m: 18, k: 8, n: 20, batch: [2, 3], batched }, options, false, 4);
    }
  }
});

Deno.test("matmul() adds many rows up for the gradient of a bias", async () => {
  const plain = { batch: [], batched: "none", transposeA: false, transposeB: false } as const;
  await compare({ ...plain, m: 301, k: 2, n: 3 }, {}, true, 5);
});

Deno.test("matmul() gives the same bits in every run, with and without a gradient", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const make = (shape: Shape, seed: number) =>
    device.tensor(Float32Array.from(normals(shape, seed)), shape, { requiresGrad: true });
  const [a, b] = [make([37, 700], 1), make([700, 76], 2)];
  const first = await matmul(a, b).read();
  assert.deepEqual(await device.noGrad(() => matmul(a, b)).read(), first);
  assert.deepEqual(await matmul(a, b).read(), first);
  for (const tensor of [a, b]) tensor.dispose();
});

Deno.test("matmul() computes the same with every tile that an adapter may choose", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const inputs = [array([24, 40], 1), array([3, 40, 36], 2)] as const;
  const [a, b] = inputs.map(({ shape, data }) => device.tensor(Float32Array.from(data), shape));
  const wanted = matmulOp.reference.forward([...inputs, null], {});
  const [work] = device.tuner.collect(() => device.capture(() => matmul(a!, b!)));
  assert.ok(work!.variants.length > 1, "nothing to choose from");
  const sample = work!.sample();
  for (const variant of work!.variants) {
    device.tuner.choose(work!, variant);
    const y = await matmul(a!, b!).read();
    assertAllClose(y, wanted.data, { rtol: 1e-4, atol: 1e-4 }, JSON.stringify(variant));
    const [again] = [sample.run(variant)].flat() as Tensor[];
    assert.deepEqual(again!.shape, [3, 24, 36]);
    assert.ok((await again!.read()).every((value) => value === 0));
  }
  sample.dispose();
  for (const tensor of [a!, b!]) tensor.dispose();
});

Deno.test("matmul() keeps what is huge, infinite or no number where it belongs", async () => {
  const device = await visionDevice();
  using _scratch = device.arena();
  const a = device.tensor([1e30, 0, 1, -1, NaN, 1, Infinity, 1], [4, 2]);
  const b = device.tensor([1, -1, 1e9, 0, 2, -3], [2, 3]);
  const y = await matmul(a, b).read();
  const wanted = [
    1e30,
    -1e30,
    Infinity,
    1,
    -3,
    1e9 + 3,
    NaN,
    NaN,
    NaN,
    Infinity,
    -Infinity,
    Infinity,
  ];
  assert.deepEqual([...y].map(Math.fround), wanted.map(Math.fround));
  const cut = await matmul(a, b, { activation: "relu" }).read();
  assert.ok(Number.isNaN(cut[6]), "the rectifier hides what is no number");
  assert.equal(cut[10], 0);
  for (const tensor of [a, b]) tensor.dispose();
});

Deno.test("matmul() reference equals ONNX Runtime's MatMul and Gemm", async () => {
  const size = fc.integer({ min: 1, max: 9 });
  await fc.assert(
    fc.asyncProperty(fc.record({ ...random, m: size, k: size, n: size }), async (at) => {
      const options = { transposeA: at.transposeA, transposeB: at.transposeB };
      const flat = shapesOf({ ...at, batched: "none" });
      const gemm = [array(flat.a, at.seed), array(flat.b, at.seed + 1), array([at.n], 3)] as const;
      const ours = matmulOp.reference.forward(gemm, options);
      const theirs = await onnxOutput("Gemm", gemm, {
        transA: Number(at.transposeA),
        transB: Number(at.transposeB),
      });
      assert.deepEqual(ours.shape, theirs.shape);
      assertAllClose(ours.data, theirs.data, { rtol: 1e-4, atol: 1e-5 });
      const plain = shapesOf({ ...at, transposeA: false, transposeB: false });
      const pair = [array(plain.a, at.seed), array(plain.b, at.seed + 1)] as const;
      const batched = matmulOp.reference.forward([...pair, null], {});
      const others = await onnxOutput("MatMul", pair);
      assert.deepEqual(batched.shape, others.shape);
      assertAllClose(batched.data, others.data, { rtol: 1e-4, atol: 1e-5 });
    }),
    { numRuns: 6 },
  );
});

Deno.test("matmul() reference has the gradients that central differences give", () => {
  const size = fc.integer({ min: 1, max: 5 });
  fc.assert(
    fc.property(fc.record({ ...random, m: size, k: size, n: size }), (at) => {
      const shapes = shapesOf(at);
      const inputs = [
        array(shapes.a, at.seed),
        array(shapes.b, at.seed + 1),
        array([at.n], 9),
      ] as const;
      const y = matmulOp.reference.forward(inputs, at);
      const incoming = array(y.shape, at.seed + 2);
      const loss = () =>
        matmulOp.reference.forward(inputs, at).data
          .reduce((sum, value, i) => sum + value * incoming.data[i]!, 0);
      matmulOp.reference.backward(incoming, inputs, at).forEach((gradient, i) => {
        const { data } = inputs[i]!;
        const numeric = data.map((value, j) => {
          data[j] = value + 1e-5;
          const above = loss();
          data[j] = value - 1e-5;
          const below = loss();
          data[j] = value;
          return (above - below) / 2e-5;
        });
        assertAllClose(gradient!.data, numeric, { rtol: 1e-6, atol: 1e-7 }, `input ${i}`);
      });
    }),
    { numRuns: 8 },
  );
});

Deno.test("matmul() says what does not fit", async () => {
  const device = await visionDevice();
  const refuses = (a: Shape, b: Shape, message: RegExp, options: MatmulOptions = {}) =>
    assert.throws(() => matmul(device.ones(a), device.ones(b), options), (error: Error) => {
      assert.ok(error instanceof ShapeError);
      assert.match(error.message, message);
      return true;
    });
  refuses([3], [3, 2], /Cannot multiply \[3\] by \[3, 2\]: want matrices \[\.\.\., m, k\]/);
  refuses([2, 3], [2, 3], /\[2, 3\] by \[2, 3\]: want inner sizes equal, got 3 and 2/);
  refuses([2, 3], [3, 2], /by \[3, 2\] transposed: want inner sizes equal, got 3 and 2/, {
    transposeB: true,
  });
  refuses([2, 2, 3], [3, 3, 2], /want equal batch axes, or none, got \[2\] and \[3\]/);
  const [a, b] = [device.ones([2, 3]), device.ones([3, 2])];
  assert.throws(
    () => matmul(a, b, { bias: device.ones([3]) }),
    /Cannot add a bias \[3\] to 2 columns: want \[2\]/,
  );
  const image = device.zeros([1, 1, 2, 3]);
  assert.throws(() => matmul(image, b), /Cannot multiply a \[1, 1, 2, 3\]: it is stored as c4/);
  const words = device.zeros([2, 3], { dtype: "u32" });
  assert.throws(() => matmul(words, b), (error: Error) => {
    assert.ok(error instanceof TypeError);
    assert.match(error.message, /Cannot multiply by u32 a: want f32/);
    return true;
  });
});

Deno.test("matmulFlops() counts two for each multiply-add", () => {
  const g = matmulGeometry([2, 5, 3, 4], [2, 5, 4, 7], null, {});
  assert.deepEqual(g.shape, [2, 5, 3, 7]);
  assert.equal(matmulFlops(g), 2 * elementCount([10, 3, 4, 7]));
  assert.equal(matmulFlops(matmulGeometry([2, 5, 3, 4], [4, 7], null, {})), matmulFlops(g));
});
