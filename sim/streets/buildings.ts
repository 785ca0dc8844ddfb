import { type Random } from "../random.ts";
import { type RoadEdge } from "../roads/road_layout.ts";
import { ACCENTS, pick, ROOF_TINTS, TINTS, varied } from "./building_looks.ts";
import { SHOP_NAMES } from "./signs/texts.ts";
import { boardSign } from "./signs/sign.ts";
import { outlineOf, type Plot } from "./site.ts";
import { edgePoint, type StreetBuilder } from "./street_builder.ts";
import { type Building, type Facade, type GroundFloor, type RoofKind } from "./streets.ts";

/** What is asked of a building before it has a place. */
interface Design {
  readonly halfLength: number;
  readonly halfWidth: number;
  readonly storeys: number;
  readonly storeyHeight: number;
  readonly facade: Facade;
  readonly groundFloor: GroundFloor;
  readonly roof: RoofKind;
}

/** How far fronts of a row stand behind the pavement. */
const ROW_SETBACK = 0.55;

/** Builds along every edge of a road, as its zone asks. */
export function placeBuildings(builder: StreetBuilder): void {
  builder.network.layout.edges.forEach((edge, index) => {
    if (edge.roadSide !== "left" || edge.road < 0) return;
    const random = builder.random(`buildings/${index}`);
    if (edge.zone === "town") {
      if (random() < 0.68) row(builder, edge, random);
      else detached(builder, edge, random, 4.5, 7, 0.92);
    } else if (edge.zone === "rural") country(builder, edge, random);
    else warehouses(builder, edge, random);
  });
}

/** Houses wall to wall, with a gap here and there. */
function row(builder: StreetBuilder, edge: RoadEdge, random: Random): void {
  // Neighbours are alike: few storeys apart, and of the same depth.
  const usual = 2 + Math.floor(3.4 * random());
  const halfWidth = 4.5 + 1.5 * random();
  for (let s = 1; s < edge.length - 5;) {
    if (random() < 0.08) {
      gap(builder, edge, s + 3, random);
      s += 6;
      continue;
    }
    const length = 7 + 8 * random();
    const tower = random() < 0.13;
    const storeys = tower
      ? 5 + Math.floor(4 * random())
      : Math.max(1, usual + pick(random, [-1, 0, 0, 1]));
    const facade = tower
      ? pick(random, ["glass", "concrete", "concrete", "brick"] as const)
      : pick(random, ["brick", "brick", "plaster", "plaster", "plaster", "concrete"] as const);
    const flat = tower || facade === "concrete" || random() < 0.25;
    const design: Design = {
      halfLength: length / 2,
      halfWidth,
      storeys,
      storeyHeight: 2.9 + 0.4 * random(),
      facade,
      groundFloor: storeys > 1 && random() < 0.55 ? "shop" : "house",
      roof: flat ? "flat" : "gabled",
    };
    if (place(builder, edge, s + length / 2, ROW_SETBACK, design, random)) s += length + 0.12;
    else s += 2.5;
  }
}

/** Houses that stand alone, each behind a garden with a hedge or a fence. */
function detached(
  builder: StreetBuilder,
  edge: RoadEdge,
  random: Random,
  least: number,
  most: number,
  share: number,
): void {
  for (let s = 2; s < edge.length - 8;) {
    const length = 8 + 5 * random();
    const garden = 3 + 5 * random();
    const middle = s + garden + length / 2;
    const design: Design = {
      halfLength: length / 2,
      halfWidth: 4 + 1.5 * random(),
      storeys: 1 + Math.floor(1.7 * random()),
      storeyHeight: 2.8,
      facade: pick(random, ["brick", "plaster", "plaster", "timber"] as const),
      groundFloor: "house",
      roof: random() < 0.3 ? "hipped" : "gabled",
    };
    const setback = least + (most - least) * random();
    const built = random() < share && place(builder, edge, middle, setback, design, random);
    if (built) {
      frontGarden(builder, edge, s, s + garden * 2 + length, middle, random);
      s += garden * 2 + length;
    } else s += 6;
  }
}

function country(builder: StreetBuilder, edge: RoadEdge, random: Random): void {
  for (let s = 10 + 25 * random(); s < edge.length - 12; s += 28 + 45 * random()) {
    const kind = random();
    if (kind < 0.3) {
      place(builder, edge, s, 16 + 18 * random(), barn(random), random);
    } else if (kind < 0.72) {
      const length = 9 + 5 * random();
      const design: Design = {
        halfLength: length / 2,
        halfWidth: 4.2 + 1.3 * random(),
        storeys: 1 + Math.floor(1.6 * random()),
        storeyHeight: 2.8,
        facade: pick(random, ["brick", "plaster", "timber"] as const),
        groundFloor: "house",
        roof: random() < 0.35 ? "hipped" : "gabled",
      };
      if (place(builder, edge, s, 7 + 7 * random(), design, random)) {
        frontGarden(builder, edge, s - length, s + length, s, random);
      }
      if (random() < 0.5) {
        place(builder, edge, s + length + 4, 16 + 6 * random(), barn(random), random);
      }
    }
  }
}

function barn(random: Random): Design {
  const timber = random() < 0.65;
  return {
    halfLength: 5 + 5 * random(),
    halfWidth: 3.5 + 2.5 * random(),
    storeys: 1,
    storeyHeight: 3.4 + 1.4 * random(),
    facade: timber ? "timber" : "sheet",
    groundFloor: "gates",
    roof: "gabled",
  };
}

function warehouses(builder: StreetBuilder, edge: RoadEdge, random: Random): void {
  for (let s = 15 + 40 * random(); s < edge.length - 20; s += 45 + 60 * random()) {
    const office = random() < 0.25;
    place(builder, edge, s, 16 + 20 * random(), {
      halfLength: 9 + 10 * random(),
      halfWidth: 7 + 6 * random(),
      storeys: office ? 3 + Math.floor(3 * random()) : 1,
      storeyHeight: office ? 3.3 : 6 + 3 * random(),
      facade: office ? "glass" : "sheet",
      groundFloor: office ? "house" : "gates",
      roof: "flat",
    }, random);
  }
}

/** A tree and a planter where a row leaves a gap. */
function gap(builder: StreetBuilder, edge: RoadEdge, s: number, random: Random): void {
  const { x, y } = edgePoint(edge, s, 3.5);
  if (!builder.site.isFree({ x, y, yaw: 0, halfLength: 0.5, halfWidth: 0.5 }, 1)) return;
  const scale = 0.65 + 0.3 * random();
  builder.trees.push({
    kind: "tree",
    variant: random() < 0.6 ? 0 : 2,
    x,
    y,
    yaw: 6 * random(),
    scale,
  });
  builder.site.take({ x, y, yaw: 0, halfLength: 0.5, halfWidth: 0.5 });
}

/** A hedge or fence along the road, with a way in before the door, and a tree. */
function frontGarden(
  builder: StreetBuilder,
  edge: RoadEdge,
  from: number,
  to: number,
  door: number,
  random: Random,
): void {
  const kind = random() < 0.5 ? "hedge" : "wooden_fence";
  const piece = 3;
  for (let s = from + piece / 2; s < to - piece / 2; s += piece) {
    if (Math.abs(s - door) < 1.4) continue;
    const { x, y, yaw } = edgePoint(edge, s, 0.75);
    const plot = { x, y, yaw, halfLength: piece / 2 - 0.02, halfWidth: 0.3 };
    if (!builder.site.isFree(plot, 0.3, 0)) continue;
    const rise = (along: number) =>
      builder.terrain.height(x + along * Math.cos(yaw), y + along * Math.sin(yaw));
    builder.furnish(kind, x, y, yaw, {
      size: [piece, 1, kind === "hedge" ? 0.8 + 0.25 * random() : 1],
      slope: (rise(piece / 2) - rise(-piece / 2)) / piece,
    });
  }
  if (random() < 0.7) {
    const { x, y } = edgePoint(edge, random() < 0.5 ? from + 2 : to - 2, 3 + 5 * random());
    const plot = { x, y, yaw: 0, halfLength: 0.6, halfWidth: 0.6 };
    if (!builder.site.isFree(plot, 1.2, 0.8)) return;
    builder.site.take(plot);
    const scale = 0.6 + 0.4 * random();
    builder.trees.push({
      kind: "tree",
      variant: pick(random, [0, 0, 2]),
      x,
      y,
      yaw: 6 * random(),
      scale,
    });
  }
}

/** Builds a house along an edge if its ground is free and not too steep. */
function place(
  builder: StreetBuilder,
  edge: RoadEdge,
  s: number,
  setback: number,
  design: Design,
  random: Random,
): boolean {
  const { x, y, yaw } = edgePoint(edge, s, setback + design.halfWidth);
  const { halfLength, halfWidth, storeys, storeyHeight, facade, groundFloor, roof } = design;
  const plot: Plot = { x, y, yaw, halfLength, halfWidth };
  if (!builder.site.isFree(plot, Math.min(setback, 3) * 0.6, 0.04)) return false;
  let lowest = Infinity, highest = -Infinity;
  for (const [px, py] of outlineOf(plot, 2)) {
    const z = builder.terrain.height(px, py);
    lowest = Math.min(lowest, z), highest = Math.max(highest, z);
  }
  if (highest - lowest > 2.6) return false;
  const front = edgePoint(edge, s, setback);
  const ground = builder.terrain.height(front.x, front.y);
  const z = lowest - 0.2;
  const parapet = roof === "flat" ? 0.5 : 0;
  const height = ground - z + storeys * storeyHeight + parapet;
  const id = builder.nextId();
  const block = { id, x, y, z, yaw, halfLength, halfWidth, height };
  const steep = facade === "sheet" ? 0.35 : 0.6 + 0.35 * random();
  const building: Building = {
    id,
    block,
    ground,
    storeys,
    storeyHeight,
    facade,
    tint: varied(pick(random, TINTS[facade]), random),
    groundFloor,
    roof,
    roofHeight: roof === "flat" ? 0 : halfWidth * steep,
    roofTint: varied(pick(random, ROOF_TINTS), random),
    chimneys: roof === "flat" || groundFloor === "gates" ? 0 : Math.floor(2.4 * random()),
    pattern: random(),
    accent: pick(random, ACCENTS),
  };
  builder.buildings.push(building);
  builder.blocks.push(block);
  builder.site.take(plot);
  if (groundFloor === "shop") nameShop(builder, building, random);
  return true;
}

/** A board with a shop's name over its window. */
function nameShop(
  builder: StreetBuilder,
  { block, ground, accent }: Building,
  random: Random,
): void {
  const name = pick(random, SHOP_NAMES);
  const paper = accent.map((value) => value ** (1 / 2.2)) as [number, number, number];
  const board = boardSign(
    "shop",
    [{ text: name }],
    0.3,
    { ink: [0.95, 0.93, 0.86], paper },
    "building",
  );
  if (board.width > 2 * block.halfLength - 0.6) return;
  const out = block.halfWidth + 0.05;
  const x = block.x - out * Math.sin(block.yaw);
  const y = block.y + out * Math.cos(block.yaw);
  builder.sign(board, x, y, ground + 2.72, block.yaw + Math.PI / 2);
}
