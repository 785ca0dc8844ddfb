import { roadScenario } from "./road_scenario.ts";

/** A drive through roads that meet in a roundabout. */
export const roundabout = roadScenario({
  name: "roundabout",
  description: "roads that meet in a roundabout; a car, a goal along the lanes",
  layout: "roundabout",
  vehicles: 20,
  people: 16,
  distance: 260,
});
