import type { Device } from "../vision/device.ts";
import { type Plan, record } from "../vision/kernel/plan.ts";
import { matmul, matmulFlops, matmulGeometry } from "../vision/ops/matmul/mod.ts";
import { counterRandom } from "../vision/random.ts";
import { elementCount, type Shape } from "../vision/shape.ts";
import { recordF32Bound } from "./f32_bound.ts";
import { timePlans, type TimingEffort } from "./time_plans.ts";

/** One product, `[..., m, k]` by `[..., k, n]` as stored. */
export interface MatmulProduct {
  readonly name: string;
  readonly a: Shape;
  readonly b: Shape;
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/** The three products of a fully connected layer on a batch: forward, and both gradients. */
function layerProducts(batch: number, inputs: number, outputs: number): MatmulProduct[] {
  const name = `${inputs}->${outputs} b${batch}`;
  const [x, y, w] = [[batch, inputs], [batch, outputs], [outputs, inputs]];
  return [
    { name: `${name} forward`, a: x, b: w, transposeB: true },
    { name: `${name} input gradient`, a: y, b: w },
    { name: `${name} weight gradient`, a: y, b: x, transposeA: true },
  ];
}

const square = (side: number) => ({ name: `${side}`, a: [side, side], b: [side, side] });

const PRODUCTS: readonly MatmulProduct[] = [
  square(256),
  square(512),
  square(1024),
  { ...square(1024), name: "1024 transposed", transposeB: true },
  { name: "1000 by 1001", a: [1000, 1001], b: [1001, 999] },
  { name: "16 of 128", a: [16, 128, 128], b: [16, 128, 128] },
  ...layerProducts(1, 784, 1000),
  ...layerProducts(32, 784, 1000),
  ...layerProducts(64, 1000, 10),
];

/**
 * Matrix products, square ones and those of layers, each beside what the adapter's f32 arithmetic can
 * do. Copies into textures and laying operands out count as part of the product.
 *
 * @returns `f32_bound_gflops`, and for each product `matmul_<name>_ms`, `_gflops` and `_share` (of the
 *   bound), as `matmul_1024_gflops`.
 */
export async function benchMatmul(
  device: Device,
  products: readonly MatmulProduct[] = PRODUCTS,
  effort: TimingEffort = {},
): Promise<Record<string, number>> {
  const random = counterRandom(1);
  const tensor = (shape: Shape) => {
    const data = Float32Array.from({ length: elementCount(shape) }, () => 2 * random() - 1);
    return device.tensor(data, shape, { layout: "linear" });
  };
  const bound = recordF32Bound(device);
  const tensors = products.map(({ a, b }) => [tensor(a), tensor(b)] as const);
  const plans: readonly Plan[] = [
    bound.plan,
    ...products.map((product, i) => record(device, () => matmul(...tensors[i]!, product))),
  ];
  const [boundMs, ...times] = await timePlans(device, plans, effort);
  for (const plan of plans) plan.dispose();
  for (const operand of tensors.flat()) operand.dispose();
  const boundGflops = bound.flops / boundMs! / 1e6;
  const figures: Record<string, number> = { f32_bound_gflops: boundGflops };
  for (const [i, product] of products.entries()) {
    const name = `matmul_${product.name.replaceAll(/[^a-z0-9]+/g, "_")}`;
    const gflops = matmulFlops(matmulGeometry(product.a, product.b, null, product)) / times[i]! /
      1e6;
    figures[`${name}_ms`] = times[i]!;
    figures[`${name}_gflops`] = gflops;
    figures[`${name}_share`] = gflops / boundGflops;
  }
  return figures;
}
