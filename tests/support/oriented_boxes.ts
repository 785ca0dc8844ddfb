import { type Footprint } from "../../sim/actors/footprints.ts";

type Rectangle = Pick<Footprint, "x" | "y" | "yaw" | "halfLength" | "halfWidth">;

/** Whether two rectangles on the ground overlap: no line parallel to a side separates them. */
export function overlap(a: Rectangle, b: Rectangle): boolean {
  for (const axis of [a.yaw, a.yaw + Math.PI / 2, b.yaw, b.yaw + Math.PI / 2]) {
    const cos = Math.cos(axis), sin = Math.sin(axis);
    const apart = Math.abs((b.x - a.x) * cos + (b.y - a.y) * sin);
    if (apart >= reachAlong(a, axis) + reachAlong(b, axis)) return false;
  }
  return true;
}

function reachAlong({ yaw, halfLength, halfWidth }: Rectangle, axis: number): number {
  const cos = Math.abs(Math.cos(yaw - axis)), sin = Math.abs(Math.sin(yaw - axis));
  return halfLength * cos + halfWidth * sin;
}
