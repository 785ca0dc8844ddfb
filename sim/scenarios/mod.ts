import { autumn, desert, riverBank, scrub, snow } from "./biome_drives.ts";
import { countryRoad } from "./country_road.ts";
import { culDeSac } from "./cul_de_sac.ts";
import { highway } from "./highway.ts";
import { lagrCourse } from "./lagr_course.ts";
import { offroad } from "./offroad.ts";
import { roundabout } from "./roundabout.ts";
import { type Scenario } from "./scenario.ts";
import { town } from "./town.ts";
import { trail } from "./trail.ts";

/** Every scenario there is: one line each. */
export const scenarios: readonly Scenario[] = [
  offroad,
  scrub,
  desert,
  snow,
  autumn,
  riverBank,
  culDeSac,
  lagrCourse,
  trail,
  town,
  countryRoad,
  roundabout,
  highway,
];

/**
 * The scenario of that name.
 *
 * @throws {RangeError} If there is none; the message lists those there are.
 */
export function scenarioNamed(name: string): Scenario {
  const scenario = scenarios.find((s) => s.name === name);
  if (scenario) return scenario;
  const known = scenarios.map((s) => s.name).join(", ");
  throw new RangeError(`Cannot find scenario "${name}": there are ${known}`);
}
