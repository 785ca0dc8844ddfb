import { axlesOf, type VehicleDimensions } from "./dimensions.ts";

/** A section of a body, metres behind its foremost point. */
export interface Station {
  readonly at: number;
  /** Half of a wheel arch begins or ends here: the floor is low on one side and high on the other. */
  readonly arch?: "low" | "high";
}

/** Clearance of the wheels in their arches, metres, and pieces of the finest arch. */
const GAP = 0.055;
const FINEST = 5;

/** Sections at which the floor rises over the wheels. */
export function archStations(size: VehicleDimensions, level: 0 | 1): Station[] {
  const reach = size.wheelRadius + GAP;
  return archCentres(size).flatMap((at): Station[] => {
    if (level === 1) return [{ at: at - reach }, { at }, { at: at + reach }];
    return [
      { at: at - reach, arch: "low" },
      { at: at - reach, arch: "high" },
      ...Array.from(
        { length: FINEST - 1 },
        (_, k) => ({ at: at - reach * Math.cos(Math.PI * (k + 1) / FINEST) }),
      ),
      { at: at + reach, arch: "high" },
      { at: at + reach, arch: "low" },
    ];
  });
}

/** Height of the arch over a section; 0 between the arches. */
export function archHeight(size: VehicleDimensions, at: number, arch?: "low" | "high"): number {
  if (arch === "low") return 0;
  const reach = size.wheelRadius + GAP;
  for (const centre of archCentres(size)) {
    const off = Math.abs(at - centre);
    if (off > reach - (arch ? -1e-6 : 1e-6)) continue;
    return size.wheelRadius + Math.sqrt(Math.max(0, reach * reach - off * off));
  }
  return 0;
}

/** Sections in order; those that hardly differ in place are one, except at the edges of arches. */
export function inOrder(stations: readonly Station[]): Station[] {
  // Front edges of an arch go from low to high, rear edges the other way; the sort keeps that order.
  const ordered = stations.map((station, k) => ({ station, k }))
    .sort((a, b) => a.station.at - b.station.at || a.k - b.k)
    .map(({ station }) => station);
  return ordered.filter((station, k) =>
    station.arch !== undefined ||
    !ordered.some((other, i) =>
      i !== k && Math.abs(other.at - station.at) < 0.015 && (other.arch !== undefined || i < k)
    )
  );
}

function archCentres(size: VehicleDimensions): number[] {
  const front = size.wheelbase / 2 + size.frontOverhang;
  return axlesOf(size).map((x) => front - x);
}
