import {
  concat,
  Conv2d,
  type Device,
  maxPool2d,
  Module,
  type Random,
  resizeBilinear,
  type Tensor,
} from "../../vision/mod.ts";
import { CLASSES } from "./classes.ts";

/**
 * A small fully convolutional net that labels every pixel: five stages down to 1/16 of the picture,
 * three up again, each joined with the stage of its size (Long et al. 2015, Ronneberger et al.
 * 2015). 58,027 parameters; 0.15 GFLOP for a 160 x 120 picture.
 *
 * Input `[n, 3, h, w]`, sRGB-encoded and normalised; output logits `[n, 11, h, w]`. Any `h` and `w`
 * of at least 32.
 */
export class TerrainNet extends Module {
  readonly down1: Conv2d;
  readonly down2: Conv2d;
  readonly down3: Conv2d;
  readonly down4: Conv2d;
  readonly down5: Conv2d;
  readonly up3: Conv2d;
  readonly up2: Conv2d;
  readonly up1: Conv2d;
  readonly head: Conv2d;

  constructor(device: Device, random: Random) {
    super();
    const same = { padding: 1, activation: "relu", random } as const;
    this.down1 = new Conv2d(device, 3, 16, 5, { ...same, stride: 2, padding: 2 });
    this.down2 = new Conv2d(device, 16, 24, 3, same);
    this.down3 = new Conv2d(device, 24, 32, 3, same);
    this.down4 = new Conv2d(device, 32, 32, 3, same);
    this.down5 = new Conv2d(device, 32, 32, 3, same);
    this.up3 = new Conv2d(device, 64, 24, 3, same);
    this.up2 = new Conv2d(device, 56, 16, 3, same);
    this.up1 = new Conv2d(device, 40, 16, 3, same);
    this.head = new Conv2d(device, 16, CLASSES.length, 1, { random });
  }

  override forward(x: Tensor): Tensor {
    const half = this.down2.forward(this.down1.forward(x));
    const quarter = this.down3.forward(maxPool2d(half, 2));
    const eighth = this.down4.forward(maxPool2d(quarter, 2));
    const sixteenth = this.down5.forward(maxPool2d(eighth, 2));
    const up3 = this.up3.forward(joined(sixteenth, eighth));
    const up2 = this.up2.forward(joined(up3, quarter));
    const up1 = this.up1.forward(joined(up2, half));
    return resized(this.head.forward(up1), x);
  }
}

/** `low` brought to the size of `high`, and both side by side in one tensor. */
function joined(low: Tensor, high: Tensor): Tensor {
  return concat([resized(low, high), high]);
}

function resized(x: Tensor, like: Tensor): Tensor {
  const [, , height, width] = like.shape as [number, number, number, number];
  return resizeBilinear(x, [height, width]);
}
