/** The files a command may read and write; handed in, so that nothing below touches a disk itself. */
export interface Files {
  /** @throws {Error} One line naming the path and the fault. */
  read(path: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Writes under a temporary name in the same folder and renames: a reader never sees half a file. */
  write(path: string, bytes: Uint8Array | string): Promise<void>;
}

/** Thrown for a file that cannot be read or written; the message is the one line to show. */
export class FileError extends Error {
  override name = "FileError";
}

/** Files on this machine's disk. */
export const diskFiles: Files = {
  async read(path) {
    try {
      return await Deno.readFile(path);
    } catch (error) {
      throw new FileError(`Cannot read ${path}: ${reasonOf(error)}`);
    }
  },

  async write(path, bytes) {
    const temporary = `${path}.${crypto.randomUUID().slice(0, 8)}.tmp`;
    try {
      const folder = path.replace(/[^/\\]*$/, "");
      if (folder) await Deno.mkdir(folder, { recursive: true });
      await Deno.writeFile(
        temporary,
        typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes,
      );
      await Deno.rename(temporary, path);
    } catch (error) {
      await Deno.remove(temporary).catch(() => {});
      throw new FileError(`Cannot write ${path}: ${reasonOf(error)}`);
    }
  },
};

function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "no such file or folder";
  if (error instanceof Deno.errors.IsADirectory) return "it is a folder";
  if (error instanceof Deno.errors.PermissionDenied) return "permission denied";
  if (error instanceof Deno.errors.NotCapable) {
    return "this command may only read the project and write where its task allows";
  }
  return error instanceof Error ? error.message : String(error);
}
