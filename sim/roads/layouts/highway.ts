import { type Random } from "../../random.ts";
import { layCarriageway } from "../carriageway.ts";
import { roundedLine } from "../curves.ts";
import { reversed } from "../line.ts";
import { RoadPlan } from "../plan.ts";
import { INTERCHANGE } from "../slip_roads.ts";
import { between, type LayoutKind, ROAD_END } from "./layout_kind.ts";

/** Two carriageways with shoulders; slip roads leave and join on one side or both. */
export const highway: LayoutKind = {
  name: "highway",
  waves: 1.6,
  hills: 11,
  woods: 0.3,
  build: buildHighway,
};

function buildHighway(random: Random): RoadPlan {
  const plan = new RoadPlan();
  const turned = random() < 0.5;
  const heights = [between(random, -30, 30), between(random, -12, 12), between(random, -30, 30)];
  const line = roundedLine(heights.map((y, k) => {
    const x = (k - 1) * ROAD_END;
    return turned ? { x: -y, y: x } : { x, y };
  }));
  const lanes = random() < 0.5 ? 2 : 3;
  const speedLimit = (lanes === 3 ? 110 : 100) / 3.6;
  const sides = Math.floor(3 * random());
  for (const [index, each] of [line, reversed(line)].entries()) {
    const room = each.length - INTERCHANGE - 20;
    const has = sides === 2 || sides === index;
    const interchange = has ? 10 + between(random, 0, room) : null;
    layCarriageway(plan, { line: each, lanes, speedLimit, interchange });
  }
  return plan;
}
