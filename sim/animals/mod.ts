import { DEER } from "./deer.ts";
import { FOX } from "./fox.ts";
import { RABBIT } from "./rabbit.ts";
import { SHEEP } from "./sheep.ts";
import { type Species } from "./species.ts";

/** Every species there is: one line each. */
export const SPECIES: readonly Species[] = [
  DEER,
  SHEEP,
  FOX,
  RABBIT,
];

/**
 * The species of that name.
 *
 * @throws {RangeError} If there is none.
 */
export function speciesNamed(name: string): Species {
  const found = SPECIES.find((species) => species.name === name);
  if (!found) {
    throw new RangeError(
      `Cannot find species "${name}": wanted one of ${SPECIES.map((each) => each.name).join(", ")}`,
    );
  }
  return found;
}
