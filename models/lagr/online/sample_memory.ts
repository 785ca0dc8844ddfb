import { pcg3d, seedFor } from "../../../vision/random.ts";
import { CLASSES, dominantClass } from "../lagr_classes.ts";

/** What of a memory of samples is saved, beside the samples themselves. */
export interface MemoryState {
  /** Soft labels of all slots, five numbers each. */
  readonly labels: Float32Array;
  /** Samples held of each class. */
  readonly held: readonly number[];
  /** Where the next sample of each class goes, counted from the class's first slot. */
  readonly next: readonly number[];
  /** Draws made so far. */
  readonly drawn: number;
}

/** Where labelled windows are kept, and which of them are learned from. */
export interface SampleMemory {
  /** Places for samples. */
  readonly slots: number;
  /** Soft labels of all slots, five numbers each. */
  readonly labels: Float32Array;
  /** Samples held now. */
  readonly size: number;
  /** Says that what is kept from here on is of a new frame. */
  beginFrame(): void;
  /** Keeps a sample; the slot where its features belong. */
  keep(label: ArrayLike<number>, at: number): number;
  /** Draws slots, with repetition, into `slots`; nothing where there is no sample. */
  draw(slots: Uint32Array): void;
  /** What is to be saved. */
  state(): MemoryState;
  /** Takes up what was saved. */
  restore(state: MemoryState): void;
}

/**
 * Which samples of a frame are kept: of each class at most `most`, evenly from among them, in their order.
 *
 * @param labels Soft labels, five numbers a sample.
 */
export function keptOf(labels: ArrayLike<number>, most: number): number[] {
  const ofClass = Array.from({ length: CLASSES }, () => [] as number[]);
  for (let k = 0; k * CLASSES < labels.length; k++) {
    ofClass[dominantClass(labels, k * CLASSES)]!.push(k);
  }
  const kept = ofClass.flatMap((all) => {
    const count = Math.min(all.length, most);
    return Array.from(
      { length: count },
      (_, k) => all[Math.floor((k + 0.5) * all.length / count)]!,
    );
  });
  return kept.sort((a, b) => a - b);
}

/** The classes of ground, and those of what stands on it: what is decided is which of the two it is. */
const SIDES = [[0, 1], [2, 3, 4]] as const;

/**
 * Short-term memory of labelled windows: a queue of fixed length for each class, in which a new sample
 * overwrites the oldest of its own class alone. Draws take ground and what stands on it in turn, of either its
 * classes in turn, and a sample of the class by chance, so that a frame, or five hundred, in which one class
 * is missing teaches nobody to forget it (the ring buffer of Hadsell et al. 2009), and neither is taken for
 * likelier than the other.
 */
export class RingBuffer implements SampleMemory {
  readonly slots: number;
  readonly labels: Float32Array;
  readonly #capacity: number;
  readonly #seed: number;
  readonly #held = new Uint32Array(CLASSES);
  readonly #next = new Uint32Array(CLASSES);
  #drawn = 0;

  /**
   * @param capacity Samples kept of each class.
   * @throws {RangeError} If `capacity` is no whole number above 0.
   */
  constructor(capacity: number, seed: number) {
    checkCapacity(capacity);
    this.#capacity = capacity;
    this.#seed = seedFor(seed, "lagr/ring buffer");
    this.slots = CLASSES * capacity;
    this.labels = new Float32Array(this.slots * CLASSES);
  }

  get size(): number {
    return this.#held.reduce((a, b) => a + b, 0);
  }

  /** Samples held of each class. */
  get held(): readonly number[] {
    return [...this.#held];
  }

  beginFrame(): void {}

  keep(label: ArrayLike<number>, at: number): number {
    const c = dominantClass(label, at);
    const slot = c * this.#capacity + this.#next[c]!;
    this.#next[c] = (this.#next[c]! + 1) % this.#capacity;
    this.#held[c] = Math.min(this.#capacity, this.#held[c]! + 1);
    for (let i = 0; i < CLASSES; i++) this.labels[slot * CLASSES + i] = label[at + i]!;
    return slot;
  }

  draw(slots: Uint32Array): void {
    const met = SIDES.map((classes) => classes.filter((c) => this.#held[c]! > 0));
    const sides = met.filter((classes) => classes.length > 0);
    if (sides.length === 0) return;
    for (let k = 0; k < slots.length; k++) {
      const classes = sides[k % sides.length]!;
      const c = classes[Math.floor(k / sides.length) % classes.length]!;
      const word = pcg3d(this.#seed, k, this.#drawn)[0];
      slots[k] = c * this.#capacity + belowOf(word, this.#held[c]!);
    }
    this.#drawn++;
  }

  state(): MemoryState {
    return {
      labels: this.labels.slice(),
      held: [...this.#held],
      next: [...this.#next],
      drawn: this.#drawn,
    };
  }

  restore({ labels, held, next, drawn }: MemoryState): void {
    checkLabels(labels, this.labels);
    this.labels.set(labels);
    this.#held.set(held);
    this.#next.set(next);
    this.#drawn = drawn;
  }
}

/**
 * The newest frame's samples and no others, drawn as they come: what learning is like without a ring buffer.
 * For ablations.
 */
export class FrameBuffer implements SampleMemory {
  readonly slots: number;
  readonly labels: Float32Array;
  readonly #seed: number;
  #held = 0;
  #drawn = 0;

  /** @throws {RangeError} If `capacity` is no whole number above 0. */
  constructor(capacity: number, seed: number) {
    checkCapacity(capacity);
    this.#seed = seedFor(seed, "lagr/frame buffer");
    this.slots = capacity;
    this.labels = new Float32Array(capacity * CLASSES);
  }

  get size(): number {
    return this.#held;
  }

  beginFrame(): void {
    this.#held = 0;
  }

  keep(label: ArrayLike<number>, at: number): number {
    const slot = this.#held;
    this.#held = Math.min(this.slots, slot + 1);
    for (let i = 0; i < CLASSES; i++) this.labels[slot * CLASSES + i] = label[at + i]!;
    return slot;
  }

  draw(slots: Uint32Array): void {
    if (this.#held === 0) return;
    for (let k = 0; k < slots.length; k++) {
      slots[k] = belowOf(pcg3d(this.#seed, k, this.#drawn)[0], this.#held);
    }
    this.#drawn++;
  }

  state(): MemoryState {
    return { labels: this.labels.slice(), held: [this.#held], next: [], drawn: this.#drawn };
  }

  restore({ labels, held, drawn }: MemoryState): void {
    checkLabels(labels, this.labels);
    this.labels.set(labels);
    this.#held = held[0] ?? 0;
    this.#drawn = drawn;
  }
}

/** A number below `count` of a random word. */
function belowOf(word: number, count: number): number {
  return Math.floor(word / 2 ** 32 * count);
}

function checkCapacity(capacity: number): void {
  if (Number.isInteger(capacity) && capacity > 0) return;
  throw new RangeError(`Cannot keep ${capacity} samples: wanted a whole number above 0`);
}

function checkLabels(given: Float32Array, wanted: Float32Array): void {
  if (given.length === wanted.length) return;
  throw new RangeError(
    `Cannot restore a memory of ${given.length / CLASSES} samples: wanted one of ` +
      `${wanted.length / CLASSES}`,
  );
}
