/** A rectangle on the ground, in any heading. */
export interface Outline {
  readonly x: number;
  readonly y: number;
  /** Of its length, radians. */
  readonly yaw: number;
  readonly halfLength: number;
  readonly halfWidth: number;
}

/** A box that stands on the ground and stops vehicles: a building, a piece of guard rail, a log. */
export interface Block extends Outline {
  /** Entity id. */
  readonly id: number;
  /** Height of its foot. */
  readonly z: number;
  readonly height: number;
}

/** Metres from a point to the nearest point of a rectangle; 0 inside. */
export function gapTo(
  { x, y, yaw, halfLength, halfWidth }: Outline,
  px: number,
  py: number,
): number {
  const dx = px - x, dy = py - y;
  const cos = Math.cos(yaw), sin = Math.sin(yaw);
  const ahead = Math.abs(dx * cos + dy * sin) - halfLength;
  const beside = Math.abs(dy * cos - dx * sin) - halfWidth;
  return Math.hypot(Math.max(0, ahead), Math.max(0, beside));
}
