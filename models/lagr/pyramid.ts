import { type Device, gaussianWindow, lanes, type Tensor } from "../../vision/mod.ts";
import { type BandLayout, middleOf } from "./bands.ts";
import { type PinholeView } from "./camera_view.ts";
import { type GroundPlane } from "./ground_plane.ts";
import { levelRotation } from "./levelling.ts";
import {
  chromaKernel,
  halveLevelKernel,
  halvePictureKernel,
  normaliseKernel,
  QUADS_OF_BAND,
  rowSumsKernel,
  RUN,
  sampleKernel,
  STANCE,
} from "./pyramid.wgsl.ts";

/** Local contrast normalisation of the bands. */
export const NORMALISATION = {
  /** Side of the window that brightness is compared with, pixels: 1.8 m. */
  taps: 9,
  /** Least deviation of Y that it is divided by: what noise alone has stays small. */
  leastContrast: 0.03,
  /** Least deviation of U and V over the picture, so that a grey picture stays grey. */
  leastChroma: 0.03,
} as const;

const WEIGHTS = gaussianWindow(NORMALISATION.taps);
const rowSums = rowSumsKernel(WEIGHTS);
const normalise = normaliseKernel(WEIGHTS);

/** One halving of the picture's light, in the array of all of them. */
export interface LightLevel {
  readonly width: number;
  readonly height: number;
  /** First pixel. */
  readonly first: number;
}

/** Halvings of a picture: as many as the smallest scale asks for, at least one. */
export function lightLevels(view: PinholeView, layout: BandLayout): readonly LightLevel[] {
  const count = Math.max(1, ...layout.bands.map(({ scale }) => levelOf(scale)));
  const levels: LightLevel[] = [];
  let [width, height, first] = [view.width, view.height, 0];
  for (let i = 0; i < count; i++) {
    [width, height] = [Math.floor(width / 2), Math.floor(height / 2)];
    levels.push({ width, height, first });
    first += width * height;
  }
  return levels;
}

/** Halvings before a band of that scale is sampled: what is left to shrink is less than 2. */
export function levelOf(scale: number): number {
  return Math.max(0, Math.floor(Math.log2(1 / scale)));
}

/** Side of the square that an output pixel is the mean of, in pixels of its level; at least one. */
export function footprintOf(scale: number): number {
  return Math.max(1, 1 / (scale * 2 ** levelOf(scale)));
}

/**
 * The horizon-levelled, distance-normalised pyramid of a camera: from its colour texture to one image of
 * all bands, normalised, without leaving the device.
 *
 * The picture is turned so that the ground is level, cut into bands around the ground at each distance, and each
 * band is scaled so that a metre has the same height in all. What a window shows then depends on
 * what stands there, not on how far away it is or how the robot leans: what is learned near holds far away.
 * Light is averaged before it is encoded as sRGB, as a lens does with what is far away; then YUV, local
 * contrast normalisation of Y, and U and V by mean and deviation of the picture.
 *
 * @see Hadsell et al. 2009, "Learning Long-Range Vision for Autonomous Off-Road Driving", JFR 26(2).
 *
 * @example
 * ```ts ignore
 * const pyramid = new DistancePyramid(device, pair.left.colour, view, bandLayout(view));
 * const plan = record(device, () => net.forward(pyramid.apply()));
 * pyramid.stand(plane); // as often as stereo sees a new one
 * plan.run();
 * ```
 */
export class DistancePyramid {
  readonly view: PinholeView;
  readonly layout: BandLayout;
  readonly #device: Device;
  readonly #source: GPUTexture;
  readonly #levels: readonly LightLevel[];
  readonly #light: Tensor;
  readonly #bandOf: Tensor;
  readonly #bands: Tensor;
  readonly #stance;

  /**
   * @param source The picture, `rgba8unorm-srgb` or `rgba8unorm` (taken as encoded), usable as `TEXTURE_BINDING`.
   * @throws {RangeError} If the picture is of another size than the view.
   * @throws {TypeError} If the texture's format is another.
   */
  constructor(
    device: Device,
    source: GPUTexture,
    view: PinholeView,
    layout: BandLayout,
  ) {
    if (source.width !== view.width || source.height !== view.height) {
      throw new RangeError(
        `Cannot make a pyramid of a texture of ${source.width} x ${source.height}: wanted ` +
          `${view.width} x ${view.height}, as the view is`,
      );
    }
    if (source.format !== "rgba8unorm-srgb" && source.format !== "rgba8unorm") {
      throw new TypeError(
        `Cannot make a pyramid of a texture of format ${source.format}: wanted rgba8unorm-srgb or ` +
          "rgba8unorm",
      );
    }
    this.#device = device;
    this.#source = source;
    this.view = view;
    this.layout = layout;
    this.#levels = lightLevels(view, layout);
    const last = this.#levels.at(-1)!;
    this.#light = device.zeros([last.first + last.width * last.height, 4]);
    const { bands } = layout;
    const bandOf = bands.flatMap(({ width }, band) => Array<number>(width).fill(band));
    this.#bandOf = device.tensor(bandOf, [layout.width], { dtype: "u32" });
    const table = bands.flatMap((band, i) => {
      const { scale, distance } = band;
      const level = levelOf(scale);
      const { first, width, height } = level > 0
        ? this.#levels[level - 1]!
        : { first: 0, width: view.width, height: view.height };
      return [
        ...[layout.offsets[i]!, middleOf(band), 1 / (scale * view.fx), 1 / distance],
        ...[2 ** level, footprintOf(scale), level, 0],
        ...[first, width, height, scale * view.width / 2],
      ];
    });
    this.#bands = device.tensor(table, [bands.length, 4 * QUADS_OF_BAND]);
    this.#stance = device.uniforms(STANCE, stanceOf(LEVEL));
  }

  /**
   * Says how the camera stands, for everything that is submitted from now on; level and 1 m high at first.
   *
   * @throws {RangeError} If the camera looks straight down at the plane.
   */
  stand(plane: GroundPlane): void {
    this.#stance.set(stanceOf(plane));
  }

  /**
   * Notes down the pyramid of what the texture holds then.
   *
   * @returns `[1, 3, height, width]` of the layout: Y, U, V, normalised; 0 outside the picture.
   */
  apply(): Tensor {
    const { layout } = this;
    const sampled = this.sample();
    const device = this.#device;
    const pixels = layout.width * layout.height;
    const chroma = device.empty([4]);
    const { first, width, height } = this.#levels.at(-1)!;
    device.dispatch(chromaKernel, {
      bindings: { levels: this.#light, chroma },
      params: { origin: first, count: width * height, least: NORMALISATION.leastChroma },
      workgroups: [1, 1, 1],
    });
    const sums = device.empty([pixels, 4]);
    const runs = Math.ceil(layout.width / RUN.row);
    device.dispatch(rowSums, {
      bindings: { sampled, sums },
      params: { lanes: runs * layout.height, width: layout.width, runs },
      workgroups: lanes(runs * layout.height),
    });
    const atlas = device.empty([1, 3, layout.height, layout.width]);
    const columnLanes = layout.width * Math.ceil(layout.height / RUN.column);
    device.dispatch(normalise, {
      bindings: { sampled, sums, chroma, atlas },
      params: {
        lanes: columnLanes,
        width: layout.width,
        height: layout.height,
        least: NORMALISATION.leastContrast,
      },
      workgroups: lanes(columnLanes),
    });
    return atlas;
  }

  /**
   * Notes down the bands before they are normalised.
   *
   * @returns `[height, width, 4]` of the layout: Y, U, V, and 1, or 0 outside the picture.
   */
  sample(): Tensor {
    const { layout, view } = this;
    const device = this.#device;
    const decode = this.#source.format === "rgba8unorm" ? 1 : 0;
    this.#halve(decode);
    const sampled = device.empty([layout.height, layout.width, 4]);
    const count = layout.width * layout.height;
    device.dispatch(sampleKernel, {
      bindings: {
        source: this.#source,
        levels: this.#light,
        bandOf: this.#bandOf,
        bands: this.#bands,
        sampled,
        stance: this.#stance,
      },
      params: {
        lanes: count,
        width: layout.width,
        footRow: layout.bands[0]!.footRow,
        decode,
        pictureWidth: view.width,
        pictureHeight: view.height,
        fx: view.fx,
        fy: view.fy,
        cx: view.cx,
        cy: view.cy,
      },
      workgroups: lanes(count),
    });
    return sampled;
  }

  #halve(decode: number): void {
    const device = this.#device;
    const levels = this.#light;
    this.#levels.forEach(({ width, height, first }, i) => {
      const count = width * height;
      if (i === 0) {
        device.dispatch(halvePictureKernel, {
          bindings: { source: this.#source, levels },
          params: { lanes: count, width, decode },
          workgroups: lanes(count),
        });
        return;
      }
      const from = this.#levels[i - 1]!;
      device.dispatch(halveLevelKernel, {
        bindings: { levels },
        params: { lanes: count, width, fromWidth: from.width, origin: from.first, to: first },
        workgroups: lanes(count),
      });
    });
  }

  /** Gives the memory back; recordings of it cannot run any more. */
  dispose(): void {
    this.#light.dispose();
    this.#bandOf.dispose();
    this.#bands.dispose();
    this.#stance.dispose();
  }
}

const LEVEL: GroundPlane = { normal: [0, -1, 0], height: 1, inliers: 1 };

function stanceOf(plane: GroundPlane) {
  const [r0, r1, r2, r3, r4, r5, r6, r7, r8] = levelRotation(plane);
  return { r0, r1, r2, r3, r4, r5, r6, r7, r8, height: plane.height };
}
