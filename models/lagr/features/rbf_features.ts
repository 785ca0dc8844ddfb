import {
  BatchNorm2d,
  conv2d,
  type Device,
  exp,
  square,
  StateTensor,
  sub,
  type Tensor,
} from "../../../vision/mod.ts";
import { WINDOW } from "../bands.ts";
import { FeatureExtractor, FEATURES } from "./extractor.ts";
import { type Prototypes } from "./prototypes.ts";

/** Numbers of a window. */
const NUMBERS = 3 * WINDOW.height * WINDOW.width;

/**
 * Likeness to 100 prototypes of windows: `exp(-|x - c|^2 / (2 sigma^2))`, brought to mean 0 and deviation 1. With
 * `|x - c|^2 = |x|^2 - 2 c . x + |c|^2` it is two convolutions, so that it runs over whole bands as the
 * ConvNets do.
 *
 * @see Broomhead and Lowe 1988, "Multivariable Functional Interpolation and Adaptive Networks".
 */
export class RbfFeatures extends FeatureExtractor {
  /** `c / sigma^2`. */
  readonly weight: StateTensor;
  /** `-|c|^2 / (2 sigma^2)`. */
  readonly bias: StateTensor;
  /** `1 / (2 sigma^2)`, for every number of a window. */
  readonly energy: StateTensor;
  readonly norm: BatchNorm2d;

  /** Prototypes that are all 0, until `setPrototypes()` or a checkpoint says otherwise. */
  constructor(device: Device) {
    super();
    const zeros = (shape: number[]) => {
      return new StateTensor(device, new Float32Array(shape.reduce((a, b) => a * b)), shape);
    };
    this.weight = zeros([FEATURES, 3, WINDOW.height, WINDOW.width]);
    this.bias = zeros([FEATURES]);
    this.energy = zeros([1, 3, WINDOW.height, WINDOW.width]);
    this.norm = new BatchNorm2d(device, FEATURES, { affine: false });
  }

  /**
   * Takes 100 prototypes, and the deviation of windows about them.
   *
   * @throws {RangeError} If there are fewer or more.
   */
  setPrototypes({ centres, deviation }: Prototypes): void {
    if (centres.length !== FEATURES * NUMBERS) {
      throw new RangeError(
        `Cannot take ${
          centres.length / NUMBERS
        } prototypes: wanted ${FEATURES} of ${NUMBERS} numbers`,
      );
    }
    const variance = deviation ** 2;
    this.weight.write(centres.map((number) => number / variance));
    const bias = new Float32Array(FEATURES);
    centres.forEach((number, i) => bias[Math.floor(i / NUMBERS)]! -= number ** 2 / (2 * variance));
    this.bias.write(bias);
    this.energy.write(new Float32Array(NUMBERS).fill(1 / (2 * variance)));
  }

  override forward(images: Tensor): Tensor {
    const likeness = conv2d(images, this.weight, this.bias);
    const energy = conv2d(square(images), this.energy, null);
    return this.norm.forward(exp(sub(likeness, energy)));
  }
}
