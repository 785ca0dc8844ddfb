import { createLandscape } from "../landscape.ts";
import { randomStream } from "../random.ts";
import { World } from "../world.ts";
import { type Scenario } from "./scenario.ts";

const GOAL_RADIUS = 2;

/** A drive to a goal 60 m away in a meadow with woods; the dirt path leads there, others may too. */
export const offroad: Scenario = {
  name: "offroad",
  description: "meadow, woods and ponds; a goal 60 m away that a dirt path leads to",
  tags: ["offroad", "goal"],
  timeLimit: 300,
  build(seed, episode) {
    const landscape = createLandscape(seed);
    const [first, last] = landscape.clearings;
    if (!first || !last) {
      throw new Error(`Cannot build offroad: the landscape of seed ${seed} lacks two clearings`);
    }
    const random = randomStream(seed, "scenarios/offroad");
    const back = random() < 0.5;
    const [from, to] = back ? [last, first] : [first, last];
    // Along the path, a little askew.
    const yaw = from.yaw + (back ? Math.PI : 0) + 0.5 * (random() - 0.5);
    return new World({
      ...episode,
      landscape,
      start: { x: from.x, y: from.y, yaw },
      goal: { x: to.x, y: to.y, radius: GOAL_RADIUS },
    });
  },
};
