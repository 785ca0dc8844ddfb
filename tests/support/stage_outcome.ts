/** How a test process ended. */
export interface StageEnd {
  readonly success: boolean;
  readonly signal: Deno.Signal | null;
}

/** What one test process comes to. */
export interface StageOutcome {
  readonly passed: number;
  readonly failed: number;
  /** What a person should know beside the numbers. */
  readonly note: string | null;
}

/** The last of the lines that sums up a test run, if there is one. */
export function summaryIn(lines: readonly string[]): string | undefined {
  return lines.findLast((line) => /^(ok|FAILED) \| \d+ passed.*\| \d+ failed/.test(line));
}

/** Signals that a crash ends a process by. */
const CRASHES: readonly (Deno.Signal | null)[] = ["SIGSEGV", "SIGABRT", "SIGBUS", "SIGILL"];

/**
 * Counts a test process. A driver may crash while a process exits, with all its tests done: then the
 * summary counts, and a note says so. Any other bad end is a failure, one without a summary always.
 */
export function stageOutcome(summary: string | undefined, end: StageEnd): StageOutcome {
  const [, good, bad] = /(\d+) passed.*\| (\d+) failed/.exec(summary ?? "") ?? [];
  const passed = Number(good ?? 0);
  if (bad === undefined) {
    return { passed, failed: 1, note: "ended before it could count its tests" };
  }
  const failed = Number(bad);
  if (end.success || failed > 0) return { passed, failed, note: null };
  if (summary!.startsWith("ok") && CRASHES.includes(end.signal)) {
    return {
      passed,
      failed,
      note: `all tests passed; the process crashed at exit (${end.signal})`,
    };
  }
  return { passed, failed: 1, note: "all tests passed, yet the process ended with an error" };
}
