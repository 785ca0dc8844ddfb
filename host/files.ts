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
    await writing(path, async (temporary) => {
      await Deno.writeFile(
        temporary,
        typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes,
      );
      await Deno.rename(temporary, path);
    });
  },
};

/** Runs `body` with a temporary name beside `path`; what it leaves there when it fails is removed. */
async function writing(path: string, body: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = `${path}.${crypto.randomUUID().slice(0, 8)}.tmp`;
  try {
    const folder = path.replace(/[^/\\]*$/, "");
    if (folder) await Deno.mkdir(folder, { recursive: true });
    if (folder === path || await isFolder(path)) throw new Deno.errors.IsADirectory();
    await body(temporary);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw new FileError(`Cannot write ${path}: ${reasonOf(error)}`);
  }
}

/** Asks without the leave to read: only a folder cannot be opened to append to. */
async function isFolder(path: string): Promise<boolean> {
  try {
    (await Deno.open(path, { append: true })).close();
    return false;
  } catch (error) {
    return error instanceof Deno.errors.IsADirectory;
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "no such file or folder";
  if (error instanceof Deno.errors.IsADirectory) return "it is a folder";
  if (error instanceof Deno.errors.NotADirectory || error instanceof Deno.errors.AlreadyExists) {
    return "a part of the path is a file";
  }
  if (error instanceof Deno.errors.PermissionDenied) return "permission denied";
  if (error instanceof Deno.errors.NotCapable) {
    return "this command may only read the project and write where its task allows";
  }
  // The system's own words; some come with a second line.
  return (error instanceof Error ? error.message : String(error)).split("\n")[0]!;
}
