import {
  CheckpointError,
  ClassNLLCriterion,
  type Criterion,
  CrossEntropyLoss,
  type Device,
  kaimingNormal,
  Linear,
  LogSoftMax,
  type Module,
  type Random,
  Sequential,
  type Shape,
  type Tensor,
  Threshold,
} from "../../vision/mod.ts";
import { LeNet1989 } from "./lenet1989.ts";
import { LeNet5 } from "./lenet5.ts";
import { DIGITS, SIDE } from "./mnist.ts";
import type { Distortion, Input } from "./resample.ts";

/** Everything that decides what training gives, beside seed and steps. */
export interface Recipe {
  readonly steps: number;
  readonly batch: number;
  /** Highest learning rate. */
  readonly learningRate: number;
  readonly warmUpSteps: number;
  readonly weightDecay: number;
  readonly distortion: Distortion;
}

/** A net that reads digits. */
export interface DigitNet {
  /** How it wants its pictures. */
  readonly input: Input;
  /** Sizes of a picture as it wants them: `[1, side, side]`, or all pixels in a row. */
  readonly shape: Shape;
  readonly recipe: Recipe;
  /** The net with its first weights; its output has a row for each picture, a column for each digit. */
  make(device: Device, random: Random): Module;
  /** The weights of its first layer that a picture shows: so many squares, one after another. */
  filters(
    module: Module,
  ): { readonly weight: Tensor; readonly count: number; readonly side: number };
  /** What its output is judged by. */
  criterion(): Criterion;
}

const MILD: Distortion = { turn: 10, grow: 0.1, slant: 0.15, shift: 1.5 };
const NONE: Distortion = { turn: 0, grow: 0, slant: 0, shift: 0 };

/** Every net by name. */
export const nets = {
  /** See {@link LeNet5}. */
  lenet5: {
    // Paper is just below 0 and ink just above 1, so that the mean is about 0 and the variance about 1.
    input: { side: 32, scale: 1, paper: -0.1, ink: 1.175 },
    shape: [1, 32, 32],
    recipe: {
      steps: 15_000,
      batch: 64,
      learningRate: 2e-3,
      warmUpSteps: 200,
      weightDecay: 0.01,
      distortion: MILD,
    },
    make: (device, random) => new LeNet5(device, random),
    filters: (module) => ({ weight: (module as LeNet5).c1.weight, count: 6, side: 5 }),
    criterion: () => new CrossEntropyLoss(),
  },
  /** See {@link LeNet1989}. */
  lenet1989: {
    // The middle of a picture, where its digit is: 24 pixels at two thirds of their size.
    input: { side: 16, scale: 1.5, paper: -1, ink: 1 },
    shape: [1, 16, 16],
    recipe: {
      steps: 8_000,
      batch: 64,
      learningRate: 3e-3,
      warmUpSteps: 200,
      weightDecay: 0.01,
      distortion: { turn: 5, grow: 0.05, slant: 0.1, shift: 1 },
    },
    make: (device, random) => new LeNet1989(device, random),
    filters: (module) => ({ weight: (module as LeNet1989).h1.kernels.weight, count: 12, side: 5 }),
    criterion: () => new CrossEntropyLoss(),
  },
  /** Two full layers, rectified between them. */
  mlp: {
    input: { side: SIDE, scale: 1, paper: -0.4242, ink: 2.8215 },
    shape: [SIDE * SIDE],
    recipe: {
      steps: 8_000,
      batch: 64,
      learningRate: 1e-3,
      warmUpSteps: 200,
      weightDecay: 0.1,
      distortion: NONE,
    },
    make: (device, random) =>
      new Sequential(
        new Linear(device, SIDE * SIDE, 1000, { random, initialiser: kaimingNormal }),
        new Threshold(),
        new Linear(device, 1000, DIGITS, { random }),
        new LogSoftMax(),
      ),
    filters: (module) => ({ weight: module.parameters()[0]!, count: 12, side: SIDE }),
    criterion: () => new ClassNLLCriterion(),
  },
} as const satisfies Readonly<Record<string, DigitNet>>;

/** Name of a net. */
export type NetName = keyof typeof nets;

/**
 * The net that is asked for, or else that of a checkpoint's text, or else LeNet-5.
 *
 * @throws {CheckpointError} If the text names another net than is asked for, or none that there is.
 */
export function netName(
  asked: string | undefined,
  metadata: Readonly<Record<string, string>> | null,
): NetName {
  const stored = metadata?.net;
  if (metadata && (stored === undefined || !Object.hasOwn(nets, stored))) {
    throw new CheckpointError(`Cannot use it: it is of no net that reads digits`);
  }
  if (stored !== undefined && asked !== undefined && asked !== stored) {
    throw new CheckpointError(`Cannot use it as ${asked}: it is of ${stored}`);
  }
  return (asked ?? stored ?? "lenet5") as NetName;
}
