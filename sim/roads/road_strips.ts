import { type Arm, type RoadSpec, STOP_BREADTH, STOP_GAP } from "./arms.ts";
import { curvatureOn, offsetLine, reversed } from "./line.ts";
import { type RoadPlan } from "./plan.ts";
import { type ProfileName, profileNamed, TEETH } from "./profiles.ts";
import { KERB_FACE, KERB_HEIGHT, landHalf, type Section } from "./sections.ts";
import { type Ribbon, type Track } from "./strip.ts";

/** Solid lines begin this far before a junction, metres. */
const NEAR = 18;
/** A kerb that ends runs out over this length, metres. */
const RUN_OUT = 1.5;

/** A road with what its ends meet; null at the map's edge. */
export interface PlacedRoad {
  readonly index: number;
  readonly spec: RoadSpec;
  readonly startArm: Arm | null;
  readonly endArm: Arm | null;
  /** What controls its lanes at either end. */
  readonly startControl: "signal" | "stop" | "yield" | "none";
  readonly endControl: "signal" | "stop" | "yield" | "none";
}

/** Where a road's own surface begins and ends, by arc length of its line. */
export function spanOf({ spec, startArm, endArm }: PlacedRoad): readonly [number, number] {
  return [startArm?.mouth ?? 0, spec.line.length - (endArm?.mouth ?? 0)];
}

/** Lays a road between its junctions: carriageway with its paint, kerbs, pavements or shoulders, grass. */
export function layRoad(plan: RoadPlan, road: PlacedRoad): void {
  const { section, line } = road.spec;
  const [from, to] = spanOf(road);
  const { half } = section;
  const ribbons = carriageway(road, from, to);
  for (const side of [1, -1] as const) {
    const add = (profile: ProfileName, inner: Track, outer: Track, more: Partial<Ribbon> = {}) => {
      const [right, left] = side > 0 ? [inner, outer] : [outer, inner];
      ribbons.push({ profile: profileNamed(profile), from, to, right, left, ...more });
    };
    const land = side * landHalf(section);
    if (section.pavement > 0) {
      const top = runOut(road, side, from, to);
      const face = side * (half + KERB_FACE);
      add("kerb", { u: side * half, rise: 0 }, { u: face, rise: top });
      add("pavement", { u: face, rise: top }, { u: land, rise: top }, {
        origin: face,
        mirrored: side < 0,
      });
      add("grass", { u: land, rise: top }, { u: land + side * section.verge, rise: 0 });
    } else {
      add("gravel", { u: side * half, rise: 0 }, { u: land, rise: 0 });
      add("grass", { u: land, rise: 0 }, { u: land + side * section.verge, rise: 0 });
    }
    // Edges run with the traffic: the left lanes of a road run against its line.
    const edge = offsetLine(line, land, from, to);
    plan.edges.push({
      ...(side > 0 ? reversed(edge) : edge),
      roadSide: "left",
      zone: section.zone,
      margin: landHalf(section) - half,
      kerbed: section.pavement > 0,
      speedLimit: section.speedLimit,
      road: road.index,
    });
  }
  plan.strips.push({ line, ribbons });
  plan.roads.push({
    ...line,
    zone: section.zone,
    halfWidth: landHalf(section),
    speedLimit: section.speedLimit,
  });
}

/** Height of the pavement on one side, which runs out where the corner has none. */
function runOut(
  { startArm, endArm }: PlacedRoad,
  side: 1 | -1,
  from: number,
  to: number,
): number | ((v: number) => number) {
  // Seen outward from its end, a road's left is its line's right.
  const start = startArm && !(side > 0 ? startArm.kerbedLeft : startArm.kerbedRight);
  const end = endArm && !(side > 0 ? endArm.kerbedRight : endArm.kerbedLeft);
  if (!start && !end) return KERB_HEIGHT;
  return (v) => {
    const left = Math.min(start ? v - from : Infinity, end ? to - v : Infinity);
    return KERB_HEIGHT * Math.max(0, Math.min(1, left / RUN_OUT));
  };
}

/** Pieces of the carriageway: what junctions want painted before them, and lines between. */
function carriageway(road: PlacedRoad, from: number, to: number): Ribbon[] {
  const { spec: { section }, startArm, endArm, startControl, endControl } = road;
  const ribbons: Ribbon[] = [];
  const lay = (a: number, b: number, profile: ProfileName, more: Partial<Ribbon> = {}) => {
    if (b - a < 1e-6) return;
    ribbons.push({
      profile: profileNamed(profile),
      from: a,
      to: b,
      right: { u: -section.half, rise: 0 },
      left: { u: section.half, rise: 0 },
      ...more,
    });
  };
  const room = (to - from) / 2;
  let start = from, end = to;
  for (
    const [arm, control, atEnd] of [
      [startArm, startControl, false],
      [endArm, endControl, true],
    ] as const
  ) {
    if (!arm) continue;
    for (const { length, profile } of before(arm, control, section, Math.min(NEAR, room - 9))) {
      const a = atEnd ? end - length : start, b = atEnd ? end : start + length;
      const teeth = profile === section.yield[atEnd ? 0 : 1] && profile !== section.stop[0] &&
        profile !== section.stop[1];
      // Give-way triangles grow towards the junction.
      if (teeth) lay(a, b, profile, atEnd ? { start: a } : { start: b, backwards: true });
      else lay(a, b, profile);
      if (atEnd) end -= length;
      else start += length;
    }
  }
  for (const { a, b, profile } of openPieces(road, start, end)) lay(a, b, profile);
  return ribbons;
}

/** Pieces from the mouth of an arm outward. */
function before(
  arm: Arm,
  control: PlacedRoad["startControl"],
  section: Section,
  near: number,
): { length: number; profile: ProfileName }[] {
  const pieces: { length: number; profile: ProfileName }[] = [];
  if (arm.zebra) {
    pieces.push({ length: arm.zebra[0], profile: "asphalt" });
    pieces.push({ length: arm.zebra[1] - arm.zebra[0], profile: "zebra" });
  }
  const side = arm.atEnd ? 0 : 1;
  if (control === "none") {
    if (arm.zebra) pieces.push({ length: STOP_GAP, profile: "asphalt" });
  } else {
    const teeth = control === "yield" && section.yield[side] !== section.stop[side];
    const breadth = teeth ? TEETH.height : STOP_BREADTH;
    pieces.push({ length: STOP_GAP + STOP_BREADTH - breadth, profile: "asphalt" });
    pieces.push({ length: breadth, profile: teeth ? section.yield[side] : section.stop[side] });
  }
  pieces.push({ length: Math.max(1, near), profile: section.near });
  return pieces;
}

/** Between junctions: dashes where one sees far, solid lines in bends of a country road. */
function openPieces(
  { spec: { section, line } }: PlacedRoad,
  from: number,
  to: number,
): { a: number; b: number; profile: ProfileName }[] {
  const pieces: { a: number; b: number; profile: ProfileName }[] = [];
  const count = Math.max(1, Math.round((to - from) / 24));
  for (let k = 0; k < count; k++) {
    const a = from + (to - from) * k / count, b = from + (to - from) * (k + 1) / count;
    let curvature = 0;
    for (let s = a - 10; s <= b + 10; s += 2) {
      curvature = Math.max(curvature, Math.abs(curvatureOn(line, s)));
    }
    const kind = section.open.length < 3 ? 0 : curvature > 1 / 95 ? 2 : curvature > 1 / 190 ? 1 : 0;
    const profile = section.open[kind]!;
    const last = pieces.at(-1);
    if (last?.profile === profile) last.b = b;
    else pieces.push({ a, b, profile });
  }
  return pieces;
}
