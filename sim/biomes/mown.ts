import { type Biome } from "./biome.ts";

/** A biome without high grass and reeds: all that stands up in it is an obstacle. */
export function mown(biome: Biome): Biome {
  const { reeds: _reeds, ...rest } = biome;
  return { ...rest, groups: biome.groups.filter(({ name }) => name !== "tall_grass") };
}
