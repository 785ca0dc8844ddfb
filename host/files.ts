/** The files a command may read and write; handed in, so that nothing below touches a disk itself. */
export interface Files {
  /** @throws {Error} One line naming the path and the fault. */
  read(path: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Whether there is a file or folder of that name. */
  exists(path: string): Promise<boolean>;
  /**
   * Makes sure that {@link write} will find its way, before hours of work count on it. What lies
   * there already is left alone.
   *
   * @throws {FileError} If it will not.
   */
  ensureWritable(path: string): Promise<void>;
  /**
   * Writes under a temporary name in the same folder and renames: a reader never sees half a file.
   *
   * @throws {FileError} If it cannot, or if a folder, device, pipe or socket lies there.
   */
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

  async exists(path) {
    try {
      await Deno.stat(path);
      return true;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return false;
      throw new FileError(`Cannot look for ${path}: ${reasonOf(error)}`);
    }
  },

  async ensureWritable(path) {
    await writing(path, async (temporary) => {
      await Deno.writeFile(temporary, new Uint8Array());
      await Deno.remove(temporary);
    });
  },

  async write(path, bytes) {
    await writing(path, async (temporary, file) => {
      await Deno.writeFile(
        temporary,
        typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes,
      );
      await Deno.rename(temporary, file);
    });
  },
};

/**
 * Runs `body` with the file that `path` stands for and a temporary name beside it; what it leaves
 * under that name when it fails is removed.
 */
async function writing(
  path: string,
  body: (temporary: string, file: string) => Promise<void>,
): Promise<void> {
  let temporary: string | null = null;
  try {
    const file = await ordinaryFile(path);
    const folder = file.replace(/[^/\\]*$/, "");
    if (folder === file) throw new Deno.errors.IsADirectory();
    if (folder) await Deno.mkdir(folder, { recursive: true });
    temporary = `${file}.${crypto.randomUUID().slice(0, 8)}.tmp`;
    await body(temporary, file);
  } catch (error) {
    if (temporary) await Deno.remove(temporary).catch(() => {});
    throw new FileError(`Cannot write ${path}: ${reasonOf(error)}`);
  }
}

/**
 * The path to write at: a link leads to its target. A rename would put an end to a device, pipe or
 * socket, and opening a pipe waits for whoever reads it, so what is there is judged unopened.
 *
 * @throws {Error} If what is there is neither missing nor an ordinary file.
 */
async function ordinaryFile(path: string): Promise<string> {
  const found = await Deno.lstat(path).catch((error: unknown) => {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  });
  if (found?.isSymlink) return await ordinaryFile(await Deno.realPath(path));
  if (found?.isDirectory) throw new Deno.errors.IsADirectory();
  if (found && !found.isFile) throw new Error("it is no ordinary file");
  return path;
}

function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "no such file or folder";
  if (error instanceof Deno.errors.IsADirectory) return "it is a folder";
  if (error instanceof Deno.errors.NotADirectory || error instanceof Deno.errors.AlreadyExists) {
    return "a part of the path is a file";
  }
  if (error instanceof Deno.errors.PermissionDenied) return "permission denied";
  if (error instanceof Deno.errors.NotCapable) {
    return "the permissions that this process was started with do not allow it";
  }
  // The system's own words; some come with a second line.
  return (error instanceof Error ? error.message : String(error)).split("\n")[0]!;
}
