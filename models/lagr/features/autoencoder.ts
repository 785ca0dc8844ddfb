import {
  add,
  affine,
  convTranspose2d,
  type Device,
  mean,
  Module,
  mseLoss,
  mul,
  Parameter,
  resizeNearest,
  sign,
  sub,
  type Tensor,
} from "../../../vision/mod.ts";
import { WINDOW } from "../bands.ts";
import { type ConvFeatures, FIRST_KERNEL, FIRST_MAPS } from "./conv_features.ts";

/** What each first-layer number costs, against the squared error: the fewer are needed, the more each says. */
const SPARSENESS = 0.03;

/** Of what the maps of the first layer draw over each other: about what pooling lets through of them. */
const OVERLAP = 0.25;

/**
 * The decoders with which a ConvNet learns its features without labels, one layer after the other: each layer is to
 * keep what its input can be reconstructed from. A decoder has its layer's own weights, transposed, so that
 * a map stands for a pattern that is found and drawn alike; only its bias is its own.
 *
 * The first layer's maps are more numbers than a window has, so what is decoded is what pooling lets through: the
 * largest of each four rows, in its place, and nothing of the others; and large numbers cost. The second
 * layer has 100 numbers for 600.
 *
 * @see Ranzato et al. 2007, "Unsupervised Learning of Invariant Feature Hierarchies".
 */
export class Decoders extends Module {
  /** `[3]`. */
  readonly first: Parameter;
  /** `[20]`. */
  readonly second: Parameter;
  /** Places of the kernel that cover a pixel, of the most that cover one. */
  readonly #coverage: Tensor;

  constructor(device: Device) {
    super();
    const { height, width } = WINDOW;
    const [rows, columns] = [coverage(height, FIRST_KERNEL[0]), coverage(width, FIRST_KERNEL[1])];
    const share = (i: number) => rows[Math.floor(i / width) % height]! * columns[i % width]!;
    const shares = Float32Array.from({ length: 3 * height * width }, (_, i) => share(i));
    this.#coverage = device.tensor(shares, [1, 3, height, width]);
    this.first = new Parameter(device, new Float32Array(3), [3]);
    this.second = new Parameter(device, new Float32Array(FIRST_MAPS), [FIRST_MAPS]);
  }

  /** Windows from maps of the first layer, fainter towards their borders, which fewer places reach. */
  override forward(maps: Tensor, weight: Tensor): Tensor {
    return affine(convTranspose2d(maps, weight, this.first), { a: OVERLAP, b: 0 });
  }

  /** Mean squared error of the windows, and what the numbers cost that they are decoded from. */
  firstLoss(features: ConvFeatures, windows: Tensor): Tensor {
    const kept = onlyLargest(features, windows);
    const decoded = this.forward(kept, features.first.weight);
    // What is asked for fades as what is decoded does; else all maps would draw borders.
    const error = mseLoss(decoded, mul(windows, this.#coverage), { reduction: "mean" });
    return add(error, affine(mean(kept), { a: SPARSENESS, b: 0 }));
  }

  /** Mean squared error of the pooled maps. */
  secondLoss(features: ConvFeatures, windows: Tensor): Tensor {
    const pooled = features.pooled(windows);
    const decoded = convTranspose2d(features.code(pooled), features.second.weight, this.second);
    return mseLoss(decoded, pooled, { reduction: "mean" });
  }

  protected override disposeOwn(): void {
    this.#coverage.dispose();
  }
}

/** For each number of a line, the share of a kernel's places that cover it, of the most that cover one. */
function coverage(length: number, kernel: number): number[] {
  const places = length - kernel + 1;
  const counts = Array.from(
    { length },
    (_, i) => Math.min(i, places - 1) - Math.max(0, i - kernel + 1) + 1,
  );
  const most = Math.max(...counts);
  return counts.map((count) => count / most);
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
