import { type Vec3 } from "../../pose.ts";
import { FINISH } from "../finish.ts";
import { type ShapeMaker } from "../mod.ts";
import { bodyLight } from "./body_light.ts";
import { BOX_RING, type BoxDesign, boxFinish, boxLoft } from "./box_body.ts";
import { axlesOf } from "./dimensions.ts";
import { HEAVY_DESIGNS, type HeavyName } from "./heavy_designs.ts";
import { addPlate, mirrored } from "./loft.ts";
import { SurfaceMesh } from "./surface_mesh.ts";

const PROUD = 0.015;

/** Bodies and lamps of trucks and buses by name of their shapes. */
export function heavyShapes(): Record<string, ShapeMaker> {
  const family: Record<string, ShapeMaker> = {};
  for (const [name, design] of Object.entries(HEAVY_DESIGNS) as [HeavyName, BoxDesign][]) {
    family[name] = (level) => bodyOf(name, design, level);
    family[`${name}_head_lamps`] = (level) => lamps(FINISH.headlamp, headLamp(design), level);
    family[`${name}_tail_lamps`] = (level) => lamps(FINISH.taillamp, tailLamp(name, design), level);
    family[`${name}_left_indicators`] = (level) => indicators(name, design, false, level);
    family[`${name}_right_indicators`] = (level) => indicators(name, design, true, level);
  }
  return family;
}

function bodyOf(name: HeavyName, design: BoxDesign, level: 0 | 1 | 2) {
  const mesh = new SurfaceMesh();
  const { loft, stations } = boxLoft(design, level);
  loft.addTo(mesh, (piece, segment) => boxFinish(design, stations, piece, segment, level));
  const x = (at: number) => design.size.wheelbase / 2 + design.size.frontOverhang - at;
  if (name === "box_truck") addCargoBox(mesh, design, x, level);
  else if (name === "tipper_truck") addTipper(mesh, design, x, level);
  else if (name === "tank_truck") addTank(mesh, design, x, level);
  else addBusDetails(mesh, name, design, x, level);
  if (level < 2) {
    for (const [from, to] of mirrorBoxes(design)) mesh.box(from, to, FINISH.dark);
    const [front, rear] = platesOf(name, design);
    plate(mesh, front, 1);
    plate(mesh, rear, -1);
  }
  return mesh.toShape(bodyLight);
}

function isTruck(name: HeavyName): boolean {
  return name.endsWith("_truck");
}

/** Lowest place at the very rear that something can be fixed to, metres above the ground. */
function rearSill(name: HeavyName, { floor }: BoxDesign): number {
  return isTruck(name) ? 0.62 : floor + 0.4;
}

/** Middles of the front and the rear plate. */
export function platesOf(name: HeavyName, design: BoxDesign): [front: Vec3, rear: Vec3] {
  const { size, floor } = design;
  const front = size.wheelbase / 2 + size.frontOverhang;
  return [[front, 0, floor + 0.22], [front - size.length, 0, rearSill(name, design) + 0.05]];
}

function plate(mesh: SurfaceMesh, [x, y, z]: Vec3, facing: number): void {
  mesh.box(
    [x - (facing > 0 ? 0.06 : PROUD), y - 0.26, z - 0.055],
    [x + (facing > 0 ? PROUD : 0.06), y + 0.26, z + 0.055],
    FINISH.plate,
  );
}

/** A beam under the load from the cab to the rear, mudguards, and a bar under the tail. */
function addFrame(
  mesh: SurfaceMesh,
  { size, to }: BoxDesign,
  x: (at: number) => number,
  level: 0 | 1 | 2,
): void {
  mesh.box([x(size.length) + 0.05, -0.45, 0.55], [x(to) + 0.3, 0.45, 0.95], FINISH.dark);
  if (level === 2) return;
  mesh.box([x(size.length) + 0.02, -1.05, 0.5], [x(size.length) + 0.14, 1.05, 0.68], FINISH.dark);
  const rear = axlesOf(size)[1]! + size.wheelRadius + 0.25;
  for (const side of [-1, 1]) {
    const inner = side * 0.75, outer = side * (size.width / 2 - 0.06);
    mesh.box(
      [rear, Math.min(inner, outer), 0.5],
      [x(to) - 0.35, Math.max(inner, outer), 0.9],
      FINISH.dark,
    );
  }
}

function addCargoBox(
  mesh: SurfaceMesh,
  design: BoxDesign,
  x: (at: number) => number,
  level: 0 | 1 | 2,
): void {
  const { size, to } = design;
  addFrame(mesh, design, x, level);
  const half = size.width / 2;
  mesh.box([x(size.length), -half, 0.95], [x(to + 0.12), half, size.height], FINISH.enamel);
  if (level > 0) return;
  // A stripe in the firm's colour, and the doors.
  for (const side of [-1, 1]) {
    const y = side * half;
    const corners: Vec3[] = [
      [x(size.length) + 0.25, y, 1.75],
      [x(size.length) + 0.25, y, 2.65],
      [x(to + 0.4), y, 2.65],
      [x(to + 0.4), y, 1.75],
    ];
    addPlate(mesh, side > 0 ? corners : corners.reverse(), 0.008, FINISH.paint);
  }
}

function addTipper(
  mesh: SurfaceMesh,
  design: BoxDesign,
  x: (at: number) => number,
  level: 0 | 1 | 2,
): void {
  const { size, to } = design;
  addFrame(mesh, design, x, level);
  const half = size.width / 2;
  const rim = 2.35, floor = 1.15;
  const rear = x(size.length), front = x(to + 0.12);
  if (level === 2) {
    mesh.box([rear, -half, floor], [front, half, rim], FINISH.metal);
  } else {
    // A tub: four walls that slope, and a floor.
    const wall = 0.08;
    mesh.box([rear, -half, floor - 0.1], [front, half, floor], FINISH.metal);
    mesh.box([front - wall, -half, floor], [front, half, size.height - 0.35], FINISH.metal);
    mesh.box([rear, -half, floor], [rear + wall, half, rim], FINISH.metal);
    for (const side of [-1, 1]) {
      const outer = side * half, inner = side * (half - wall);
      mesh.box(
        [rear, Math.min(outer, inner), floor],
        [front, Math.max(outer, inner), rim],
        FINISH.metal,
      );
    }
    // Earth heaped up in it.
    mesh.slab(
      [
        [rear + 0.2, -half + 0.1, floor],
        [front - 0.2, -half + 0.1, floor],
        [front - 0.2, half - 0.1, floor],
        [rear + 0.2, half - 0.1, floor],
      ],
      [0, 0, 0.95],
      FINISH.dark,
    );
  }
  // The roof that shields the cab.
  mesh.box(
    [front - 0.08, -half, size.height - 0.35],
    [x(to - 1.1), half, size.height - 0.27],
    FINISH.metal,
  );
  mesh.box(
    [front - 0.08, -half + 0.3, size.height - 0.27],
    [x(to - 0.9), half - 0.3, size.height],
    FINISH.metal,
  );
}

/** A tank of sheet metal with domed ends, in saddles on the frame; a walkway with hatches on top. */
function addTank(
  mesh: SurfaceMesh,
  design: BoxDesign,
  x: (at: number) => number,
  level: 0 | 1 | 2,
): void {
  const { size, to } = design;
  addFrame(mesh, design, x, level);
  const sides = [20, 12, 8][level]!;
  const walkway = 0.1, radius = 1.04, dome = 0.28;
  const z = size.height - walkway - radius;
  const rear = x(size.length) + 0.05, front = x(to + 0.2);
  mesh.rod([rear + dome, 0, z], [front - dome, 0, z], radius, sides, FINISH.enamel);
  mesh.rod([rear + dome, 0, z], [rear, 0, z], radius, sides, FINISH.enamel, 0.6 * radius);
  mesh.rod([front - dome, 0, z], [front, 0, z], radius, sides, FINISH.enamel, 0.6 * radius);
  mesh.box(
    [rear + 0.6, -0.28, z + radius - 0.06],
    [front - 0.6, 0.28, z + radius + (level === 2 ? walkway : 0.04)],
    FINISH.metal,
  );
  if (level === 2) return;
  const middle = (rear + front) / 2;
  for (const share of [-0.3, 0, 0.3]) {
    const at = middle + share * (front - rear);
    mesh.rod(
      [at, 0, z + radius],
      [at, 0, z + radius + walkway],
      0.24,
      level === 0 ? 12 : 6,
      FINISH.dark,
    );
    // The firm's colour in bands around it.
    if (level === 0) {
      mesh.rod([at - 0.18, 0, z], [at + 0.18, 0, z], radius + 0.006, sides, FINISH.paint);
      mesh.box([at - 0.12, -0.9, 0.9], [at + 0.12, 0.9, z - 0.55 * radius], FINISH.dark);
    }
  }
  // Hoses in a box on either side.
  for (const side of [-1, 1]) {
    const inner = side * 0.62, outer = side * (size.width / 2 - 0.08);
    mesh.box(
      [middle - 0.9, Math.min(inner, outer), 0.55],
      [middle + 0.7, Math.max(inner, outer), 0.95],
      FINISH.metal,
    );
  }
}

function addBusDetails(
  mesh: SurfaceMesh,
  name: HeavyName,
  design: BoxDesign,
  x: (at: number) => number,
  level: 0 | 1 | 2,
): void {
  if (level > 0) return;
  const { size, floor, cant, belt } = design;
  const y = -size.width / 2;
  // Doors on the right: glass down to the step.
  for (const [from, to] of name === "city_bus" ? [[0.35, 1.4], [5.0, 6.3]] : [[0.55, 1.4]]) {
    for (const [a, b] of [[from!, (from! + to!) / 2 - 0.02], [(from! + to!) / 2 + 0.02, to!]]) {
      addPlate(
        mesh,
        [
          [x(b!), y, floor + 0.15],
          [x(a!), y, floor + 0.15],
          [x(a!), y, Math.min(belt, cant) + 0.02],
          [x(b!), y, Math.min(belt, cant) + 0.02],
        ],
        0.006,
        FINISH.glass,
      );
    }
  }
  // The line's number over the windscreen.
  if (name === "city_bus") {
    mesh.box([x(0.3), -0.85, cant + 0.14], [x(0.045), 0.85, cant + 0.42], FINISH.dark);
    mesh.box([x(0.2), -0.55, cant + 0.2], [x(0.035), 0.55, cant + 0.36], FINISH.amber);
  }
}

/** Mirrors on arms before the front corners. */
export function mirrorBoxes({ size, belt, cant }: BoxDesign): [Vec3, Vec3][] {
  const x = size.wheelbase / 2 + size.frontOverhang - 0.15;
  const y = size.width / 2 - 0.02;
  const z = (belt + cant) / 2;
  return [
    [[x - 0.08, y, z - 0.25], [x, y + 0.24, z + 0.25]],
    [[x - 0.08, -y - 0.24, z - 0.25], [x, -y, z + 0.25]],
  ];
}

/** Corners of the left head lamp. */
export function headLamp(design: BoxDesign): Vec3[] {
  const { loft } = boxLoft(design, 0);
  const at = (u: number, v: number) => loft.onEnd("front", BOX_RING.skirt, u, v);
  return [at(0.03, 0.18), at(0.03, 0.5), at(0.22, 0.5), at(0.22, 0.18)];
}

/** Corners of the left tail lamp, at the very rear of the vehicle. */
export function tailLamp(name: HeavyName, design: BoxDesign): Vec3[] {
  const { size } = design;
  const truck = isTruck(name);
  const x = size.wheelbase / 2 + size.frontOverhang - size.length + (truck ? 0.02 : 0);
  const low = rearSill(name, design), half = size.width / 2 - 0.12;
  const tall = truck ? 0.16 : 0.4;
  return [
    [x, half, low + tall],
    [x, half - 0.22, low + tall],
    [x, half - 0.22, low],
    [x, half, low],
  ];
}

/** A pair of lamps, given the corners of the left one. */
function lamps(finish: number, corners: readonly Vec3[], level: 0 | 1 | 2) {
  const mesh = new SurfaceMesh();
  addPlate(mesh, corners, PROUD, finish, level > 0);
  addPlate(mesh, corners.toReversed().map(mirrored), PROUD, finish, level > 0);
  return mesh.toShape();
}

function indicators(name: HeavyName, design: BoxDesign, right: boolean, level: 0 | 1 | 2) {
  const mesh = new SurfaceMesh();
  const shifted = (corners: readonly Vec3[], dz: number, inwards: number) =>
    corners.map(([x, y, z]): Vec3 => [x, y - inwards, z + dz]);
  const { loft } = boxLoft(design, 0);
  const at = (u: number, v: number) => loft.onEnd("front", BOX_RING.skirt, u, v);
  const front = [at(0.03, 0.56), at(0.03, 0.72), at(0.16, 0.72), at(0.16, 0.56)];
  const rear = shifted(tailLamp(name, design), 0, 0.24);
  for (const lamp of [front, rear]) {
    const corners = right ? lamp.toReversed().map(mirrored) : lamp;
    addPlate(mesh, corners, PROUD, FINISH.indicator, level > 0);
  }
  return mesh.toShape();
}
