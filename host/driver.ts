import { findAdapter } from "./adapter.ts";
import { installPackages, SetupError } from "./debian.ts";

/** Makes sure that a WebGPU adapter is found, be it Mesa's software one. */
export async function ensureDriver(say: (line: string) => void): Promise<void> {
  if (await findAdapter()) return;
  const reason = "No WebGPU adapter was found";
  await installPackages(["mesa-vulkan-drivers"], reason, say);
  const adapter = await findAdapter();
  if (!adapter) throw new SetupError(`${reason} after mesa-vulkan-drivers was installed`);
  say(`WebGPU adapter: ${adapter.name}.`);
}
