import type { Device } from "../../device.ts";
import { lanes } from "../../kernel/kernel.ts";
import { kernelFamily } from "../../kernel/kernel_family.ts";
import { laneBudget } from "../../kernel/lane_budget.ts";
import type { Tensor } from "../../tensor.ts";
import type { Conv2dGeometry } from "./geometry.ts";
import { quadsOf, workgroups } from "./kernels.ts";
import { packKernel } from "./pack.wgsl.ts";
import { CONSTANT_QUADS, slidingKernel, type SlidingTile } from "./sliding.wgsl.ts";
import { blockQuads, slidingLanes, slidingSplit, slidingTiles, type SlidingWork } from "./tiles.ts";

const slidingKernelFor = kernelFamily(slidingKernel);

/** Which way a convolution is run, and what is fused into it. */
export interface SlidePass {
  /** From the output's side to the input's, with the same kernels. */
  readonly transposed: boolean;
  /** Whether negative results become 0. */
  readonly relu: boolean;
}

/** Whether the sliding kernel can do a convolution: groups of channels must not share a `vec4`. */
export function fitsSlide(g: Conv2dGeometry): boolean {
  return g.groups === 1 || (g.c / g.groups % 4 === 0 && g.o / g.groups % 4 === 0);
}

/** What the sliding kernel has to do for one pass of a convolution. */
export function slidingWork(g: Conv2dGeometry, transposed: boolean): SlidingWork {
  return {
    images: g.n,
    groups: g.groups,
    inputChannels: (transposed ? g.o : g.c) / g.groups,
    outputChannels: (transposed ? g.c : g.o) / g.groups,
    inputRows: transposed ? g.oh : g.h,
    inputColumns: transposed ? g.ow : g.w,
    rows: transposed ? g.h : g.oh,
    columns: transposed ? g.w : g.ow,
    kh: g.kh,
    kw: g.kw,
    phasesY: transposed ? g.strideY : 1,
    phasesX: transposed ? g.strideX : 1,
    dilated: g.dilationX > 1,
  };
}

/**
 * Packs the weights of some blocks of output channels for {@link slide}; within one recording once for
 * all uses of the same weights.
 */
function pack(
  g: Conv2dGeometry,
  weight: Tensor,
  bias: Tensor | null,
  part: {
    work: SlidingWork;
    tile: SlidingTile;
    firstBlock: number;
    blocks: number;
    groupBlocks: number;
    transposed: boolean;
  },
): Tensor {
  const { device } = weight;
  const { work, tile: { quads, weights }, firstBlock, blocks, groupBlocks, transposed } = part;
  const count = blocks * blockQuads(work, quads);
  const sources = bias ? [weight, bias] : [weight];
  const key = `conv2d pack ${JSON.stringify([g.groups, quads, weights, firstBlock, blocks])} ` +
    (transposed ? "transposed" : "forward");
  return device.derived(sources, key, () => {
    const packed = device.empty([(weights === "constants" ? CONSTANT_QUADS : count) * 4]);
    const taps = g.kh * g.kw;
    const [outer, inner] = [g.c / g.groups * taps, taps];
    device.dispatch(packKernel, {
      bindings: { weight, bias: bias ?? weight, packed },
      params: {
        lanes: count,
        outputs: work.outputChannels,
        inputs: work.inputChannels,
        kh: g.kh,
        kw: g.kw,
        q: quads,
        outputStride: transposed ? inner : outer,
        inputStride: transposed ? outer : inner,
        groupStride: work.outputChannels * work.inputChannels * taps,
        firstBlock,
        groupBlocks,
        hasBias: bias ? 1 : 0,
      },
      workgroups: lanes(count),
    });
    return packed;
  });
}

/** Notes down the sliding kernel with one tile. */
function slideWith(
  tile: SlidingTile,
  g: Conv2dGeometry,
  source: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  { transposed, relu }: SlidePass,
): Tensor {
  const { device } = source;
  const work = slidingWork(g, transposed);
  const split = slidingSplit(work, tile);
  const kernel = slidingKernelFor(tile);
  const outputs = work.outputChannels * g.groups;
  const y = device.empty([g.n, outputs, work.rows, work.columns]);
  const { groupBlocks } = split;
  for (let firstBlock = 0; firstBlock < split.blocks; firstBlock += split.blocksAtOnce) {
    const blocks = Math.min(split.blocksAtOnce, split.blocks - firstBlock);
    const packed = pack(g, weight, bias, {
      work,
      tile,
      firstBlock,
      blocks,
      groupBlocks,
      transposed,
    });
    const count = slidingLanes(work, split, blocks);
    device.dispatch(kernel, {
      bindings: { x: source, w: packed, y },
      params: {
        lanes: count,
        images: g.n,
        inputQuads: quadsOf(work.inputChannels * g.groups),
        inputRows: work.inputRows,
        inputColumns: work.inputColumns,
        outputQuads: quadsOf(outputs),
        outputRows: work.rows,
        outputColumns: work.columns,
        kh: g.kh,
        kw: g.kw,
        wholeTaps: Math.floor(g.kw / g.strideX),
        looseTaps: g.kw % g.strideX,
        strideY: g.strideY,
        strideX: g.strideX,
        top: g.top,
        left: g.left,
        dilationY: g.dilationY,
        dilationX: g.dilationX,
        tiles: split.tiles,
        tileRows: split.tileRows,
        phasesY: work.phasesY,
        phasesX: work.phasesX,
        firstBlock,
        groupBlocks,
        groupInputQuads: quadsOf(work.inputChannels),
        groupOutputQuads: quadsOf(work.outputChannels),
        transposed: transposed ? 1 : 0,
        relu: relu ? 1 : 0,
      },
      workgroups: workgroups(count, tile.workgroup),
    });
  }
  return y;
}

/**
 * Notes down a convolution: forward from images `[n, c, h, w]`, or transposed from `[n, o, oh, ow]` back to
 * `[n, c, h, w]`. Groups of channels must be multiples of four, or one.
 */
export function slide(
  g: Conv2dGeometry,
  source: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  pass: SlidePass,
): Tensor {
  const { device } = source;
  const work = slidingWork(g, pass.transposed);
  const tile = device.tuner.pick({
    family: pass.transposed ? "conv2d transposed" : "conv2d",
    shape: JSON.stringify(work),
    variants: slidingTiles(
      work,
      // Packed in fours, weights take up to four times their own size.
      laneBudget(device, source.storage.bytes, 4 * weight.storage.bytes),
    ),
    sample: () => sampleOf(device, g, pass),
  });
  return slideWith(tile, g, source, weight, bias, pass);
}

/** The same convolution on tensors of its own, to try tiles on. */
function sampleOf(device: Device, g: Conv2dGeometry, pass: SlidePass) {
  const source = device.zeros(pass.transposed ? [g.n, g.o, g.oh, g.ow] : [g.n, g.c, g.h, g.w]);
  const weight = device.zeros([g.o, g.c / g.groups, g.kh, g.kw], { layout: "linear" });
  return {
    run: (tile: SlidingTile) => slideWith(tile, g, source, weight, null, pass),
    dispose: () => [source, weight].forEach((tensor) => tensor.dispose()),
  };
}
