/** A picture that is no model's figure: where it lies, and the options that it heeds beside `--out`. */
export interface Sheet {
  readonly path: string;
  readonly heeds: readonly ("weights" | "seed")[];
}

/** What `farsight figures` draws beside the figures of models. */
export const SHEETS = {
  world: { path: "static/world.png", heeds: [] },
  lagr_drive: { path: "static/lagr.png", heeds: ["weights", "seed"] },
} as const satisfies Readonly<Record<string, Sheet>>;

/** Why an option cannot be used with a sheet; null where all can, or where it is none. */
export function sheetObjection(
  subject: string,
  options: Readonly<Record<string, unknown>>,
): string | null {
  const sheet: Sheet | undefined = (SHEETS as Readonly<Record<string, Sheet>>)[subject];
  if (!sheet) return null;
  const { heeds } = sheet;
  for (const option of ["weights", "seed", "data", "net"]) {
    if (options[option] === undefined || heeds.some((heeded) => heeded === option)) continue;
    const wanted = [...heeds, "out"].map((heeded) => `--${heeded}`).join(", ");
    return `Cannot use --${option} with ${subject}: wanted no more than ${wanted}`;
  }
  return null;
}
