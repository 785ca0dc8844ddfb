import { adapterLine, type CommandContext, weightsPath } from "../host/commands/context.ts";
import { drop } from "../host/permissions.ts";
import { metricLines, writeReport } from "../host/report.ts";
import { openDevice } from "../host/gpu.ts";
import type { Device } from "../vision/mod.ts";

/** What a bench is handed. */
interface BenchInput {
  readonly device: Device;
  /** The shipped weights of the terrain labeller. */
  readonly weights: Uint8Array<ArrayBuffer>;
}

type Bench = (input: BenchInput) => Promise<Record<string, number>>;

/** Every bench by name: one line each. A bench gives flat figures by name. */
const benches: Readonly<Record<string, Bench>> = {
  world: async ({ device }) => (await import("./world_bench.ts")).benchWorld(device.gpu),
  net: async ({ device, weights }) => (await import("./net_bench.ts")).benchNet(device, weights),
  session: async ({ device, weights }) =>
    (await import("./session_bench.ts")).benchSession(device, weights),
  conv2d: async ({ device }) => (await import("./conv2d_bench.ts")).benchConv2d(device),
};

/** Names that `farsight bench` takes. */
export const benchNames: readonly string[] = Object.keys(benches);

/** `farsight bench`: measures, prints, and writes the figures where asked to. */
export async function bench(
  options: { name?: string | undefined; report?: string },
  { version, files, say }: CommandContext,
): Promise<void> {
  const started = performance.now();
  if (options.report) await files.ensureWritable(options.report);
  const weights = await files.read(weightsPath("terrain_labels"));
  if (!options.report) await drop("read", "write");
  const device = await openDevice();
  say(adapterLine(device.adapter.name, device.adapter.software));
  const metrics: Record<string, number> = {};
  for (const name of options.name ? [options.name] : benchNames) {
    say(`${name}:`);
    const figures = await benches[name]!({ device, weights });
    for (const line of metricLines(figures)) say(line);
    Object.assign(metrics, figures);
  }
  if (options.report) {
    await writeReport(files, options.report, {
      command: "bench",
      adapter: device.adapter.name,
      softwareAdapter: device.adapter.software,
      version,
      wallSeconds: (performance.now() - started) / 1000,
      metrics,
    });
  }
}
