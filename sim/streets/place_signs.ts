import { type Random } from "../random.ts";
import { type Approach, type JunctionDisc, type RoadEdge } from "../roads/road_layout.ts";
import { highwayBoards } from "./highway_boards.ts";
import { boardSign, pictureSign, type SignDesign, type SignKind } from "./signs/sign.ts";
import { SIGNED_SPEEDS } from "./signs/pictures.ts";
import { DISTANCES, PLACE_NAMES, ROUTES } from "./signs/texts.ts";
import { pointOf } from "./site.ts";
import { type EdgePoint, edgePoint, postLine, type StreetBuilder } from "./street_builder.ts";

/** Metres between two signs of the same speed limit. */
const LIMIT_SPACING = 110;
/** Bends tighter than this are warned of. */
const SHARP_RADIUS = 75;
const BEHIND = 0.3;

/** Signs along all roads, at junctions and at crossings. */
export function placeSigns(builder: StreetBuilder): void {
  const random = builder.random("signs");
  const names = shuffled(PLACE_NAMES, random);
  const routes = shuffled(ROUTES, random);
  const { layout } = builder.network;
  layout.approaches.forEach((approach) => approachSigns(builder, approach, names, routes, random));
  for (const crossing of layout.crossings) {
    if (crossing.signal < 0) crossingSigns(builder, crossing);
  }
  layout.edges.forEach((edge) => {
    if (edge.road < 0 || edge.roadSide !== "left") return;
    speedLimits(builder, edge);
    if (edge.zone === "rural") bends(builder, edge);
    if (edge.zone === "highway") plate(builder, edge, edge.length - 14, "no_entry", 0.9, true);
    if (edge.zone === "town" && edge.length > 50) {
      plate(builder, edge, edge.length * (0.25 + 0.5 * random()), "parking", 0.55, false);
    }
  });
  entrances(builder, names);
  if (layout.kind === "highway") highwayBoards(builder, names, routes);
}

/** What stands right of a stop line, and the board before it. */
function approachSigns(
  builder: StreetBuilder,
  approach: Approach,
  names: readonly string[],
  routes: readonly string[],
  random: Random,
): void {
  const { layout } = builder.network;
  const junction = layout.junctions[approach.junction];
  const facing = approach.yaw + Math.PI;
  const { postX, postY } = approach;
  const plates: SignDesign[] = [];
  if (approach.control === "stop") plates.push(pictureSign("stop", 0.85));
  if (approach.control === "yield") plates.push(pictureSign("yield", 0.9));
  if (junction?.kind === "roundabout") plates.push(pictureSign("roundabout", 0.65));
  const gives = approach.control === "none" &&
    (junction?.kind === "stop" || junction?.kind === "yield");
  if (gives) plates.push(pictureSign("priority_road", 0.6));
  if (plates.length > 0) builder.signPost(plates, postX, postY, facing);
  if (!junction || junction.kind === "ramp") return;
  if (junction.kind === "roundabout") islandSigns(builder, approach, junction);

  // What is to be expected, and where the roads lead to.
  const warned = junction.kind === "signal"
    ? "signals_ahead"
    : junction.kind === "roundabout"
    ? "roundabout_ahead"
    : null;
  if (warned && approach.zone !== "town") {
    before(builder, approach, 45, [pictureSign(warned, 0.9)]);
  }
  const ways = (["left", "ahead", "right"] as const).map((arrow, way) => ({
    arrow,
    text: names[(approach.junction * 5 + way * 3 + approach.road) % names.length]!,
    distance: DISTANCES[Math.floor(20 * random())]!,
  }));
  const lines = junction.approaches.length > 3 ? ways : [ways[0]!, ways[2]!];
  if (random() < 0.75) {
    const board = boardSign("direction", lines, 0.17);
    const route = boardSign("route", [{ text: routes[approach.road % routes.length]! }], 0.16);
    before(builder, approach, 24, [route, board]);
  }
}

/** On the island of a roundabout, before who comes to it: that the way leads round it to the right. */
function islandSigns(builder: StreetBuilder, { yaw }: Approach, junction: JunctionDisc): void {
  for (const within of [0.9, 1.6, 2.4]) {
    const [x, y] = pointOf({ ...junction, yaw }, within - junction.island, 0);
    if (within > junction.island || !builder.site.isFreePost(x, y, 0.06)) continue;
    const plates = [pictureSign("keep_right", 0.6), pictureSign("chevron_right", 0.7)];
    builder.signPost(plates, x, y, yaw + Math.PI, 0.7);
    return;
  }
}

/** Puts plates right of the road, that far before a stop line. */
function before(
  builder: StreetBuilder,
  approach: Approach,
  metres: number,
  plates: readonly SignDesign[],
): void {
  const { postX, postY, yaw } = approach;
  const target = pointOf({ x: postX, y: postY, yaw }, -metres, 0);
  const at = nearestOnEdge(builder, target[0], target[1], yaw, BEHIND + 0.15);
  if (!at) return;
  const half = Math.max(...plates.map(({ width }) => width)) / 2;
  if (!boardFits(builder, at, half)) return;
  builder.signPost(plates, at.x, at.y, at.yaw + Math.PI);
}

/** Whether a board that wide hangs clear of walls and its posts of ways; moves it off the road. */
function boardFits(builder: StreetBuilder, at: EdgePoint, half: number): boolean {
  const { site } = builder;
  if (half < 0.6) return site.isFreePost(at.x, at.y, 0.06);
  // Beyond the pavement: its inner rim where a small sign's post would be.
  const moved = pointOf(at, 0, -half + 0.1);
  const plot = { x: moved[0], y: moved[1], yaw: at.yaw, halfLength: 0.2, halfWidth: half };
  if (!site.isFree(plot, 0.05)) return false;
  site.take(plot);
  Object.assign(at, { x: moved[0], y: moved[1] });
  return true;
}

/** The point of an outer edge nearest to a point, whose traffic runs at about that heading. */
function nearestOnEdge(
  builder: StreetBuilder,
  px: number,
  py: number,
  yaw: number,
  away: number,
): EdgePoint | null {
  let best: EdgePoint | null = null;
  let least = 8;
  for (const edge of builder.network.layout.edges) {
    if (edge.roadSide !== "left" || edge.road < 0) continue;
    for (let k = 0; k < edge.x.length; k++) {
      const d = Math.hypot(edge.x[k]! - px, edge.y[k]! - py);
      if (d >= least || Math.cos(edge.yaw[k]! - yaw) < 0.7) continue;
      least = d;
      best = edgePoint(edge, k * edge.spacing, away);
    }
  }
  return best;
}

/** On both sides of a crossing without signals, one for the traffic of each way. */
function crossingSigns(
  builder: StreetBuilder,
  crossing: {
    readonly x: number;
    readonly y: number;
    readonly yaw: number;
    readonly length: number;
    readonly width: number;
  },
): void {
  for (const way of [0, Math.PI]) {
    // The kerb lies right of the traffic that passes there: it comes a quarter turn from the way to it.
    const across = { x: crossing.x, y: crossing.y, yaw: crossing.yaw + way };
    const heading = across.yaw + Math.PI / 2;
    for (
      const [out, along] of [[0.45, 0.45], [0.45, 0.9], [0.45, 1.6], [2.6, 0.6], [3.2, 1]] as const
    ) {
      const [x, y] = pointOf(across, crossing.length / 2 + out, -(crossing.width / 2 + along));
      if (!builder.site.isFreePost(x, y, 0.06)) continue;
      builder.signPost([pictureSign("pedestrian_crossing", 0.65)], x, y, heading + Math.PI);
      break;
    }
  }
}

/** Says the limit of the lane beside it, at the start of an edge and every so often. */
function speedLimits(builder: StreetBuilder, edge: RoadEdge): void {
  for (let s = Math.min(9, edge.length / 2); s < edge.length - 4; s += LIMIT_SPACING) {
    for (const shift of [0, 2, 4, 6, -2, 10]) {
      const at = edgePoint(edge, s + shift, postLine(edge));
      if (!builder.site.onMap(at.x, at.y) || !builder.site.isFreePost(at.x, at.y, 0.06)) continue;
      const place = builder.site.laneBeside(at.x, at.y, at.yaw);
      const lane = place && builder.network.lanes.lanes[place.lane]!;
      if (!lane || lane.inJunction) continue;
      const limit = Math.round(lane.speedLimit * 3.6);
      if (!SIGNED_SPEEDS.includes(limit)) continue;
      const size = edge.zone === "highway" ? 0.9 : 0.68;
      const sign = pictureSign("speed_limit", size, String(limit));
      builder.signPost([sign], at.x, at.y, at.yaw + Math.PI, 2);
      break;
    }
  }
}

/** One picture beside a road, for its traffic, or for who comes against it. */
function plate(
  builder: StreetBuilder,
  edge: RoadEdge,
  s: number,
  kind: SignKind,
  size: number,
  against: boolean,
): void {
  const at = edgePoint(edge, s, postLine(edge));
  if (!builder.site.onMap(at.x, at.y) || !builder.site.isFreePost(at.x, at.y, 0.06)) return;
  builder.signPost([pictureSign(kind, size)], at.x, at.y, at.yaw + (against ? 0 : Math.PI));
}

/** A warning before sharp bends, and chevrons on their outside. */
function bends(builder: StreetBuilder, edge: RoadEdge): void {
  const turn = (s: number) => {
    const reach = 6;
    return (edgePoint(edge, s + reach).yaw - edgePoint(edge, s - reach).yaw) / (2 * reach);
  };
  let warnedUntil = -Infinity;
  for (let s = 8; s < edge.length - 8; s += 7) {
    const curvature = turn(s);
    if (Math.abs(curvature) < 1 / SHARP_RADIUS) continue;
    const left = curvature > 0;
    if (s > warnedUntil) {
      const at = edgePoint(edge, Math.max(1, s - 30), BEHIND);
      const kind: SignKind = left ? "curve_left" : "curve_right";
      if (builder.site.onMap(at.x, at.y) && builder.site.isFreePost(at.x, at.y, 0.06)) {
        builder.signPost([pictureSign(kind, 0.9)], at.x, at.y, at.yaw + Math.PI);
      }
    }
    warnedUntil = s + 40;
    // Who turns left has this edge before him.
    if (!left) continue;
    const at = edgePoint(edge, s, 0.9);
    if (!builder.site.onMap(at.x, at.y) || !builder.site.isFreePost(at.x, at.y, 0.06)) continue;
    const facing = at.yaw + Math.PI + 0.25;
    builder.signPost([pictureSign("chevron_left", 0.6)], at.x, at.y, facing, 0.8);
  }
}

/** The name of the place where its streets begin: at the map's rim, where a road comes in. */
function entrances(builder: StreetBuilder, names: readonly string[]): void {
  const { layout } = builder.network;
  let count = 0;
  for (const edge of layout.edges) {
    if (edge.road < 0 || edge.roadSide !== "left" || edge.zone === "highway" || count >= 4) {
      continue;
    }
    const rim = builder.terrain.size / 2 - 30;
    const comesIn = Math.max(Math.abs(edge.x[0]!), Math.abs(edge.y[0]!)) > rim;
    if (!comesIn || edge.length < 40) continue;
    const board = boardSign("place_name", [{ text: names[count]! }], 0.24);
    for (const s of [18, 24, 30, 12]) {
      const at = edgePoint(edge, s, BEHIND + 0.15);
      if (!builder.site.onMap(at.x, at.y) || !boardFits(builder, at, board.width / 2)) continue;
      builder.signPost([board], at.x, at.y, at.yaw + Math.PI, 1.3);
      count++;
      break;
    }
  }
}

/** The same in an order of its own (Fisher and Yates). */
function shuffled<T>(list: readonly T[], random: Random): T[] {
  const order = [...list];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor((i + 1) * random());
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
