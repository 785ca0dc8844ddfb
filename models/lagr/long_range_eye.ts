import { type Device } from "../../vision/mod.ts";
import { type PinholeView } from "./camera_view.ts";
import { type GroundFit } from "./ground_fit.ts";
import { type GroundPlane } from "./ground_plane.ts";
import { type HorizonLine } from "./horizon.ts";
import { type LearningOptions } from "./online/classifier.ts";
import { type LabelledPlace } from "./stereo_labels.ts";

/** The two pictures of a rectified pair, `rgba8unorm-srgb` or `rgba8unorm`. */
export interface EyePair {
  readonly left: GPUTexture;
  readonly right: GPUTexture;
}

/** Windows of one band of the pyramid whose feet lie in the picture; the arrays run along together. */
export interface FarBand {
  /** Ahead, metres. */
  readonly distance: number;
  /** Numbers of the windows: `windowIndex`. */
  readonly windows: Uint32Array;
  /** Footline pixels in the left picture. */
  readonly u: Float32Array;
  readonly v: Float32Array;
  /** Radians to the left of the eye's heading. */
  readonly bearings: Float32Array;
  /** Metres along the ground from below the eye. */
  readonly distances: Float32Array;
  /** Five for each window, in the order of `LAGR_CLASSES`. */
  readonly probabilities: Float32Array;
  /** Likewise by the classifier that never learned on the road; with `compare` alone. */
  readonly offline?: Float32Array;
}

/** What one look gave. Arrays are the reader's own. */
export interface FarReading {
  /** From the nearest to the farthest; the horizon's is left out. */
  readonly bands: readonly FarBand[];
  readonly ground: GroundFit;
  readonly horizon: HorizonLine;
  /** What stereo labelled in this frame. */
  readonly places: readonly LabelledPlace[];
  /** Labelled windows that were learned from. */
  readonly learned: number;
}

/** How the eye learns. */
export interface LongRangeEyeOptions {
  /** Safetensors of a `WindowNet`. */
  readonly weights: Uint8Array;
  /** Kind of features that the weights have to be of; whatever they are of where not given. */
  readonly net?: string;
  /** Whether it learns while driving; true where not given. */
  readonly adapt?: boolean;
  /** Has every frame classified by the default weights too, for scoring. */
  readonly compare?: boolean;
  /** Of all that is drawn. */
  readonly seed?: number;
  readonly learning?: LearningOptions;
}

/** The long-range eye. */
export class LongRangeEye {
  /**
   * @param pair Pictures that are drawn anew before each look.
   * @param mounting The ground of level country under the left eye: `mountedPlane`.
   */
  constructor(
    _device: Device,
    _pair: EyePair,
    _view: PinholeView,
    _mounting: GroundPlane,
    _options: LongRangeEyeOptions,
  ) {}

  /** Takes both pictures as they stand and brings the reading when it has come. */
  look(): Promise<FarReading> {
    return Promise.reject(new Error("Cannot look yet"));
  }

  /** Default weights, empty memory. */
  reset(): Promise<void> {
    return Promise.reject(new Error("Cannot reset yet"));
  }

  /** Gives the device's memory back. */
  dispose(): void {}
}
