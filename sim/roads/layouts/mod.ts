import { country } from "./country.ts";
import { highway } from "./highway.ts";
import { type LayoutKind } from "./layout_kind.ts";
import { roundabout } from "./roundabout.ts";
import { town } from "./town.ts";

/** Every kind of road landscape, one line each. */
export const LAYOUTS = [
  country,
  town,
  roundabout,
  highway,
] as const satisfies readonly LayoutKind[];

/**
 * The layout of that name.
 *
 * @throws {RangeError} If there is none.
 */
export function layoutNamed(name: string): LayoutKind {
  const layout = LAYOUTS.find((each) => each.name === name);
  if (layout) return layout;
  throw new RangeError(
    `Cannot lay roads "${name}": wanted one of ${LAYOUTS.map((each) => each.name).join(", ")}`,
  );
}
