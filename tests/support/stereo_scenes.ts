import { type PinholeView } from "../../models/lagr/camera_view.ts";
import { type GroundPlane } from "../../models/lagr/ground_plane.ts";
import { normal, type Random } from "../../vision/random.ts";

/** The left eye of the off-road robot's pair: 320 x 240, 80 degrees wide, 0.12 m to the other. */
export const EYE: PinholeView = {
  width: 320,
  height: 240,
  fx: 160 / Math.tan(40 * Math.PI / 180),
  fy: 160 / Math.tan(40 * Math.PI / 180),
  cx: 159.5,
  cy: 119.5,
  baseline: 0.12,
};

/** What stereo would say of a scene. */
export interface StereoScene {
  readonly disparity: Float32Array;
  readonly confidence: Float32Array;
}

/** A box that stands on a plane, its edges along the camera's heading: metres in the plane and over it. */
export interface StandingBox {
  /** Of its nearest face ahead, and its depth. */
  readonly ahead: number;
  readonly deep: number;
  /** Left to right, from the camera's heading. */
  readonly from: number;
  readonly to: number;
  readonly bottom?: number;
  readonly top: number;
}

/** Axes of a plane in the optical frame: ahead, to the right, up. */
function axesOf({ normal: up }: GroundPlane) {
  const [nx, ny, nz] = up;
  const length = Math.sqrt(1 - nz * nz);
  const ahead = [-nz * nx / length, -nz * ny / length, length] as const;
  // right = ahead x up, as x = z cross -y... of a right-handed frame whose y points down
  const right = [
    ahead[1] * nz - ahead[2] * ny,
    ahead[2] * nx - ahead[0] * nz,
    ahead[0] * ny - ahead[1] * nx,
  ] as const;
  return { ahead, right, up: [nx, ny, nz] as const };
}

const dot = (a: readonly number[], b: readonly number[]) =>
  a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]!;

/** What a ray of a pixel meets first: depth along the optical axis, and box number, -1 ground, -2 sky. */
export function castPixel(
  view: PinholeView,
  plane: GroundPlane,
  boxes: readonly StandingBox[],
  u: number,
  v: number,
): { z: number; hit: number } {
  const ray = [(u - view.cx) / view.fx, (v - view.cy) / view.fy, 1];
  const { ahead, right, up } = axesOf(plane);
  const [x, y, z] = [dot(ray, ahead), dot(ray, right), dot(ray, up)];
  let nearest = z < 0 ? -plane.height / z : Infinity;
  let hit = z < 0 ? -1 : -2;
  boxes.forEach((box, index) => {
    let enter = 0, leave = Infinity;
    for (
      const [slope, from, to] of [
        [x, box.ahead, box.ahead + box.deep],
        [y, box.from, box.to],
        [z, (box.bottom ?? 0) - plane.height, box.top - plane.height],
      ] as const
    ) {
      const a = from / slope, b = to / slope;
      enter = Math.max(enter, Math.min(a, b));
      leave = Math.min(leave, Math.max(a, b));
    }
    if (enter <= leave && enter > 0 && enter < nearest) [nearest, hit] = [enter, index];
  });
  return { z: nearest, hit };
}

/** How well stereo sees. */
export interface StereoFaults {
  /** Standard deviation of its disparities and the steps that they come in, pixels. */
  readonly noise?: number;
  readonly quantum?: number;
  /** Share of pixels with any disparity at all, and of those without one. */
  readonly outliers?: number;
  readonly missing?: number;
}

/** What stereo with such faults says where the truth is `disparityAt(u, v)` (0 for none). */
export function stereoOf(
  view: PinholeView,
  disparityAt: (u: number, v: number) => number,
  { noise = 0, quantum = 0, outliers = 0, missing = 0 }: StereoFaults,
  random: Random,
): StereoScene {
  const { width, height } = view;
  const disparity = new Float32Array(width * height), confidence = new Float32Array(width * height);
  for (let v = 0, k = 0; v < height; v++) {
    for (let u = 0; u < width; u++, k++) {
      let d = disparityAt(u, v);
      const luck = random();
      if (luck < outliers) d = 1 + 29 * random();
      else if (luck < outliers + missing || !(d > 0)) continue;
      else d += noise * normal(random);
      if (quantum > 0) d = Math.round(d / quantum) * quantum;
      if (d <= 0) continue;
      disparity[k] = d;
      confidence[k] = 0.6 + 0.4 * random();
    }
  }
  return { disparity, confidence };
}

/** A scene of boxes on a plane, seen by stereo. */
export function boxScene(
  view: PinholeView,
  plane: GroundPlane,
  boxes: readonly StandingBox[],
  faults: StereoFaults,
  random: Random,
): StereoScene & { readonly hits: Int32Array } {
  const hits = new Int32Array(view.width * view.height);
  const scale = view.fx * view.baseline;
  const scene = stereoOf(
    view,
    (u, v) => {
      const { z, hit } = castPixel(view, plane, boxes, u, v);
      hits[v * view.width + u] = hit;
      return z < Infinity ? scale / z : 0;
    },
    faults,
    random,
  );
  return { ...scene, hits };
}
