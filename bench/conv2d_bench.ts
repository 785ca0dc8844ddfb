import type { Device } from "../vision/device.ts";
import { type Plan, record } from "../vision/kernel/plan.ts";
import { conv2d, conv2dFlops, conv2dGeometry } from "../vision/ops/conv2d/mod.ts";
import { counterRandom } from "../vision/random.ts";
import type { Tensor } from "../vision/tensor.ts";
import { recordF32Bound } from "./f32_bound.ts";
import { timePlans, type TimingEffort } from "./time_plans.ts";

/** One layer: images `[n, c, h, w]`, kernels `[o, c, k, k]`. */
export interface ConvLayer {
  readonly name: string;
  readonly x: readonly [n: number, c: number, h: number, w: number];
  readonly o: number;
  readonly k: number;
  readonly stride: number;
  readonly padding: number;
}

/** Forward; gradients of input; of weights and bias. Gradients include the rectifier's mask. */
type ConvPass = "forward" | "input gradient" | "weight gradient";

/** Convolutions of the terrain net on `n` frames of 160 x 120, in its order. */
export function terrainLayers(n: number): readonly ConvLayer[] {
  const layer = (c: number, h: number, w: number, o: number, k = 3, stride = 1) => ({
    name: `b${n} ${c}->${o} ${k}x${k}${stride > 1 ? ` s${stride}` : ""} on ${w}x${h}`,
    x: [n, c, h, w] as const,
    o,
    k,
    stride,
    padding: (k - 1) >> 1,
  });
  return [
    layer(3, 120, 160, 16, 5, 2),
    layer(16, 60, 80, 24),
    layer(24, 30, 40, 32),
    layer(32, 15, 20, 32),
    layer(32, 7, 10, 32),
    layer(64, 15, 20, 24),
    layer(56, 30, 40, 16),
    layer(40, 60, 80, 16),
    layer(16, 60, 80, 11, 1),
  ];
}

/** Layers that other engines were measured on. */
const PEER_LAYERS: readonly ConvLayer[] = [
  { name: "3->16 7x7 valid", x: [1, 3, 120, 160], o: 16, k: 7, stride: 1, padding: 0 },
  { name: "16->64 7x7 valid", x: [1, 16, 56, 76], o: 64, k: 7, stride: 1, padding: 0 },
  { name: "128->128 3x3 same", x: [1, 128, 30, 40], o: 128, k: 3, stride: 1, padding: 1 },
];

const ALL_LAYERS = [...terrainLayers(1), ...terrainLayers(8), ...PEER_LAYERS];

interface Row {
  readonly layer: ConvLayer;
  readonly pass: ConvPass;
  readonly plan: Plan;
  readonly flops: number;
}

function preparePasses(device: Device, layer: ConvLayer): Row[] {
  const random = counterRandom(1);
  const tensor = (shape: readonly number[], layout: "c4" | "linear", requiresGrad: boolean) => {
    const count = shape.reduce((product, size) => product * size, 1);
    const data = Float32Array.from({ length: count }, () => 2 * random() - 1);
    return device.tensor(data, shape, { layout, requiresGrad });
  };
  const { x: shape, o, k, stride, padding } = layer;
  const wShape = [o, shape[1], k, k];
  const options = { stride, padding, activation: "relu" } as const;
  const g = conv2dGeometry(shape, wShape, [o], options);
  const flops = conv2dFlops(g);
  const incoming = tensor([g.n, g.o, g.oh, g.ow], "c4", false);
  const row = (pass: ConvPass, plan: Plan): Row => ({ layer, pass, plan, flops });
  const gradient = (pass: ConvPass, wanted: "x" | "weight") => {
    const x = tensor(shape, "c4", wanted === "x");
    const weight = tensor(wShape, "linear", wanted === "weight");
    const bias = tensor([o], "linear", wanted === "weight");
    const y = conv2d(x, weight, bias, options);
    device.flush();
    return row(
      pass,
      record(device, () => {
        y.backward(incoming);
        return [x, weight, bias].flatMap((leaf: Tensor) => leaf.grad ?? []);
      }),
    );
  };
  const x = tensor(shape, "c4", false);
  const weight = tensor(wShape, "linear", false);
  const bias = tensor([o], "linear", false);
  return [
    row("forward", record(device, () => conv2d(x, weight, bias, options))),
    // Nobody wants the gradient of an input image.
    ...(shape[1] > 3 ? [gradient("input gradient", "x")] : []),
    gradient("weight gradient", "weight"),
  ];
}

/**
 * Convolutions of real nets, pass by pass, each beside what the adapter's f32 arithmetic can do. The
 * packing of weights, sums of partial results and masks count as part of the pass they serve.
 *
 * @returns `f32_bound_gflops`, and for each pass `conv2d_<layer>_<pass>_ms`, `_gflops` and `_share`
 *   (of the bound), as `conv2d_b8_16_24_3x3_on_80x60_weight_gradient_share`.
 */
export async function benchConv2d(
  device: Device,
  layers: readonly ConvLayer[] = ALL_LAYERS,
  effort: TimingEffort = {},
): Promise<Record<string, number>> {
  const bound = recordF32Bound(device);
  const rows = layers.flatMap((layer) => preparePasses(device, layer));
  const plans = [bound.plan, ...rows.map(({ plan }) => plan)];
  const [boundMs, ...times] = await timePlans(device, plans, effort);
  for (const plan of plans) plan.dispose();
  const boundGflops = bound.flops / boundMs! / 1e6;
  const figures: Record<string, number> = { f32_bound_gflops: boundGflops };
  for (const [i, { layer, pass, flops }] of rows.entries()) {
    const name = `conv2d_${`${layer.name} ${pass}`.replaceAll(/[^a-z0-9]+/g, "_")}`;
    const gflops = flops / times[i]! / 1e6;
    figures[`${name}_ms`] = times[i]!;
    figures[`${name}_gflops`] = gflops;
    figures[`${name}_share`] = gflops / boundGflops;
  }
  return figures;
}
