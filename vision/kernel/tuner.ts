import type { Device } from "../device.ts";
import { type Plan, type PlanOutputs, record } from "./plan.ts";

/** Work that can be done by kernels of several shapes, of which an adapter likes one best. */
export interface TunableWork<V> {
  /** What kind of work it is ("conv2d"). */
  readonly family: string;
  /** Its sizes, as text: equal texts are equal work. */
  readonly shape: string;
  /** Ways to do it, the one expected to be quickest first; plain data. */
  readonly variants: readonly V[];
  /** The same work on tensors of its own. */
  sample(): { run(variant: V): PlanOutputs; dispose(): void };
}

/** Chosen variants as JSON text, by kind and shape of work: what is kept on disk for an adapter. */
export type TuningChoices = Readonly<Record<string, string>>;

/**
 * The choices in a JSON text.
 *
 * @throws {SyntaxError} If it is no object of texts.
 */
export function parseChoices(text: string): TuningChoices {
  const choices: unknown = JSON.parse(text);
  if (typeof choices === "object" && choices !== null) {
    const entries = Object.entries(choices);
    if (entries.every((entry): entry is [string, string] => typeof entry[1] === "string")) {
      return Object.fromEntries(entries);
    }
  }
  throw new SyntaxError("Cannot read chosen kernels: want an object of texts");
}

/** Remembers which variant of a kernel an adapter does each piece of work with. */
export class Tuner {
  readonly #choices = new Map<string, string>();
  #undecided: Map<string, TunableWork<unknown>> | null = null;

  /** The choices so far, to be kept for the next start. */
  get choices(): TuningChoices {
    return Object.fromEntries(this.#choices);
  }

  /** Takes over choices that were made on the same adapter. */
  remember(choices: TuningChoices): void {
    for (const [key, variant] of Object.entries(choices)) this.#choices.set(key, variant);
  }

  /** The variant chosen for that work; while nothing is, the one expected to be quickest. */
  pick<V>(work: TunableWork<V>): V {
    const key = keyOf(work);
    const chosen = this.#choices.get(key);
    const known = chosen && work.variants.find((variant) => JSON.stringify(variant) === chosen);
    if (known) return known;
    if (work.variants.length > 1) {
      this.#undecided?.set(key, work as TunableWork<unknown>);
    }
    return work.variants[0]!;
  }

  /** Lists the work that `body` picks variants for and for which none was chosen yet. */
  collect(body: () => void): readonly TunableWork<unknown>[] {
    const before = this.#undecided;
    const undecided = this.#undecided = new Map<string, TunableWork<unknown>>();
    try {
      body();
    } finally {
      this.#undecided = before;
    }
    return [...undecided.values()];
  }

  /** Sets the variant for that work. */
  choose<V>(work: TunableWork<V>, variant: V): void {
    this.#choices.set(keyOf(work), JSON.stringify(variant));
  }
}

function keyOf({ family, shape }: Pick<TunableWork<unknown>, "family" | "shape">): string {
  return `${family} ${shape}`;
}

/** How {@link tune} and {@link prepare} go about it. */
export interface PrepareOptions {
  /** Seconds of the device for measuring, after which the rest is left to expectation; no bound when left out. */
  readonly seconds?: number;
  /** Told of what goes on: kernels measured, then kernels compiled, of so many. */
  readonly onProgress?: (done: number, total: number, what: string) => void;
}

const ROUNDS = 3;

/**
 * Measures the variants of every kernel that `build` would record and that has not been chosen yet on
 * this adapter, by the device's own clock, and chooses the quickest of each. `build` is run once for
 * its shapes alone: nothing of what it notes down is executed, and gradients are as they were before.
 * Without a device clock nothing is chosen.
 *
 * @returns Pieces of work that were measured.
 */
export async function tune(
  device: Device,
  build: () => unknown,
  { seconds = Infinity, onProgress }: PrepareOptions = {},
): Promise<number> {
  // Without the device's clock there is nothing to measure by.
  if (!device.gpu.features.has("timestamp-query")) return 0;
  const { tuner } = device;
  const undecided = tuner.collect(() => device.rehearse(build));
  let spent = 0;
  let done = 0;
  for (const work of undecided) {
    if (spent >= seconds) break;
    onProgress?.(done++, undecided.length, `measure ${work.family}`);
    const sample = work.sample();
    try {
      const times: number[] = [];
      for (const variant of work.variants) {
        const measured = await timeOf(device, () => sample.run(variant));
        times.push(measured.best);
        spent += measured.spent;
      }
      tuner.choose(work, work.variants[times.indexOf(Math.min(...times))]);
    } finally {
      sample.dispose();
    }
  }
  return done;
}

/**
 * Records what `build` notes down, after {@link tune} has chosen its kernels, and has them compiled: the
 * way to a plan that runs at full speed from its first replay on. `build` is run twice, so whatever it makes
 * beside the operations it makes twice.
 *
 * @example
 * ```ts
 * import { Conv2d, counterRandom, prepare, requestDevice } from "../mod.ts";
 * const device = await requestDevice();
 * const net = new Conv2d(device, 3, 8, 3, { random: counterRandom(1) });
 * const images = device.zeros([1, 3, 16, 16]);
 * const plan = await prepare(device, () => net.forward(images));
 * plan.run();
 * ```
 */
export async function prepare<T extends PlanOutputs>(
  device: Device,
  build: () => T,
  options: PrepareOptions = {},
): Promise<Plan<T>> {
  await tune(device, build, options);
  const plan = record(device, build);
  await plan.compile((done, total, kernel) =>
    options.onProgress?.(done, total, `compile ${kernel}`)
  );
  return plan;
}

/** Seconds of the device for one run of the work, and for all the runs that told so. */
async function timeOf(
  device: Device,
  run: () => PlanOutputs,
): Promise<{ best: number; spent: number }> {
  const plan = record(device, run);
  try {
    let best = Infinity;
    let spent = 0;
    // The first run compiles, on adapters that compile then.
    for (let round = 0; round <= ROUNDS; round++) {
      const times = (await plan.profile())!;
      const seconds = times.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000;
      spent += seconds;
      if (round > 0) best = Math.min(best, seconds);
    }
    return { best, spent };
  } finally {
    plan.dispose();
  }
}
