import { pcg3d, seedFor } from "../../../vision/random.ts";
import { SPANS } from "../hindsight/hindsight.ts";
import { CLASSES, dominantClass } from "../lagr_classes.ts";

/** What of a memory of samples is saved, beside the samples themselves. */
export interface MemoryState {
  /** Soft labels of all slots, five numbers each. */
  readonly labels: Float32Array;
  /** Samples held in each queue. */
  readonly held: readonly number[];
  /** Where the next sample of each queue goes, counted from the queue's first slot. */
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
  /** Keeps a sample of a span of distances; the slot where its features belong. */
  keep(label: ArrayLike<number>, at: number, span?: number): number;
  /** Draws slots, with repetition, into `slots`; nothing where there is no sample. */
  draw(slots: Uint32Array): void;
  /** What is to be saved. */
  state(): MemoryState;
  /** Takes up what was saved. */
  restore(state: MemoryState): void;
}

/**
 * Which samples of a frame are kept: of each class in each span at most `most`, evenly from among them, in their order.
 *
 * @param labels Soft labels, five numbers a sample.
 * @param spans Of each sample; all of one where not given.
 */
export function keptOf(
  labels: ArrayLike<number>,
  most: number,
  spans?: ArrayLike<number>,
): number[] {
  const queues = Array.from({ length: CLASSES * SPANS }, () => [] as number[]);
  for (let k = 0; k * CLASSES < labels.length; k++) {
    queues[queueOf(dominantClass(labels, k * CLASSES), spans?.[k] ?? 0)]!.push(k);
  }
  const kept = queues.flatMap((all) => {
    const count = Math.min(all.length, most);
    return Array.from(
      { length: count },
      (_, k) => all[Math.floor((k + 0.5) * all.length / count)]!,
    );
  });
  return kept.sort((a, b) => a - b);
}

function queueOf(kind: number, span: number): number {
  return span * CLASSES + kind;
}

/** The classes of ground, and those of what stands on it: what is decided is which of the two it is. */
const SIDES = [[0, 1], [2, 3, 4]] as const;

/**
 * Short-term memory of labelled windows: a queue of fixed length for each class in each span of distances, in which a
 * new sample overwrites the oldest of its own queue alone. Draws take ground and what stands on it in turn, of
 * either its spans in turn and in each its classes in turn, and a sample of the queue by chance: a frame, or
 * five hundred, in which one class is missing teaches nobody to forget it (the ring buffer of Hadsell et al.
 * 2009), neither is taken for likelier than the other, and what is near, of which there is most, does not
 * drown what is far.
 */
export class RingBuffer implements SampleMemory {
  readonly slots: number;
  readonly labels: Float32Array;
  readonly #capacity: number;
  readonly #seed: number;
  readonly #held = new Uint32Array(CLASSES * SPANS);
  readonly #next = new Uint32Array(CLASSES * SPANS);
  #drawn = 0;

  /**
   * @param capacity Samples kept in each queue.
   * @throws {RangeError} If `capacity` is no whole number above 0.
   */
  constructor(capacity: number, seed: number) {
    checkCapacity(capacity);
    this.#capacity = capacity;
    this.#seed = seedFor(seed, "lagr/ring buffer");
    this.slots = CLASSES * SPANS * capacity;
    this.labels = new Float32Array(this.slots * CLASSES);
  }

  get size(): number {
    return this.#held.reduce((a, b) => a + b, 0);
  }

  beginFrame(): void {}

  keep(label: ArrayLike<number>, at: number, span = 0): number {
    const queue = queueOf(dominantClass(label, at), span);
    const slot = queue * this.#capacity + this.#next[queue]!;
    this.#next[queue] = (this.#next[queue]! + 1) % this.#capacity;
    this.#held[queue] = Math.min(this.#capacity, this.#held[queue]! + 1);
    for (let i = 0; i < CLASSES; i++) this.labels[slot * CLASSES + i] = label[at + i]!;
    return slot;
  }

  draw(slots: Uint32Array): void {
    const sides = SIDES.map((classes) => this.#queuesOf(classes)).filter(({ length }) =>
      length > 0
    );
    if (sides.length === 0) return;
    for (let k = 0; k < slots.length; k++) {
      const spans = sides[k % sides.length]!, turn = Math.floor(k / sides.length);
      const queues = spans[turn % spans.length]!;
      const queue = queues[Math.floor(turn / spans.length) % queues.length]!;
      const word = pcg3d(this.#seed, k, this.#drawn)[0];
      slots[k] = queue * this.#capacity + belowOf(word, this.#held[queue]!);
    }
    this.#drawn++;
  }

  /** Queues of these classes that hold something, span by span; spans without any left out. */
  #queuesOf(classes: readonly number[]): number[][] {
    return Array.from({ length: SPANS }, (_, span) => classes.map((kind) => queueOf(kind, span)))
      .map((queues) => queues.filter((queue) => this.#held[queue]! > 0))
      .filter(({ length }) => length > 0);
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
