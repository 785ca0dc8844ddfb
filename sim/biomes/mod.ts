import { autumn } from "./autumn.ts";
import { type Biome } from "./biome.ts";
import { desert } from "./desert.ts";
import { meadow } from "./meadow.ts";
import { riverBank } from "./river_bank.ts";
import { scrub } from "./scrub.ts";
import { snow } from "./snow.ts";

/** Every biome there is: one line each. */
export const BIOMES: readonly Biome[] = [
  meadow,
  scrub,
  desert,
  snow,
  autumn,
  riverBank,
];

/**
 * The biome of that name.
 *
 * @throws {RangeError} If there is none; the message lists those there are.
 *
 * @example
 * ```ts
 * import { createLandscape } from "../landscape.ts";
 * import { biomeNamed } from "./mod.ts";
 * const { ground, path } = createLandscape(7, biomeNamed("snow"));
 * const { x, y } = path.point(0);
 * ground.classAt(x, y); // a label id
 * ```
 */
export function biomeNamed(name: string): Biome {
  const biome = BIOMES.find((each) => each.name === name);
  if (biome) return biome;
  const known = BIOMES.map((each) => each.name).join(", ");
  throw new RangeError(`Cannot find biome "${name}": there are ${known}`);
}
