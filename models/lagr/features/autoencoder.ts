import {
  affine,
  ConvTranspose2d,
  type Device,
  Module,
  mseLoss,
  mul,
  type Random,
  resizeNearest,
  sign,
  sub,
  type Tensor,
} from "../../../vision/mod.ts";
import { type ConvFeatures, FIRST_KERNEL, FIRST_MAPS, SECOND_KERNEL } from "./conv_features.ts";
import { FEATURES } from "./extractor.ts";

/**
 * The decoders with which a ConvNet learns its features without labels, one layer after the other: each layer is to
 * keep what its input can be reconstructed from.
 *
 * The first layer's maps are more numbers than a window has, so what is decoded is what pooling lets through: the
 * largest of each four rows, in its place, and nothing of the others. The second layer has 100 numbers for 600.
 *
 * @see Ranzato et al. 2007, "Unsupervised Learning of Invariant Feature Hierarchies".
 */
export class Decoders extends Module {
  readonly first: ConvTranspose2d;
  readonly second: ConvTranspose2d;

  constructor(device: Device, random: Random) {
    super();
    this.first = new ConvTranspose2d(device, FIRST_MAPS, 3, FIRST_KERNEL, { random });
    this.second = new ConvTranspose2d(device, FEATURES, FIRST_MAPS, SECOND_KERNEL, { random });
  }

  /** Windows from maps of the first layer. */
  override forward(maps: Tensor): Tensor {
    return this.first.forward(maps);
  }

  /** Windows from what the first layer lets through of them. */
  reconstructed(features: ConvFeatures, windows: Tensor): Tensor {
    return this.forward(onlyLargest(features, windows));
  }

  /** Mean squared error of the windows. */
  firstLoss(features: ConvFeatures, windows: Tensor): Tensor {
    return mseLoss(this.reconstructed(features, windows), windows, { reduction: "mean" });
  }

  /** Mean squared error of the pooled maps. */
  secondLoss(features: ConvFeatures, windows: Tensor): Tensor {
    const pooled = features.pooled(windows);
    const decoded = this.second.forward(features.code(pooled));
    return mseLoss(decoded, pooled, { reduction: "mean" });
  }
}

/** The first layer's maps with 0 wherever a number is not the largest of those it is pooled with. */
function onlyLargest(features: ConvFeatures, windows: Tensor): Tensor {
  const maps = features.first.forward(windows);
  const [, , height, width] = maps.shape as [number, number, number, number];
  // 1 where nothing larger is near, else 0: which it is has no gradient.
  const mask = windows.device.noGrad(() => {
    const largest = resizeNearest(features.pool(maps), [height, width]);
    return affine(sign(sub(largest, maps)), { a: -1, b: 1 });
  });
  return mul(maps, mask);
}
