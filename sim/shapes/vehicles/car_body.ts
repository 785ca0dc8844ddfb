import { type Vec3 } from "../../pose.ts";
import { FINISH } from "../finish.ts";
import { type VehicleDimensions } from "./dimensions.ts";
import { type HalfRing } from "./loft.ts";
import { archHeight, archStations, inOrder, type Station } from "./wheel_arches.ts";

/**
 * The side view of a car. Lengths `at` are metres behind its foremost point; heights metres above the
 * ground.
 */
export interface CarDesign {
  readonly size: VehicleDimensions;
  /** Clearance under the sills. */
  readonly floor: number;
  /** Upper edge of the front, the height where the bumper comes out farthest, and how far the upper edge lies back. */
  readonly nose: { readonly top: number; readonly bumper: number; readonly rake: number };
  /** Foot of the windscreen. */
  readonly cowl: { readonly at: number; readonly z: number };
  /** From where to where the roof goes, and how much lower than its middle both ends are. */
  readonly roof: {
    readonly front: number;
    readonly rear: number;
    readonly frontDrop: number;
    readonly rearDrop: number;
  };
  /** Foot of the rear window. */
  readonly deck: { readonly at: number; readonly z: number };
  readonly tail: { readonly top: number; readonly bumper: number; readonly rake: number };
  /** Foot of the side windows at the windscreen and at the rear window. */
  readonly belt: readonly [number, number];
  /** Half width of the roof over half width of the body. */
  readonly roofShare: number;
  /** Half width at both ends over that in the middle. */
  readonly taper: readonly [front: number, rear: number];
  /** Side windows, from and to. */
  readonly windows: readonly (readonly [number, number])[];
  /** Dark sills and wheel arches, as off-road cars have them. */
  readonly cladding?: boolean;
  /** Load bed behind the cab: from there to the rear, its rim and its floor. */
  readonly bed?: { readonly at: number; readonly rim: number; readonly floor: number };
}

/** Points of a half ring at the finest level. */
export const RING = {
  floor: 0,
  sill: 1,
  flank: 2,
  waist: 3,
  belt: 4,
  cant: 5,
  edge: 6,
  top: 7,
} as const;

/** How far plan taper reaches from either end, metres. */
const TAPER_REACH = 0.75;

/** Sections of a car from front to rear, at a level of detail. */
export function carStations(design: CarDesign, level: 0 | 1 | 2): Station[] {
  const { size: { length }, cowl, roof, deck, windows, bed, nose, tail } = design;
  const middle = (roof.front + roof.rear) / 2;
  const main = [0, cowl.at, roof.front, roof.rear, deck.at, length];
  const stations: Station[] = main.map((at) => ({ at }));
  if (bed) stations.push({ at: bed.at + (level === 2 ? 0.02 : 0) });
  if (level === 2) return inOrder(stations);
  stations.push({ at: nose.rake + 0.12 }, { at: length - tail.rake - 0.1 });
  if (level === 0) {
    stations.push({ at: 0.55 * cowl.at }, { at: middle }, { at: 0.45 });
    for (const window of windows) stations.push({ at: window[0] }, { at: window[1] });
    if (length - deck.at > 0.6) stations.push({ at: (deck.at + length) / 2 });
  }
  stations.push(...archStations(design.size, level));
  return inOrder(stations);
}

/** The half ring of a station: 8 points at the finest level, 5 and 3 at the coarser ones. */
export function carRing(design: CarDesign, station: Station, level: 0 | 1 | 2): HalfRing {
  const { at } = station;
  const { size, belt, roofShare, bed } = design;
  const x = size.wheelbase / 2 + size.frontOverhang - at;
  const half = halfWidthAt(design, at);
  const top = topAt(design, at);
  const floor = level === 2 ? design.floor : floorAt(design, station);
  const shoulder = Math.min(beltAt(design, at), top - 0.02);
  const glass = Math.max(
    0,
    Math.min(1, (top - shoulder) / (size.height - (belt[0] + belt[1]) / 2)),
  );
  const roofHalf = half * (0.9 + (roofShare - 0.9) * glass);
  const cantZ = shoulder + (top - shoulder) * (0.5 + 0.36 * glass);
  const cantHalf = half * 0.965 +
    (roofHalf + 0.07 - half * 0.965) * Math.min(1, glass * 0.95 + 0.02);
  const waist = Math.max(floor + 0.12, floor * 0.45 + shoulder * 0.55 - 0.03);
  const point = (y: number, z: number): Vec3 => [x, y, z];
  const inBed = bed && at > bed.at;
  const ring: Vec3[] = [
    point(0, floor),
    point(half * 0.9, floor),
    point(half * 0.975, Math.min(floor + 0.07, waist - 0.03)),
    point(half, Math.min(waist, shoulder - 0.05)),
    point(half * 0.975, inBed ? bed.rim : shoulder),
    ...(inBed ? [point(half * 0.9, bed.rim), point(half * 0.89, bed.floor), point(0, bed.floor)] : [
      point(Math.min(cantHalf, half * 0.965), cantZ),
      point(roofHalf * (glass > 0.3 ? 0.93 : 0.8), top - 0.012 - 0.03 * glass),
      point(0, top),
    ]),
  ];
  shapeEnds(design, at, ring);
  // The lower level keeps what the outline needs.
  if (level === 1) return [0, 1, 4, inBed ? 6 : 5, 7].map((k) => ring[k]!);
  if (level === 2) return [1, 4, inBed ? 6 : 6].map((k) => ring[k]!);
  return ring;
}

/** Lets bumpers stand out and upper edges lie back at the first and the last section. */
function shapeEnds({ size: { length }, nose, tail }: CarDesign, at: number, ring: Vec3[]): void {
  const front = at === 0;
  if (!front && at !== length) return;
  const { top, bumper, rake } = front ? nose : tail;
  const back = front ? -1 : 1;
  const shift = [0.1, 0.08, 0.03, 0, rake, rake, rake, 0.85 * rake];
  ring.forEach(([x, y, z], k) => {
    const height = k === RING.waist ? bumper : k === RING.belt ? Math.min(z, top - 0.01) : z;
    ring[k] = [x + back * shift[k]!, y, height];
  });
}

function halfWidthAt({ size, taper }: CarDesign, at: number): number {
  const end = (share: number, distance: number) => {
    const t = Math.max(0, 1 - distance / TAPER_REACH);
    return 1 - (1 - share) * t * t;
  };
  return size.width / 2 * Math.min(end(taper[0], at), end(taper[1], size.length - at));
}

/** Height of the middle of bonnet, roof and boot. */
function topAt({ size, nose, cowl, roof, deck, tail }: CarDesign, at: number): number {
  const { length, height } = size;
  const middle = (roof.front + roof.rear) / 2;
  const line: [number, number][] = [
    [0, nose.top],
    [0.55 * cowl.at, nose.top + 0.72 * (cowl.z - nose.top)],
    [cowl.at, cowl.z],
    [roof.front, height - roof.frontDrop],
    [middle, height],
    [roof.rear, height - roof.rearDrop],
    [deck.at, deck.z],
    [length, tail.top],
  ];
  return alongLine(line, at);
}

function beltAt(design: CarDesign, at: number): number {
  const { cowl, deck, belt, size, nose, tail, bed } = design;
  const end = bed ? bed.at : deck.at;
  return alongLine([
    [0, nose.top - 0.03],
    [cowl.at, belt[0]],
    [end, belt[1]],
    [size.length, Math.min(belt[1], tail.top - 0.02)],
  ], at);
}

function floorAt(design: CarDesign, { at, arch }: Station): number {
  const { size, floor } = design;
  const base = floor + 0.1 * Math.max(0, 1 - at / 0.5) ** 2 +
    0.14 * Math.max(0, 1 - (size.length - at) / 0.7) ** 2;
  return Math.max(base, archHeight(size, at, arch));
}

function alongLine(line: readonly (readonly [number, number])[], at: number): number {
  for (let k = 1; k < line.length; k++) {
    const [a, za] = line[k - 1]!, [b, zb] = line[k]!;
    if (at <= b || k === line.length - 1) {
      return b - a < 1e-9 ? zb : za + (zb - za) * Math.max(0, Math.min(1, (at - a) / (b - a)));
    }
  }
  return line[0]![1];
}

/** Finish between two sections of a car. */
export function carFinish(
  design: CarDesign,
  from: number,
  to: number,
  segment: number,
  level: 0 | 1 | 2,
): number {
  const { cowl, roof, deck, windows, bed, cladding } = design;
  const middle = (from + to) / 2;
  if (segment < 0) return FINISH.dark;
  // Coarse levels name their segments by those of the finest.
  const fine = level === 0
    ? segment
    : level === 1
    ? [RING.floor, RING.waist, RING.belt, RING.edge, RING.edge][segment]!
    : [RING.waist, RING.belt, RING.edge][segment]!;
  if (fine < RING.sill) return FINISH.dark;
  if (fine === RING.sill) return FINISH.dark;
  if (bed && middle > bed.at) return fine >= RING.cant ? FINISH.dark : FINISH.paint;
  if (fine === RING.flank) return cladding ? FINISH.dark : FINISH.paint;
  if (fine === RING.waist) return FINISH.paint;
  const screen = middle > cowl.at && middle < roof.front;
  const rearScreen = middle > roof.rear && middle < deck.at;
  if (fine === RING.belt) {
    const last = windows[windows.length - 1]![1];
    if (level > 0) return middle > cowl.at && middle < last ? FINISH.glass : FINISH.paint;
    return windows.some(([a, b]) => middle > a && middle < b) ? FINISH.glass : FINISH.paint;
  }
  if (fine === RING.cant) return FINISH.paint;
  return screen || rearScreen ? FINISH.glass : FINISH.paint;
}
