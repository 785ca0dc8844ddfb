import type { Device } from "../../device.ts";
import { ShapeError } from "../../errors.ts";
import { lanes } from "../../kernel/kernel.ts";
import type { Tensor } from "../../tensor.ts";
import { aggregateKernel } from "./aggregate.wgsl.ts";
import { brightnessKernel } from "./brightness.wgsl.ts";
import { CENSUS_BITS, censusKernel } from "./census.wgsl.ts";
import { checkKernel, freeClaimsKernel, medianKernel, supportKernel } from "./check.wgsl.ts";
import { BLOCK, brightnessSizes, type StereoSizes } from "./geometry.ts";
import { matchingCostKernel } from "./matching_cost.wgsl.ts";
import { winnerKernel } from "./winner.wgsl.ts";

/** How a pair is matched. */
export interface StereoOptions {
  /**
   * Disparities that are tried, from -2 upwards: a multiple of 16, at most 256. The nearest that can be seen
   * is at `f b / (candidates - 4)`. A fifth of the width, rounded up, when left out.
   */
  readonly candidates?: number;
  /** Directions from which costs are gathered: along rows and columns, or across too. 4 when left out. */
  readonly paths?: 4 | 8;
  /** What a step of the disparity by 1 costs along a path, in bits of the census; 12 when left out. */
  readonly p1?: number;
  /** What any larger step costs; at least `p1` and at most 96; 64 when left out. */
  readonly p2?: number;
  /** What is less sure is dropped, 0..1; 0.2 when left out. */
  readonly leastConfidence?: number;
  /** Fewest pixels of 9 x 9 that must agree with one, itself among them; 16 when left out. */
  readonly support?: number;
}

/** Tensors that {@link matchStereo} writes; both linear. */
export type StereoOutput = {
  /**
   * f32 `[1, 1, h, w]`: pixels by which what the left picture shows lies further to the left in the right
   * one. 0 where nothing was found, or what was found is infinitely far.
   */
  readonly disparity: Tensor;
  /**
   * f32 `[1, 1, h, w]`: 0 where nothing was found; else by how much the sum of costs there is less than
   * that of the best other disparity, as a share of the latter.
   */
  readonly confidence: Tensor;
};

/** What every stage leaves, in their order: for those who look into a match. */
export type StereoStages = StereoOutput & {
  /** u32 `[2, h + 6, w + 8]`, left and right with a margin of 3 rows and 4 columns. */
  readonly brightness: Tensor;
  /** u32 `[2, h, w]`: 31 bits, and above them whether there is anything to match. */
  readonly census: Tensor;
  /** u8 `[h, w, candidates]`. */
  readonly cost: Tensor;
  /** u8 `[paths, h, w, candidates]`. */
  readonly gathered: Tensor;
  /** f32 `[h, w, 2]`: disparity and confidence before they are checked. */
  readonly found: Tensor;
  /** u32 `[h, w]`, of the right picture: `256 sum + candidate` of who got each pixel. */
  readonly claims: Tensor;
  /** f32 `[h, w]`: disparities that passed. */
  readonly checked: Tensor;
  /** f32 `[h, w]`: their medians. */
  readonly medians: Tensor;
};

/**
 * Notes down the matching of a rectified pair by semi-global matching of census costs: what is seen at
 * `(u, v)` of the left picture is looked for at `(u - disparity, v)` of the right one. May be recorded; each
 * replay takes what the textures hold then.
 *
 * Brightness; census (Zabih and Woodfill 1994); unlike bits; paths (Hirschmueller 2008); least sum and
 * vertex; one winner for each pixel of the right picture; median; support.
 *
 * Errors of the disparity stay about a quarter of a pixel, whatever the distance `Z`: those of the distance
 * grow as `Z^2 / (f b)`, and nothing else ends the range.
 *
 * @param left `rgba8unorm-srgb` or `rgba8unorm` (taken as sRGB-encoded), usable as `TEXTURE_BINDING`.
 * @param right Of the same size.
 * @throws {ShapeError} If sizes differ, or the width is no multiple of 4.
 * @throws {TypeError} If a texture's format is another.
 * @throws {RangeError} If an option is none of its kind.
 *
 * @example
 * ```ts
 * import { matchStereo, record, requestDevice } from "../../mod.ts";
 * const device = await requestDevice();
 * const eye = () =>
 *   device.gpu.createTexture({ size: [64, 48], format: "rgba8unorm-srgb", usage: 0x06 });
 * const [left, right] = [eye(), eye()];
 * const plan = record(device, () => matchStereo(device, left, right));
 * plan.run(); // As often as the cameras draw.
 * const disparity = await plan.outputs.disparity.read();
 * ```
 */
export function matchStereo(
  device: Device,
  left: GPUTexture,
  right: GPUTexture,
  options: StereoOptions = {},
): StereoOutput {
  const { disparity, confidence } = stereoStages(device, left, right, options);
  return { disparity, confidence };
}

/** As {@link matchStereo}, with everything in between. */
export function stereoStages(
  device: Device,
  left: GPUTexture,
  right: GPUTexture,
  options: StereoOptions = {},
): StereoStages {
  const { width, height } = left;
  assertPair(left, right);
  const { candidates, paths, p1, p2, leastConfidence, support } = settled(width, options);
  const sizes: StereoSizes = { width, height, candidates };
  const pixels = width * height;
  const quads = pixels / 4;
  const blocks = candidates / BLOCK;
  const words = (...shape: number[]) => device.empty(shape, { dtype: "u32" });
  const bytes = (...shape: number[]) => device.empty(shape, { dtype: "u8" });
  const image = () => device.empty([1, 1, height, width], { layout: "linear" });

  const { stride, rows, count } = brightnessSizes(sizes);
  const brightness = words(2, rows, stride);
  for (const [eye, source] of [left, right].entries()) {
    device.dispatch(brightnessKernel, {
      bindings: { source, brightness },
      params: {
        lanes: count / 4,
        width,
        height,
        first: eye * count / 4,
        encoded: source.format === "rgba8unorm" ? 1 : 0,
      },
      workgroups: lanes(count / 4),
    });
  }
  const census = words(2, height, width);
  device.dispatch(censusKernel, {
    bindings: { brightness, census },
    params: { lanes: 2 * quads, width, height },
    workgroups: lanes(2 * quads),
  });
  const cost = bytes(height, width, candidates);
  device.dispatch(matchingCostKernel, {
    bindings: { census, cost },
    params: { lanes: quads * blocks, width, height, blocks },
    workgroups: lanes(quads * blocks),
  });
  const gathered = bytes(paths, height, width, candidates);
  const walks = 2 * height + (paths - 2) * width;
  device.dispatch(aggregateKernel(sizes), {
    bindings: { cost, gathered },
    params: { lanes: walks, p1, p2 },
    workgroups: lanes(walks),
  });
  const found = device.empty([height, width, 2]);
  const claims = words(height, width);
  device.dispatch(freeClaimsKernel, {
    bindings: { claims },
    params: { lanes: quads },
    workgroups: lanes(quads),
  });
  device.dispatch(winnerKernel({ paths, candidates }), {
    bindings: { gathered, found, claims },
    params: { lanes: pixels, width },
    workgroups: lanes(pixels),
  });
  const checked = device.empty([height, width]);
  device.dispatch(checkKernel, {
    bindings: { found, claims, census, checked },
    params: { lanes: pixels, width, leastConfidence },
    workgroups: lanes(pixels),
  });
  const medians = device.empty([height, width]);
  device.dispatch(medianKernel, {
    bindings: { checked, medians },
    params: { lanes: quads, width, height },
    workgroups: lanes(quads),
  });
  const [disparity, confidence] = [image(), image()];
  device.dispatch(supportKernel, {
    bindings: { checked: medians, found, disparity, confidence },
    params: { lanes: quads, width, height, fewest: support },
    workgroups: lanes(quads),
  });
  return {
    brightness,
    census,
    cost,
    gathered,
    found,
    claims,
    checked,
    medians,
    disparity,
    confidence,
  };
}

function assertPair(left: GPUTexture, right: GPUTexture): void {
  const { width, height } = left;
  if (right.width !== width || right.height !== height || width % 4 !== 0) {
    throw new ShapeError(
      `Cannot match a picture of ${width} x ${height} with one of ${right.width} x ` +
        `${right.height}: want equal sizes, and a width that is a multiple of 4`,
    );
  }
  for (const { format } of [left, right]) {
    if (format !== "rgba8unorm-srgb" && format !== "rgba8unorm") {
      throw new TypeError(
        `Cannot match a picture of format ${format}: want rgba8unorm-srgb or rgba8unorm`,
      );
    }
  }
}

/** The options, checked, with what was left out. */
function settled(width: number, options: StereoOptions): Required<StereoOptions> {
  const {
    candidates = Math.min(256, BLOCK * Math.ceil(width / 5 / BLOCK)),
    paths = 4,
    p1 = 12,
    p2 = 64,
    leastConfidence = 0.2,
    support = 16,
  } = options;
  const whole = (value: number, least: number, most: number) =>
    Number.isInteger(value) && value >= least && value <= most;
  const check = (sound: boolean, name: string, value: number, wanted: string) => {
    if (!sound) throw new RangeError(`Cannot match with ${name} ${value}: want ${wanted}`);
  };
  check(
    whole(candidates / BLOCK, 1, 256 / BLOCK),
    "candidates",
    candidates,
    `a multiple of ${BLOCK} from ${BLOCK} to 256`,
  );
  check(paths === 4 || paths === 8, "paths", paths, "4 or 8");
  // Costs of a path stay below 128, two of which fit into a byte.
  check(whole(p2, 0, 127 - CENSUS_BITS), "p2", p2, `a whole number to ${127 - CENSUS_BITS}`);
  check(whole(p1, 0, p2), "p1", p1, `a whole number to p2, ${p2}`);
  check(leastConfidence >= 0 && leastConfidence <= 1, "leastConfidence", leastConfidence, "0 to 1");
  check(whole(support, 1, 81), "support", support, "a whole number from 1 to 81");
  return { candidates, paths, p1, p2, leastConfidence, support };
}
