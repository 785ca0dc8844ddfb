/**
 * A shutter that stays open: things that move leave a trace. The picture is the mean, in linear light, of
 * exposures spread evenly from its opening to its closing, when the frame is due; between two frames the
 * camera, and whatever moves, is taken to go evenly. The ground truth is that of the closing.
 */
export interface ShutterSpec {
  /** Share of the time between two frames over which it is open, in `(0, 1]`. */
  readonly open: number;
  /** How many exposures make up the picture, 2 to 32; the first and the last count half. */
  readonly samples: number;
}

/**
 * Exposure that follows what is seen: after each frame the mean of its picture is measured, and the next
 * frame's gain goes part of the way to where that mean would be on target.
 */
export interface AutoExposureSpec {
  /** Mean of the picture that is aimed at: luminance after the response curve, linear, in `(0, 1)`. */
  readonly target: number;
  /** Share of the way that each frame goes, in `(0, 1]`: below 1 it never overshoots. */
  readonly speed: number;
  /** How far it goes to either side of what the light asks for, stops. */
  readonly range: number;
}

/**
 * Noise of a sensor by the linear model of EMVA standard 1288: of `N` electrons in a pixel, the variance is
 * `N + readNoise^2` (photons arrive by chance; reading adds its own), and each pixel's yield differs from the
 * mean by a fixed share. Three channels are noisy by themselves; a mosaic's neighbours are not mixed.
 */
export interface NoiseSpec {
  /** Electrons at which a pixel is full. */
  readonly fullWell: number;
  /** Standard deviation of reading a dark pixel, electrons. */
  readonly readNoise: number;
  /** Standard deviation of the yield of pixels as a share of its mean (PRNU). */
  readonly nonUniformity: number;
  /**
   * By how much a camera amplifies at night, 1 or more. Nights are drawn brighter than they are: the pixel
   * holds so many times fewer electrons than the picture is bright.
   */
  readonly nightGain: number;
}

/** What happens to light between the lens and the picture; nothing that is not given. */
export interface FilmSpec {
  readonly shutter?: ShutterSpec;
  /** Stops by which the picture is exposed more than the light asks for; 0 where not given. */
  readonly compensation?: number;
  readonly autoExposure?: AutoExposureSpec;
  readonly noise?: NoiseSpec;
  /**
   * Share of the natural fall of light towards the corners that is left, `0..1`: all of it is the fourth
   * power of the cosine of the angle from the axis, for a fisheye that of half the angle.
   */
  readonly vignetting?: number;
  /** Standard deviation of the error of red's and of blue's gain, natural logarithm; drawn once by the seed. */
  readonly whiteBalance?: number;
}

/** Signal at which a pixel is full, in units of the response curve's: there it gives 98 % of white. */
export const FULL_SIGNAL = 4;

/**
 * Orders of magnitude as data sheets by EMVA 1288 list them for industrial sensors with pixels of about 3
 * micrometres: ten thousand electrons, a few to read, half a percent of difference. Amplified by 18 dB at
 * night.
 */
export const MACHINE_VISION_NOISE: NoiseSpec = {
  fullWell: 10_000,
  readNoise: 3,
  nonUniformity: 0.005,
  nightGain: 8,
};

/** The same of the small pixels, about 1.4 micrometres, of cheap modules. */
export const SMALL_PIXEL_NOISE: NoiseSpec = {
  fullWell: 4_000,
  readNoise: 4,
  nonUniformity: 0.01,
  nightGain: 8,
};

/** An exposure that settles within about ten frames, at the mean of a street by day; nights stay darker. */
export const AUTO_EXPOSURE: AutoExposureSpec = { target: 0.26, speed: 0.3, range: 1 };

/**
 * Refuses a film that no camera can have.
 *
 * @throws {RangeError} If a number is none of its kind.
 *
 * @example
 * ```ts
 * import { assertFilm, AUTO_EXPOSURE, MACHINE_VISION_NOISE } from "./film.ts";
 * assertFilm({
 *   shutter: { open: 0.3, samples: 8 },
 *   autoExposure: AUTO_EXPOSURE,
 *   noise: MACHINE_VISION_NOISE,
 *   vignetting: 0.5,
 * });
 * ```
 */
export function assertFilm(film: FilmSpec): void {
  const { shutter, compensation = 0, autoExposure, noise, vignetting = 0, whiteBalance = 0 } = film;
  const check = (sound: boolean, name: string, value: number, wanted: string) => {
    if (!sound) throw new RangeError(`Cannot expose with ${name} ${value}: wanted ${wanted}`);
  };
  if (shutter) {
    const { open, samples } = shutter;
    check(open > 0 && open <= 1, "an open shutter's share of", open, "more than 0, and at most 1");
    const whole = Number.isInteger(samples) && samples >= 2 && samples <= 32;
    check(whole, "samples", samples, "a whole number from 2 to 32");
  }
  check(Math.abs(compensation) <= 8, "a compensation of", compensation, "-8 to 8 stops");
  if (autoExposure) {
    const { target, speed, range } = autoExposure;
    check(target > 0 && target < 1, "a target of", target, "more than 0 and less than 1");
    check(speed > 0 && speed <= 1, "a speed of", speed, "more than 0, and at most 1");
    check(range >= 0 && range <= 8, "a range of", range, "0 to 8 stops");
  }
  if (noise) {
    const { fullWell, readNoise, nonUniformity, nightGain } = noise;
    check(
      fullWell > 0 && fullWell < Infinity,
      "a full well of",
      fullWell,
      "a finite number above 0",
    );
    check(
      readNoise >= 0 && readNoise < Infinity,
      "a read noise of",
      readNoise,
      "0 or more, finite",
    );
    const share = nonUniformity >= 0 && nonUniformity <= 1;
    check(share, "a non-uniformity of", nonUniformity, "a share from 0 to 1");
    check(
      nightGain >= 1 && nightGain < Infinity,
      "a night gain of",
      nightGain,
      "1 or more, finite",
    );
  }
  check(vignetting >= 0 && vignetting <= 1, "vignetting", vignetting, "a share from 0 to 1");
  check(whiteBalance >= 0 && whiteBalance <= 1, "a white balance of", whiteBalance, "0 to 1");
}
