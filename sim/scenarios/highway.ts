import { roadScenario } from "./road_scenario.ts";

/** A drive through two carriageways with ramps. */
export const highway = roadScenario({
  name: "highway",
  description: "two carriageways with ramps; a car, a goal along the lanes",
  layout: "highway",
  vehicles: 46,
  people: 0,
  distance: 380,
});
