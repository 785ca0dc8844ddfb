/**
 * The whole suite: `run.ts [FILTER]`. Tests run with the least permissions that they need, those in
 * a browser apart from the rest; the last line reads `N passed, N failed`.
 */

import { setGpuEnvironment } from "../host/environment.ts";
import { stageOutcome, summaryIn } from "./support/stage_outcome.ts";

/** One call of `deno test`. */
interface Stage {
  readonly name: string;
  readonly args: readonly string[];
}

/** What names the driver; set here for every stage. */
const GPU_ENV = "XDG_RUNTIME_DIR,DENO_WEBGPU_BACKEND";

/** Where tests write: what `Deno.makeTempDir()` takes. */
const TEMPORARY = Deno.env.get("TMPDIR") || "/tmp";

const stages: readonly Stage[] = [
  {
    name: "rooms",
    args: [
      // Of everything: to bundle the islands reads packages wherever Deno keeps them, and the doctor
      // looks for drivers and browsers all over the machine.
      "--allow-read",
      `--allow-write=${TEMPORARY}`,
      "--allow-net=127.0.0.1",
      `--allow-env=${GPU_ENV},FARSIGHT_CHROMIUM,TMPDIR,NO_COLOR,FORCE_COLOR,CLICOLOR_FORCE`,
      "--allow-sys=uid",
      // The command line is tried as a process of its own, by the Deno that runs this one.
      `--allow-run=${Deno.execPath()}`,
      "--ignore=tests/browser",
      "tests",
    ],
  },
  // Whatever drives a browser reads, writes and starts what it likes.
  { name: "browser", args: ["-A", "tests/browser"] },
  {
    name: "documentation",
    args: ["--doc", `--allow-env=${GPU_ENV}`, "vision", "sim", "models", "agents"],
  },
];

setGpuEnvironment();
const filter = Deno.args[0];
let passed = 0;
let failed = 0;
for (const stage of stages) {
  const started = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "test",
      "--permit-no-files",
      ...(filter ? [`--filter=${filter}`] : []),
      ...stage.args,
    ],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let summary: string | undefined;
  let pending = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    await Deno.stdout.write(new TextEncoder().encode(text));
    pending += text;
    const lines = pending.split("\n");
    pending = lines.pop()!;
    summary = summaryIn(lines) ?? summary;
  }
  const outcome = stageOutcome(summary, await child.status);
  passed += outcome.passed;
  failed += outcome.failed;
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  const note = outcome.note ? `, ${outcome.note}` : "";
  Deno.stdout.writeSync(new TextEncoder().encode(`${stage.name}: ${seconds} s${note}\n`));
}
if (filter && passed + failed === 0) {
  Deno.stdout.writeSync(new TextEncoder().encode(`No test's name contains "${filter}".\n`));
}
Deno.stdout.writeSync(new TextEncoder().encode(`${passed} passed, ${failed} failed\n`));
Deno.exit(failed > 0 || passed === 0 ? 1 : 0);
