import { type Line, offsetLine } from "./line.ts";
import { type LaneDraft, type RoadPlan } from "./plan.ts";
import { HIGHWAY, profileNamed } from "./profiles.ts";
import {
  addEdge,
  addSlips,
  type Lay,
  laySlip,
  type Parts,
  partsFrom,
  VERGE,
} from "./slip_roads.ts";
import { type Along, type Ribbon, type Track } from "./strip.ts";

/** One direction of a highway. */
export interface CarriagewaySpec {
  /** Middle of the median, along the traffic of this direction. */
  readonly line: Line;
  readonly lanes: 2 | 3;
  /** m/s */
  readonly speedLimit: number;
  /** Where a slip road leaves and another joins, by arc length of their beginning; null without. */
  readonly interchange: number | null;
}

/** Lays one direction of a highway: its lanes and shoulder, and slip roads off it and onto it. */
export function layCarriageway(plan: RoadPlan, spec: CarriagewaySpec): void {
  const { line, lanes } = spec;
  const edge = HIGHWAY.firstLane + lanes * HIGHWAY.lane;
  const parts = spec.interchange === null ? null : partsFrom(spec.interchange);
  const ribbons: Ribbon[] = [];
  const lay: Lay = (profile, from, to, right, left, more = {}) => {
    const track = (u: Along): Track => ({ u, rise: 0 });
    ribbons.push({
      profile: profileNamed(profile),
      from,
      to,
      right: track(right),
      left: track(left),
      ...more,
    });
  };
  const end = line.length;
  lay("grass", 0, end, -HIGHWAY.inner, 0);
  lay(lanes === 2 ? "highway 2" : "highway 3", 0, end, -edge, -HIGHWAY.inner, {
    origin: -HIGHWAY.firstLane,
  });
  const open = (from: number, to: number) => {
    lay("shoulder", from, to, -edge - HIGHWAY.shoulder, -edge, { origin: -edge });
    lay("grass", from, to, -edge - HIGHWAY.shoulder - VERGE, -edge - HIGHWAY.shoulder);
  };
  const main = addMainLanes(plan, spec, parts);
  if (!parts) {
    open(0, end);
    addEdge(plan, offsetLine(line, -edge - HIGHWAY.shoulder), spec.speedLimit, "left");
  } else {
    open(0, parts.leave);
    open(parts.gone, parts.near);
    open(parts.joined, end);
    laySlip(lay, edge, parts, false);
    laySlip(lay, edge, parts, true);
    addSlips(plan, line, spec.speedLimit, edge, parts, main);
  }
  plan.strips.push({ line, ribbons });
  addEdge(plan, offsetLine(line, -HIGHWAY.inner), spec.speedLimit, "right");
  plan.roads.push({
    ...offsetLine(line, -(HIGHWAY.inner + edge) / 2),
    zone: "highway",
    halfWidth: (edge - HIGHWAY.inner) / 2 + HIGHWAY.shoulder,
    speedLimit: spec.speedLimit,
  });
}

/** The through lanes, cut where slip roads leave and join, from left to right in each piece. */
function addMainLanes(
  plan: RoadPlan,
  { line, lanes, speedLimit }: CarriagewaySpec,
  parts: Parts | null,
): LaneDraft[][] {
  const cuts = [
    0,
    ...(parts ? [parts.leave, parts.beside, parts.taper, parts.joined] : []),
    line.length,
  ];
  const pieces: LaneDraft[][] = [];
  for (let k = 0; k + 1 < cuts.length; k++) {
    const piece = Array.from({ length: lanes }, (_, lane) => {
      const u = -HIGHWAY.firstLane - (lane + 0.5) * HIGHWAY.lane;
      return plan.addLane(offsetLine(line, u, cuts[k]!, cuts[k + 1]!), HIGHWAY.lane, speedLimit);
    });
    for (let lane = 1; lane < lanes; lane++) plan.pair(piece[lane - 1]!, piece[lane]!);
    pieces.at(-1)?.forEach((before, lane) => plan.join(before, piece[lane]!));
    pieces.push(piece);
  }
  return pieces;
}
