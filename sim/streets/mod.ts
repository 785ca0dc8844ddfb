import { type RoadNetwork } from "../roads/road_network.ts";
import { type Terrain } from "../terrain/terrain.ts";
import { placeBuildings } from "./buildings.ts";
import { placeSigns } from "./place_signs.ts";
import { placeBusStops, placeRoadside } from "./roadside.ts";
import { placeSignals } from "./signals.ts";
import { StreetBuilder } from "./street_builder.ts";
import { type Streets } from "./streets.ts";

export { createSignalHeads } from "./signal_heads.ts";
export { type Streets } from "./streets.ts";

/**
 * Builds along the roads of a landscape: houses, lamps, signs, signals. Equal arguments give equal
 * streets.
 *
 * @param firstId Id of the first entity; the others follow it without a gap.
 */
export function furnish(
  network: RoadNetwork,
  terrain: Terrain,
  seed: number,
  firstId: number,
): Streets {
  const builder = new StreetBuilder(network, terrain, seed, firstId);
  // What must stand at a certain place comes first, what finds room elsewhere last.
  placeSignals(builder);
  placeSigns(builder);
  placeBusStops(builder);
  placeBuildings(builder);
  placeRoadside(builder);
  return builder.streets();
}
