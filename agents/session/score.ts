import { IGNORE_LABEL, LABELS } from "../../sim/labels.ts";
import { ConfusionMatrix } from "../../vision/mod.ts";
import type { LabelledFrame } from "./eyes.ts";
import { median } from "./median.ts";

/** Void pixels have no class to be right about. */
const COUNTED = (truth: number) => truth === 0 ? IGNORE_LABEL : truth;

/** How well an episode's frames were labelled, and what each cost. */
export class Score {
  readonly #run = new ConfusionMatrix(LABELS.length, IGNORE_LABEL);
  readonly #renderMs: number[] = [];
  readonly #netMs: number[] = [];
  #frame = { pixelAccuracy: NaN, meanIoU: NaN };

  /** Counts one frame. */
  add(frame: LabelledFrame): void {
    this.#renderMs.push(frame.renderMs);
    const one = new ConfusionMatrix(LABELS.length, IGNORE_LABEL);
    one.add(frame.labels, frame.truth.map(COUNTED));
    this.#run.merge(one);
    this.#frame = { pixelAccuracy: one.pixelAccuracy, meanIoU: one.meanIoU };
    this.#netMs.push(frame.netMs);
  }

  /** Frames counted. */
  get frames(): number {
    return this.#renderMs.length;
  }

  /** Figures of the last frame alone. */
  get lastFrame(): { readonly pixelAccuracy: number; readonly meanIoU: number } {
    return this.#frame;
  }

  /** Cost of the last frame, milliseconds. */
  get lastCost(): { readonly renderMs: number; readonly netMs: number } {
    return { renderMs: this.#renderMs.at(-1) ?? NaN, netMs: this.#netMs.at(-1) ?? NaN };
  }

  /**
   * Figures over all frames; NaN for what nobody knows, as times on a device without a clock. A pixel of a class
   * that the net has no word for counts as wrong: a drive is scored by what is there. (A model's `eval`
   * scores what the net was taught, and leaves such pixels out.)
   */
  metrics(): Record<string, number> {
    return {
      pixelAccuracy: this.#run.pixelAccuracy,
      meanIoU: this.#run.meanIoU,
      majorityAccuracy: this.#run.majorityAccuracy,
      cameraFrames: this.frames,
      renderMsMedian: median(this.#renderMs),
      netMsMedian: median(this.#netMs),
    };
  }
}
