import { type LaneGraph } from "./lane_graph.ts";

/** Everything about the roads of a landscape. */
export interface RoadNetwork {
  readonly lanes: LaneGraph;
}
