import { deepEqual, equal, rejects } from "node:assert/strict";
import { type Bench, bench } from "../../../host/commands/bench.ts";
import { diskFiles } from "../../../host/files.ts";
import { CheckpointError } from "../../../vision/mod.ts";
import "../../support/vision_device.ts";

Deno.test("bench() runs the bench that is named, or all, and reports their figures", async () => {
  const folder = await Deno.makeTempDir();
  const report = `${folder}/r.json`;
  const said: string[] = [];
  const context = { version: "1.2.3", files: diskFiles, say: (line: string) => said.push(line) };
  const ran: string[] = [];
  const giving = (name: string, value: number): Bench => () => {
    ran.push(name);
    return Promise.resolve({ [name]: value });
  };
  const benches = { one: giving("one_ms", 1), two: giving("two_ms", 2) };
  await bench(benches, { name: "two", report }, context);
  deepEqual(ran, ["two_ms"]);
  await bench(benches, { report }, context);
  deepEqual(ran, ["two_ms", "one_ms", "two_ms"]);
  const written = JSON.parse(Deno.readTextFileSync(report));
  equal(written.command, "bench");
  deepEqual(written.metrics, { one_ms: 1, two_ms: 2 });
  const named = { one: benches.one, two: { onlyByName: true, run: giving("two_ms", 2) } } as const;
  await bench(named, { report }, context);
  await bench(named, { name: "two", report }, context);
  deepEqual(ran.slice(3), ["one_ms", "two_ms"]);
  const broken: Bench = async ({ weightsOf }) => {
    await weightsOf("lagr");
    throw new CheckpointError("it is cut short");
  };
  await rejects(
    bench({ broken }, { report }, context),
    /^CheckpointError: Cannot use the weights .*lagr\/weights\.safetensors: it is cut short/,
  );
  await Deno.remove(folder, { recursive: true });
});
