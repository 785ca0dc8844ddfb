import { counterRandom, type Device } from "../../vision/mod.ts";
import { seedFor } from "../../vision/random.ts";
import { type PinholeView } from "./camera_view.ts";
import { type GroundFit, LEAST_CONFIDENCE } from "./ground_fit.ts";
import { type GroundPlane } from "./ground_plane.ts";
import { type EyePair, PairMatcher } from "./pair_matcher.ts";
import { ShortRangeDetector } from "./short_range.ts";

/** What one look gave, by column of the picture. Arrays are the reader's own. */
export interface NearReading {
  /** Radians to the left of the eye's heading: where each column's ray ends. */
  readonly bearings: Float32Array;
  /** Metres along the ground from below the left eye: to what stands there, or as far as ground is seen. */
  readonly distances: Float32Array;
  /** 1 where something stands. */
  readonly blocked: Uint8Array;
  /** Metres at which the picture begins: nearer ground is not seen. */
  readonly nearest: number;
  readonly ground: GroundFit;
}

/**
 * The fast loop's eye: a coarse pair (160 x 120, say), matched on the device, and what stands near in each of its
 * columns. What it says depends on the pictures it was shown, in their order, and on nothing else, however
 * long the device takes.
 *
 * @example
 * ```ts ignore
 * const eye = new ShortRangeEye(device, { left, right }, view, mountedPlane(1, 0.17));
 * pair.expose(scene, pose, light);
 * const { distances, blocked } = await eye.look();
 * ```
 */
export class ShortRangeEye {
  readonly #matcher: PairMatcher;
  readonly #detector: ShortRangeDetector;
  readonly #seed: number;
  #previous: GroundPlane | undefined;
  #frame = 0;
  #looking = false;

  /**
   * @param pair Pictures that are drawn anew before each look, of the view's size.
   * @param mounting The ground of level country under the left eye: `mountedPlane`.
   * @param seed Of all that is drawn.
   * @throws {ShapeError} If sizes of the pair differ, or the width is no multiple of 4.
   * @throws {TypeError} If a texture's format is none of a picture's.
   */
  constructor(
    device: Device,
    pair: EyePair,
    view: PinholeView,
    mounting: GroundPlane,
    { seed = 1 }: { readonly seed?: number } = {},
  ) {
    this.#detector = new ShortRangeDetector(view, mounting);
    this.#matcher = new PairMatcher(device, pair);
    this.#seed = seedFor(seed, "lagr/short range");
  }

  /**
   * Takes both pictures as they stand, so that they may be drawn anew at once, and brings the reading.
   *
   * @throws {TypeError} If a look is under way.
   * @throws {DeviceError} If the device is lost or refused a command.
   */
  async look(): Promise<NearReading> {
    if (this.#looking) throw new TypeError("Cannot look: the last look has not come yet");
    this.#looking = true;
    try {
      const picture = await this.#matcher.match();
      const detector = this.#detector;
      const random = counterRandom(this.#seed, this.#frame++);
      const ground = detector.update(picture, random, this.#previous);
      this.#previous = ground.confidence < LEAST_CONFIDENCE ? undefined : ground.plane;
      return {
        bearings: detector.bearings.slice(),
        distances: detector.distances.slice(),
        blocked: detector.blocked.slice(),
        nearest: detector.nearest,
        ground,
      };
    } finally {
      this.#looking = false;
    }
  }

  /**
   * Forgets what it was shown: as new.
   *
   * @throws {TypeError} If a look is under way.
   */
  reset(): void {
    if (this.#looking) throw new TypeError("Cannot reset: the last look has not come yet");
    this.#previous = undefined;
    this.#frame = 0;
  }

  /** Gives the device's memory back. */
  dispose(): void {
    this.#matcher.dispose();
  }
}
