import { type Vec3 } from "../pose.ts";

/** How a place is lit: everything that shading needs, linear RGB, in world axes. */
export interface Light {
  /** Unit vector towards the sun. */
  readonly sunDirection: Vec3;
  /** Irradiance of the sun on a surface that faces it. */
  readonly sunColour: Vec3;
  /** Sky straight up, and at the horizon. */
  readonly skyZenith: Vec3;
  readonly skyHorizon: Vec3;
  /** Ambient light from above, and thrown back from the ground. */
  readonly ambientSky: Vec3;
  readonly ambientGround: Vec3;
  /** Share of the sky under cloud, `0..1`. */
  readonly cloudCover: number;
  /** Extinction per metre: what is seen at `d` metres is dimmed by `exp(-fogDensity d)`. */
  readonly fogDensity: number;
  readonly fogColour: Vec3;
  /** Gain of the camera before its response curve. */
  readonly exposure: number;
}

/** What the light of a moment follows from. */
export interface Conditions {
  /** Share of the sky under cloud, `0..1`. */
  readonly cloudCover: number;
  /** Extinction per metre. */
  readonly fogDensity: number;
  /** Height of the sun over the horizon, radians. */
  readonly sunElevation: number;
  /** Where the sun stands, radians from x, counter-clockwise. */
  readonly sunAzimuth: number;
}

/**
 * Light under those conditions. Sunlight reddens as its way through the air grows (air mass about
 * `1 / sin elevation`), cloud takes the sun away and whitens the sky, fog makes both grey.
 */
export function lightUnder(conditions: Conditions): Light {
  const { cloudCover, fogDensity, sunElevation, sunAzimuth } = conditions;
  const rise = Math.max(0.04, Math.sin(sunElevation));
  const cos = Math.cos(sunElevation);
  const airMass = Math.min(14, 1 / rise);
  // Extinction per air mass: blue is scattered most.
  const extinction: Vec3 = [0.05, 0.105, 0.22];
  const haze = 1 - Math.exp(-90 * fogDensity);
  const through = (1 - 0.9 * cloudCover ** 1.5) * (1 - 0.8 * haze);
  const sunColour = map(extinction, (k) => 2.9 * Math.exp(-k * airMass) * through);

  const day = 0.35 + 0.65 * Math.min(1, rise / 0.5);
  const low = Math.max(0, 1 - rise / 0.45);
  const clearZenith: Vec3 = [0.08 * day, 0.22 * day, 0.62 * day];
  const clearHorizon: Vec3 = [(0.44 + 0.3 * low) * day, (0.58 + 0.06 * low) * day, 0.8 * day];
  const grey = (0.42 + 0.2 * (1 - cloudCover)) * day;
  const cloudZenith: Vec3 = [0.86 * grey, 0.93 * grey, 1.04 * grey];
  const cloudHorizon: Vec3 = [1.16 * grey, 1.2 * grey, 1.24 * grey];
  const veil = Math.min(1, cloudCover ** 2 + haze * 0.9);
  const skyHorizon = mix(clearHorizon, cloudHorizon, veil);
  const skyZenith = mix(mix(clearZenith, cloudZenith, veil), skyHorizon, 0.85 * haze);
  const ambientSky = map(
    mix(skyZenith, skyHorizon, 0.45),
    (value) => 0.92 * value + 0.1 * cloudCover,
  );
  const ambientGround: Vec3 = [
    0.13 * ambientSky[0] + 0.075 * sunColour[0] * rise,
    0.14 * ambientSky[1] + 0.075 * sunColour[1] * rise,
    0.09 * ambientSky[2] + 0.04 * sunColour[2] * rise,
  ];
  // A camera exposes for a meadow that faces the sky.
  const meadow = 0.3 * (sunColour[1] * rise + ambientSky[1]);
  return {
    sunDirection: [cos * Math.cos(sunAzimuth), cos * Math.sin(sunAzimuth), Math.sin(sunElevation)],
    sunColour,
    skyZenith,
    skyHorizon,
    ambientSky,
    ambientGround,
    cloudCover,
    fogDensity,
    fogColour: skyHorizon,
    exposure: 1.25 / (0.35 + meadow),
  };
}

function map(v: Vec3, f: (value: number) => number): Vec3 {
  return [f(v[0]), f(v[1]), f(v[2])];
}

function mix(a: Vec3, b: Vec3, t: number): Vec3 {
  return [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]), a[2] + t * (b[2] - a[2])];
}
