import { drawn, type Random } from "../../../vision/random.ts";
import { type BandLayout, windowIndex, type WindowPlace } from "../bands.ts";
import { type PinholeView } from "../camera_view.ts";
import { type GroundPlane } from "../ground_plane.ts";
import { inPicture, windowFinder } from "../levelling.ts";
import { type LabelledPlace } from "../stereo_labels.ts";
import { eyePoint, type EyePose, type Place } from "./eye_pose.ts";
import { type KnownPlace } from "./known_place.ts";
import { type Surroundings } from "./surroundings.ts";

type Label = LabelledPlace["label"];

/** Which windows of an earlier look are labelled. */
export const HINDSIGHT = {
  /** Metres from the eye; from one to the next as many of ground and of what stands, as far as there are. */
  spans: [4, 12, 30, 60, 100],
  /** Nearer to a thing's foot and to its top than this, pixels, no window is said to show it. */
  inside: 0.75,
  /** Highest point of a thing that a window's foot is laid on, over the ground, metres. */
  highest: 2.5,
  /** Share of a line of sight that has to be known. */
  leastFree: 0.7,
  /** Places tried for each window wanted. */
  tries: 8,
} as const;

/** Lowest point of a thing that is its footline no more, metres. */
const FOOTLINE = 0.15;
/** Up to here a thing is its foot, metres. */
const FOOT = 0.5;
/** Heights on a thing between which its windows are looked for, metres. */
const MARKED = 0.2;
/** A thing is tall from here on, metres. */
const TALL = 0.5;
/** Looks at which half of what is ground is surely so. */
const HALF_SURE = 3;

/** A look as it is remembered: on which plane its pyramid stood, and where the eye was. */
export interface PastLook {
  readonly plane: GroundPlane;
  readonly pose: EyePose;
}

/** A window of an earlier look, and what its place has turned out to be. */
export interface HindsightWindow {
  readonly window: WindowPlace;
  /** Soft, in the order of `LAGR_CLASSES`. */
  readonly label: Label;
  /** From the eye to the place, metres; by its band, of a window that was labelled on the spot. */
  readonly distance: number;
}

/** A place in the picture of a look. */
interface Shown {
  readonly known: KnownPlace;
  readonly point: Place;
  readonly window: WindowPlace;
  readonly index: number;
  readonly distance: number;
  /** Of the point over the ground, metres. */
  readonly height: number;
}

/**
 * Windows of an earlier look at places that stereo knows now, when the robot has been near them: what they looked
 * like from far away, labelled without doubt (labels propagated to other views of the same spot through space
 * and time: Hadsell et al. 2007). A place that something known hid from that look is left out, and one that too
 * little is known before; so is ground in a window that shows things too, or what nobody is sure of.
 *
 * @param most Windows of ground, and of what stands, in each of `HINDSIGHT.spans`; half as many of what gave way.
 */
export function hindsightWindows(
  view: PinholeView,
  layout: BandLayout,
  look: PastLook,
  surroundings: Surroundings,
  most: number,
  random: Random,
): HindsightWindow[] {
  const spans = HINDSIGHT.spans.slice(1).map(
    () => ({ ground: [], standing: [], gave: [] } as Candidates),
  );
  const mixed = candidates(view, layout, look, surroundings, spans, random);
  const found: HindsightWindow[] = [];
  const taken = new Set<number>();
  for (const { ground, standing, gave } of spans) {
    for (const all of [standing, gave, ground]) {
      let wanted = Math.min(all === gave ? most >> 1 : most, all.length);
      let tries = HINDSIGHT.tries * most;
      if (wanted === 0) continue;
      for (const { known, point, window, index, distance, height } of drawn(all, random)) {
        if (taken.has(index) || (known.kind === "ground" && isBeside(mixed, index))) continue;
        if (surroundings.freeShare(look.pose.position, point) >= HINDSIGHT.leastFree) {
          taken.add(index);
          found.push({ window, label: labelOf(known, height), distance });
          if (--wanted === 0) break;
        }
        if (--tries === 0) break;
      }
    }
  }
  return found;
}

/** Whether a window, or one next to it in its band, is of a set. */
function isBeside(windows: ReadonlySet<number>, index: number): boolean {
  return windows.has(index) || windows.has(index - 1) || windows.has(index + 1);
}

/** A height on a thing, so far within it, every other one near its foot; of bare ground, none. */
function heightOf({ kind, top }: KnownPlace, within: number, random: Random): number {
  if (top === 0) return 0;
  const least = kind === "standing" ? within : 0;
  const highest = Math.min(top, HINDSIGHT.highest) - 2 * least;
  return least + (random() < 0.5 ? Math.min(highest, FOOT) : highest) * random();
}

/** The window of a look in which a place is seen; null where it is not in the picture. */
function windowOf(
  view: PinholeView,
  pose: EyePose,
  find: (u: number, v: number) => WindowPlace | null,
  place: Place,
): WindowPlace | null {
  const [x, y, z] = eyePoint(pose, place);
  if (!(z > 0)) return null;
  const [u, v] = [view.fx * x / z + view.cx, view.fy * y / z + view.cy];
  return inPicture(view, u, v) ? find(u, v) : null;
}

/** Number of the span that a distance lies in; the first or the last of what is nearer or farther than all. */
export function spanOf(distance: number): number {
  const { spans } = HINDSIGHT;
  let span = 0;
  while (span + 2 < spans.length && distance >= spans[span + 1]!) span++;
  return span;
}

interface Candidates {
  readonly ground: Shown[];
  readonly standing: Shown[];
  /** Ground, by what stereo did not tell of it: high grass. */
  readonly gave: Shown[];
}

/** Sorts the places that the look shows into spans; gives the windows that show, or may show, what stands. */
function candidates(
  view: PinholeView,
  layout: BandLayout,
  { plane, pose }: PastLook,
  surroundings: Surroundings,
  spans: readonly Candidates[],
  random: Random,
): Set<number> {
  const find = windowFinder(view, layout, plane);
  const mixed = new Set<number>();
  const { spans: bounds, inside, highest } = HINDSIGHT;
  const [ex, ey, ez] = pose.position;
  for (const known of surroundings.places()) {
    const [x, y, z] = known.place;
    const distance = Math.hypot(x - ex, y - ey, z - ez);
    if (distance < bounds[0] || distance >= bounds.at(-1)!) continue;
    const span = spanOf(distance);
    const shownAt = (height: number) => windowOf(view, pose, find, [x, y, z + height]);
    if (known.kind !== "ground") {
      // All of a thing, from its foot up, is none of the ground's.
      for (let height = 0; height <= Math.min(known.top, highest); height += MARKED) {
        const window = shownAt(height);
        if (window) mixed.add(windowIndex(layout, window));
      }
    }
    if (known.kind === "doubtful") continue;
    const within = inside * distance / view.fy;
    if (known.kind === "standing" && Math.min(known.top, highest) < 2 * within) continue;
    const height = heightOf(known, within, random);
    const point: Place = [x, y, z + height];
    const window = shownAt(height);
    if (!window) continue;
    const index = windowIndex(layout, window);
    spans[span]![known.gave ? "gave" : known.kind].push({
      known,
      point,
      window,
      index,
      distance,
      height,
    });
  }
  return mixed;
}

/** What a place is called: ground the surer the more looks saw it, a thing by how high on it the window stands. */
function labelOf({ kind, looks, top }: KnownPlace, height: number): Label {
  if (kind === "ground") {
    const sure = looks / (looks + HALF_SURE);
    return [sure, 1 - sure, 0, 0, 0];
  }
  if (height < FOOTLINE) return [0, 0, 1, 0, 0];
  return top > TALL ? [0, 0, 0, 0.3, 0.7] : [0, 0, 0, 1, 0];
}
