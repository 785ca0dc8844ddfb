/** What a {@link LateReadings} is made of. */
export interface LateReadingsParts<Reading> {
  /** Ticks between two pictures, and from a picture to its reading; no more than the period. */
  readonly period: number;
  readonly latency: number;
  /** Takes the picture of a tick and submits all work on it. */
  look(tick: number): Promise<Reading>;
  /** Takes in a reading, of the picture of that tick. */
  heed(reading: Reading, tick: number): void;
  /** Seconds since any fixed moment. */
  now(): number;
}

/** Times that are kept of a loop. */
const KEPT = 1000;

/**
 * A loop that looks every so many ticks, and whose readings count a fixed number of ticks later: waited for then
 * if they have not come, held back until then if they have. What an agent knows at a tick is so the same
 * in every run, on every machine; several loops side by side never wait for each other.
 */
export class LateReadings<Reading> {
  readonly #parts: LateReadingsParts<Reading>;
  #pending: { readonly reading: Promise<Reading>; readonly tick: number } | null = null;
  /** Wall seconds from a picture until its reading had come, of the last that were heeded. */
  readonly #seconds: number[] = [];
  #count = 0;
  #came = NaN;

  /** @throws {RangeError} If a reading would be due after the next picture. */
  constructor(parts: LateReadingsParts<Reading>) {
    const { period, latency } = parts;
    if (!(latency > 0 && latency <= period)) {
      throw new RangeError(
        `Cannot have readings after ${latency} ticks of pictures every ${period}: ` +
          "wanted more than 0, and no more than those",
      );
    }
    this.#parts = parts;
  }

  /** Readings heeded. */
  get count(): number {
    return this.#count;
  }

  /** Wall seconds from each of the last thousand pictures until its reading had come. */
  get seconds(): readonly number[] {
    return this.#seconds;
  }

  /** Heeds the reading that is due at a tick, if one is. */
  async deliver(tick: number): Promise<void> {
    const pending = this.#pending;
    if (!pending || tick < pending.tick + this.#parts.latency) return;
    const reading = await pending.reading;
    this.#pending = null;
    this.#seconds[this.#count++ % KEPT] = this.#came;
    this.#parts.heed(reading, pending.tick);
  }

  /** Takes a picture if one is due at a tick; what is due of the last one has been delivered before. */
  look(tick: number): void {
    if (tick % this.#parts.period !== 0 || this.#pending) return;
    const { look, now } = this.#parts;
    const from = now();
    const reading = look(tick).then((reading) => {
      this.#came = now() - from;
      return reading;
    });
    // Whoever waits for it is told; until then its failure must not go unheard.
    reading.catch(() => {});
    this.#pending = { reading, tick };
  }

  /** Lets the look under way come to its end, and forgets it and all figures. */
  async drain(): Promise<void> {
    const pending = this.#pending;
    this.#pending = null;
    this.#seconds.length = this.#count = 0;
    await pending?.reading.catch(() => {});
  }
}
