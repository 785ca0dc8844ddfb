import { type Random, randomStream } from "./random.ts";

/** The set that an action or an observation comes from, after Gymnasium. */
export interface Space<Value> {
  /** Whether the value is one of the set: right type, right shape, within bounds. */
  contains(value: unknown): value is Value;
  /** A random member, from the space's own stream. */
  sample(): Value;
  /** Restarts the stream. */
  seed(seed: number): void;
}

/** Vectors of a fixed length within bounds per element; bounds are finite. */
export class Box implements Space<Float64Array> {
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly shape: readonly [number];
  #random: Random = randomStream(0, "spaces/box");

  /** @throws {RangeError} If bounds differ in length, are not finite, or cross. */
  constructor(low: readonly number[], high: readonly number[]) {
    const sound = low.length === high.length &&
      low.every((l, i) => Number.isFinite(l) && Number.isFinite(high[i]!) && l <= high[i]!);
    if (!sound) {
      throw new RangeError(
        `Cannot make a box from [${low}] to [${high}]: wanted finite bounds, low under high`,
      );
    }
    this.low = Float64Array.from(low);
    this.high = Float64Array.from(high);
    this.shape = [low.length];
  }

  contains(value: unknown): value is Float64Array {
    return value instanceof Float64Array && value.length === this.low.length &&
      value.every((v, i) => v >= this.low[i]! && v <= this.high[i]!);
  }

  sample(): Float64Array {
    return this.low.map((low, i) => low + (this.high[i]! - low) * this.#random());
  }

  seed(seed: number): void {
    this.#random = randomStream(seed, "spaces/box");
  }
}

/** The integers `0..n-1`. */
export class Discrete implements Space<number> {
  #random: Random = randomStream(0, "spaces/discrete");

  constructor(readonly n: number) {
    if (!Number.isInteger(n) || n < 1) {
      throw new RangeError(`Cannot make a discrete space of ${n} values: wanted 1 or more`);
    }
  }

  contains(value: unknown): value is number {
    return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < this.n;
  }

  sample(): number {
    return Math.floor(this.n * this.#random());
  }

  seed(seed: number): void {
    this.#random = randomStream(seed, "spaces/discrete");
  }
}

/** A space for each key of a record that is always there. */
export type Spaces<Value extends object> = {
  readonly [Key in keyof Value]: Space<Exclude<Value[Key], undefined>>;
};

/** Records with a space per key; keys without a space stay away. */
export class Dict<Value extends object> implements Space<Value> {
  constructor(readonly spaces: Spaces<Value>) {}

  contains(value: unknown): value is Value {
    if (typeof value !== "object" || value === null) return false;
    const keys = Object.keys(this.spaces) as (keyof Value & string)[];
    return Object.keys(value).length === keys.length &&
      keys.every((key) => key in value && this.spaces[key]!.contains((value as Value)[key]));
  }

  sample(): Value {
    const keys = Object.keys(this.spaces) as (keyof Value & string)[];
    return Object.fromEntries(keys.map((key) => [key, this.spaces[key]!.sample()])) as Value;
  }

  seed(seed: number): void {
    const spaces = Object.values(this.spaces) as Space<unknown>[];
    // Each part gets a stream of its own.
    spaces.forEach((space, i) => space.seed((seed + 0x9e3779b9 * i) >>> 0));
  }
}
