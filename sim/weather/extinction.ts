const CONTRAST_THRESHOLD = 0.02;
const DECIBEL = Math.LN10 / 10;

/**
 * How far a black thing is seen against the horizon, metres: `3.912 / extinction` (Koschmieder
 * 1924), where its contrast has fallen to 2 %.
 *
 * @param extinction Per metre, as `Light.fogDensity`.
 * @throws {RangeError} If the extinction is not above 0.
 *
 * @example
 * ```ts
 * import { visibility } from "./extinction.ts";
 * visibility(0.02); // 196 m: fog
 * ```
 */
export function visibility(extinction: number): number {
  if (!(extinction > 0)) {
    throw new RangeError(`Cannot see through extinction ${extinction}: wanted a number above 0`);
  }
  return -Math.log(CONTRAST_THRESHOLD) / extinction;
}

/**
 * Extinction by rain, per metre: `1.076 R^0.67` dB/km (ITU-R P.1814).
 *
 * @param rate Rain, mm/h.
 */
export function rainExtinction(rate: number): number {
  return 1.076 * rate ** 0.67 * DECIBEL / 1000;
}

/**
 * Extinction by dry snow, per metre: `5.5 S^1.38` dB/km in visible light (ITU-R P.1814).
 *
 * @param rate Snowfall, mm/h of water.
 */
export function snowExtinction(rate: number): number {
  return 5.5 * rate ** 1.38 * DECIBEL / 1000;
}

/**
 * Speed at which the median drop of a rain falls, m/s: Marshall and Palmer's (1948) median diameter
 * `0.9 R^0.21` mm under the law `3.78 D^0.67` (Atlas and Ulbrich 1977).
 *
 * @param rate Rain, mm/h.
 */
export function rainFallSpeed(rate: number): number {
  return 3.78 * (0.9 * rate ** 0.21) ** 0.67;
}

/**
 * Range of a lidar in turbid air as a share of its range in clean air. What a matt target sends back
 * falls as `exp(-2 extinction r) / r^2`; the range ends where that has fallen to what it was at the
 * end of the range in clean air.
 *
 * @param extinction Per metre, beyond that of clean air.
 * @param range Metres in clean air.
 */
export function lidarRangeShare(extinction: number, range = 100): number {
  let low = 0, high = 1;
  for (let step = 0; step < 50; step++) {
    const share = (low + high) / 2;
    if (share * share * Math.exp(2 * extinction * range * share) < 1) low = share;
    else high = share;
  }
  return (low + high) / 2;
}
