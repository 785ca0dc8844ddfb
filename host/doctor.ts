import { findAdapter } from "./adapter.ts";
import { BROWSER_PACKAGE, findBrowser } from "./browser.ts";
import { isDebian, mendCommand } from "./debian.ts";
import { DRIVER_PACKAGE } from "./driver.ts";
import { WANTED_FEATURES } from "../vision/mod.ts";

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
    const has = WANTED_FEATURES.map((name) =>
      `${adapter.features.includes(name) ? "+" : "-"}${name}`
    );
    say(`features    ${has.join(" ")}`);
  } else {
    say("adapter     none: no WebGPU adapter was found");
  }
  say(`browser     ${browser ?? "none: the browser tests need Chromium"}`);
  const missing = [...(adapter ? [] : [DRIVER_PACKAGE]), ...(browser ? [] : [BROWSER_PACKAGE])];
  if (missing.length === 0) {
    say("Nothing is missing.");
    return true;
  }
  const root = debian && Deno.uid() === 0;
  say(`To mend this, ${debian ? "type: " : ""}${mendCommand(missing, { debian, root })}`);
  return false;
}
