import { findAdapter } from "./adapter.ts";
import { installPackages, SetupError } from "./debian.ts";

/** The Debian package with a driver that needs no graphics card. */
export const DRIVER_PACKAGE = "mesa-vulkan-drivers";

/** Makes sure that a WebGPU adapter is found, be it Mesa's software one. */
export async function ensureDriver(say: (line: string) => void): Promise<void> {
  if (await findAdapter()) return;
  const reason = "No WebGPU adapter was found";
  await installPackages([DRIVER_PACKAGE], reason, say);
  const adapter = await findAdapter();
  if (!adapter) throw new SetupError(`${reason} after ${DRIVER_PACKAGE} was installed`);
  say(`WebGPU adapter: ${adapter.name}.`);
}
