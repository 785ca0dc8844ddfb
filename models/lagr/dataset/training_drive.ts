import { randomStream } from "../../../sim/random.ts";
import { randomLight } from "../../../sim/weather/weathers.ts";
import { trainingWorld } from "../../worlds.ts";
import { TRAINING_BIOMES } from "../dataset.ts";
import { Drive } from "./drive.ts";

/** Shares of drives across country, through country in other colours, and in any light, through fog too. */
const CROSS_COUNTRY = 0.75;
const DYED = 0.75;
const ANY_LIGHT = 0.25;
/** Share of drives that lead through high grass; where the others lead none grows. */
const THROUGH_GRASS = 0.3;

/**
 * Drive `index` of a seed through a training world: the same for ever.
 *
 * @param looks Most of them.
 * @param biomes Of the worlds, in turn.
 * @throws {RangeError} If there is no such biome.
 */
export function trainingDrive(
  seed: number,
  index: number,
  looks: number,
  biomes: readonly string[] = TRAINING_BIOMES,
): Drive {
  const draw = randomStream(seed, `lagr training drive ${index}`);
  const world = trainingWorld(draw());
  const highGrass = draw() < THROUGH_GRASS;
  const crossCountry = draw() < CROSS_COUNTRY;
  const strange = draw() < DYED, light = draw() < ANY_LIGHT ? randomLight(draw) : undefined;
  return new Drive(biomes[index % biomes.length]!, world, looks, {
    highGrass,
    crossCountry: crossCountry || highGrass,
    colours: strange ? draw : undefined,
    light,
  });
}
