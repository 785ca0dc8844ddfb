import {
  add,
  avgPool2d,
  Conv2d,
  type Device,
  flatten,
  type KernelTable,
  Linear,
  Module,
  mul,
  Parameter,
  type Random,
  scaledTanh,
  SparseConv2d,
  type Tensor,
} from "../../vision/mod.ts";

/** The maps of S2 that each map of C3 sees (table I of the paper). */
const SEEN: readonly (readonly number[])[] = [
  [0, 1, 2],
  [1, 2, 3],
  [2, 3, 4],
  [3, 4, 5],
  [0, 4, 5],
  [0, 1, 5],
  [0, 1, 2, 3],
  [1, 2, 3, 4],
  [2, 3, 4, 5],
  [0, 3, 4, 5],
  [0, 1, 4, 5],
  [0, 1, 2, 5],
  [0, 1, 3, 4],
  [1, 2, 4, 5],
  [0, 2, 3, 5],
  [0, 1, 2, 3, 4, 5],
];

/** The connections from S2 to C3: 60 of 96. */
export const C3_TABLE: KernelTable = {
  outputs: SEEN.length,
  inputs: 6,
  pairs: SEEN.flatMap((maps, output) => maps.map((input) => [output, input] as const)),
};

/** Half the size: the mean of 2 x 2 pixels, times a coefficient of the map, plus a bias, squashed. */
export class Subsampling extends Module {
  /** `[maps]`. */
  readonly coefficient: Parameter;
  /** `[maps]`. */
  readonly bias: Parameter;

  constructor(device: Device, maps: number) {
    super();
    this.coefficient = new Parameter(device, new Float32Array(maps).fill(1), [maps]);
    this.bias = new Parameter(device, new Float32Array(maps), [maps]);
  }

  override forward(x: Tensor): Tensor {
    return scaledTanh(add(mul(avgPool2d(x, 2), this.coefficient), this.bias));
  }
}

/**
 * LeNet-5: two stages of convolution and subsampling, a table of connections between them that is not
 * full, and two full layers; every unit is squashed by 1.7159 tanh(2 x / 3). 60,000 parameters up to F6,
 * as in the paper; its fixed output codes are replaced by a linear layer of 850, for a softmax.
 *
 * Input `[n, 1, 32, 32]`, output logits `[n, 10]`.
 *
 * @see LeCun et al. 1998, "Gradient-Based Learning Applied to Document Recognition", section II.B.
 */
export class LeNet5 extends Module {
  readonly c1: Conv2d;
  readonly s2: Subsampling;
  readonly c3: SparseConv2d;
  readonly s4: Subsampling;
  readonly c5: Linear;
  readonly f6: Linear;
  readonly output: Linear;

  constructor(device: Device, random: Random) {
    super();
    this.c1 = new Conv2d(device, 1, 6, 5, { random });
    this.s2 = new Subsampling(device, 6);
    this.c3 = new SparseConv2d(device, C3_TABLE, 5, { random });
    this.s4 = new Subsampling(device, 16);
    // A convolution of 5 x 5 over 5 x 5 pixels: one sum for each map.
    this.c5 = new Linear(device, 16 * 5 * 5, 120, { random });
    this.f6 = new Linear(device, 120, 84, { random });
    this.output = new Linear(device, 84, 10, { random });
  }

  override forward(x: Tensor): Tensor {
    const s2 = this.s2.forward(scaledTanh(this.c1.forward(x)));
    const s4 = this.s4.forward(scaledTanh(this.c3.forward(s2)));
    const c5 = scaledTanh(this.c5.forward(flatten(s4)));
    return this.output.forward(scaledTanh(this.f6.forward(c5)));
  }
}
