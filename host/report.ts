import type { Files } from "./files.ts";

/** What `--report` writes: one JSON object that scripts depend on, its metrics flat by name. */
export interface Report {
  readonly command: string;
  readonly scenario?: string;
  readonly model?: string;
  readonly agent?: string;
  /** What the long-range eye of an agent that may have one does. */
  readonly longRange?: "learns" | "fixed" | "none";
  readonly seed?: number;
  readonly weather?: string;
  /** Hours after midnight. */
  readonly hour?: number;
  readonly adapter: string;
  readonly softwareAdapter: boolean;
  readonly version: string;
  readonly ticks?: number;
  readonly simSeconds?: number;
  readonly wallSeconds: number;
  readonly stateHash?: string;
  readonly metrics: Readonly<Record<string, number>>;
}

/**
 * Writes a report, whole or not at all. Metrics that are not finite (what was not measured, such as
 * times on a device without a clock) are left out: JSON has no word for them.
 */
export async function writeReport(files: Files, path: string, report: Report): Promise<void> {
  const known = Object.entries(report.metrics).filter(([, value]) => Number.isFinite(value));
  const written = { ...report, metrics: Object.fromEntries(known) };
  await files.write(path, `${JSON.stringify(written, null, 2)}\n`);
}

/** Metrics as aligned lines for people. */
export function metricLines(metrics: Readonly<Record<string, number>>): string[] {
  const width = Math.max(...Object.keys(metrics).map((name) => name.length));
  return Object.entries(metrics).map(([name, value]) =>
    `  ${name.padEnd(width)}  ${Number.isInteger(value) ? value : value.toPrecision(4)}`
  );
}
