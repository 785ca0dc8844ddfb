import { type GroundFit } from "./ground_fit.ts";
import { type GroundPlane } from "./ground_plane.ts";
import { type HorizonLine } from "./horizon.ts";
import { CLASSES } from "./lagr_classes.ts";
import { type LabelledPlace } from "./stereo_labels.ts";
import { type BandFeet } from "./window_feet.ts";

/** Windows of one band of the pyramid whose feet lie in the picture, and what they look like. */
export interface FarBand extends BandFeet {
  /** Five for each window, in the order of `LAGR_CLASSES`. */
  readonly probabilities: Float32Array<ArrayBuffer>;
  /** Metres over the ground to what stands at each window's foot, as stereo and the plane tell together. */
  readonly ranges: Float32Array<ArrayBuffer>;
  /** Probabilities by the classifier that never learned on the road; with `compare` alone. */
  readonly offline?: Float32Array<ArrayBuffer>;
}

/** What one look gave. Arrays are the reader's own. */
export interface FarReading {
  /** From the nearest to the farthest; the horizon's is left out. */
  readonly bands: readonly FarBand[];
  /** Near by, as labels have it. */
  readonly ground: GroundFit;
  /** The plane of far ground, which the bands stand on, and where it ends. */
  readonly plane: GroundPlane;
  readonly horizon: HorizonLine;
  /** What stereo labelled in this frame. */
  readonly places: readonly LabelledPlace[];
  /** Labelled windows that were learned from. */
  readonly learned: number;
}

/** What all windows have, for those of a band. */
export function probabilitiesOf(
  { windows }: BandFeet,
  all: Float32Array<ArrayBuffer>,
): Float32Array<ArrayBuffer> {
  const first = CLASSES * (windows[0] ?? 0);
  return all.slice(first, first + CLASSES * windows.length);
}
