import { type Biome } from "../biomes/biome.ts";
import { createLandscape, type OffroadLandscape } from "../landscape.ts";
import { randomStream } from "../random.ts";
import { type VehicleKind } from "../vehicles/vehicle.ts";
import { type EpisodeOptions, World, type WorldOptions } from "../world.ts";
import { type Scenario } from "./scenario.ts";
import { createWildlife } from "./wildlife.ts";

/** Metres around a goal that count as there. */
export const GOAL_RADIUS = 2;

/** A drive to a goal 60 m away through a biome; the path leads there, others may too. */
export function driveAlongPath(
  { name, description, biome, vehicle }: {
    readonly name: string;
    readonly description: string;
    readonly biome: Biome;
    /** A rover where not given. */
    readonly vehicle?: VehicleKind;
  },
): Scenario {
  return {
    name,
    description,
    tags: ["offroad", "goal"],
    timeLimit: 300,
    ...(vehicle && { vehicle }),
    build(seed, episode = {}) {
      return driveBetweenClearings(name, createLandscape(seed, biome), {
        ...episode,
        ...(vehicle && { vehicle }),
      });
    },
  };
}

/** A world whose rover stands in one clearing of a landscape and is to reach the other. */
function driveBetweenClearings(
  name: string,
  landscape: OffroadLandscape,
  episode: EpisodeOptions & Pick<WorldOptions, "vehicle">,
): World {
  const { seed } = landscape;
  const [first, last] = landscape.clearings;
  if (!first || !last) {
    throw new Error(`Cannot build ${name}: the landscape of seed ${seed} lacks two clearings`);
  }
  const random = randomStream(seed, `scenarios/${name}`);
  const back = random() < 0.5;
  const [from, to] = back ? [last, first] : [first, last];
  // Along the path, a little askew.
  const yaw = from.yaw + (back ? Math.PI : 0) + 0.5 * (random() - 0.5);
  const start = { x: from.x, y: from.y, yaw };
  return new World({
    ...episode,
    landscape,
    start,
    goal: { x: to.x, y: to.y, radius: GOAL_RADIUS },
    actors: createWildlife(landscape, start),
  });
}
