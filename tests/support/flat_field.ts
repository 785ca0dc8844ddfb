import type { GroundView } from "../../agents/perception.ts";

/** A round obstacle on flat ground, metres. */
export interface Disc {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** Where a body stands on the field. */
export interface Stand {
  readonly x: number;
  readonly y: number;
  readonly heading: number;
}

/** Class ids in the pictures of the field. */
export const FREE = 2;
export const OBSTACLE = 8;
export const SKY = 1;

/** A camera like the rover's: 160 x 120, 80 degrees, 1 m up, looking down a little. */
export const FIELD_VIEW: GroundView = {
  width: 160,
  height: 120,
  fx: 80 / Math.tan(40 * Math.PI / 180),
  fy: 80 / Math.tan(40 * Math.PI / 180),
  cx: 79.5,
  cy: 59.5,
  mastHeight: 1,
  pitch: 0.17,
  forward: 0.35,
};

/**
 * The label picture of flat ground with discs on it, by intersecting each pixel's ray with the
 * ground. Discs are flat, so a pixel is an obstacle exactly where its ground point lies in one.
 */
export function labelsOfField(discs: readonly Disc[], stand: Stand, view: GroundView): Uint8Array {
  const labels = new Uint8Array(view.width * view.height);
  const [sin, cos] = [Math.sin(view.pitch), Math.cos(view.pitch)];
  for (let v = 0; v < view.height; v++) {
    for (let u = 0; u < view.width; u++) {
      const right = (u - view.cx) / view.fx;
      const down = (v - view.cy) / view.fy;
      const fall = sin + down * cos;
      const index = v * view.width + u;
      if (fall <= 0) {
        labels[index] = SKY;
        continue;
      }
      const depth = view.mastHeight / fall;
      const bodyX = view.forward + depth * (cos - down * sin);
      const bodyY = -depth * right;
      const x = stand.x + bodyX * Math.cos(stand.heading) - bodyY * Math.sin(stand.heading);
      const y = stand.y + bodyX * Math.sin(stand.heading) + bodyY * Math.cos(stand.heading);
      const hit = discs.some((disc) => Math.hypot(x - disc.x, y - disc.y) < disc.radius);
      labels[index] = hit ? OBSTACLE : FREE;
    }
  }
  return labels;
}
