import type { PinholeView } from "../../models/lagr/camera_view.ts";
import type { FarReading } from "../../models/lagr/far_reading.ts";
import { SHORT_RANGE } from "../../models/lagr/short_range.ts";
import type { RgbaPicture } from "./canvas.ts";
import { CLASS_LEGEND } from "./class_colours.ts";
import { LabelPainter, STEREO_RANGE } from "./label_picture.ts";
import { MapPainter, type Spot } from "./map_image.ts";
import type { Navigator } from "./navigator.ts";
import { PlanPainter } from "./plan_image.ts";
import type { FarSight, LookState, View } from "../session/protocol.ts";
import { standingShare } from "../../models/lagr/lagr_classes.ts";

/** What the page needs to know of the robot that sees far: a part of the hello. */
export function lagrSight(longRange: FarSight["longRange"]): FarSight {
  const stereoRange = longRange === "none" ? SHORT_RANGE.range : STEREO_RANGE;
  return { stereoRange, longRange, legend: CLASS_LEGEND };
}

/** One look of the long-range eye. */
export interface FarLook {
  readonly reading: FarReading;
  /** RGBA bytes of the left eye's picture that was looked at. */
  readonly colour: Uint8Array<ArrayBuffer>;
}

/**
 * Paints what the robot that sees far sees, believes and plans.
 *
 * @example
 * ```ts ignore
 * const painter = new LagrViews(largePair.view);
 * frame.views = painter.views({ reading, colour }, agent);
 * ```
 */
export class LagrViews {
  readonly #size: { readonly width: number; readonly height: number };
  readonly #labels: LabelPainter;
  #maps: { readonly of: Navigator; readonly map: MapPainter; readonly plan: PlanPainter } | null =
    null;
  #painted: FarLook | null = null;
  #labelled: readonly View[] = [];

  /** @param view Of the long-range eye's left picture. */
  constructor(view: PinholeView) {
    this.#size = { width: view.width, height: view.height };
    this.#labels = new LabelPainter(view);
  }

  /**
   * The pictures of a frame, to be encoded before the next call: `camera`, `stereo_labels` and `far_labels` of
   * the last look, if there was one, and `map` and `plan` of now.
   *
   * @param robot Whose map and plan are painted; its goal is in the odometry frame.
   * @param camera A picture to be shown as `camera`; that of the look where not given.
   * @throws {RangeError} If the look's picture is not of the view's size.
   */
  views(
    look: FarLook | null,
    { navigator, goal }: { readonly navigator: Navigator; readonly goal: Spot },
    camera: RgbaPicture | null = look && { ...this.#size, rgba: look.colour },
  ): View[] {
    if (look !== this.#painted) {
      this.#labelled = look
        ? [
          viewOf("stereo_labels", this.#labels.stereo(look.reading, look.colour)),
          viewOf("far_labels", this.#labels.far(look.reading, look.colour)),
        ]
        : [];
      this.#painted = look;
    }
    const { map, plan } = this.#mapsOf(navigator);
    return [
      ...(camera ? [viewOf("camera", camera)] : []),
      ...this.#labelled,
      viewOf("map", map.paint(navigator, goal)),
      viewOf("plan", plan.paint(navigator, goal)),
    ];
  }

  /** The next pictures are of another drive: nothing of this one's is left. */
  reset(): void {
    this.#maps = null;
    this.#painted = null;
    this.#labelled = [];
  }

  #mapsOf(navigator: Navigator) {
    if (this.#maps?.of === navigator) return this.#maps;
    const { grid } = navigator.map;
    return this.#maps = { of: navigator, map: new MapPainter(grid), plan: new PlanPainter(grid) };
  }
}

/** What a look came to in numbers: a part of the state. */
export function lookState({ bands, places, learned }: FarReading): LookState {
  let judged = 0, standing = 0;
  for (const { distances, probabilities } of bands) {
    for (let k = 0; k < distances.length; k++) {
      if (distances[k]! <= STEREO_RANGE) continue;
      judged++;
      if (standingShare(probabilities, 5 * k) > 0.5) standing++;
    }
  }
  return {
    labelled: places.length,
    learned,
    judged,
    standing: judged > 0 ? standing / judged : null,
  };
}

function viewOf(name: View["name"], { width, height, rgba }: RgbaPicture): View {
  return { name, format: "rgba8", width, height, bytes: rgba };
}
