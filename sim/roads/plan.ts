import {
  type Lane,
  type LaneControl,
  LaneGraph,
  type SignalGroup,
  type Walk,
} from "./lane_graph.ts";
import { type Line, lineThrough, posesOf } from "./line.ts";
import {
  type Approach,
  type Crossing,
  type JunctionDisc,
  type RoadCourse,
  type RoadEdge,
  type RoadLayout,
} from "./road_layout.ts";
import { type Strip } from "./strip.ts";

/** A lane that is still being joined to others. */
export interface LaneDraft {
  readonly id: number;
  readonly line: Line;
  readonly width: number;
  readonly speedLimit: number;
  readonly inJunction: boolean;
  readonly next: number[];
  readonly previous: number[];
  left: number;
  right: number;
  control: LaneControl;
  signal: number;
  readonly yieldTo: number[];
  readonly crossings: { walk: number; s: number }[];
}

/** A walk that is still being joined to others. */
export interface WalkDraft {
  readonly id: number;
  readonly kind: Walk["kind"];
  readonly line: Line;
  readonly width: number;
  readonly atStart: number[];
  readonly atEnd: number[];
  readonly lanes: number[];
  signal: number;
}

/** An area around a point, as a fan: asphalt of a junction, the middle of an island. */
export interface Fan {
  readonly x: number;
  readonly y: number;
  /** Corners counter-clockwise around the point, seen from it one after the other. */
  readonly boundary: readonly (readonly [number, number])[];
  /** Leaves a disc of this radius open around the point; 0 for none. */
  readonly hole: number;
  readonly profile: number;
  /** Metres above the base, at the boundary and in the middle. */
  readonly rise: number;
  readonly crown: number;
  /** Rises to its full height within this distance of the boundary, metres; as a dome where not given. */
  readonly lip?: number;
}

/** What a generator of roads makes, bit by bit. */
export class RoadPlan {
  readonly lanes: LaneDraft[] = [];
  readonly walks: WalkDraft[] = [];
  readonly signals: SignalGroup[] = [];
  readonly strips: Strip[] = [];
  readonly fans: Fan[] = [];
  readonly roads: RoadCourse[] = [];
  readonly edges: RoadEdge[] = [];
  readonly approaches: Approach[] = [];
  readonly junctions: JunctionDisc[] = [];
  readonly crossings: Crossing[] = [];

  addLane(line: Line, width: number, speedLimit: number, inJunction = false): LaneDraft {
    const lane: LaneDraft = {
      id: this.lanes.length,
      line: resampled(line),
      width,
      speedLimit,
      inJunction,
      next: [],
      previous: [],
      left: -1,
      right: -1,
      control: "none",
      signal: -1,
      yieldTo: [],
      crossings: [],
    };
    this.lanes.push(lane);
    return lane;
  }

  /** Lets vehicles go on from one lane to another. */
  join(from: LaneDraft, to: LaneDraft): void {
    from.next.push(to.id);
    to.previous.push(from.id);
  }

  /** Lets vehicles change between two lanes side by side. */
  pair(left: LaneDraft, right: LaneDraft): void {
    left.right = right.id;
    right.left = left.id;
  }

  addWalk(kind: Walk["kind"], line: Line, width: number): WalkDraft {
    const walk: WalkDraft = {
      id: this.walks.length,
      kind,
      line,
      width,
      atStart: [],
      atEnd: [],
      lanes: [],
      signal: -1,
    };
    this.walks.push(walk);
    return walk;
  }

  /** Everything of it as others use it. */
  finish(kind: string): { graph: LaneGraph; layout: RoadLayout } {
    const lanes = this.lanes.map(({ line, ...lane }): Lane => ({ ...lane, ...line }));
    const walks = this.walks.map(({ line, ...walk }): Walk => ({
      ...walk,
      x: line.x,
      y: line.y,
      spacing: line.spacing,
      length: line.length,
    }));
    const { roads, edges, approaches, junctions, crossings } = this;
    return {
      graph: new LaneGraph(lanes, walks, this.signals),
      layout: { kind, roads, edges, approaches, junctions, crossings },
    };
  }
}

/** Metres between samples of a lane's centre line, at most: closer in bends. */
const LANE_SPACING = 1.5;

function resampled(line: Line): Line {
  let sharpest = 0;
  for (let k = 1; k < line.yaw.length; k++) {
    sharpest = Math.max(sharpest, Math.abs(line.yaw[k]! - line.yaw[k - 1]!) / line.spacing);
  }
  return lineThrough(posesOf(line), sharpest > 0.02 ? LANE_SPACING / 2 : LANE_SPACING);
}
