import { type Random } from "../../random.ts";
import { type RoadSpec } from "../arms.ts";
import { buildNetwork } from "../build_network.ts";
import { roundedLine } from "../curves.ts";
import { sharpest } from "../line.ts";
import { type RoadPlan } from "../plan.ts";
import { COUNTRY_ROAD, STREET } from "../sections.ts";
import { between, exitPoint, type LayoutKind, limitFor } from "./layout_kind.ts";

/** A roundabout where three to five roads meet: streets with pavements, roads into the country. */
export const roundabout: LayoutKind = {
  name: "roundabout",
  waves: 1.4,
  hills: 8,
  woods: 0.25,
  build: buildRoundabout,
};

function buildRoundabout(random: Random): RoadPlan {
  const count = 3 + Math.floor(3 * random());
  const centre = { x: between(random, -25, 25), y: between(random, -25, 25) };
  const ring = between(random, 14, 16) + (count - 3) * 2.2;
  const first = 2 * Math.PI * random();
  // Streets lie side by side, so that pavements go on around the corners between them.
  const streets = Math.floor(between(random, 1, count + 0.5));
  const roads = Array.from({ length: count }, (_, k): RoadSpec => {
    const bearing = first + 2 * Math.PI * (k + between(random, -0.09, 0.09)) / count;
    const straight = {
      x: centre.x + 75 * Math.cos(bearing),
      y: centre.y + 75 * Math.sin(bearing),
    };
    const bend = bearing + between(random, -0.35, 0.35);
    const middle = {
      x: straight.x + 75 * Math.cos(bend),
      y: straight.y + 75 * Math.sin(bend),
    };
    const end = exitPoint(middle.x, middle.y, bearing + between(random, -0.25, 0.25));
    const line = roundedLine([centre, straight, middle, end]);
    const base = k < streets ? STREET : COUNTRY_ROAD;
    const k0 = sharpest(line);
    return {
      section: { ...base, speedLimit: limitFor(k0 / (1 - 1.8 * k0), base.speedLimit) },
      line,
      start: 0,
      end: -1,
    };
  });
  return buildNetwork(
    [{ ...centre, control: "ring", crossings: true, cornerRadius: 8, ring }],
    roads,
  );
}
