import { type Vec3 } from "../../pose.ts";
import { Shape } from "../../shapes/shape.ts";
import { addBox, addFace } from "../../shapes/streets/solids.ts";
import { type Building, FACADES, GROUND_FLOORS } from "../../streets/streets.ts";
import { type Look, type Stand, writeFitting } from "./fittings.ts";
import { type PieceWriter } from "./picked_mesh.ts";

/** How far a sloped roof reaches over its walls, metres. */
const OVERHANG = 0.4;
const ROOF_THICKNESS = 0.14;

/** Parts of what a building has beside its walls. */
const PART = { roof: 0, trim: 1, chimney: 2, awning: 3 } as const;

/** Adds a building's walls, with the gables under its roof, as a piece. */
export function writeWalls(writer: PieceWriter, building: Building): void {
  const { block, roofHeight } = building;
  const middle: Vec3 = [block.x, block.y, block.z + (block.height + roofHeight) / 2];
  const radius = Math.hypot(block.halfLength, block.halfWidth, (block.height + roofHeight) / 2) + 1;
  writer.piece(middle, radius, [Infinity], () => {
    const { halfLength, halfWidth } = block;
    // Each wall by its heading, half its width and its distance from the middle; the front first.
    const walls = [
      [Math.PI / 2, halfLength, halfWidth],
      [-Math.PI / 2, halfLength, halfWidth],
      [0, halfWidth, halfLength],
      [Math.PI, halfWidth, halfLength],
    ] as const;
    walls.forEach(([turn, half, out], side) => writeWall(writer, building, turn, half, out, side));
    if (building.roof === "flat") writeTop(writer, building);
  });
}

function writeWall(
  writer: PieceWriter,
  building: Building,
  turn: number,
  half: number,
  out: number,
  side: number,
): void {
  const { block, ground, storeys, storeyHeight, tint, accent, pattern, roof, roofHeight } =
    building;
  const yaw = block.yaw + turn;
  const [cos, sin] = [Math.cos(yaw), Math.sin(yaw)];
  const bays = Math.max(1, Math.round(2 * half / bayWidth(building)));
  const bay = 2 * half / bays;
  const ends = side > 1;
  const front = side === 0;
  const groundFloor = front
    ? building.groundFloor
    : ends || building.groundFloor === "gates"
    ? "blank"
    : "house";
  const common = {
    facing: [cos, sin, 0, 0],
    tint: [...tint.map(Math.sqrt), (pattern + 0.31 * side) % 1],
    accent: [...accent.map(Math.sqrt), 1],
    kind: [
      building.id,
      FACADES.indexOf(building.facade),
      GROUND_FLOORS.indexOf(groundFloor),
      storeys,
    ],
  };
  const top = block.z + block.height;
  const vertex = (across: number, z: number) =>
    writer.vertex({
      ...common,
      // Seen from before it, a wall's right is its heading's left.
      position: [block.x + out * cos - across * sin, block.y + out * sin + across * cos, z],
      place: [across + half, z - ground, bay, storeyHeight],
    });
  const [right, left] = [vertex(half, top), vertex(-half, top)];
  writer.polygon([vertex(-half, block.z), vertex(half, block.z), right, left]);
  if (ends && roof === "gabled") writer.triangle(left, right, vertex(0, top + roofHeight));
}

/** The flat top of a building: gravel behind its parapet. */
function writeTop(writer: PieceWriter, { block, id, pattern }: Building): void {
  const [cos, sin] = [Math.cos(block.yaw), Math.sin(block.yaw)];
  const corner = (along: number, across: number) =>
    writer.vertex({
      position: [
        block.x + along * cos - across * sin,
        block.y + along * sin + across * cos,
        block.z + block.height,
      ],
      facing: [0, 0, 1, 0],
      tint: [0.5, 0.5, 0.48, pattern],
      accent: [0, 0, 0, 1],
      place: [along, -1, 3, 3],
      kind: [id, FACADES.indexOf("plaster"), 0, 0],
    });
  const { halfLength: a, halfWidth: b } = block;
  writer.polygon([corner(-a, -b), corner(a, -b), corner(a, b), corner(-a, b)]);
}

function bayWidth({ facade, groundFloor }: Building): number {
  if (groundFloor === "gates") return 4.5;
  return facade === "glass" ? 1.9 : 2.9;
}

/** Adds a building's roof, chimneys and awning as a piece. */
export function writeRoof(writer: PieceWriter, building: Building): void {
  const { block, roof, roofHeight, groundFloor } = building;
  if (roof === "flat" && groundFloor !== "shop") return;
  const looks = looksOf(building);
  const stand: Stand = {
    x: block.x,
    y: block.y,
    z: block.z + block.height,
    yaw: block.yaw,
    size: [1, 1, 1],
    slope: 0,
  };
  const radius = Math.hypot(block.halfLength, block.halfWidth, roofHeight + block.height / 2) + 1;
  const middle: Vec3 = [block.x, block.y, block.z + (block.height + roofHeight) / 2];
  writer.piece(middle, radius, [60, 110, Infinity], (level) => {
    const shape = new Shape();
    if (roof === "gabled") addGable(shape, building, level < 2);
    if (roof === "hipped") addHip(shape, building);
    if (level < 2) addChimneys(shape, building);
    writeFitting(writer, shape, stand, building.id, "building", looks);
    if (groundFloor !== "shop" || level > 0) return;
    const awning = new Shape();
    addAwning(awning, building);
    writeFitting(writer, awning, { ...stand, z: building.ground }, building.id, "building", looks);
  });
}

function looksOf({ roofTint, accent, tint, facade }: Building): (part: number) => Look {
  const metal = facade === "sheet";
  return (part) => {
    if (part === PART.roof) return { colour: roofTint, gloss: metal ? "metal" : "tiles" };
    if (part === PART.chimney) return { colour: [0.27, 0.13, 0.09], gloss: "matt" };
    if (part === PART.awning) {
      return { colour: accent.map((v) => 0.3 * v + 0.25) as unknown as Vec3, gloss: "matt" };
    }
    return { colour: tint.map((v) => 0.4 * v + 0.3) as unknown as Vec3, gloss: "matt" };
  };
}

/** Two slopes over the walls, their edges closed. */
function addGable(shape: Shape, { block, roofHeight }: Building, closed: boolean): void {
  const { halfLength, halfWidth } = block;
  const rise = roofHeight / halfWidth;
  const a = halfLength + OVERHANG * 0.6;
  const b = halfWidth + OVERHANG;
  const norm = Math.hypot(1, rise);
  const up = ROOF_THICKNESS;
  const [eaves, ridge] = [-OVERHANG * rise, roofHeight];
  for (const side of [1, -1] as const) {
    const y = side * b;
    const flip = (corners: Vec3[]) => side > 0 ? corners : corners.toReversed();
    addFace(
      shape,
      flip([[a, y, eaves + up], [-a, y, eaves + up], [-a, 0, ridge + up], [a, 0, ridge + up]]),
      [0, side * rise / norm, 1 / norm],
      PART.roof,
    );
    if (!closed) continue;
    addFace(
      shape,
      flip([[a, y, eaves], [a, 0, ridge], [-a, 0, ridge], [-a, y, eaves]]),
      [0, -side * rise / norm, -1 / norm],
      PART.trim,
    );
    addFace(
      shape,
      flip([[a, y, eaves], [-a, y, eaves], [-a, y, eaves + up], [a, y, eaves + up]]),
      [0, side, 0],
      PART.trim,
    );
    for (const end of [1, -1] as const) {
      const edge: Vec3[] = [
        [end * a, 0, ridge],
        [end * a, y, eaves],
        [end * a, y, eaves + up],
        [end * a, 0, ridge + up],
      ];
      addFace(shape, side * end > 0 ? edge : edge.toReversed(), [end, 0, 0], PART.trim);
    }
  }
}

/** Four slopes: the ridge is as much shorter than the roof as the roof is wide. */
function addHip(shape: Shape, { block, roofHeight }: Building): void {
  const { halfLength, halfWidth } = block;
  const rise = roofHeight / halfWidth;
  const a = halfLength + OVERHANG, b = halfWidth + OVERHANG;
  const r = Math.max(0.05, halfLength - halfWidth);
  const eaves = -OVERHANG * rise;
  const norm = Math.hypot(1, rise);
  const endRise = (roofHeight - eaves) / (a - r);
  const endNorm = Math.hypot(1, endRise);
  addFace(shape, [[a, b, eaves], [-a, b, eaves], [-r, 0, roofHeight], [r, 0, roofHeight]], [
    0,
    rise / norm,
    1 / norm,
  ], PART.roof);
  addFace(shape, [[-a, -b, eaves], [a, -b, eaves], [r, 0, roofHeight], [-r, 0, roofHeight]], [
    0,
    -rise / norm,
    1 / norm,
  ], PART.roof);
  addFace(shape, [[a, -b, eaves], [a, b, eaves], [r, 0, roofHeight]], [
    endRise / endNorm,
    0,
    1 / endNorm,
  ], PART.roof);
  addFace(shape, [[-a, b, eaves], [-a, -b, eaves], [-r, 0, roofHeight]], [
    -endRise / endNorm,
    0,
    1 / endNorm,
  ], PART.roof);
  addFace(
    shape,
    [[-a, b, eaves], [a, b, eaves], [a, -b, eaves], [-a, -b, eaves]],
    [0, 0, -1],
    PART.trim,
  );
}

function addChimneys(shape: Shape, { block, roof, roofHeight, chimneys, pattern }: Building): void {
  const reach = roof === "hipped"
    ? Math.max(0.2, block.halfLength - block.halfWidth)
    : block.halfLength - 0.8;
  for (let i = 0; i < chimneys; i++) {
    const along = (i === 0 ? 1 : -1) * reach * (0.55 + 0.4 * pattern);
    addBox(shape, [along, 0.5, roofHeight + 0.15], [0.34, 0.3, 0.85], PART.chimney, true);
  }
}

/** A slanted blind over the shop windows. */
function addAwning(shape: Shape, { block }: Building): void {
  const a = block.halfLength - 0.35;
  const [from, to] = [block.halfWidth + 0.01, block.halfWidth + 0.7];
  const [high, low] = [2.42, 2.2];
  const norm = Math.hypot(to - from, high - low);
  const slant: Vec3 = [0, (high - low) / norm, (to - from) / norm];
  const top: Vec3[] = [[a, from, high], [a, to, low], [-a, to, low], [-a, from, high]];
  addFace(shape, top.toReversed(), slant, PART.awning);
  addFace(shape, top, [0, -slant[1], -slant[2]], PART.awning);
  addFace(shape, [[a, to, low - 0.18], [-a, to, low - 0.18], [-a, to, low], [a, to, low]], [
    0,
    1,
    0,
  ], PART.awning);
  addFace(shape, [[-a, to, low - 0.18], [a, to, low - 0.18], [a, to, low], [-a, to, low]], [
    0,
    -1,
    0,
  ], PART.awning);
}
