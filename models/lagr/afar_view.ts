import { type Device, type Plan, type Random, record, type Tensor } from "../../vision/mod.ts";
import { AFAR, bandsUpTo, wrongPlane } from "./afar.ts";
import { type BandLayout } from "./bands.ts";
import { type PinholeView } from "./camera_view.ts";
import { type FeatureExtractor } from "./features/extractor.ts";
import { type GroundPlane } from "./ground_plane.ts";
import { DistancePyramid } from "./pyramid.ts";
import { type LabelledPlace } from "./stereo_labels.ts";
import { type LabelledWindows, labelWindows } from "./window_labels.ts";

/**
 * What stereo labels, seen as if it were far away ({@link AFAR}): a second, coarser and smaller pyramid of the same
 * picture that stands on a plane as wrong as that of far ground. The online classifier learns from its
 * windows too, so that it learns for far away as well as for near by.
 */
export class AfarView {
  /** Features of its windows, numbered by its layout. */
  readonly features: Tensor;
  readonly #view: PinholeView;
  readonly #layout: BandLayout;
  readonly #pyramid: DistancePyramid;
  readonly #plan: Plan<Tensor>;

  /**
   * @param source The left picture, as a `DistancePyramid` takes it.
   * @param layout Of all bands.
   */
  constructor(
    device: Device,
    source: GPUTexture,
    view: PinholeView,
    layout: BandLayout,
    features: FeatureExtractor,
  ) {
    this.#view = view;
    this.#layout = bandsUpTo(layout, AFAR.farthestOnline);
    this.#pyramid = new DistancePyramid(device, source, view, this.#layout, AFAR.halvingsOnline);
    this.#plan = record(device, () => device.noGrad(() => features.forward(this.#pyramid.apply())));
    this.features = this.#plan.outputs;
  }

  /**
   * Computes the features of another such view of the picture as it stands; returns at once.
   *
   * @param plane Of the ground.
   * @returns The windows in which labelled places have their feet.
   */
  look(plane: GroundPlane, places: readonly LabelledPlace[], random: Random): LabelledWindows {
    const wrong = wrongPlane(plane, random);
    this.#pyramid.stand(wrong);
    this.#plan.run();
    return labelWindows(this.#view, this.#layout, wrong, places);
  }

  /** Gives the device's memory back. */
  dispose(): void {
    this.#plan.dispose();
    this.#pyramid.dispose();
  }
}
