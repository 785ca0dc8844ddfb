import { type LaneGraph } from "./lane_graph.ts";
import { type RoadLayout } from "./road_layout.ts";

/** Everything about the roads of a landscape. */
export interface RoadNetwork {
  /** Where vehicles drive and people walk, and what signals show them. */
  readonly lanes: LaneGraph;
  /** Where edges, junctions and crossings lie. */
  readonly layout: RoadLayout;
  /**
   * Metres from the point to the nearest ground that belongs to a road (carriageway, kerb, pavement,
   * shoulder); 0 on it, and never more than 40.
   */
  distance(x: number, y: number): number;
}
