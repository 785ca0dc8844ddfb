import {
  add,
  type Device,
  flatten,
  type KernelTable,
  Linear,
  Module,
  pad,
  Parameter,
  type Random,
  scaledTanh,
  SparseConv2d,
  type Tensor,
} from "../../vision/mod.ts";

/** What stands around a picture and its maps: paper. */
const PAPER = -1;
/** Maps of H1 that each map of H2 sees. */
const SEEN = 8;
const MAPS = 12;

/** One input map. */
const H1_TABLE: KernelTable = {
  outputs: MAPS,
  inputs: 1,
  pairs: Array.from({ length: MAPS }, (_, map) => [map, 0] as const),
};

/** Each map of H2 sees eight of the twelve maps of H1, every one of them another eight. */
export const H2_TABLE: KernelTable = {
  outputs: MAPS,
  inputs: MAPS,
  pairs: Array.from({ length: MAPS * SEEN }, (_, k) => {
    const output = Math.floor(k / SEEN);
    return [output, (output + k % SEEN) % MAPS] as const;
  }),
};

/** Maps of half the size whose units share their weights, but not their biases. */
class UnitBiasStage extends Module {
  readonly kernels: SparseConv2d;
  /** `[maps, side, side]`. */
  readonly bias: Parameter;

  constructor(device: Device, table: KernelTable, side: number, random: Random) {
    super();
    this.kernels = new SparseConv2d(device, table, 5, { random, stride: 2, bias: false });
    const shape = [table.outputs, side, side];
    this.bias = new Parameter(device, new Float32Array(table.outputs * side * side), shape);
  }

  override forward(x: Tensor): Tensor {
    // Kernels of 5 x 5 at every second pixel: two rings of paper before the picture, one after it.
    const margin = { top: 2, left: 2, bottom: 1, right: 1 };
    const sums = this.kernels.forward(pad(x, margin, { value: PAPER }));
    return scaledTanh(add(sums, this.bias));
  }
}

/**
 * The net of 1989: no pooling, but kernels at every second pixel; 9,760 parameters, most of them shared,
 * biases not. Units are squashed by 1.7159 tanh(2 x / 3).
 *
 * Input `[n, 1, 16, 16]`, -1 for paper and 1 for ink; output logits `[n, 10]`.
 *
 * @see LeCun et al. 1989, "Backpropagation Applied to Handwritten Zip Code Recognition".
 */
export class LeNet1989 extends Module {
  readonly h1: UnitBiasStage;
  readonly h2: UnitBiasStage;
  readonly h3: Linear;
  readonly output: Linear;

  constructor(device: Device, random: Random) {
    super();
    this.h1 = new UnitBiasStage(device, H1_TABLE, 8, random);
    this.h2 = new UnitBiasStage(device, H2_TABLE, 4, random);
    this.h3 = new Linear(device, MAPS * 4 * 4, 30, { random });
    this.output = new Linear(device, 30, 10, { random });
  }

  override forward(x: Tensor): Tensor {
    const h2 = this.h2.forward(this.h1.forward(x));
    return this.output.forward(scaledTanh(this.h3.forward(flatten(h2))));
  }
}
