/** What a command may give up once it holds all that it needs. */
export type Droppable = "read" | "write" | "net";

/**
 * Gives permissions up for the rest of the process. A task's flags are fixed before the command line
 * is read, and a person may name any file on it (and a rename, which makes a report whole or not
 * there at all, wants the leave to read as well); most runs name none and go on without.
 */
export async function drop(...names: readonly Droppable[]): Promise<void> {
  for (const name of names) await Deno.permissions.revoke({ name });
}
