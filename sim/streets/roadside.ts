import { type Vec3 } from "../pose.ts";
import { type Random } from "../random.ts";
import { type RoadEdge } from "../roads/road_layout.ts";
import { edgePoint, postLine, type StreetBuilder } from "./street_builder.ts";
import { type FurnitureKind } from "./streets.ts";
import { pictureSign } from "./signs/sign.ts";

/** Between street lamps on one side, and between posts with reflectors, metres. */
const LAMP_SPACING = 27;
const REFLECTOR_SPACING = 25;
const RAIL_PIECE = 4;
/** Warm white. */
const LAMP_COLOUR: Vec3 = [1, 0.78, 0.5];

/** Lamps, rails, posts, and what stands on pavements. */
export function placeRoadside(builder: StreetBuilder): void {
  builder.network.layout.edges.forEach((edge, index) => {
    const random = builder.random(`roadside/${index}`);
    if (edge.zone === "town") {
      if (edge.road >= 0 && edge.roadSide === "left") {
        lamps(builder, edge, "street_lamp", index % 2 * LAMP_SPACING / 2);
        if (edge.kerbed) pavement(builder, edge, random);
      }
    } else if (edge.zone === "rural") {
      if (edge.road >= 0) reflectors(builder, edge);
    } else {
      rails(builder, edge);
      if (edge.roadSide === "left" && edge.road >= 0) lamps(builder, edge, "highway_lamp", 20);
    }
  });
}

function lamps(
  builder: StreetBuilder,
  edge: RoadEdge,
  kind: "street_lamp" | "highway_lamp",
  first: number,
): void {
  const [spacing, height, arm, reach, away] = kind === "street_lamp"
    ? [LAMP_SPACING, 6.2, 1.9, 16, postLine(edge)]
    : [45, 10.5, 3.2, 28, 1.1];
  for (let s = 4 + first; s < edge.length - 3; s += spacing) {
    const at = freePost(builder, edge, s, away, 0.12);
    if (!at) continue;
    const { x, y, yaw } = at;
    const towards = yaw + Math.PI / 2;
    const { z } = builder.furnish(kind, x, y, towards);
    builder.lights.push({
      x: x + arm * Math.cos(towards),
      y: y + arm * Math.sin(towards),
      z: z + height - 0.1,
      colour: LAMP_COLOUR,
      reach,
    });
  }
}

/** Where a post may stand at `s` or a little further on; null where there is no room. */
function freePost(
  builder: StreetBuilder,
  edge: RoadEdge,
  s: number,
  away: number,
  radius: number,
): { x: number; y: number; yaw: number } | null {
  for (const shift of [0, 1.5, -1.5, 3, -3]) {
    if (s + shift < 0.5 || s + shift > edge.length - 0.5) continue;
    const at = edgePoint(edge, s + shift, away);
    if (builder.site.isFreePost(at.x, at.y, radius) && builder.site.onMap(at.x, at.y)) return at;
  }
  return null;
}

/** Posts with reflectors on both sides of country roads. */
function reflectors(builder: StreetBuilder, edge: RoadEdge): void {
  for (let s = 8; s < edge.length - 2; s += REFLECTOR_SPACING) {
    const at = freePost(builder, edge, s, postLine(edge), 0.08);
    if (at) builder.furnish("reflector_post", at.x, at.y, at.yaw);
  }
}

/** Guard rails, piece by piece, along the whole edge of a highway. */
function rails(builder: StreetBuilder, edge: RoadEdge): void {
  for (let s = RAIL_PIECE / 2; s + RAIL_PIECE / 2 <= edge.length; s += RAIL_PIECE) {
    const { x, y, yaw } = edgePoint(edge, s, 0.35);
    if (!builder.site.onMap(x, y)) continue;
    // Where a ramp leaves, the edge of the highway runs over its lanes.
    const clear = [-1, 0, 1].every((k) => {
      const end = edgePoint(edge, s + k * RAIL_PIECE / 2, 0.35);
      return builder.site.laneDistance(end.x, end.y) > 0.5;
    });
    if (!clear) continue;
    const from = edgePoint(edge, s - RAIL_PIECE / 2, 0.35);
    const to = edgePoint(edge, s + RAIL_PIECE / 2, 0.35);
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    const rise = builder.terrain.height(to.x, to.y) - builder.terrain.height(from.x, from.y);
    const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
    // The wave faces the road on either side: the shape is the same from both.
    const heading = edge.roadSide === "left" ? yaw : yaw + Math.PI;
    builder.furnish("guard_rail", middle.x, middle.y, heading, {
      size: [length, 1, 1],
      slope: (edge.roadSide === "left" ? rise : -rise) / length,
      z: (builder.terrain.height(from.x, from.y) + builder.terrain.height(to.x, to.y)) / 2,
    });
  }
}

/** Bins and benches at the back of a pavement; hydrants, bollards and trees at its kerb. */
function pavement(builder: StreetBuilder, edge: RoadEdge, random: Random): void {
  for (let s = 5 + 6 * random(); s < edge.length - 5; s += 7 + 10 * random()) {
    const what = random();
    const kerb = postLine(edge);
    if (what < 0.3 && streetTree(builder, edge, s, kerb, random)) continue;
    const choice: readonly [FurnitureKind, number, number] = what < 0.45
      ? ["litter_bin", -0.1, 0.26]
      : what < 0.6
      ? ["bench", 0.1, 0.9]
      : what < 0.7
      ? ["hydrant", kerb, 0.15]
      : what < 0.8
      ? ["post_box", 0, 0.3]
      : what < 0.9
      ? ["planter", 0.12, 0.4]
      : ["bollard", kerb, 0.1];
    const [kind, away, radius] = choice;
    const places = kind === "bollard" ? [0, 1.6, 3.2, 4.8] : [0];
    for (const shift of places) {
      const { x, y, yaw } = edgePoint(edge, s + shift, away);
      const free = kind === "bench"
        ? [-0.6, 0, 0.6].every((k) =>
          builder.site.isFreePost(x + k * Math.cos(yaw), y + k * Math.sin(yaw), 0.3)
        )
        : builder.site.isFreePost(x, y, radius);
      const size: Vec3 = kind === "planter" ? [0.7, 0.7, 0.8] : [1, 1, 1];
      if (free) builder.furnish(kind, x, y, yaw + Math.PI / 2, { size });
    }
  }
}

/** A tree in the pavement, a row of them on streets that have some. */
function streetTree(
  builder: StreetBuilder,
  edge: RoadEdge,
  s: number,
  away: number,
  random: Random,
): boolean {
  const { x, y } = edgePoint(edge, s, away);
  if (edge.margin < 2.6 || !builder.site.isFreePost(x, y, 0.3)) return false;
  builder.site.take({ x, y, yaw: 0, halfLength: 0.3, halfWidth: 0.3 });
  const variant = random() < 0.75 ? 0 : 2;
  builder.trees.push({
    kind: "tree",
    variant,
    x,
    y,
    yaw: 6 * random(),
    scale: 0.55 + 0.25 * random(),
  });
  return true;
}

/** Bus stops of long streets in towns; houses leave them room. */
export function placeBusStops(builder: StreetBuilder): void {
  builder.network.layout.edges.forEach((edge, index) => {
    const wanted = edge.zone === "town" && edge.kerbed && edge.road >= 0 && edge.length > 60;
    if (!wanted || edge.roadSide !== "left") return;
    const random = builder.random(`bus_stops/${index}`);
    if (random() < 0.55) busStop(builder, edge, edge.length * (0.35 + 0.3 * random()));
  });
}

/** A shelter behind the pavement with its sign at the kerb. */
function busStop(builder: StreetBuilder, edge: RoadEdge, s: number): void {
  for (const shift of [0, 4, -4, 8, -8, 12, -12]) {
    const { x, y, yaw } = edgePoint(edge, s + shift, 1.05);
    const plot = { x, y, yaw, halfLength: 2, halfWidth: 0.85 };
    if (!builder.site.isFree(plot, 0.1)) continue;
    const post = edgePoint(edge, s + shift + 3, postLine(edge));
    if (!builder.site.isFreePost(post.x, post.y, 0.1)) continue;
    builder.furnish("bus_shelter", x, y, yaw + Math.PI / 2);
    builder.signPost([pictureSign("bus_stop", 0.55)], post.x, post.y, yaw + Math.PI);
    return;
  }
}
