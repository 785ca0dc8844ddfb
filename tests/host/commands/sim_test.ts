import { deepEqual, equal, match, ok } from "node:assert/strict";

const ROOT = new URL("../../..", import.meta.url);

/** Drives a second in a process of its own, by the words that the project is judged by. */
async function drive(report: string) {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--no-prompt", "--allow-read"],
      `--allow-write=${Deno.env.get("TMPDIR") || "/tmp"}`,
      "--allow-env=XDG_RUNTIME_DIR,DENO_WEBGPU_BACKEND,NO_COLOR,FORCE_COLOR,CLICOLOR_FORCE",
      ...["--allow-net=127.0.0.1", new URL("main.ts", ROOT).href],
      ...["sim", "offroad", "--headless", "--seconds", "1", "--seed", "1000007"],
      ...["--report", report],
    ],
    cwd: ROOT,
    stdin: "null",
  }).output();
  equal(code, 0, new TextDecoder().decode(stderr));
  return JSON.parse(await Deno.readTextFile(report));
}

Deno.test("farsight sim drives the same way twice and reports all that it measured", async () => {
  const folder = await Deno.makeTempDir();
  const first = await drive(`${folder}/first.json`);
  const second = await drive(`${folder}/second.json`);
  await Deno.remove(folder, { recursive: true });
  match(first.stateHash, /^[0-9a-f]{16}$/);
  equal(first.stateHash, second.stateHash);
  const { command, scenario, agent, seed, ticks, simSeconds } = first;
  deepEqual([command, scenario, agent, seed], ["sim", "offroad", "goal_seeker", 1000007]);
  deepEqual([ticks, simSeconds], [60, 1]);
  ok(first.wallSeconds > 0);
  match(first.version, /^\d+\.\d+\.\d+$/);
  ok(first.adapter.length > 0);
  equal(typeof first.softwareAdapter, "boolean");
  const times = ["renderMsMedian", "netMsMedian"];
  const measured = [
    ...["pixelAccuracy", "meanIoU", "majorityAccuracy", "distanceMetres", "goalDistanceMetres"],
    ...["collisions", "cameraFrames", "frameAgeTicksMax"],
  ];
  for (const name of [...measured, ...times]) {
    ok(Number.isFinite(first.metrics[name]), `${name} is ${first.metrics[name]}`);
  }
  // What no clock has a say in is the same, to the last bit.
  for (const name of measured) equal(first.metrics[name], second.metrics[name], name);
  equal(first.metrics.cameraFrames, 10);
});
