/**
 * Counts of predicted against true classes over any number of images, and the figures that scene
 * labelling reports from them.
 *
 * @example
 * ```ts
 * import { ConfusionMatrix } from "./confusion_matrix.ts";
 * const confusion = new ConfusionMatrix(3);
 * confusion.add(Uint8Array.of(0, 1, 1, 2), Uint8Array.of(0, 1, 2, 255));
 * confusion.pixelAccuracy; // 2 of 3 counted pixels
 * ```
 */
export class ConfusionMatrix {
  /** `counts[truth * classes + predicted]`. */
  readonly counts: Float64Array;
  readonly #classes: number;
  readonly #ignore: number;

  /**
   * A matrix of zeros.
   *
   * @param classes Class ids run from 0 to `classes - 1`.
   * @param ignore True class of pixels that count for nothing.
   */
  constructor(classes: number, ignore = 255) {
    this.#classes = classes;
    this.#ignore = ignore;
    this.counts = new Float64Array(classes * classes);
  }

  /**
   * Counts one image.
   *
   * @throws {RangeError} If the images differ in size or hold a class id out of range.
   */
  add(predicted: Uint8Array, truth: Uint8Array): void {
    if (predicted.length !== truth.length) {
      throw new RangeError(
        `Cannot compare ${predicted.length} predicted pixels with ${truth.length} true ones`,
      );
    }
    const classes = this.#classes;
    for (let i = 0; i < truth.length; i++) {
      const t = truth[i]!;
      if (t === this.#ignore) continue;
      const p = predicted[i]!;
      if (t >= classes || p >= classes) {
        throw new RangeError(
          `Cannot count pixel ${i}: class ${Math.max(t, p)} is not below ${classes}`,
        );
      }
      this.counts[t * classes + p]!++;
    }
  }

  /** Counts everything that `other` counted. */
  merge(other: ConfusionMatrix): void {
    if (other.#classes !== this.#classes) {
      throw new RangeError(`Cannot merge ${other.#classes} classes into ${this.#classes}`);
    }
    for (let i = 0; i < this.counts.length; i++) this.counts[i]! += other.counts[i]!;
  }

  /** Pixels counted. */
  get total(): number {
    return this.counts.reduce((sum, count) => sum + count, 0);
  }

  /** Share of counted pixels that are labelled right; NaN when nothing was counted. */
  get pixelAccuracy(): number {
    let right = 0;
    for (let k = 0; k < this.#classes; k++) right += this.counts[k * this.#classes + k]!;
    return right / this.total;
  }

  /** Share of the commonest true class: what naming it everywhere would score. */
  get majorityAccuracy(): number {
    let most = 0;
    for (let k = 0; k < this.#classes; k++) most = Math.max(most, this.pixels(k));
    return most / this.total;
  }

  /**
   * Intersection over union of a class, `TP / (TP + FP + FN)`; NaN for a class that is not in the
   * truth, however often it was predicted (its false pixels already cost the classes they belong to).
   */
  iou(k: number): number {
    const truth = this.pixels(k);
    if (truth === 0) return NaN;
    let predicted = 0;
    for (let t = 0; t < this.#classes; t++) predicted += this.counts[t * this.#classes + k]!;
    const both = this.counts[k * this.#classes + k]!;
    return both / (truth + predicted - both);
  }

  /** Mean of {@link iou} over the classes that are in the truth. */
  get meanIoU(): number {
    let sum = 0;
    let present = 0;
    for (let k = 0; k < this.#classes; k++) {
      const iou = this.iou(k);
      if (Number.isNaN(iou)) continue;
      sum += iou;
      present++;
    }
    return sum / present;
  }

  /** Counted pixels that truly are of a class. */
  pixels(k: number): number {
    let sum = 0;
    for (let p = 0; p < this.#classes; p++) sum += this.counts[k * this.#classes + p]!;
    return sum;
  }
}
