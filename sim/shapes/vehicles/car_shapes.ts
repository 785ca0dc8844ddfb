import { type Vec3 } from "../../pose.ts";
import { FINISH } from "../finish.ts";
import { type ShapeMaker } from "../mod.ts";
import { type CarDesign, carFinish, carRing, carStations, RING } from "./car_body.ts";
import { CAR_DESIGNS, type CarName } from "./car_designs.ts";
import { addPlate, Loft, mirrored, mix } from "./loft.ts";
import { bodyLight } from "./body_light.ts";
import { addOpenCab } from "./open_cab.ts";
import { SurfaceMesh } from "./surface_mesh.ts";
import { type Station } from "./wheel_arches.ts";

/** How far lamps and plates stand out of the body, metres. */
const PROUD = 0.012;

/** Bodies and lamps of all cars by name of their shapes. */
export function carShapes(): Record<string, ShapeMaker> {
  const family: Record<string, ShapeMaker> = {};
  for (const [name, design] of Object.entries(CAR_DESIGNS) as [CarName, CarDesign][]) {
    family[name] = (level) => bodyOf(name, design, level);
    family[`${name}_head_lamps`] = (level) => lampsOf(design, headLamps, FINISH.headlamp, level);
    family[`${name}_tail_lamps`] = (level) => lampsOf(design, tailLamps, FINISH.taillamp, level);
    family[`${name}_left_indicators`] = (level) => indicatorsOf(design, false, level);
    family[`${name}_right_indicators`] = (level) => indicatorsOf(design, true, level);
  }
  return family;
}

/** The lofted body of a car at the finest level: what lamps and landmarks lie on. */
export function carLoft(
  design: CarDesign,
  level: 0 | 1 | 2 = 0,
): { loft: Loft; stations: Station[] } {
  const stations = carStations(design, level);
  return { loft: new Loft(stations.map((station) => carRing(design, station, level))), stations };
}

function bodyOf(name: CarName, design: CarDesign, level: 0 | 1 | 2) {
  const mesh = new SurfaceMesh();
  const { loft, stations } = carLoft(design, level);
  loft.addTo(mesh, (piece, segment) => {
    const front = piece < 0, rear = piece === stations.length - 1;
    if (front || rear) return endFinish(design, segment, level);
    return carFinish(design, stations[piece]!.at, stations[piece + 1]!.at, segment, level);
  });
  if (level === 0) addTrim(mesh, design, loft);
  if (level < 2) addMirrors(mesh, design);
  addTops(mesh, name, design, level);
  if (name === "four_by_four") addOpenCab(mesh, design, level);
  return mesh.toShape(bodyLight);
}

function endFinish({ cladding }: CarDesign, segment: number, level: number): number {
  if (segment < 0) return FINISH.dark;
  if (level > 0) return level === 1 && segment === 0 ? FINISH.dark : FINISH.paint;
  const low = segment <= RING.sill || (cladding && segment === RING.flank);
  return low ? FINISH.dark : FINISH.paint;
}

/** Grille, lower intake, plates. */
function addTrim(mesh: SurfaceMesh, design: CarDesign, loft: Loft): void {
  const end = (
    which: "front" | "rear",
    segment: number,
    u: readonly [number, number],
    v: readonly [number, number],
    finish: number,
  ) => addPlate(mesh, endCorners(loft, which, segment, u, v), PROUD, finish);
  end("front", RING.waist, [0.3, 0.7], [0.22, 0.88], FINISH.dark);
  end("front", RING.flank, [0.18, 0.82], [0.05, 0.5], FINISH.dark);
  end("front", RING.flank, [0.38, 0.62], [0.58, 0.95], FINISH.plate);
  const high = design.bed ? [0.3, 0.62] as const : [0.25, 0.6] as const;
  end("rear", RING.waist, [0.37, 0.63], high, FINISH.plate);
  end("rear", RING.flank, [0.12, 0.88], [0.1, 0.45], FINISH.dark);
}

/** Corners of a plate on an end face, counter-clockwise from outside. */
export function endCorners(
  loft: Loft,
  end: "front" | "rear",
  segment: number,
  [u0, u1]: readonly [number, number],
  [v0, v1]: readonly [number, number],
): Vec3[] {
  const at = (u: number, v: number) => loft.onEnd(end, segment, u, v);
  const corners = [at(u0, v0), at(u0, v1), at(u1, v1), at(u1, v0)];
  return end === "front" ? corners : corners.reverse();
}

function addMirrors(mesh: SurfaceMesh, design: CarDesign): void {
  const corners = mirrorBox(design);
  mesh.box(corners[0], corners[1], FINISH.paint);
  const [from, to] = corners;
  mesh.box([from[0], -to[1], from[2]], [to[0], -from[1], to[2]], FINISH.paint);
}

/** The left mirror: lowest and highest corner. */
export function mirrorBox({ size, cowl, belt, windows }: CarDesign): [Vec3, Vec3] {
  const at = Math.max(cowl.at + 0.12, windows[0]![0] - 0.05);
  const x = size.wheelbase / 2 + size.frontOverhang - at;
  const y = 0.95 * size.width / 2;
  const tall = size.height > 2 ? 0.3 : 0.13;
  return [[x - 0.1, y, belt[0] + 0.02], [x, y + 0.17, belt[0] + 0.02 + tall]];
}

/** What stands on the roof: taxi sign, rails, spoiler. */
function addTops(mesh: SurfaceMesh, name: CarName, design: CarDesign, level: 0 | 1 | 2): void {
  const { size, roof } = design;
  const front = size.wheelbase / 2 + size.frontOverhang;
  if (name === "taxi") {
    const x = front - (roof.front + roof.rear) / 2 + 0.1;
    mesh.box(
      [x - 0.07, -0.2, size.height - 0.03],
      [x + 0.07, 0.2, size.height + 0.14],
      FINISH.plate,
    );
  }
  if (level === 2) return;
  if (name === "estate" || name === "suv") {
    const y = 0.9 * design.roofShare * size.width / 2;
    for (const side of [-1, 1]) {
      const inner = side * y - 0.02, outer = side * y + 0.02;
      mesh.box(
        [front - roof.rear + 0.15, inner, size.height - 0.08],
        [front - roof.front - 0.15, outer, size.height - 0.005],
        FINISH.dark,
      );
    }
  }
  if (name === "coupe") {
    const rear = front - size.length;
    mesh.box(
      [rear + 0.16, -0.6, design.tail.top + 0.1],
      [rear + 0.36, 0.6, design.tail.top + 0.13],
      FINISH.dark,
    );
    for (const y of [-0.45, 0.42]) {
      mesh.box([rear + 0.22, y, design.tail.top - 0.05], [
        rear + 0.3,
        y + 0.03,
        design.tail.top + 0.11,
      ], FINISH.dark);
    }
  }
}

/** Corners of lamps on the left side, from the end face and round the corner. */
type LampCorners = (design: CarDesign, loft: Loft) => Vec3[][];

/** Head lamps: the first on the front face, the second on the flank. */
export const headLamps: LampCorners = (_design, loft) => [
  endCorners(loft, "front", RING.waist, [0.015, 0.24], [0.42, 0.94]),
  sideCorners(loft, 0, RING.waist, [0.02, 0.62], [0.42, 0.94]),
];

/** Tail lamps: the first on the rear face, the second on the flank. */
export const tailLamps: LampCorners = ({ size, bed }, loft) => {
  const last = loft.rings.length - 2;
  const tall = size.height > 2 || bed ? [0.1, 0.9] as const : [0.45, 0.93] as const;
  const wide = size.height > 2 || bed ? 0.1 : 0.23;
  return [
    endCorners(loft, "rear", RING.waist, [0.012, wide], tall),
    sideCorners(loft, last, RING.waist, [0.3, 0.98], tall),
  ];
};

/** Corners of a plate on the left side, counter-clockwise from outside. */
function sideCorners(
  loft: Loft,
  piece: number,
  segment: number,
  [u0, u1]: readonly [number, number],
  [v0, v1]: readonly [number, number],
): Vec3[] {
  const at = (u: number, v: number) => loft.onSide(piece, segment, u, v);
  return [at(u0, v0), at(u1, v0), at(u1, v1), at(u0, v1)].reverse();
}

function lampsOf(design: CarDesign, corners: LampCorners, finish: number, level: 0 | 1 | 2) {
  const mesh = new SurfaceMesh();
  for (const lamp of corners(design, carLoft(design).loft)) {
    addPlate(mesh, lamp, PROUD, finish, level > 0);
    addPlate(mesh, lamp.toReversed().map(mirrored), PROUD, finish, level > 0);
  }
  return mesh.toShape();
}

function indicatorsOf(design: CarDesign, right: boolean, level: 0 | 1 | 2) {
  const mesh = new SurfaceMesh();
  const { loft } = carLoft(design);
  const last = loft.rings.length - 2;
  for (
    const lamp of [
      endCorners(loft, "front", RING.waist, [0.02, 0.2], [0.2, 0.4]),
      sideCorners(loft, 0, RING.waist, [0.05, 0.5], [0.2, 0.4]),
      endCorners(loft, "rear", RING.waist, [0.02, 0.16], design.bed ? [0, 0.08] : [0.22, 0.42]),
      sideCorners(loft, last, RING.waist, [0.4, 0.95], design.bed ? [0, 0.08] : [0.22, 0.42]),
    ]
  ) {
    const corners = right ? lamp.toReversed().map(mirrored) : lamp;
    addPlate(mesh, corners, PROUD, FINISH.indicator, level > 0);
  }
  return mesh.toShape();
}

/** The middle of corners. */
export function centreOf(corners: readonly Vec3[]): Vec3 {
  return mix(mix(corners[0]!, corners[1]!, 0.5), mix(corners[2]!, corners[3]!, 0.5), 0.5);
}
