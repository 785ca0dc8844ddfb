import { roadScenario } from "./road_scenario.ts";

/** A drive through streets of a town with lights, crossings and people. */
export const town = roadScenario({
  name: "town",
  description: "streets of a town with lights, crossings and people; a car, a goal along the lanes",
  layout: "town",
  vehicles: 40,
  people: 70,
  distance: 320,
});
