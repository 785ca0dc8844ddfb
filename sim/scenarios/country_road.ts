import { roadScenario } from "./road_scenario.ts";

/** A drive through a winding road through hills. */
export const countryRoad = roadScenario({
  name: "country_road",
  description: "a winding road through hills; a car, a goal along the lanes",
  layout: "country",
  vehicles: 12,
  people: 0,
  distance: 350,
});
