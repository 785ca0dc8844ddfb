import { LABELS } from "../labels.ts";

/**
 * How well a wheel could climb a surface straight up: the share of its tyre's grip that is left. On a slope
 * `s` a vehicle of weight `W` must push with `W sin s` and roll with `W c cos s`, and its tyres hold
 * `W mu cos s`: what is left is `1 - (tan s + c) / mu`, where `mu` is the label's friction and `c` its
 * rolling drag. Nothing is left (0) where that would be less, and on what is no ground.
 *
 * @param label A label id.
 * @param normalZ Upward component of the surface's unit normal.
 *
 * @example
 * ```ts
 * import { labelNamed } from "../labels.ts";
 * import { traversability } from "./traversability.ts";
 * traversability(labelNamed("path").id, 1); // 0.96: level, and little drag
 * traversability(labelNamed("tree").id, 1); // 0
 * ```
 */
export function traversability(label: number, normalZ: number): number {
  const row = LABELS[label];
  if (!row || row.lagr !== "ground" || !(normalZ > 0)) return 0;
  const rise = Math.sqrt(Math.max(0, 1 - normalZ * normalZ)) / normalZ;
  return Math.max(0, 1 - (rise + row.rollingDrag) / row.friction);
}
