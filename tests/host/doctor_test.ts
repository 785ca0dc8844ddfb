import { deepEqual, equal, match, ok } from "node:assert/strict";
import { findAdapter } from "../../host/adapter.ts";
import { isDebian, mendCommand } from "../../host/debian.ts";
import { doctor } from "../../host/doctor.ts";
import { setGpuEnvironment } from "../../host/environment.ts";
import { adapterName, WANTED_FEATURES } from "../../vision/mod.ts";

/** Runs the doctor with one variable of the environment set. */
async function withBrowser(path: string): Promise<{ complete: boolean; lines: string[] }> {
  const before = Deno.env.get("FARSIGHT_CHROMIUM");
  Deno.env.set("FARSIGHT_CHROMIUM", path);
  const lines: string[] = [];
  try {
    return { complete: await doctor("1.2.3", (line) => lines.push(line)), lines };
  } finally {
    if (before === undefined) Deno.env.delete("FARSIGHT_CHROMIUM");
    else Deno.env.set("FARSIGHT_CHROMIUM", before);
  }
}

Deno.test("doctor() shows versions, the adapter and its features", async () => {
  const { complete, lines } = await withBrowser(Deno.execPath());
  const adapter = await findAdapter();
  ok(adapter, "these tests need an adapter");
  equal(complete, true);
  match(lines[0]!, /^farsight +1\.2\.3$/);
  ok(lines.some((line) => line.startsWith("deno ") && line.includes(Deno.version.deno)));
  ok(lines.includes(`adapter     ${adapter.name}`));
  equal(lines.some((line) => line.includes("a software adapter")), adapter.software);
  const offered = await navigator.gpu.requestAdapter();
  const { name, software } = adapterName(offered!.info);
  deepEqual([adapter.name, adapter.software], [name, software]);
  const timed = adapter.features.includes("timestamp-query") ? "+" : "-";
  ok(lines.some((line) => line.includes(`${timed}timestamp-query`)));
  const features = lines.find((line) => line.startsWith("features "))!;
  deepEqual(features.match(/(?<=[+-])[\w-]+/g), [...WANTED_FEATURES]);
  equal(lines.at(-1), "Nothing is missing.");
});

Deno.test("doctor() gives the command that mends what is missing", async () => {
  const { complete, lines } = await withBrowser("/no/such/chromium");
  equal(complete, false);
  const missing = lines.findIndex((line) => line.startsWith("browser     none"));
  ok(missing > 0);
  const debian = await isDebian();
  const root = debian && Deno.uid() === 0;
  const mend = mendCommand(["chromium"], { debian, root });
  equal(lines.at(-1), `To mend this, ${debian ? "type: " : ""}${mend}`);
});

Deno.test("mendCommand() is one line for all that is missing, also on a machine without lists", () => {
  const both = ["mesa-vulkan-drivers", "chromium"];
  const line = "apt-get update && " +
    "apt-get install -y --no-install-recommends mesa-vulkan-drivers chromium";
  equal(mendCommand(both, { debian: true, root: true }), line);
  equal(mendCommand(both, { debian: true, root: false }), `sudo sh -c '${line}'`);
  equal(
    mendCommand(both, { debian: false, root: true }),
    "install what provides mesa-vulkan-drivers and chromium on Debian",
  );
});

Deno.test("setGpuEnvironment() leaves what the person has set", {
  ignore: Deno.build.os !== "linux",
}, () => {
  const names = ["XDG_RUNTIME_DIR", "DENO_WEBGPU_BACKEND"];
  const before = names.map((name) => Deno.env.get(name));
  try {
    Deno.env.set("XDG_RUNTIME_DIR", "/run/mine");
    Deno.env.delete("DENO_WEBGPU_BACKEND");
    setGpuEnvironment();
    deepEqual(names.map((name) => Deno.env.get(name)), ["/run/mine", "vulkan"]);
  } finally {
    names.forEach((name, i) =>
      before[i] === undefined ? Deno.env.delete(name) : Deno.env.set(name, before[i])
    );
  }
});
