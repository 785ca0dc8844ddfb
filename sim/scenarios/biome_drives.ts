import { autumn as autumnWood } from "../biomes/autumn.ts";
import { desert as sandDesert } from "../biomes/desert.ts";
import { riverBank as riverside } from "../biomes/river_bank.ts";
import { scrub as dryScrub } from "../biomes/scrub.ts";
import { snow as snowfield } from "../biomes/snow.ts";
import { driveAlongPath } from "./drive_along_path.ts";

/** A drive through dry scrub. */
export const scrub = driveAlongPath({
  name: "scrub",
  description: "dry scrub with acacias, thorn bushes and ditches; a goal 60 m away on a track",
  biome: dryScrub,
});

/** A drive through dunes. */
export const desert = driveAlongPath({
  name: "desert",
  description: "dunes with red rocks and cacti; a goal 60 m away on a track of pressed sand",
  biome: sandDesert,
});

/** A drive through snow. */
export const snow = driveAlongPath({
  name: "snow",
  description: "snow with laden firs and dark rocks; a goal 60 m away on a packed track",
  biome: snowfield,
});

/** A drive through an autumn wood. */
export const autumn = driveAlongPath({
  name: "autumn",
  description: "autumn wood with fallen leaves, logs and ditches; a goal 60 m away on a path",
  biome: autumnWood,
});

/** A drive along a river. */
export const riverBank = driveAlongPath({
  name: "river_bank",
  description: "grassland along a river with banks of gravel, sand and mud; a goal 60 m away",
  biome: riverside,
});
