import { type GradientParts, sumInRuns } from "../../autograd/accumulate.ts";
import type { Device } from "../../device.ts";
import { lanes } from "../../kernel/kernel.ts";
import { kernelFamily } from "../../kernel/kernel_family.ts";
import { laneBudget } from "../../kernel/lane_budget.ts";
import type { Tensor } from "../../tensor.ts";
import type { Conv2dGeometry } from "./geometry.ts";
import { gradWeightKernel, gradWeightSumKernel, type GradWeightTile } from "./grad_weight.wgsl.ts";
import { quadsOf, workgroups } from "./kernels.ts";
import { gradWeightTiles } from "./tiles.ts";

const gradWeightKernelFor = kernelFamily(gradWeightKernel);
const sumKernelFor = kernelFamily(gradWeightSumKernel);

/** Notes down the gradient of the weights, in parts, with one tile. */
function partsWith(tile: GradWeightTile, g: Conv2dGeometry, x: Tensor, dz: Tensor): Tensor {
  const { device } = x;
  const budget = laneBudget(device);
  const groupInputQuads = quadsOf(g.c / g.groups);
  const groupOutputQuads = quadsOf(g.o / g.groups);
  const inputTiles = Math.ceil(groupInputQuads / tile.inputQuads);
  const outputTiles = Math.ceil(groupOutputQuads / tile.outputQuads);
  const tapTiles = Math.ceil(g.kw / tile.taps);
  const base = inputTiles * outputTiles * tapTiles * g.kh * g.groups;
  const rows = g.n * g.oh;
  const rowsPerPart = Math.ceil(rows / Math.min(rows, Math.ceil(budget.wanted / base)));
  const parts = Math.ceil(rows / rowsPerPart);
  const outputQuads = quadsOf(g.o);
  const partial = device.empty([parts, g.kh * groupInputQuads * g.kw * 4 * outputQuads * 4]);
  device.dispatch(gradWeightKernelFor(tile), {
    bindings: { x, dz, partial },
    params: {
      lanes: base * parts,
      rows,
      rowsPerPart,
      inputQuads: quadsOf(g.c),
      inputRows: g.h,
      inputColumns: g.w,
      outputQuads,
      outputRows: g.oh,
      outputColumns: g.ow,
      kh: g.kh,
      kw: g.kw,
      strideY: g.strideY,
      dilationY: g.dilationY,
      top: g.top,
      left: g.left,
      groupInputQuads,
      groupOutputQuads,
      inputTiles,
      outputTiles,
      tapTiles,
      groups: g.groups,
    },
    workgroups: workgroups(base * parts, tile.workgroup),
  });
  return partial;
}

/** Notes down the sum over the parts of a few uses. */
function sumParts(g: Conv2dGeometry, uses: readonly Tensor[]): Tensor {
  const { device } = uses[0]!;
  const inputs = g.c / g.groups;
  const dw = device.empty([g.o, inputs, g.kh, g.kw], { layout: "linear" });
  const count = g.kh * g.kw * inputs * quadsOf(g.o);
  const bindings: Record<string, Tensor> = { dw };
  const params: Record<string, number> = {
    lanes: count,
    outputs: g.o,
    inputs,
    inputQuads: quadsOf(inputs),
    outputQuads: quadsOf(g.o),
    kh: g.kh,
    kw: g.kw,
  };
  uses.forEach((partial, use) => {
    bindings[`partial${use}`] = partial;
    params[`partial${use}_parts`] = partial.shape[0]!;
  });
  device.dispatch(sumKernelFor(uses.length), {
    bindings,
    params,
    workgroups: lanes(count),
  });
  return dw;
}

/**
 * Notes down the gradient of the weights from images `x` `[n, c, h, w]` and the gradient `dz`
 * `[n, o, oh, ow]` before the activation. Its parts are added up when all uses of the weights are known.
 */
export function gradWeight(g: Conv2dGeometry, x: Tensor, dz: Tensor): GradientParts {
  const { device } = x;
  const tile = device.tuner.pick({
    family: "conv2d weight gradient",
    shape: JSON.stringify(g),
    variants: gradWeightTiles(g, laneBudget(device, x.storage.bytes, dz.storage.bytes)),
    sample: () => sampleOf(device, g),
  });
  return {
    kind: `conv2d weights ${[g.o, g.c, g.kh, g.kw, g.groups]}`,
    parts: partsWith(tile, g, x, dz),
    sum: (uses) => sumInRuns(uses, (run) => sumParts(g, run)),
  };
}

/** The same gradient on tensors of its own, to try tiles on. */
function sampleOf(device: Device, g: Conv2dGeometry) {
  const x = device.zeros([g.n, g.c, g.h, g.w]);
  const dz = device.zeros([g.n, g.o, g.oh, g.ow]);
  return {
    run: (tile: GradWeightTile) => partsWith(tile, g, x, dz),
    dispose: () => [x, dz].forEach((tensor) => tensor.dispose()),
  };
}
