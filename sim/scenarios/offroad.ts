import { meadow } from "../biomes/meadow.ts";
import { driveAlongPath } from "./drive_along_path.ts";

/** A drive to a goal 60 m away in a meadow with woods; the dirt path leads there, others may too. */
export const offroad = driveAlongPath({
  name: "offroad",
  description: "meadow, woods and ponds; a goal 60 m away that a dirt path leads to",
  biome: meadow,
});
