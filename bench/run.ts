import type { Bench } from "../host/commands/bench.ts";

/** Every bench by name: one line each. A bench gives flat figures by name. */
export const benches: Readonly<Record<string, Bench>> = {
  world: async ({ device }) => (await import("./world_bench.ts")).benchWorld(device.gpu),
  net: async ({ device, weights }) => (await import("./net_bench.ts")).benchNet(device, weights),
  session: async ({ device, weights }) =>
    (await import("./session_bench.ts")).benchSession(device, weights),
  conv2d: async ({ device }) => (await import("./conv2d_bench.ts")).benchConv2d(device),
};
