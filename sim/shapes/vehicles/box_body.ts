import { type Vec3 } from "../../pose.ts";
import { FINISH } from "../finish.ts";
import { type VehicleDimensions } from "./dimensions.ts";
import { type HalfRing, Loft } from "./loft.ts";
import { archHeight, archStations, inOrder, type Station } from "./wheel_arches.ts";

/** A body like a box with a windscreen: a bus, the cab of a truck. Lengths are behind its front. */
export interface BoxDesign {
  readonly size: VehicleDimensions;
  /** From where to where it goes; the whole vehicle's front is 0. */
  readonly from: number;
  readonly to: number;
  readonly floor: number;
  readonly top: number;
  /** Lower and upper edge of the windows, and of the windscreen. */
  readonly belt: number;
  readonly cant: number;
  readonly screen: readonly [low: number, high: number];
  /** How far the upper edge of the front lies back. */
  readonly rake: number;
  readonly windows: readonly (readonly [number, number])[];
  /** Whether there is a window in the rear. */
  readonly rearWindow: boolean;
}

/** Points of a half ring. */
export const BOX_RING = {
  floor: 0,
  sill: 1,
  skirt: 2,
  screen: 3,
  belt: 4,
  cant: 5,
  edge: 6,
  top: 7,
} as const;

/** Edges of a box are rounded by this, metres. */
const ROUND = 0.1;

/** The body and its sections at a level of detail. */
export function boxLoft(design: BoxDesign, level: 0 | 1 | 2): { loft: Loft; stations: Station[] } {
  const { from, to, size, windows } = design;
  const stations: Station[] = [{ at: from }, { at: from + ROUND }, { at: to }];
  if (level !== 2) {
    stations.push({ at: to - ROUND });
    for (const [a, b] of level === 0 ? windows : merged(windows)) {
      stations.push({ at: a }, { at: b });
    }
    stations.push(...archStations(size, level).filter(({ at }) => at > from && at < to - ROUND));
  }
  const ordered = inOrder(stations);
  return {
    loft: new Loft(ordered.map((station) => ringOf(design, station, level))),
    stations: ordered,
  };
}

function merged(windows: BoxDesign["windows"]): [number, number][] {
  return windows.length > 0 ? [[windows[0]![0], windows[windows.length - 1]![1]]] : [];
}

function ringOf(design: BoxDesign, { at, arch }: Station, level: 0 | 1 | 2): HalfRing {
  const { size, from, to, floor, top, belt, cant, screen, rake } = design;
  const x = size.wheelbase / 2 + size.frontOverhang - at;
  const end = at === from || at === to;
  const half = size.width / 2 - (end ? 0.5 * ROUND : 0);
  const low = level === 2 ? floor : Math.max(floor, archHeight(size, at, arch));
  const lean = at === from ? rake : 0;
  const z = [
    low,
    low,
    Math.max(low + 0.03, floor + 0.12),
    Math.max(low + 0.06, screen[0]),
    Math.max(low + 0.09, belt),
    cant,
    top - 0.06,
    top,
  ];
  const y = [0, 0.92, 1, 1, 1, 0.985, 0.94, 0];
  const ring = z.map((height, k): Vec3 => {
    const up = Math.max(0, (height - screen[0]) / (top - screen[0]));
    const rounded = end && k >= BOX_RING.edge ? 0.04 : 0;
    return [x - lean * up, y[k]! * half, height - rounded];
  });
  if (level === 0) return ring;
  if (level === 1) return [0, 1, 4, 5, 7].map((k) => ring[k]!);
  return [1, 4, 5, 6].map((k) => ring[k]!);
}

/** Finish between sections `piece` and `piece + 1`; the front face is piece -1. */
export function boxFinish(
  design: BoxDesign,
  stations: readonly Station[],
  piece: number,
  segment: number,
  level: 0 | 1 | 2,
): number {
  const { windows, rearWindow, screen, belt } = design;
  const fine = level === 0
    ? segment
    : level === 1
    ? [0, 1, BOX_RING.belt, BOX_RING.cant, BOX_RING.edge][segment]!
    : [1, BOX_RING.belt, BOX_RING.cant, BOX_RING.edge][segment]!;
  if (segment < 0) return FINISH.dark;
  if (piece < 0) {
    if (fine < BOX_RING.skirt && level === 0) return FINISH.dark;
    // The windscreen reaches lower than the side windows where the design says so.
    const glass = fine === BOX_RING.belt || (fine === BOX_RING.screen && screen[0] < belt);
    return glass ? FINISH.glass : FINISH.paint;
  }
  if (piece === stations.length - 1) {
    if (fine < BOX_RING.skirt && level === 0) return FINISH.dark;
    return rearWindow && fine === BOX_RING.belt ? FINISH.glass : FINISH.paint;
  }
  if (level === 0 && fine < BOX_RING.skirt) return FINISH.dark;
  if (fine !== BOX_RING.belt) return FINISH.paint;
  const middle = (stations[piece]!.at + stations[piece + 1]!.at) / 2;
  const within = level === 0 ? windows : merged(windows);
  if (level === 2) return windows.length > 2 ? FINISH.glass : FINISH.paint;
  return within.some(([a, b]) => middle > a && middle < b) ? FINISH.glass : FINISH.paint;
}
