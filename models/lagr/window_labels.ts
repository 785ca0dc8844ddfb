import { type BandLayout, windowIndex } from "./bands.ts";
import { type PinholeView } from "./camera_view.ts";
import { decided } from "./decided_label.ts";
import { type GroundPlane } from "./ground_plane.ts";
import { footOf, inPicture, windowFinder } from "./levelling.ts";
import { type LabelledPlace } from "./stereo_labels.ts";

/** Windows of a frame that have a label, as it is learned; five numbers of labels for each. */
export interface LabelledWindows {
  readonly windows: Uint32Array<ArrayBuffer>;
  readonly labels: Float32Array<ArrayBuffer>;
}

/**
 * The windows in which labelled places have their feet, those of no band left out. A window that several
 * places fall into takes the label of the one nearest to its foot in the picture.
 */
export function labelWindows(
  view: PinholeView,
  layout: BandLayout,
  plane: GroundPlane,
  places: readonly LabelledPlace[],
): LabelledWindows {
  /** By window: its place, and pixels squared from there to its foot. */
  const nearest = new Map<number, { readonly place: LabelledPlace; readonly off: number }>();
  const find = windowFinder(view, layout, plane);
  for (const place of places) {
    const window = find(place.u, place.v);
    const foot = window && footOf(view, layout, plane, window);
    if (!window || !foot || !inPicture(view, ...foot)) continue;
    const index = windowIndex(layout, window);
    const off = (foot[0] - place.u) ** 2 + (foot[1] - place.v) ** 2;
    const other = nearest.get(index);
    if (!other || off < other.off) nearest.set(index, { place, off });
  }
  const windows = new Uint32Array(nearest.size), labels = new Float32Array(5 * nearest.size);
  let count = 0;
  for (const [index, { place }] of nearest) {
    windows[count] = index;
    labels.set(decided(place.label), 5 * count++);
  }
  return { windows, labels };
}
