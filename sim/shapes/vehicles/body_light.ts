import { type Vec3 } from "../../pose.ts";

/** Light that reaches a place of a body that stands on the ground: little underneath, all on top. */
export function bodyLight([, , z]: Vec3, [, , up]: Vec3): number {
  const height = Math.max(0, Math.min(1, z / 0.7));
  return Math.max(0.25, Math.min(1, 0.62 + 0.3 * height + 0.3 * Math.min(0, up) + 0.08 * up));
}
