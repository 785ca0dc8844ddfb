/** Thrown where set-up cannot go on; the message is the one line to show, with the command to type. */
export class SetupError extends Error {
  override name = "SetupError";
}

/** Whether this is a Debian or Ubuntu machine, going by its own word. */
export async function isDebian(): Promise<boolean> {
  if (Deno.build.os !== "linux") return false;
  try {
    const release = await Deno.readTextFile("/etc/os-release");
    return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(release);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/**
 * The one line that installs packages, also where no package list was ever fetched (a bare
 * container); on another system, what to install in words.
 */
export function mendCommand(
  packages: readonly string[],
  { debian, root }: { readonly debian: boolean; readonly root: boolean },
): string {
  if (!debian) return `install what provides ${packages.join(" and ")} on Debian`;
  const line = `apt-get update && apt-get install -y --no-install-recommends ${packages.join(" ")}`;
  return root ? line : `sudo sh -c '${line}'`;
}

/**
 * Installs Debian packages where that is allowed: as root on Debian or Ubuntu.
 *
 * @param reason What is missing, as the start of a sentence ("No WebGPU adapter was found").
 * @throws {SetupError} Where it may not or cannot, naming the one command to type.
 */
export async function installPackages(
  packages: readonly string[],
  reason: string,
  say: (line: string) => void,
): Promise<void> {
  const debian = await isDebian();
  const root = debian && Deno.uid() === 0;
  const command = mendCommand(packages, { debian, root });
  if (!debian) throw new SetupError(`${reason}: ${command}, then run this again`);
  if (!root) throw new SetupError(`${reason}. Type: ${command}`);
  say(`${reason}: installing ${packages.join(", ")} with apt-get (once, about a minute) ...`);
  await aptGet(["update", "-qq"], reason, command);
  await aptGet(["install", "-y", "-qq", "--no-install-recommends", ...packages], reason, command);
  say(`Installed ${packages.join(", ")}.`);
}

async function aptGet(args: string[], reason: string, command: string): Promise<void> {
  const { success, stderr } = await new Deno.Command("apt-get", {
    args,
    env: { DEBIAN_FRONTEND: "noninteractive" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (success) return;
  const lines = new TextDecoder().decode(stderr).trim().split("\n");
  const last = lines.findLast((line) => line.startsWith("E:")) ?? lines.at(-1) ?? "no reason given";
  throw new SetupError(`${reason}, and apt-get ${args[0]} failed (${last}). Type: ${command}`);
}
