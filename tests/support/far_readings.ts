import { bandLayout, windowIndex, windowsOf } from "../../models/lagr/bands.ts";
import type { PinholeView } from "../../models/lagr/camera_view.ts";
import { mountedPlane } from "../../models/lagr/ground_plane.ts";
import { footPixel, horizonOf } from "../../models/lagr/horizon.ts";
import { footOf, groundOf, inPicture } from "../../models/lagr/levelling.ts";
import type { FarReading } from "../../models/lagr/far_reading.ts";
import { STEREO_LABELS } from "../../models/lagr/stereo_labels.ts";

/** An eye as the rover's, 1 m over the ground and looking down by a sixth of a radian. */
export const FAR_EYE: PinholeView = {
  width: 320,
  height: 240,
  fx: 190,
  fy: 190,
  cx: 159.5,
  cy: 119.5,
  baseline: 0.12,
};

type Label = readonly [number, number, number, number, number];

/** How a made-up reading differs from level ground that is known. */
export interface MadeUpReading {
  /** Of the camera, radians. */
  readonly roll?: number;
  /** Label of the ground so far ahead and to the left, metres. */
  label(ahead: number, left: number): Label;
}

/** A reading of the far eye over a plane: every window and every place of stereo says what `label` does. */
export function madeUpReading({ roll = 0, label }: MadeUpReading): FarReading {
  const view = FAR_EYE;
  const plane = mountedPlane(1, 1 / 6, roll);
  const layout = bandLayout(view);
  const bands = layout.bands.slice(0, -1).map((each, band) => {
    const [windows, u, v]: number[][] = [[], [], []];
    const [bearings, distances, probabilities]: number[][] = [[], [], []];
    for (let column = 0; column < windowsOf(each); column++) {
      const foot = footOf(view, layout, plane, { band, column });
      if (!foot || !inPicture(view, ...foot)) continue;
      const { ahead, right } = groundOf(view, layout, { band, column });
      windows!.push(windowIndex(layout, { band, column }));
      u!.push(foot[0]);
      v!.push(foot[1]);
      bearings!.push(Math.atan2(-right, ahead));
      distances!.push(Math.hypot(ahead, right));
      probabilities!.push(...label(ahead, -right));
    }
    return {
      distance: each.distance,
      windows: Uint32Array.from(windows!),
      u: Float32Array.from(u!),
      v: Float32Array.from(v!),
      bearings: Float32Array.from(bearings!),
      distances: Float32Array.from(distances!),
      ranges: Float32Array.from(distances!),
      probabilities: Float32Array.from(probabilities!),
    };
  });
  const { spacing, nearest, farthest, ratio } = STEREO_LABELS;
  const places = [];
  for (let u = spacing >> 1; u < view.width; u += spacing) {
    for (let distance: number = nearest; distance <= farthest * 1.0001; distance *= ratio) {
      const v = footPixel(view, plane, distance, u);
      if (v === null || v < 0 || v > view.height - 1) continue;
      const bearing = Math.atan((view.cx - u) / view.fx);
      const [ahead, left] = [distance * Math.cos(bearing), distance * Math.sin(bearing)];
      places.push({ u, v, distance, label: label(ahead, left) });
    }
  }
  const ground = { plane, other: null, fold: null, confidence: 1 };
  return { bands, ground, plane, horizon: horizonOf(view, plane), places, learned: 180 };
}
