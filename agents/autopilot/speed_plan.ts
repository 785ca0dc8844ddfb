import type { RouteLine } from "../../sim/roads/route.ts";

/** Comfort of whoever rides along, m/s^2. */
const LATERAL = 2.2;
const BRAKING = 1.8;

/**
 * The speed to drive now so that every bend and limit ahead is met without braking harder than is
 * comfortable: the least of `sqrt(v_i^2 + 2 b s_i)` over the samples ahead, `v_i` the limit there or
 * `sqrt(a_lat / |curvature|)`.
 *
 * @param s Arc length along the line.
 */
export function plannedSpeed(line: RouteLine, s: number, speed: number): number {
  const reach = 12 + speed * speed / (2 * BRAKING) * 1.4;
  const first = Math.max(0, Math.min(line.x.length - 1, Math.floor(s)));
  const last = Math.min(line.x.length - 1, Math.ceil(s + reach));
  let planned = line.speedLimit[first]!;
  for (let i = first; i <= last; i++) {
    const bend = Math.sqrt(LATERAL / Math.max(1e-4, Math.abs(line.curvature[i]!)));
    const there = Math.min(line.speedLimit[i]!, bend);
    planned = Math.min(planned, Math.sqrt(there * there + 2 * BRAKING * Math.max(0, i - s)));
  }
  return planned;
}

/** Curvature that leads from a pose to the line some way ahead: pure pursuit (Coulter, 1992). */
export function pursuit(
  line: RouteLine,
  s: number,
  pose: { readonly x: number; readonly y: number; readonly yaw: number },
  ahead: number,
): number {
  const at = Math.max(0, Math.min(line.x.length - 1, s + ahead));
  const k = Math.min(line.x.length - 2, Math.floor(at));
  const t = at - k;
  const dx = line.x[k]! + t * (line.x[k + 1]! - line.x[k]!) - pose.x;
  const dy = line.y[k]! + t * (line.y[k + 1]! - line.y[k]!) - pose.y;
  const left = -dx * Math.sin(pose.yaw) + dy * Math.cos(pose.yaw);
  return 2 * left / Math.max(1, dx * dx + dy * dy);
}
