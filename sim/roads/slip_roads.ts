import { roundedLine } from "./curves.ts";
import { exitPoint, limitFor } from "./layouts/layout_kind.ts";
import { beside, joined, type Line, type LinePose, offsetLine, poseOn, sharpest } from "./line.ts";
import { type Fan, type LaneDraft, type RoadPlan } from "./plan.ts";
import { HIGHWAY, type ProfileName, profileNamed } from "./profiles.ts";
import { type Along, at, type Ribbon, type Track } from "./strip.ts";

/** Lengths of an interchange, one part after the other along the highway, metres. */
const DIVERGE = 70;
const GORE = 55;
const RAMP = 66;
const PARALLEL = 85;
const MERGE = 70;
/** Length of all of it. */
export const INTERCHANGE = DIVERGE + 2 * (GORE + RAMP) + PARALLEL + MERGE;

/** Width of mown grass beside highways and ramps, metres. */
export const VERGE = 3.5;
/** Width of the gore where its paint ends, and of a ramp left of its lane. */
const GORE_WIDTH = 5.2;
const RAMP_LEFT = 2.2;
/** A ramp's own strip begins this far after its gore, so that the cuts across both do not meet. */
const WEDGE = 1.2;
const RAMP_RIGHT = HIGHWAY.ramp / 2 + HIGHWAY.rampMargin;
const GORE_LIMIT = 60 / 3.6;
const SLIP_LIMIT = 80 / 3.6;
const HALF = HIGHWAY.lane / 2;

/** Arc lengths of the parts of an interchange, in the order in which traffic comes to them. */
export interface Parts {
  /** A slip road begins to leave; it parts from the carriageway; it is gone. */
  readonly leave: number;
  readonly part: number;
  readonly gone: number;
  /** The ramps lead away from the highway. */
  readonly middle: number;
  /** The other slip road comes near; runs beside the carriageway; narrows; has joined it. */
  readonly near: number;
  readonly beside: number;
  readonly taper: number;
  readonly joined: number;
}

/** The parts of an interchange whose slip road leaves there. */
export function partsFrom(leave: number): Parts {
  const part = leave + DIVERGE, gone = part + GORE, middle = gone + RAMP;
  const near = middle + RAMP, beside = near + GORE, taper = beside + PARALLEL;
  return { leave, part, gone, middle, near, beside, taper, joined: taper + MERGE };
}

/** Shapes of a slip road beside the carriageway, mirrored along it where it joins. */
function slipShape(edge: number, parts: Parts, joins: boolean) {
  const { leave, part, gone, near, beside, joined: whole } = parts;
  const widen = (v: number) => Math.min(1, joins ? (whole - v) / 55 : (v - leave) / 45);
  const away = (v: number) => joins ? (beside - v) / GORE : (v - part) / GORE;
  const gap = (v: number) => GORE_WIDTH * away(v) ** 3;
  const gapSlope = (v: number) => (joins ? -1 : 1) * 3 * GORE_WIDTH * away(v) ** 2 / GORE;
  return {
    /** Where the auxiliary lane lies, and where the gore does. */
    lane: joins ? [beside, whole] as const : [leave, part] as const,
    gore: joins ? [near, beside] as const : [part, gone] as const,
    width: (v: number) => HIGHWAY.lane * Math.max(0, widen(v)),
    away,
    /** Middle of the ramp's lane beside the gore. */
    middle: (v: number) => -edge - HALF - gap(v),
    slope: (v: number) => -gapSlope(v),
  };
}

/** Lays a ribbon of the highway's own strip. */
export type Lay = (
  profile: ProfileName,
  from: number,
  to: number,
  right: Along,
  left: Along,
  more?: Partial<Ribbon>,
) => void;

/** Lays the surface of one slip road beside the carriageway. */
export function laySlip(lay: Lay, edge: number, parts: Parts, joins: boolean): void {
  const { lane, gore, width, away, middle } = slipShape(edge, parts, joins);
  const outer = (v: number) => -edge - width(v);
  lay("auxiliary", lane[0], lane[1], outer, -edge, { origin: -edge });
  lay("shoulder", ...lane, (v) => outer(v) - HIGHWAY.shoulder, outer, { origin: outer });
  lay(
    "grass",
    ...lane,
    (v) => outer(v) - HIGHWAY.shoulder - VERGE,
    (v) => outer(v) - HIGHWAY.shoulder,
  );
  const left = (v: number) => middle(v) + HALF + (RAMP_LEFT - HALF) * away(v);
  const right = (v: number) =>
    middle(v) - HALF - HIGHWAY.shoulder + (HIGHWAY.shoulder - HIGHWAY.rampMargin) * away(v);
  lay("gore", ...gore, left, -edge, { origin: -edge });
  lay("ramp", ...gore, right, left, { origin: middle });
  lay("grass", ...gore, (v) => right(v) - VERGE, right);
}

/** Lanes of both slip roads and of the ramps that they go on as, down to the edge of the map. */
export function addSlips(
  plan: RoadPlan,
  line: Line,
  speedLimit: number,
  edge: number,
  parts: Parts,
  main: readonly LaneDraft[][],
): void {
  const axis = poseOn(line, parts.middle);
  for (const joins of [false, true]) {
    const shape = slipShape(edge, parts, joins);
    const [from, to] = shape.gore;
    const gore = offsetLine(line, shape.middle, from, to, shape.slope);
    const free = joins ? poseOn(gore, 0) : poseOn(gore, gore.length);
    const ramp = rampLine(axis, free, joins);
    const limit = limitFor(sharpest(ramp), GORE_LIMIT);
    const goreLane = plan.addLane(gore, HIGHWAY.ramp, GORE_LIMIT);
    const rampLane = plan.addLane(ramp, HIGHWAY.ramp, limit);
    const shift = (v: number) => {
      const [a, b] = joins ? [parts.taper, parts.joined] : [parts.leave, parts.part];
      const t = (v - a) / (b - a);
      return {
        share: t * t * t * (t * (6 * t - 15) + 10),
        rate: 30 * (t * (1 - t)) ** 2 / (b - a),
      };
    };
    const last = (piece: number) => main[piece]!.at(-1)!;
    if (joins) {
      plan.join(rampLane, goreLane);
      const besideLane = plan.addLane(
        offsetLine(line, -edge - HALF, parts.beside, parts.taper),
        HIGHWAY.lane,
        speedLimit,
      );
      plan.join(goreLane, besideLane);
      plan.pair(last(2), besideLane);
      const merge = plan.addLane(
        offsetLine(
          line,
          (v) => -edge - HALF + HIGHWAY.lane * shift(v).share,
          parts.taper,
          parts.joined,
          (v) => HIGHWAY.lane * shift(v).rate,
        ),
        HIGHWAY.lane,
        SLIP_LIMIT,
      );
      plan.join(besideLane, merge);
      plan.join(merge, last(4));
      merge.yieldTo.push(last(3).id);
    } else {
      const diverge = plan.addLane(
        offsetLine(
          line,
          (v) => -edge + HALF - HIGHWAY.lane * shift(v).share,
          parts.leave,
          parts.part,
          (v) => -HIGHWAY.lane * shift(v).rate,
        ),
        HIGHWAY.lane,
        SLIP_LIMIT,
      );
      plan.join(last(0), diverge);
      plan.join(diverge, goreLane);
      plan.join(goreLane, rampLane);
    }
    layRamp(plan, ramp, limit, joins);
    const cut = poseOn(line, joins ? parts.near : parts.gone);
    const middle = shape.middle(joins ? parts.near : parts.gone);
    plan.fans.push(wedge(
      [beside(cut, middle - RAMP_RIGHT), beside(cut, middle + RAMP_LEFT)],
      poseOn(ramp, joins ? ramp.length - WEDGE : WEDGE),
      joins,
    ));
    addSlipEdges(plan, line, edge, parts, joins, ramp, speedLimit);
    const nose = poseOn(line, joins ? parts.near : parts.gone);
    const [x, y] = beside(nose, -edge - GORE_WIDTH / 2);
    plan.junctions.push({ x, y, radius: 5, kind: "ramp", approaches: [], island: 0 });
  }
}

/**
 * From where a slip road is clear of the highway to the edge of the map, or back: it turns beside the other
 * ramp of its interchange, which traffic the other way uses.
 */
function rampLine(axis: LinePose, free: LinePose, joins: boolean): Line {
  const away = axis.yaw - Math.PI / 2;
  const shift = (joins ? 1 : -1) * RAMP_LEFT;
  const foot = {
    x: axis.x + shift * Math.cos(axis.yaw),
    y: axis.y + shift * Math.sin(axis.yaw),
  };
  // Where the slip road's heading crosses the road that leads away.
  const [cos, sin] = [Math.cos(free.yaw), Math.sin(free.yaw)];
  const cross = cos * Math.sin(away) - sin * Math.cos(away);
  const t = ((foot.x - free.x) * Math.sin(away) - (foot.y - free.y) * Math.cos(away)) / cross;
  const corner = { x: free.x + t * cos, y: free.y + t * sin };
  const end = exitPoint(corner.x, corner.y, away);
  return roundedLine(joins ? [end, corner, free] : [free, corner, end]);
}

/** What lies between the cut across the highway where a slip road's gore ends and that across its ramp. */
function wedge(
  [right, left]: readonly [[number, number], [number, number]],
  ramp: LinePose,
  joins: boolean,
): Fan {
  const [rampRight, rampLeft] = [beside(ramp, -RAMP_RIGHT), beside(ramp, RAMP_LEFT)];
  const boundary = joins ? [rampRight, right, left, rampLeft] : [right, rampRight, rampLeft, left];
  const mean = (axis: 0 | 1) => boundary.reduce((sum, point) => sum + point[axis], 0) / 4;
  const profile = profileNamed("asphalt");
  return { x: mean(0), y: mean(1), boundary, hole: 0, profile, rise: 0, crown: 0 };
}

function layRamp(plan: RoadPlan, line: Line, speedLimit: number, joins: boolean): void {
  const track = (u: number): Track => ({ u, rise: 0 });
  const whole = joins ? { from: 0, to: line.length - WEDGE } : { from: WEDGE, to: line.length };
  const grass = profileNamed("grass");
  plan.strips.push({
    line,
    ribbons: [
      {
        ...whole,
        profile: profileNamed("ramp"),
        right: track(-RAMP_RIGHT),
        left: track(RAMP_LEFT),
      },
      { ...whole, profile: grass, right: track(-RAMP_RIGHT - VERGE), left: track(-RAMP_RIGHT) },
      { ...whole, profile: grass, right: track(RAMP_LEFT), left: track(RAMP_LEFT + VERGE) },
    ],
  });
  plan.roads.push({ ...line, zone: "highway", halfWidth: RAMP_RIGHT, speedLimit });
}

/** The outer edge of highway, slip road and ramp in one line; and the highway's own between the ramps. */
function addSlipEdges(
  plan: RoadPlan,
  line: Line,
  edge: number,
  parts: Parts,
  joins: boolean,
  ramp: Line,
  speedLimit: number,
): void {
  const { lane, gore, width, away, middle } = slipShape(edge, parts, joins);
  const outer = (v: number) => -edge - width(v) - HIGHWAY.shoulder;
  const right = (v: number) =>
    middle(v) - HALF - HIGHWAY.shoulder + (HIGHWAY.shoulder - HIGHWAY.rampMargin) * away(v);
  const along = (u: Along, from: number, to: number) => offsetLine(line, (v) => at(u, v), from, to);
  const open = -edge - HIGHWAY.shoulder;
  const ramped = offsetLine(ramp, -RAMP_RIGHT);
  const pieces = joins
    ? [ramped, along(right, ...gore), along(outer, ...lane), along(open, parts.joined, line.length)]
    : [along(open, 0, parts.leave), along(outer, ...lane), along(right, ...gore), ramped];
  addEdge(plan, joined(pieces), speedLimit, "left");
  if (!joins) addEdge(plan, along(open, parts.gone + 1, parts.near - 1), speedLimit, "left");
}

/** Adds an edge of a highway to the layout. */
export function addEdge(
  plan: RoadPlan,
  edge: Line,
  speedLimit: number,
  roadSide: "left" | "right",
): void {
  plan.edges.push({
    ...edge,
    roadSide,
    zone: "highway",
    margin: roadSide === "left" ? HIGHWAY.shoulder : HIGHWAY.firstLane - HIGHWAY.inner,
    kerbed: false,
    speedLimit,
    road: plan.roads.length,
  });
}
