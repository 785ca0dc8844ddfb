import {
  concat,
  Conv2d,
  counterRandom,
  type Device,
  loadCheckpoint,
  maxPool2d,
  Module,
  type Random,
  resizeBilinear,
  type Tensor,
} from "../../vision/mod.ts";

/** A convolution on the way down, with bias and ReLU. */
export interface DownStage {
  /** Its output channels. */
  readonly channels: number;
  /** Side of its kernel, odd; 3 when left out. */
  readonly kernel?: number;
  /** 1 when left out. */
  readonly stride?: number;
  /** Side of the squares that what it reads is max-pooled by; not at all when left out. */
  readonly pool?: number;
}

/** A {@link LabelNet}'s table of stages. */
export interface LabelNetDesign {
  /** From the picture down, the first to the last. */
  readonly down: readonly DownStage[];
  /**
   * Output channels of the convolutions up again, 3 x 3 with bias and ReLU: one for each stage that pools, the
   * coarsest first.
   */
  readonly up: readonly number[];
  /** Output channels. */
  readonly classes: number;
}

/** Kernels on the way up, and on the way down where the table names no other. */
const KERNEL = 3;

/**
 * A fully convolutional net that labels every pixel, built by a table: stages down, stages up again, each of
 * which reads the one before, resized, joined with what was there before the pooling that it makes good (Long
 * et al. 2015, Ronneberger et al. 2015); a head of 1 x 1, whose output is resized to the picture.
 *
 * Input `[n, 3, h, w]`; output logits `[n, classes, h, w]`. Any `h` and `w` that leave a pixel at the bottom.
 * Parameters are named for their stages: `down1`, `down2`, ...; up from the coarsest, `up3`, `up2`, `up1`;
 * `head`.
 *
 * @see Long, Shelhamer, Darrell 2015, "Fully convolutional networks for semantic segmentation"
 * @see Ronneberger, Fischer, Brox 2015, "U-Net: Convolutional Networks for Biomedical Image Segmentation"
 *
 * @example
 * ```ts
 * import { counterRandom, requestDevice } from "../../vision/mod.ts";
 * import { LabelNet } from "./label_net.ts";
 * const device = await requestDevice();
 * const down = [{ channels: 8, kernel: 5, stride: 2 }, { channels: 12, pool: 2 }];
 * const net = new LabelNet(device, { down, up: [8], classes: 4 }, counterRandom(1));
 * net.forward(device.zeros([1, 3, 48, 64])).shape; // [1, 4, 48, 64]
 * ```
 */
export class LabelNet extends Module {
  readonly #down: readonly { readonly convolution: Conv2d; readonly pool: number }[];
  readonly #up: readonly Conv2d[];
  readonly #head: Conv2d;

  /**
   * @param random Draws the weights, stage by stage in the order of the table.
   * @throws {RangeError} If not as many stages go up as pool.
   */
  constructor(device: Device, { down, up, classes }: LabelNetDesign, random: Random) {
    super();
    const pools = down.filter(({ pool = 1 }) => pool > 1).length;
    if (up.length !== pools) {
      throw new RangeError(
        `Cannot build a net of ${up.length} stages up: ${pools} stages down pool, wanted as many`,
      );
    }
    const stage = (inputs: number, outputs: number, kernel: number, stride: number) =>
      new Conv2d(device, inputs, outputs, kernel, {
        stride,
        padding: (kernel - 1) / 2,
        activation: "relu",
        random,
      });
    let channels = 3;
    /** Channels of what the stages up are joined with, the finest first. */
    const joins: number[] = [];
    this.#down = down.map(({ channels: outputs, kernel = KERNEL, stride = 1, pool = 1 }) => {
      if (pool > 1) joins.push(channels);
      const convolution = stage(channels, outputs, kernel, stride);
      channels = outputs;
      return { convolution, pool };
    });
    this.#up = up.map((outputs) => {
      const convolution = stage(channels + joins.pop()!, outputs, KERNEL, 1);
      channels = outputs;
      return convolution;
    });
    this.#head = new Conv2d(device, channels, classes, 1, { random });
  }

  protected override *children(): Iterable<readonly [string, unknown]> {
    for (const [k, { convolution }] of this.#down.entries()) yield [`down${k + 1}`, convolution];
    for (const [k, convolution] of this.#up.entries()) {
      yield [`up${this.#up.length - k}`, convolution];
    }
    yield ["head", this.#head];
  }

  override forward(picture: Tensor): Tensor {
    let x = picture;
    const joins: Tensor[] = [];
    for (const { convolution, pool } of this.#down) {
      if (pool > 1) joins.push(x);
      x = convolution.forward(pool > 1 ? maxPool2d(x, pool) : x);
    }
    for (const convolution of this.#up) {
      const fine = joins.pop()!;
      x = convolution.forward(concat([resized(x, fine), fine]));
    }
    return resized(this.#head.forward(x), picture);
  }
}

/**
 * The net of these weights, as in use.
 *
 * @param weights A safetensors file.
 * @throws {CheckpointError} If the weights are broken or another net's.
 */
export function loadLabelNet(
  device: Device,
  design: LabelNetDesign,
  weights: Uint8Array,
): LabelNet {
  // The first weights are overwritten at once; any stream will do.
  const net = new LabelNet(device, design, counterRandom(0));
  try {
    loadCheckpoint(weights, net);
  } catch (error) {
    net.dispose();
    throw error;
  }
  return net.evaluate();
}

function resized(x: Tensor, like: Tensor): Tensor {
  const [, , height, width] = like.shape as [number, number, number, number];
  return resizeBilinear(x, [height, width]);
}
