/**
 * Illuminance on level ground by the sun at or below the horizon, `log10` lux: cubic polynomials in
 * `elevation / 90 degrees` (Explanatory Supplement to the Astronomical Almanac, Seidelmann 1992,
 * "Illumination"), each from its lowest elevation in degrees up to the next.
 */
const TWILIGHT = [
  { above: -0.8, terms: [2.88, 22.26, -207.64, 1034.3] },
  { above: -5, terms: [2.88, 21.81, -258.11, -858.36] },
  { above: -12, terms: [2.7, 12.17, -431.69, -1899.83] },
  { above: -18, terms: [13.84, 262.72, 1447.42, 2797.93] },
] as const;
const DARKEST = -18;
/**
 * Seven decades lie between sunset and night: more than a picture can show and than an eye sees,
 * which adapts. Brightness as the eye and a camera take it grows with about this power.
 */
const ADAPTATION = 0.35;

/**
 * Illuminance by a sun below the horizon, lux: 759 at sunset, 3.4 at the end of civil twilight (6
 * degrees), 0.0006 where the night begins (18 degrees).
 *
 * @param elevation Radians; above the horizon the value at sunset is given.
 */
export function twilightIlluminance(elevation: number): number {
  const degrees = Math.max(DARKEST, Math.min(0, elevation * 180 / Math.PI));
  const { terms } = TWILIGHT.find(({ above }) => degrees >= above)!;
  const x = degrees / 90;
  return 10 ** (terms[0] + x * (terms[1] + x * (terms[2] + x * terms[3])));
}

/** Brightness of the sky after sunset as a share of that at sunset, as an adapting eye sees it. */
export function twilightShare(elevation: number): number {
  return (twilightIlluminance(elevation) / twilightIlluminance(0)) ** ADAPTATION;
}

/** 0 below `from`, 1 above `to` (or the other way round where `from` is larger), smooth between. */
export function smoothRise(from: number, to: number, value: number): number {
  const t = Math.max(0, Math.min(1, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
}
