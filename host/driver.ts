import { type AdapterFacts, findAdapter } from "./adapter.ts";
import { installPackages, SetupError } from "./debian.ts";

/** The Debian package with a driver that needs no graphics card. */
export const DRIVER_PACKAGE = "mesa-vulkan-drivers";

/** Makes sure that a WebGPU adapter is found, be it Mesa's software one. */
export async function ensureDriver(say: (line: string) => void): Promise<void> {
  if (await findAdapter()) return;
  const reason = "No WebGPU adapter was found";
  await installPackages([DRIVER_PACKAGE], reason, say);
  const adapter = await lookAgain();
  if (!adapter) throw new SetupError(`${reason} after ${DRIVER_PACKAGE} was installed`);
  say(`WebGPU adapter: ${adapter.name}.`);
}

/** The adapter as a worker finds it: this thread keeps to the drivers that its first look saw. */
function lookAgain(): Promise<AdapterFacts | null> {
  const worker = new Worker(import.meta.resolve("./adapter_worker.ts"), { type: "module" });
  return new Promise((found, failed) => {
    worker.onmessage = ({ data }: MessageEvent<AdapterFacts | null>) => found(data);
    worker.onerror = (event) => {
      event.preventDefault();
      failed(new SetupError(`Cannot look for a WebGPU adapter: ${event.message}`));
    };
  });
}
