import { type Device } from "../../vision/mod.ts";
import { type PinholeView } from "./camera_view.ts";
import { type GroundFit } from "./ground_fit.ts";
import { type GroundPlane } from "./ground_plane.ts";
import { type EyePair } from "./long_range_eye.ts";

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

/** The short-range eye. */
export class ShortRangeEye {
  /**
   * @param pair Pictures that are drawn anew before each look.
   * @param mounting The ground of level country under the left eye: `mountedPlane`.
   */
  constructor(_device: Device, _pair: EyePair, _view: PinholeView, _mounting: GroundPlane) {}

  /** Takes both pictures as they stand and brings the reading when it has come. */
  look(): Promise<NearReading> {
    return Promise.reject(new Error("Cannot look yet"));
  }

  /** Gives the device's memory back. */
  dispose(): void {}
}
