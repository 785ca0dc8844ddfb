import { type Vec3 } from "../pose.ts";
import { directionTo } from "./sun.ts";
import { smoothRise, twilightShare } from "./twilight.ts";
import { type Precipitation } from "./weather.ts";

/** How a place is lit and what is in its air: all that shading needs, linear RGB, in world axes. */
export interface Light {
  /** Unit vector towards the sun; towards the moon by night. */
  readonly sunDirection: Vec3;
  /** Irradiance of the sun (or moon) on a surface that faces it. */
  readonly sunColour: Vec3;
  /** Radiance of its disc over `sunColour`. */
  readonly discGain: number;
  /** Sky straight up, and at the horizon. */
  readonly skyZenith: Vec3;
  readonly skyHorizon: Vec3;
  /** What twilight adds at the horizon under the sun, and the level unit vector towards there. */
  readonly glowColour: Vec3;
  readonly glowDirection: Vec3;
  /** Radiance of the brightest stars. */
  readonly stars: number;
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
  /** 0 by day, 1 by night: how brightly lamps and windows burn. */
  readonly night: number;
  /** How wet the ground is, `0..1`. */
  readonly wetness: number;
  /** Share of what faces up that lies under snow, `0..1`. */
  readonly snowCover: number;
  /** What falls or flies, and the wind that carries it, m/s. */
  readonly precipitation: Precipitation | null;
  readonly wind: Vec3;
}

/** What the light of a moment follows from; what is not told is that of dry, clean air. */
export interface Conditions {
  /** Share of the sky under cloud, `0..1`. */
  readonly cloudCover: number;
  /** Extinction per metre. */
  readonly fogDensity: number;
  /** Height of the sun over the horizon, radians. */
  readonly sunElevation: number;
  /** Where the sun stands, radians from x, counter-clockwise. */
  readonly sunAzimuth: number;
  /** See `WeatherRow`. */
  readonly gloom?: number;
  readonly dustiness?: number;
  readonly wetness?: number;
  readonly snowCover?: number;
  readonly precipitation?: Precipitation | null;
  readonly wind?: readonly [x: number, y: number];
}

/** The sun's disc fades from the first elevation down to the second: it sets behind haze. */
const SETTING = 0.04;
const SET = -0.02;
/** Where the moon takes over as what casts light: neither does then. */
const MOONLIGHT = -0.06;
const NIGHT_ZENITH: Vec3 = [0.0022, 0.0038, 0.0095];
const NIGHT_HORIZON: Vec3 = [0.0055, 0.0078, 0.014];
/** Light of the night from all around: far above nature's, as an adapted camera would gain it up. */
const NIGHT_AMBIENT: Vec3 = [0.009, 0.012, 0.02];
const MOON: Vec3 = [0.075, 0.094, 0.132];
const DUST: Vec3 = [1.12, 0.74, 0.42];

/**
 * Light under those conditions. Sunlight reddens as its way through the air grows (air mass about
 * `1 / sin elevation`), cloud takes the sun away and whitens the sky, fog makes both grey. After
 * sunset the sky dims as twilight does, blue overhead and red where the sun went down; by night a
 * full moon stands opposite the sun.
 */
export function lightUnder(conditions: Conditions): Light {
  const { cloudCover, fogDensity, sunElevation, sunAzimuth } = conditions;
  const { gloom = 0, dustiness = 0, wetness = 0, snowCover = 0 } = conditions;
  const [windX, windY] = conditions.wind ?? [0, 0];
  const bright = 1 - gloom;
  const haze = 1 - Math.exp(-90 * fogDensity);
  const through = (1 - 0.9 * cloudCover ** 1.5) * (1 - 0.8 * haze) * bright;
  const veil = Math.min(1, cloudCover ** 2 + haze * 0.9);
  const rise = Math.max(0.04, Math.sin(sunElevation));
  const share = twilightShare(sunElevation);

  const moonlit = sunElevation < MOONLIGHT;
  const key = moonlit
    ? moonAt(sunElevation, sunAzimuth, through)
    : sunAt(sunElevation, sunAzimuth, rise, through);
  const sunColour = tinted(key.colour, dustiness);

  const open = clearSky(rise, sunElevation, share);
  const day = 0.35 + 0.65 * Math.min(1, rise / 0.5);
  const grey = (0.42 + 0.2 * (1 - cloudCover)) * day * share;
  const blue = blueHour(sunElevation);
  const cloudZenith = dusky([0.86 * grey, 0.93 * grey, 1.04 * grey], blue);
  const cloudHorizon = dusky([1.16 * grey, 1.2 * grey, 1.24 * grey], blue);
  const lit = mix(open.horizon, cloudHorizon, veil);
  const dark = smoothRise(-0.02, -0.2, sunElevation);
  const skyHorizon = tinted(plus(scaled(lit, bright), NIGHT_HORIZON, dark), dustiness);
  const overhead = mix(mix(open.zenith, cloudZenith, veil), lit, 0.85 * haze);
  const skyZenith = tinted(plus(scaled(overhead, bright), NIGHT_ZENITH, dark), dustiness);

  const ambientSky = plus(
    map(
      mix(skyZenith, skyHorizon, 0.45),
      (value) => 0.92 * value + 0.1 * cloudCover * share * bright,
    ),
    tinted(NIGHT_AMBIENT, dustiness),
    dark,
  );
  const sunOnGround = moonlit ? Math.max(0, key.direction[2]) : rise;
  const ground: Vec3 = [
    0.13 * ambientSky[0] + 0.075 * sunColour[0] * sunOnGround,
    0.14 * ambientSky[1] + 0.075 * sunColour[1] * sunOnGround,
    0.09 * ambientSky[2] + 0.04 * sunColour[2] * sunOnGround,
  ];
  const white = map(
    ambientSky,
    (value, channel) => 0.7 * (value + sunColour[channel]! * sunOnGround),
  );
  // A camera exposes for a meadow that faces the sky, or for the snow on it.
  const meadow = (0.3 + 0.25 * snowCover) * (sunColour[1] * sunOnGround + ambientSky[1]);
  return {
    sunDirection: key.direction,
    sunColour,
    discGain: key.gain,
    skyZenith,
    skyHorizon,
    glowColour: glowOf(sunElevation, veil, bright),
    glowDirection: [Math.cos(sunAzimuth), Math.sin(sunAzimuth), 0],
    stars: 0.3 * smoothRise(-0.1, -0.26, sunElevation) * (1 - veil),
    ambientSky,
    ambientGround: mix(ground, white, 0.6 * snowCover),
    cloudCover,
    fogDensity,
    fogColour: skyHorizon,
    exposure: 1.25 / (0.35 + meadow),
    night: smoothRise(0.03, -0.09, sunElevation),
    wetness,
    snowCover,
    precipitation: conditions.precipitation ?? null,
    wind: [windX, windY, 0],
  };
}

/** What casts light: where it stands, how it lights, how bright its disc is over that. */
interface KeyLight {
  readonly direction: Vec3;
  readonly colour: Vec3;
  readonly gain: number;
}

function sunAt(elevation: number, azimuth: number, rise: number, through: number): KeyLight {
  const up = smoothRise(SET, SETTING, elevation);
  return {
    direction: directionTo({ elevation, azimuth }),
    colour: throughAir(2.9, rise, through * up),
    gain: 4,
  };
}

/** A full moon stands opposite the sun. */
function moonAt(sunElevation: number, sunAzimuth: number, through: number): KeyLight {
  const elevation = -sunElevation;
  const up = smoothRise(0.07, 0.25, elevation) * through;
  return {
    direction: directionTo({ elevation, azimuth: sunAzimuth + Math.PI }),
    colour: map(MOON, (value) => value * up),
    gain: 9,
  };
}

function throughAir(brightness: number, rise: number, through: number): Vec3 {
  const airMass = Math.min(14, 1 / rise);
  // Extinction per air mass: blue is scattered most.
  const extinction: Vec3 = [0.05, 0.105, 0.22];
  return map(extinction, (k) => brightness * Math.exp(-k * airMass) * through);
}

/** The sky without a cloud. After sunset only ozone colours it: blue all over. */
function clearSky(rise: number, elevation: number, share: number): { zenith: Vec3; horizon: Vec3 } {
  const day = 0.35 + 0.65 * Math.min(1, rise / 0.5);
  const low = Math.max(0, 1 - rise / 0.45);
  const zenith: Vec3 = [0.08 * day, 0.22 * day, 0.62 * day];
  const horizon: Vec3 = [(0.44 + 0.3 * low) * day, (0.58 + 0.06 * low) * day, 0.8 * day];
  const blue = blueHour(elevation);
  return {
    zenith: scaled(mix(zenith, [0.03, 0.085, 0.3], blue), share),
    horizon: scaled(mix(horizon, [0.17, 0.24, 0.42], blue), share),
  };
}

/** How far the blue of the sky after sunset has taken over, `0..1`. */
function blueHour(elevation: number): number {
  return smoothRise(SETTING, -0.08, elevation);
}

/** Cloud as a blue sky behind it colours it. */
function dusky([red, green, blue]: Vec3, share: number): Vec3 {
  return [red * (1 - 0.38 * share), green * (1 - 0.2 * share), blue * (1 + 0.12 * share)];
}

/** The red and yellow band over the sun, from 11 degrees before it sets until 14 degrees after. */
function glowOf(elevation: number, veil: number, bright: number): Vec3 {
  const strength = smoothRise(0.2, -0.03, elevation) * smoothRise(-0.25, -0.06, elevation);
  const dimmed = 0.95 * strength * twilightShare(elevation) ** 0.6 * (1 - 0.92 * veil) * bright;
  return [dimmed, 0.43 * dimmed, 0.13 * dimmed];
}

/** A colour as dust in the air leaves it. */
function tinted(colour: Vec3, dustiness: number): Vec3 {
  const grey = 0.3 * colour[0] + 0.6 * colour[1] + 0.1 * colour[2];
  return mix(colour, scaled(DUST, grey), 0.85 * dustiness);
}

function map(v: Vec3, f: (value: number, channel: number) => number): Vec3 {
  return [f(v[0], 0), f(v[1], 1), f(v[2], 2)];
}

function mix(a: Vec3, b: Vec3, t: number): Vec3 {
  return [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]), a[2] + t * (b[2] - a[2])];
}

function scaled(v: Vec3, k: number): Vec3 {
  return [k * v[0], k * v[1], k * v[2]];
}

function plus(a: Vec3, b: Vec3, share: number): Vec3 {
  return [a[0] + share * b[0], a[1] + share * b[1], a[2] + share * b[2]];
}
