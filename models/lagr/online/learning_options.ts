/** How the online classifier learns. */
export interface LearningOptions {
  /** Samples kept of each class. */
  readonly capacity?: number;
  /** Labelled windows of one class taken in from one frame; of more, so many evenly from among them. */
  readonly keptOfClass?: number;
  /** Samples of a step. */
  readonly batch?: number;
  /** Steps of a frame. */
  readonly passes?: number;
  /** Step, as a share of `1 / (1 + mean |x|^2)`: below 4 no step overshoots. The same for ever. */
  readonly rate?: number;
  /** Share of the way back to the default weights that each step goes. */
  readonly decay?: number;
  /** `"ring"`: balanced over classes and past frames. `"frame"`: the newest frame as it is, for ablations. */
  readonly memory?: "ring" | "frame";
  /** Of the draws. */
  readonly seed?: number;
}

const USUAL: Required<LearningOptions> = {
  capacity: 250,
  keptOfClass: 100,
  batch: 256,
  passes: 4,
  rate: 1,
  decay: 2e-2,
  memory: "ring",
  seed: 1,
};

/**
 * Options, all of them.
 *
 * @throws {RangeError} If one is out of range.
 */
export function learningOptions(options: LearningOptions): Required<LearningOptions> {
  const all = { ...USUAL, ...options };
  const { capacity, keptOfClass, batch, passes, rate, decay } = all;
  for (const [name, value] of Object.entries({ capacity, keptOfClass, batch, passes })) {
    if (Number.isInteger(value) && value > 0) continue;
    throw new RangeError(`Cannot learn with ${name} ${value}: wanted a whole number above 0`);
  }
  // A frame that laps its own samples would have two windows copied to one slot.
  if (keptOfClass > capacity) {
    throw new RangeError(
      `Cannot keep ${keptOfClass} windows of a frame in a queue of ${capacity}: wanted no more`,
    );
  }
  if (!(rate >= 0 && rate < 4)) {
    throw new RangeError(`Cannot learn at rate ${rate}: wanted a number from 0 to below 4`);
  }
  if (!(decay >= 0 && decay <= 1)) {
    throw new RangeError(`Cannot decay by ${decay} a step: wanted a number from 0 to 1`);
  }
  return all;
}
