import type { Device } from "../device.ts";
import { counterRandom, type Random, seedFor } from "../random.ts";
import { type Dtype, elementCount, type Elements, type Shape, storageBytes } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { Dataset } from "./dataset.ts";
import type { Sampler } from "./sampler.ts";

/** One tensor of a batch. */
export interface BatchField {
  /** Sizes of one sample; the batch comes before them. */
  readonly shape: Shape;
  /** `f32` when left out. */
  readonly dtype?: Dtype;
}

/** Where the numbers of one sample go, by field, in logical order. */
export type SamplePlaces<F extends Readonly<Record<string, BatchField>>> = {
  readonly [K in keyof F]: Elements;
};

/** What a {@link DataLoader} takes. */
export interface DataLoaderOptions<T, F extends Readonly<Record<string, BatchField>>> {
  /** Samples of a batch. */
  readonly batch: number;
  /** Order of the samples. */
  readonly sampler: Sampler;
  /** Tensors of a batch. */
  readonly fields: F;
  /**
   * Writes a sample into the batch. Whatever varies it is drawn from `random`, which depends on the seed
   * and on how many samples were drawn before it alone. What it does not write is 0.
   */
  write(sample: T, places: SamplePlaces<F>, random: Random): void;
  /** Seed of `random`, 0 when left out. */
  readonly seed?: number;
  /**
   * What becomes of the samples that fill no batch: `drop` (when left out) leaves them out, `keep` fills
   * the batch up with the first ones of the epoch; see {@link DataLoader.countOf}.
   */
  readonly last?: "drop" | "keep";
}

/** One field while its batch is assembled. */
interface Staged {
  readonly tensor: Tensor;
  /** Bytes as they lie on the device. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The same, as numbers. */
  readonly stored: Elements;
  /** One sample in logical order. */
  readonly sample: Elements;
  /** Channels and pixels of one, where images are stored in groups of channels. */
  readonly channels: { readonly c: number; readonly plane: number } | null;
}

const ARRAYS = { f32: Float32Array, u32: Uint32Array, u8: Uint8Array } as const;

/**
 * Brings batches of a dataset into tensors that stay where they are, so that a recorded step reads them.
 * The batch of a step depends on the step's number alone: a run may begin at any of them. A batch is
 * assembled in memory that is used again; {@link prepare} does that ahead, while the device works.
 *
 * @example
 * ```ts
 * import { DataLoader, requestDevice, shuffled } from "../mod.ts";
 * const device = await requestDevice();
 * const squares = { length: 100, get: (i: number) => ({ x: i / 100, y: (i / 100) ** 2 }) };
 * const loader = new DataLoader(device, squares, {
 *   batch: 10,
 *   sampler: shuffled(squares.length, 1),
 *   fields: { x: { shape: [1] }, y: { shape: [1] } },
 *   write(sample, places) {
 *     places.x[0] = sample.x;
 *     places.y[0] = sample.y;
 *   },
 * });
 * loader.fill(0);
 * await loader.tensors.x.read(); // Ten numbers of [0, 1).
 * ```
 */
export class DataLoader<T, const F extends Readonly<Record<string, BatchField>>> {
  /** One for each field: `[batch, ...shape]`. */
  readonly tensors: { readonly [K in keyof F]: Tensor };
  /** Batches of an epoch. */
  readonly stepsPerEpoch: number;
  readonly #dataset: Dataset<T>;
  readonly #options: DataLoaderOptions<T, F>;
  readonly #staged: readonly Staged[];
  readonly #places: SamplePlaces<F>;
  #prepared: number | null = null;
  #order: { readonly epoch: number; readonly samples: Uint32Array } | null = null;

  /**
   * Makes the tensors of a batch; nothing is read yet.
   *
   * @throws {RangeError} If the batch is no positive whole number, or an epoch has no whole batch where
   *   the rest is dropped.
   */
  constructor(device: Device, dataset: Dataset<T>, options: DataLoaderOptions<T, F>) {
    const { batch, sampler, last = "drop" } = options;
    if (!Number.isInteger(batch) || batch < 1) {
      throw new RangeError(`Cannot load batches of ${batch}: want a positive whole number`);
    }
    const batches = sampler.length / batch;
    this.stepsPerEpoch = last === "drop" ? Math.floor(batches) : Math.ceil(batches);
    if (this.stepsPerEpoch === 0) {
      throw new RangeError(
        `Cannot load batches of ${batch}: an epoch has ${sampler.length} samples, and the rest ` +
          "is dropped",
      );
    }
    this.#dataset = dataset;
    this.#options = options;
    const staged = Object.entries(options.fields).map(([name, field]) => {
      return [name, stage(device, batch, field)] as const;
    });
    this.#staged = staged.map(([, field]) => field);
    this.tensors = Object.fromEntries(
      staged.map(([name, { tensor }]) => [name, tensor]),
    ) as { [K in keyof F]: Tensor };
    this.#places = Object.fromEntries(
      staged.map(([name, { sample }]) => [name, sample]),
    ) as SamplePlaces<F>;
  }

  /** Samples of a step's batch that are no repetition: fewer than the batch at the end of an epoch kept. */
  countOf(step: number): number {
    const { batch, sampler } = this.#options;
    return Math.min(batch, sampler.length - (step % this.stepsPerEpoch) * batch);
  }

  /**
   * Numbers of the samples of a step's batch, in order.
   *
   * @throws {RangeError} If the sampler gives a number that is no sample's, as `prepare()` and `fill()`.
   */
  samplesOf(step: number): number[] {
    const { batch } = this.#options;
    const epoch = Math.floor(step / this.stepsPerEpoch);
    if (this.#order?.epoch !== epoch) this.#order = { epoch, samples: this.#orderOf(epoch) };
    const { samples } = this.#order;
    const first = (step % this.stepsPerEpoch) * batch;
    return Array.from({ length: batch }, (_, i) => samples[(first + i) % samples.length]!);
  }

  #orderOf(epoch: number): Uint32Array {
    const samples = this.#options.sampler.order(epoch);
    const { length } = this.#dataset;
    const beyond = samples.find((sample) => sample >= length);
    if (beyond !== undefined) {
      throw new RangeError(
        `Cannot load sample ${beyond} of epoch ${epoch}: want one of the ${length} of the dataset`,
      );
    }
    return samples;
  }

  /** Assembles the batch of a step; for {@link fill} to find. Nothing is sent to the device. */
  prepare(step: number): void {
    if (this.#prepared === step) return;
    this.#prepared = null;
    const { batch, write, seed = 0 } = this.#options;
    const own = seedFor(seed, "samples");
    this.samplesOf(step).forEach((index, slot) => {
      for (const { sample } of this.#staged) sample.fill(0);
      write(this.#dataset.get(index), this.#places, counterRandom(own, step * batch + slot));
      for (const field of this.#staged) put(field, slot);
    });
    this.#prepared = step;
  }

  /** Brings the batch of a step into {@link tensors}, for everything that is submitted from now on. */
  fill(step: number): void {
    this.prepare(step);
    for (const { tensor, bytes } of this.#staged) tensor.device.writeStorage(tensor.storage, bytes);
  }

  /** Gives the memory of the tensors back. */
  dispose(): void {
    for (const { tensor } of this.#staged) tensor.dispose();
  }
}

function stage(device: Device, batch: number, { shape, dtype = "f32" }: BatchField): Staged {
  const tensor = device.zeros([batch, ...shape], { dtype });
  const bytes = new Uint8Array(storageBytes(tensor.shape, dtype, tensor.layout));
  const [c = 1, h = 1, w = 1] = shape;
  return {
    tensor,
    bytes,
    stored: new ARRAYS[dtype](bytes.buffer),
    sample: new ARRAYS[dtype](elementCount(shape)),
    channels: tensor.layout === "c4" ? { c, plane: h * w } : null,
  };
}

/** Puts a sample in its place in the batch. */
function put({ stored, sample, channels }: Staged, slot: number): void {
  if (!channels) {
    stored.set(sample, slot * sample.length);
    return;
  }
  const { c, plane } = channels;
  const groups = Math.ceil(c / 4);
  for (let channel = 0; channel < c; channel++) {
    let to = ((slot * groups + (channel >> 2)) * plane) * 4 + (channel & 3);
    const from = channel * plane;
    for (let i = 0; i < plane; i++, to += 4) stored[to] = sample[from + i]!;
  }
}
