/**
 * Convolutions of real nets, pass by pass: milliseconds and GFLOP/s.
 *
 * Each pass is recorded as a plan and replayed many times in one submit, plans in turn, so that
 * neither the wait for the device nor a slow minute of the machine falls on one row. The packing of
 * weights, sums of partial results and masks count as part of the pass they serve.
 */
import { requestDevice } from "../vision/adapter.ts";
import type { Device } from "../vision/device.ts";
import { type Plan, record } from "../vision/kernel/plan.ts";
import { conv2d, conv2dFlops, conv2dGeometry } from "../vision/ops/conv2d/mod.ts";
import { counterRandom } from "../vision/random.ts";
import type { Tensor } from "../vision/tensor.ts";

/** One layer: images `[n, c, h, w]`, kernels `[o, c, k, k]`. */
export interface ConvLayer {
  readonly name: string;
  readonly x: readonly [n: number, c: number, h: number, w: number];
  readonly o: number;
  readonly k: number;
  readonly stride: number;
  readonly padding: number;
}

/** One row of the table. */
export interface ConvTiming {
  readonly layer: string;
  readonly pass: ConvPass;
  readonly milliseconds: number;
  readonly gflops: number;
}

/** Forward; gradients of input; of weights and bias. Gradients include the rectifier's mask. */
export type ConvPass = "forward" | "input gradient" | "weight gradient";

/** Layers of the terrain net on `n` frames of 160 x 120. */
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
export const PEER_LAYERS: readonly ConvLayer[] = [
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
  readonly times: number[];
  repeats: number;
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
  const row = (pass: ConvPass, plan: Plan): Row => (
    { layer, pass, plan, flops, times: [], repeats: 1 }
  );
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

/** Milliseconds that `repeats` replays take, the wait for the device included. */
async function replay(device: Device, plan: Plan, repeats: number): Promise<number> {
  const encoder = device.gpu.createCommandEncoder();
  for (let i = 0; i < repeats; i++) plan.encode(encoder);
  const start = performance.now();
  device.gpu.queue.submit([encoder.finish()]);
  await device.gpu.queue.onSubmittedWorkDone();
  return performance.now() - start;
}

/** Measures the layers: medians of `rounds` rounds of about `roundMs` per row. */
export async function measureConv2d(
  device: Device,
  layers: readonly ConvLayer[],
  { rounds = 5, roundMs = 30 } = {},
): Promise<ConvTiming[]> {
  const rows = layers.flatMap((layer) => preparePasses(device, layer));
  const waits: number[] = [];
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    await device.gpu.queue.onSubmittedWorkDone();
    waits.push(performance.now() - start);
  }
  const wait = Math.min(...waits);
  for (const row of rows) {
    await replay(device, row.plan, 1);
    const once = Math.max(0.05, (await replay(device, row.plan, 3)) - wait) / 3;
    row.repeats = Math.max(1, Math.min(300, Math.round(roundMs / once)));
  }
  await device.check();
  for (let round = 0; round < rounds; round++) {
    for (const row of rows) {
      row.times.push(((await replay(device, row.plan, row.repeats)) - wait) / row.repeats);
    }
  }
  return rows.map(({ layer, pass, plan, flops, times }) => {
    plan.dispose();
    times.sort((a, b) => a - b);
    const milliseconds = times[times.length >> 1]!;
    return { layer: layer.name, pass, milliseconds, gflops: flops / milliseconds / 1e6 };
  });
}

/**
 * GFLOP/s of all layers on that device, by flat names:
 * `conv2d_<layer>_<pass>_gflops`, as `conv2d_b8_16_24_3x3_on_80x60_weight_gradient_gflops`.
 */
export async function benchConv2d(device: Device): Promise<Record<string, number>> {
  const timings = await measureConv2d(device, ALL_LAYERS);
  return Object.fromEntries(timings.map(({ layer, pass, gflops }) => {
    const name = `${layer} ${pass}`.replaceAll(/[^a-z0-9]+/g, "_");
    return [`conv2d_${name}_gflops`, gflops];
  }));
}

/** The table as text. */
export function conv2dTable(adapter: string, timings: readonly ConvTiming[]): string {
  const lines = timings.map(({ layer, pass, milliseconds, gflops }) =>
    `${layer.padEnd(28)} ${pass.padEnd(16)} ${milliseconds.toFixed(3).padStart(9)} ms ` +
    `${gflops.toFixed(1).padStart(7)} GFLOP/s`
  );
  return [`conv2d on ${adapter}`, ...lines].join("\n");
}

let table: Promise<string> | null = null;

async function measureOnce(): Promise<string> {
  if (!Deno.env.get("XDG_RUNTIME_DIR")) Deno.env.set("XDG_RUNTIME_DIR", "/tmp");
  const device = await requestDevice();
  const timings = await measureConv2d(device, ALL_LAYERS);
  device.dispose();
  return conv2dTable(device.adapter.name, timings);
}

// The runner insists on several calls; one of them measures.
Deno.bench("conv2d forward and gradients, layer by layer", { n: 1, warmup: 0 }, async () => {
  if (table) return;
  table = measureOnce();
  // deno-lint-ignore no-console
  console.log(`\n${await table}\n`);
});
