import type { Device } from "../../vision/mod.ts";
import { openDevice } from "../gpu.ts";
import { drop } from "../permissions.ts";
import { metricLines, writeReport } from "../report.ts";
import { adapterLine, type CommandContext, usingWeights, weightsPath } from "./context.ts";

/** What a bench is handed. */
export interface BenchInput {
  readonly device: Device;
  /** The shipped weights of a model. */
  weightsOf(model: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Which courses are to be driven, by a bench that drives any; its own where not given. */
  readonly courses: Courses;
  /** A line for the person at the terminal. */
  say(line: string): void;
}

/** Courses of worlds of seeds in a row. */
export interface Courses {
  /** Of the first. */
  readonly seed?: number;
  readonly count?: number;
}

/** Measures; gives flat figures by name. */
export type Bench = (input: BenchInput) => Promise<Record<string, number>>;

/**
 * A bench that is left out where all are run: it takes long, or loads large packages (from files, as it
 * goes) that nothing else needs.
 */
export interface NamedBench {
  readonly onlyByName: true;
  /** Whether it drives courses, which may be chosen. */
  readonly courses?: true;
  readonly run: Bench;
}

/** Benches by name. */
export type Benches = Readonly<Record<string, Bench | NamedBench>>;

/** `farsight bench`: runs one of `benches` or all, prints, and writes the figures where asked to. */
export async function bench(
  benches: Benches,
  options: Courses & { name?: string | undefined; report?: string },
  { version, files, say }: CommandContext,
): Promise<void> {
  const started = performance.now();
  if (options.report) await files.ensureWritable(options.report);
  const all = Object.keys(benches).filter((name) => typeof benches[name] === "function");
  const names = options.name ? [options.name] : all;
  const loading = names.some((name) => !all.includes(name));
  const device = await openDevice(files);
  // What is chosen for the adapter is written down at the end, unless code of others is run.
  if (loading && !options.report) await drop("write");
  say(adapterLine(device.adapter.name, device.adapter.software));
  const metrics: Record<string, number> = {};
  for (const name of names) {
    say(`${name}:`);
    const entry = benches[name]!;
    const run = typeof entry === "function" ? entry : entry.run;
    const { seed, count } = options;
    const courses = { ...seed !== undefined && { seed }, ...count !== undefined && { count } };
    let path = "";
    const weightsOf = (model: string) => files.read(path = weightsPath(model));
    const figures = await usingWeights(
      () => path,
      () => run({ device, weightsOf, courses, say }),
    );
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
