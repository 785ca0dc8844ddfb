import { type Terrain } from "../terrain/terrain.ts";
import { type LaneGraph } from "./lane_graph.ts";
import { type RoadLayout } from "./road_layout.ts";
import { type RoadMesh } from "./road_mesh.ts";

/** Everything about the roads of a landscape. */
export interface RoadNetwork {
  /** Where vehicles drive and people walk, and what signals show them. */
  readonly lanes: LaneGraph;
  /** Where edges, junctions and crossings lie. */
  readonly layout: RoadLayout;
  /** Its surface as triangles. */
  readonly mesh: RoadMesh;
  /** What is drawn of the ground beneath it, in place of the terrain: a little lower under carriageways. */
  readonly relief: Pick<Terrain, "size" | "height" | "surface">;
  /**
   * Metres from the point to the nearest ground that belongs to a road (carriageway, kerb, pavement,
   * shoulder); 0 on it, and never more than 40.
   */
  distance(x: number, y: number): number;
}
