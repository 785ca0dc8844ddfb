import { deepEqual, equal, match } from "node:assert/strict";
import { stageOutcome, summaryIn } from "./support/stage_outcome.ts";

const good = { success: true, signal: null };
const bad = { success: false, signal: null };
const crash = { success: false, signal: "SIGSEGV" } as const;
const OK = "ok | 12 passed (3 steps) | 0 failed | 2 ignored (4s)";

Deno.test("stageOutcome() counts as the summary says", () => {
  deepEqual(stageOutcome(OK, good), { passed: 12, failed: 0, note: null });
  deepEqual(stageOutcome("FAILED | 5 passed | 2 failed (1s)", bad), {
    passed: 5,
    failed: 2,
    note: null,
  });
  deepEqual(stageOutcome("FAILED | 5 passed | 2 failed (1s)", crash), {
    passed: 5,
    failed: 2,
    note: null,
  });
});

Deno.test("stageOutcome() forgives a crash at exit and says so", () => {
  const { passed, failed, note } = stageOutcome(OK, crash);
  deepEqual({ passed, failed }, { passed: 12, failed: 0 });
  match(note!, /crashed at exit \(SIGSEGV\)/);
});

Deno.test("stageOutcome() fails a process that ends before its summary or with an error", () => {
  for (const end of [good, bad, crash]) equal(stageOutcome(undefined, end).failed, 1);
  equal(stageOutcome(OK, bad).failed, 1);
  equal(stageOutcome(OK.replace("ok", "FAILED"), crash).failed, 1);
  equal(stageOutcome(OK, { success: false, signal: "SIGKILL" }).failed, 1);
});

Deno.test("summaryIn() takes the last summary and no other line", () => {
  const lines = ["ok | 1 passed | 0 failed (1s)", "read: 7 passed, | 9 failed", OK, ""];
  equal(summaryIn(lines), OK);
  equal(summaryIn(["7 passed", "running 3 tests"]), undefined);
});
