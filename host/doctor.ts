import { findAdapter } from "./adapter.ts";
import { findBrowser } from "./browser.ts";
import { isDebian } from "./debian.ts";

/**
 * Prints what this machine has and lacks.
 *
 * @returns Whether everything that `sim` and `test` need is there.
 */
export async function doctor(version: string, say: (line: string) => void): Promise<boolean> {
  const debian = await isDebian();
  const adapter = await findAdapter();
  const browser = await findBrowser();
  const { deno, v8, typescript } = Deno.version;
  say(`farsight    ${version}`);
  say(`deno        ${deno}  (v8 ${v8}, typescript ${typescript})`);
  say(`machine     ${Deno.build.target}, ${navigator.hardwareConcurrency} cores`);
  if (adapter) {
    say(`adapter     ${adapter.name}`);
    if (adapter.software) {
      say("            a software adapter: everything works, at a processor's speed.");
      say("            With a graphics card, install its own Vulkan driver to use it.");
    }
    const used = ["timestamp-query", "shader-f16", "subgroups", "float32-filterable"];
    const has = used.map((name) => `${adapter.features.includes(name) ? "+" : "-"}${name}`);
    say(`features    ${has.join(" ")}`);
  } else {
    say("adapter     none: no WebGPU adapter was found");
    say(`            ${mendCommand(debian, "mesa-vulkan-drivers")}`);
  }
  say(`browser     ${browser ?? "none: the browser tests need Chromium"}`);
  if (!browser) say(`            ${mendCommand(debian, "chromium")}`);
  const complete = adapter !== null && browser !== null;
  say(complete ? "Nothing is missing." : "Type the command above to mend what is missing.");
  return complete;
}

function mendCommand(debian: boolean, packageName: string): string {
  if (!debian) return `install what provides ${packageName} on Debian`;
  const sudo = Deno.uid() === 0 ? "" : "sudo ";
  return `${sudo}apt-get install -y --no-install-recommends ${packageName}`;
}
