import {
  BatchNorm2d,
  Conv2d,
  type Device,
  maxPool2d,
  type Random,
  scaledTanh,
  type Tensor,
} from "../../../vision/mod.ts";
import { FeatureExtractor, FEATURES } from "./extractor.ts";

/** Maps of the first layer. */
export const FIRST_MAPS = 20;
/** Kernel of the first layer, rows and columns: 12 x 25 pixels become 6 x 20. */
export const FIRST_KERNEL = [6, 7] as const;
/** What the maps are pooled over, rows and columns: 6 x 20 become 6 x 5. */
export const POOL = [4, 1] as const;
/** Kernel of the second layer, rows and columns: 6 x 5 become 1 x 1. */
export const SECOND_KERNEL = [5, 6] as const;

/**
 * The ConvNet of two layers: 20 maps of 7 x 6 pixels with a rectifier, the largest of each four rows, 100 maps of all
 * that is left of a window, squashed and brought to mean 0 and deviation 1. 62,640 parameters.
 *
 * @see Hadsell et al. 2009, "Learning Long-Range Vision for Autonomous Off-Road Driving", JFR 26(2).
 */
export class ConvFeatures extends FeatureExtractor {
  readonly first: Conv2d;
  readonly second: Conv2d;
  readonly norm: BatchNorm2d;

  constructor(device: Device, random: Random) {
    super();
    this.first = new Conv2d(device, 3, FIRST_MAPS, FIRST_KERNEL, { activation: "relu", random });
    this.second = new Conv2d(device, FIRST_MAPS, FEATURES, SECOND_KERNEL, { random });
    this.norm = new BatchNorm2d(device, FEATURES, { affine: false });
  }

  override forward(images: Tensor): Tensor {
    return this.norm.forward(this.code(this.pooled(images)));
  }

  /** Pooled maps of the first layer. */
  pooled(images: Tensor): Tensor {
    return this.pool(this.first.forward(images));
  }

  /** Maps of the first layer pooled. */
  pool(maps: Tensor): Tensor {
    return maxPool2d(maps, POOL);
  }

  /** Squashed maps of the second layer. */
  code(pooled: Tensor): Tensor {
    return scaledTanh(this.second.forward(pooled));
  }
}
