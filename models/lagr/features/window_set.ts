import {
  DataLoader,
  type Dataset,
  type Device,
  normal,
  type Random,
  weighted,
} from "../../../vision/mod.ts";
import { type BandLayout, WINDOW, windowIndex, type WindowPlace } from "../bands.ts";
import { spanOf } from "../hindsight/hindsight.ts";
import { dominantClass, LAGR_CLASSES } from "../lagr_classes.ts";

/** Numbers of a window: Y, U and V of each pixel. */
export const WINDOW_NUMBERS = 3 * WINDOW.height * WINDOW.width;

/** A window of the pyramid, and what stereo came to say of its place. */
export interface LabelledWindow {
  /** `[3, 25, 12]`, row-major. */
  readonly numbers: Float32Array;
  /** Soft label, in the order of `LAGR_CLASSES`. */
  readonly label: ArrayLike<number>;
  /** From the eye to the place, metres. */
  readonly distance: number;
}

/** Labelled windows by number: what features are learned from. */
export type WindowDataset = Dataset<LabelledWindow>;

/** Labelled windows in memory: as many as there is room for. */
export class WindowSet implements WindowDataset {
  readonly #numbers: Float32Array<ArrayBuffer>;
  readonly #labels: Float32Array<ArrayBuffer>;
  readonly #distances: Float32Array<ArrayBuffer>;
  #length = 0;

  /** @param capacity The most windows. */
  constructor(capacity: number) {
    this.#numbers = new Float32Array(capacity * WINDOW_NUMBERS);
    this.#labels = new Float32Array(capacity * LAGR_CLASSES.length);
    this.#distances = new Float32Array(capacity);
  }

  /** The most windows. */
  get capacity(): number {
    return this.#labels.length / LAGR_CLASSES.length;
  }

  get length(): number {
    return this.#length;
  }

  /** Whether no more windows fit. */
  get full(): boolean {
    return this.#length >= this.capacity;
  }

  get(index: number): LabelledWindow {
    const classes = LAGR_CLASSES.length;
    return {
      numbers: this.#numbers.subarray(index * WINDOW_NUMBERS, (index + 1) * WINDOW_NUMBERS),
      label: this.#labels.subarray(index * classes, (index + 1) * classes),
      distance: this.#distances[index]!,
    };
  }

  /** All numbers, window after window. */
  get numbers(): Float32Array<ArrayBuffer> {
    return this.#numbers.subarray(0, this.#length * WINDOW_NUMBERS);
  }

  /**
   * Takes one more window.
   *
   * @throws {RangeError} If there is no room.
   */
  add({ numbers, label, distance }: LabelledWindow): void {
    if (this.full) {
      throw new RangeError(`Cannot keep another window: there is room for ${this.capacity}`);
    }
    this.#numbers.set(numbers, this.#length * WINDOW_NUMBERS);
    this.#labels.set(Array.from(label), this.#length * LAGR_CLASSES.length);
    this.#distances[this.#length] = distance;
    this.#length++;
  }
}

/**
 * The numbers of a window, `[3, 25, 12]`.
 *
 * @param atlas `[1, 3, height, width]` of the layout in logical order, as `Tensor.read()` gives it.
 */
export function cutWindow(
  atlas: ArrayLike<number>,
  layout: BandLayout,
  place: WindowPlace,
): Float32Array<ArrayBuffer> {
  const { width, height } = layout;
  const first = windowIndex(layout, place);
  return Float32Array.from({ length: WINDOW_NUMBERS }, (_, i) => {
    const column = i % WINDOW.width;
    const row = Math.floor(i / WINDOW.width) % WINDOW.height;
    const channel = Math.floor(i / WINDOW.width / WINDOW.height);
    return atlas[(channel * height + row) * width + first + column]!;
  });
}

/** How far windows are varied while they are learned, so that what they have in common is learned. */
const VARIATION = {
  /** Spread of the contrast's factor, relative. */
  contrast: 0.15,
  /** Spread of the saturation's factor, relative. */
  saturation: 0.25,
  /** Spread of what is added to U and V, in deviations of a picture: the colour of the light. */
  cast: 0.3,
} as const;

/**
 * Writes a window, mirrored or not, with another contrast, saturation and cast. What lies outside the picture, 0 in
 * all of Y, U and V, stays so.
 */
export function varyWindow(numbers: ArrayLike<number>, out: Float32Array, random: Random): void {
  const mirror = random() < 0.5;
  const contrast = Math.exp(VARIATION.contrast * normal(random));
  const saturation = Math.exp(VARIATION.saturation * normal(random));
  const castU = VARIATION.cast * normal(random), castV = VARIATION.cast * normal(random);
  const channel = WINDOW.height * WINDOW.width;
  for (let i = 0; i < channel; i++) {
    const x = i % WINDOW.width;
    const from = mirror ? i - x + WINDOW.width - 1 - x : i;
    const y = numbers[from]!, u = numbers[from + channel]!, v = numbers[from + 2 * channel]!;
    const inside = y !== 0 || u !== 0 || v !== 0;
    out[i] = contrast * y;
    out[i + channel] = inside ? saturation * u + castU : 0;
    out[i + 2 * channel] = inside ? saturation * v + castV : 0;
  }
}

/** A class and the span of distances that a window is of. */
export interface WindowKind {
  readonly kind: number;
  readonly span: number;
}

/**
 * Weights by which windows are drawn: of each span of distances as many as of the others, half of them ground and half
 * what stands on it, and of either each class as often as its others, as far as there are any.
 */
export function evenWeights(windows: readonly WindowKind[]): number[] {
  const spans = new Map<number, Map<boolean, Map<number, number>>>();
  for (const { kind, span } of windows) {
    const sides = insist(spans, span, () => new Map<boolean, Map<number, number>>());
    const counts = insist(sides, stands(kind), () => new Map<number, number>());
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return windows.map(({ kind, span }) => {
    const sides = spans.get(span)!, counts = sides.get(stands(kind))!;
    return 1 / (sides.size * counts.size * counts.get(kind)!);
  });
}

function insist<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, value = make());
  return value;
}

/** Whether a class is of what stands on the ground, or of its foot. */
function stands(number: number): boolean {
  return number >= LAGR_CLASSES.indexOf("footline");
}

/**
 * Brings batches of windows, drawn by {@link evenWeights}, varied by {@link varyWindow}:
 * tensors `window` `[batch, 3, 25, 12]` and `label` `[batch, 5, 1, 1]`.
 */
export function windowLoader(device: Device, windows: WindowDataset, batch: number, seed: number) {
  const kinds = Array.from({ length: windows.length }, (_, i) => {
    const { label, distance } = windows.get(i);
    return { kind: dominantClass(label), span: spanOf(distance) };
  });
  return new DataLoader(device, windows, {
    batch,
    seed,
    sampler: weighted(evenWeights(kinds), seed),
    fields: {
      window: { shape: [3, WINDOW.height, WINDOW.width] },
      label: { shape: [LAGR_CLASSES.length, 1, 1] },
    },
    write({ numbers, label }, places, random) {
      varyWindow(numbers, places.window as Float32Array, random);
      places.label.set(label);
    },
  });
}
