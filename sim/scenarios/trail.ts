import { scrub } from "../biomes/scrub.ts";
import { fourByFour } from "../vehicles/four_by_four.ts";
import { driveAlongPath } from "./drive_along_path.ts";

/** A drive in a 4x4 along a track through dry scrub. */
export const trail = driveAlongPath({
  name: "trail",
  description: "a track through dry scrub for a 4x4; a goal 60 m away",
  biome: scrub,
  vehicle: fourByFour,
});
