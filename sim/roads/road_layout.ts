import { type LaneControl } from "./lane_graph.ts";

/** What a road runs through. */
export type Zone = "town" | "rural" | "highway";

/**
 * A line along the outer edge of pavement or shoulder: where the road's land ends and houses, rails
 * and posts may begin. It runs with the traffic of the nearest lane.
 */
export interface RoadEdge {
  /** Sampled evenly by arc length: metres, and radians (not wrapped). */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly yaw: Float64Array;
  readonly spacing: number;
  readonly length: number;
  /** Where the road lies, looking along the line: left, but for the inner edges of a median. */
  readonly roadSide: "left" | "right";
  readonly zone: Zone;
  /** Metres from the line to the carriageway: pavement with its kerb, or shoulder. */
  readonly margin: number;
  /** Whether that is a raised pavement; its kerb stands at the carriageway. */
  readonly kerbed: boolean;
  /** m/s, of the nearest lane. */
  readonly speedLimit: number;
  /** Which road it belongs to: an index of `RoadLayout.roads`; -1 at a corner of a junction. */
  readonly road: number;
}

/** A road as people name it: from junction to junction, or across the map. */
export interface RoadCourse {
  /** Its middle, sampled evenly by arc length. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly yaw: Float64Array;
  readonly spacing: number;
  readonly length: number;
  readonly zone: Zone;
  /** From its middle to the outer edge of pavement or shoulder on either side, metres. */
  readonly halfWidth: number;
  /** m/s */
  readonly speedLimit: number;
}

/** Lanes of one road that meet a junction: where a signal head or a sign belongs. */
export interface Approach {
  /** Lanes that end here, from left to right. */
  readonly lanes: readonly number[];
  /** Middle of the stop line across those lanes, and the heading of who comes to it. */
  readonly x: number;
  readonly y: number;
  readonly yaw: number;
  /** Length of the stop line, metres. */
  readonly width: number;
  /** Where a post stands clear of the traffic: right of the stop line, behind the kerb. */
  readonly postX: number;
  readonly postY: number;
  readonly control: LaneControl;
  /** Signal group, for `signal`; else -1. */
  readonly signal: number;
  /** Index of `RoadLayout.junctions`. */
  readonly junction: number;
  /** Walk of the crossing between stop line and junction; -1 where there is none. */
  readonly crossing: number;
  readonly zone: Zone;
  readonly road: number;
}

/** A disc around where roads meet: nothing but signals and signs stands in it. */
export interface JunctionDisc {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly kind: "signal" | "stop" | "yield" | "roundabout" | "ramp";
  /** Indices of `RoadLayout.approaches`. */
  readonly approaches: readonly number[];
  /** Radius of the island in its middle; 0 without. */
  readonly island: number;
}

/** A marked crossing for people on foot. */
export interface Crossing {
  /** Its walk, and the signal group that people heed; -1 where traffic lets them pass. */
  readonly walk: number;
  readonly signal: number;
  /** Middle of the carriageway, and the heading across it. */
  readonly x: number;
  readonly y: number;
  readonly yaw: number;
  /** From kerb to kerb, and along the road, metres. */
  readonly length: number;
  readonly width: number;
}

/** What builders of streets need to know of the roads. */
export interface RoadLayout {
  /** Name of the kind of layout: `town`, `country` ... */
  readonly kind: string;
  readonly roads: readonly RoadCourse[];
  readonly edges: readonly RoadEdge[];
  readonly approaches: readonly Approach[];
  readonly junctions: readonly JunctionDisc[];
  readonly crossings: readonly Crossing[];
}
