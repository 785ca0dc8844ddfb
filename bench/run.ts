import type { Benches } from "../host/commands/bench.ts";

/** Every bench by name: one line each. A bench gives flat figures by name. */
export const benches: Benches = {
  world: async ({ device }) => (await import("./world_bench.ts")).benchWorld(device.gpu),
  net: async ({ device, weightsOf }) =>
    (await import("./net_bench.ts")).benchNet(device, await weightsOf("terrain_labels")),
  session: async ({ device, weightsOf }) =>
    (await import("./session_bench.ts")).benchSession(device, await weightsOf("terrain_labels")),
  lagr: async ({ device }) => (await import("./lagr_bench.ts")).benchLagr(device),
  conv2d: async ({ device }) => (await import("./conv2d_bench.ts")).benchConv2d(device),
  matmul: async ({ device }) => (await import("./matmul_bench.ts")).benchMatmul(device),
  missions: {
    onlyByName: true,
    courses: true,
    run: async ({ weightsOf, courses, say }) => {
      const { benchMissions, missionSayings } = await import("./missions_bench.ts");
      return benchMissions({
        weights: await weightsOf("lagr"),
        ...courses,
        ...missionSayings(say),
      });
    },
  },
  peers: {
    onlyByName: true,
    run: async ({ device }) => {
      // Named in quotes, it would have its packages fetched at the start of every command.
      const path = import.meta.resolve("./peers/mod.ts");
      const { benchPeers } = await import(path) as typeof import("./peers/mod.ts");
      return benchPeers(device);
    },
  },
};
