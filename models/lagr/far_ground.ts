import { type PinholeView } from "./camera_view.ts";
import { NormalEquations } from "./disparity_fit.ts";
import {
  angleBetween,
  type DisparityPlane,
  disparityPlane,
  type GroundPlane,
  planeOfDisparities,
} from "./ground_plane.ts";
import { type DisparityPicture } from "./point_cloud.ts";

/** How ground is looked for beyond the range of stereo's labels. */
const FAR_GROUND = {
  /** Pixels of a block, from whose disparities one is taken. */
  columns: 16,
  rows: 3,
  /** Share of a block's disparities that is less than that: ground is what is farthest of what is seen there. */
  farthest: 0.3,
  /** Matches that are less sure count for nothing. */
  leastSure: 0.3,
  /** Nearer ground is the near plane's, metres. */
  nearest: 6,
  /** A horizon lies no more above that of the near ground than this, pixels of disparity of its plane. */
  above: 2,
  /** Deviation of a block's disparity from the plane's, pixels. */
  deviation: 0.2,
} as const;

/** Share of a block's pixels that have to be sure. */
const LEAST_SEEN = 0.25;
const ROUNDS = 8;
/** Blocks farther off than so many deviations do not count ... */
const REACH = 2.5;
/** ... in the first round so many times as many: the country may bend little, or much. */
const WIDEST = [1, 3] as const;
const NARROWER = 0.4;
/** What is known before, of the near ground's plane: one over the variances of its disparity's slopes and middle. */
const PRIOR = [1e4, 1e4, 1] as const;
/** Fewer blocks tell nothing of a plane. */
const LEAST_BLOCKS = 30;
/** Country bends no more than this, radians; a plane through a wall that fills the view does. */
const MOST_BEND = 12 * Math.PI / 180;
/** A plane that explains no more blocks than this, each counted once, is no better than the near one. */
const MARGIN = 2;

/** Middle of a block from the principal point, and the disparity of what is far of it; pixels. */
type Block = readonly [u: number, v: number, d: number];

/** What distant disparities are too large by, pixels, up to one; from the other on, none of it is left. */
const EXCESS = { pixels: 0.08, upTo: 0.8, from: 1.5 } as const;

/** A disparity less what this matcher takes distant surfaces for nearer by, as measured against truth. */
export function trueDisparity(d: number): number {
  const share = (EXCESS.from - d) / (EXCESS.from - EXCESS.upTo);
  return d - EXCESS.pixels * Math.min(1, Math.max(0, share));
}

/**
 * Finds the plane that ground goes on in, from where the robot stands to as far as disparities say anything. Labels
 * need heights to a hand's breadth, which stereo tells up to 12 m; whether the country ahead rises or falls,
 * thousands of pixels tell together to some 50 m. The near plane prolonged is off at 30 to 60 m by more
 * than 1.7 times in hilly worlds, and its horizon lies below the foot of what stands on the slope before it.
 *
 * Of each block of pixels the farther disparities are taken, as ground is behind what stands on it; a plane is
 * laid through them by least squares with Tukey's weights, starting from the near ground's.
 */
export class FarGround {
  readonly #view: PinholeView;
  readonly #sorted: Float64Array;

  constructor(view: PinholeView) {
    this.#view = view;
    this.#sorted = new Float64Array(FAR_GROUND.columns * FAR_GROUND.rows);
  }

  /** The plane that bands beyond the near ground stand on; the near one where little is seen beyond. */
  fit(picture: DisparityPicture, near: GroundPlane): GroundPlane {
    const view = this.#view;
    const start = disparityPlane(view, near);
    const blocks = this.#blocks(picture, start);
    if (blocks.length < LEAST_BLOCKS) return near;
    let best = near, most = scoreOf(blocks, start) + MARGIN;
    for (const widest of WIDEST) {
      const found = refined(blocks, start, widest);
      const score = found ? scoreOf(blocks, found) : -Infinity;
      if (!found || score <= most) continue;
      const plane = planeOfDisparities(view, found, Math.max(0, score) / blocks.length);
      if (angleBetween(plane, near) > MOST_BEND) continue;
      [best, most] = [plane, score];
    }
    return best;
  }

  /** Disparities of blocks that may show ground beyond the nearest, and their middles from the principal point. */
  #blocks(
    { disparity, confidence }: DisparityPicture,
    near: DisparityPlane,
  ): Block[] {
    const { width, height, cx, cy, fx, baseline } = this.#view;
    const { columns, rows, farthest, leastSure, nearest, above } = FAR_GROUND;
    const blocks: Block[] = [];
    const sorted = this.#sorted;
    for (let row = 0; row + rows <= height; row += rows) {
      const v = row + (rows - 1) / 2 - cy;
      for (let column = 0; column + columns <= width; column += columns) {
        const u = column + (columns - 1) / 2 - cx;
        const expected = near.across * u + near.down * v + near.centre;
        if (expected > fx * baseline / nearest || expected < -above) continue;
        let count = 0;
        for (let y = row; y < row + rows; y++) {
          for (let k = y * width + column; k < y * width + column + columns; k++) {
            if (confidence[k]! > leastSure && disparity[k]! > 0) sorted[count++] = disparity[k]!;
          }
        }
        if (count < LEAST_SEEN * columns * rows) continue;
        const all = sorted.subarray(0, count).sort();
        blocks.push([u, v, trueDisparity(all[Math.floor(farthest * count)]!)]);
      }
    }
    return blocks;
  }
}

/** Least squares with Tukey's weights, from a plane on; null where that ends at no ground. */
function refined(
  blocks: readonly Block[],
  start: DisparityPlane,
  widest: number,
): DisparityPlane | null {
  let plane = start;
  for (let round = 0; round < ROUNDS; round++) {
    const equations = new NormalEquations(start, PRIOR);
    const reach = REACH * FAR_GROUND.deviation * Math.max(1, widest - NARROWER * round);
    for (const [u, v, d] of blocks) {
      const share = ((d - plane.across * u - plane.down * v - plane.centre) / reach) ** 2;
      if (share < 1) equations.add(u, v, d, ((1 - share) / FAR_GROUND.deviation) ** 2);
    }
    const next = equations.solve();
    if (!next || !(next.down > 0)) return null;
    plane = next;
  }
  return plane;
}

/** Blocks on a plane, a near miss counting less, less those that would be seen through it. */
function scoreOf(blocks: readonly Block[], { across, down, centre }: DisparityPlane): number {
  const reach = REACH * FAR_GROUND.deviation;
  let score = 0;
  for (const [u, v, d] of blocks) {
    const laid = across * u + down * v + centre;
    if (laid < 0) continue;
    const off = (d - laid) / reach;
    if (Math.abs(off) < 1) score += 1 - off * off;
    else if (off < 0) score--;
  }
  return score;
}
