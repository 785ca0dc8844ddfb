import { deepEqual, equal, ok } from "node:assert/strict";
import { benchConv2d, terrainLayers } from "../../bench/conv2d_bench.ts";
import { benchLagr } from "../../bench/lagr_bench.ts";
import { benchMatmul } from "../../bench/matmul_bench.ts";
import { benchNet } from "../../bench/net_bench.ts";
import { benchSession } from "../../bench/session_bench.ts";
import { benchWorld } from "../../bench/world_bench.ts";
import { LabelNet } from "../../models/labelling/label_net.ts";
import { TERRAIN_NET } from "../../models/terrain_labels/model.ts";
import { terrainModel } from "../../models/terrain_labels/recipe.ts";
import { Conv2d, counterRandom } from "../../vision/mod.ts";
import { weightsOf } from "../support/label_models.ts";
import { visionDevice } from "../support/vision_device.ts";

/** That the figures have these names, and that each was measured. */
function assertFigures(figures: Readonly<Record<string, number>>, names: readonly string[]): void {
  deepEqual(Object.keys(figures).sort(), [...names].sort());
  for (const [name, value] of Object.entries(figures)) {
    ok(Number.isFinite(value) && value > 0, `${name} is ${value}`);
  }
}

Deno.test("benchWorld() measures cameras off the road and in a town, steps, and traffic", async () => {
  const { gpu } = await visionDevice();
  const cameras = ["160x120_colour", "160x120_all", "320x240_colour", "320x240_all"];
  assertFigures(
    await benchWorld(gpu, { batch: 2, batches: 1, steps: 20, traffic: { ticks: 2, within: 2 } }),
    [
      ...cameras.map((name) => `camera_fps_${name}`),
      ...cameras.map((name) => `road_camera_fps_${name}`),
      "camera_fps_128x128_colour_depth_ids",
      "stereo_pairs_per_second",
      "batch_camera_fps",
      "env_steps_no_render",
      "traffic_vehicles_60hz",
    ],
  );
});

Deno.test("benchNet() measures milliseconds by size", async () => {
  const device = await visionDevice();
  assertFigures(await benchNet(device, await weightsOf(terrainModel), { batch: 1, batches: 1 }), [
    "net_ms_160x120",
    "net_ms_320x240",
  ]);
});

Deno.test("benchSession() measures the whole loop", async () => {
  const device = await visionDevice();
  const figures = await benchSession(device, await weightsOf(terrainModel), { frames: 2 });
  assertFigures(figures, ["session_fps", "session_real_time"]);
});

Deno.test("benchLagr() measures each part of seeing near and far, and both loops", async () => {
  const device = await visionDevice();
  const parts = [
    "far_stereo",
    "labels",
    "far_ground",
    "pyramid",
    "features",
    "learning",
    "classifying",
    "hindsight",
    "feet",
  ];
  const rest = ["near_stereo", "near_columns", "draw_far", "draw_near", "far_look", "near_look"];
  const figures = await benchLagr(device, { looks: 1, rounds: 1, roundMs: 1 });
  assertFigures(figures, [
    ...[...parts, ...rest].map((part) => `lagr_${part}_ms`),
    "fastLoopHz",
    "farLoopHz",
    "fastLatencyMs",
    "fastLatencyWorstMs",
  ]);
  ok(figures.fastLatencyWorstMs! >= figures.fastLatencyMs!);
});

Deno.test("benchConv2d() measures each pass beside the bound", async () => {
  const device = await visionDevice();
  const layer = { name: "4->8 3x3", x: [1, 4, 12, 16], o: 8, k: 3, stride: 1, padding: 1 } as const;
  const figures = await benchConv2d(device, [layer], { rounds: 1, roundMs: 1 });
  const passes = ["forward", "input_gradient", "weight_gradient"].map((p) => `conv2d_4_8_3x3_${p}`);
  assertFigures(figures, [
    "f32_bound_gflops",
    ...passes.flatMap((pass) => [`${pass}_ms`, `${pass}_gflops`, `${pass}_share`]),
  ]);
  const bound = figures.f32_bound_gflops!;
  for (const pass of passes) {
    equal(figures[`${pass}_share`], figures[`${pass}_gflops`]! / bound);
  }
});

Deno.test("benchMatmul() measures each product beside the bound", async () => {
  const device = await visionDevice();
  const product = { name: "5 by 7", a: [5, 6], b: [7, 6], transposeB: true };
  const figures = await benchMatmul(device, [product], { rounds: 1, roundMs: 1 });
  const names = ["ms", "gflops", "share"].map((unit) => `matmul_5_by_7_${unit}`);
  assertFigures(figures, ["f32_bound_gflops", ...names]);
});

Deno.test("terrainLayers() are the convolutions that the terrain net runs", async () => {
  const device = await visionDevice();
  const net = new LabelNet(device, TERRAIN_NET, counterRandom(1));
  const run: unknown[] = [];
  for (const layer of net.modules()) {
    if (!(layer instanceof Conv2d)) continue;
    const forward = layer.forward.bind(layer);
    layer.forward = (x) => {
      const y = forward(x);
      const [o, , k] = layer.weight.shape;
      run.push({ x: [...x.shape], o, k, y: [...y.shape] });
      return y;
    };
  }
  net.forward(device.tensor(new Float32Array(2 * 3 * 120 * 160), [2, 3, 120, 160]));
  deepEqual(
    terrainLayers(2).map(({ x: [n, c, h, w], o, k, stride, padding }) => {
      const size = (length: number) => Math.floor((length + 2 * padding - k) / stride) + 1;
      return { x: [n, c, h, w], o, k, y: [n, o, size(h), size(w)] };
    }),
    run,
  );
});
