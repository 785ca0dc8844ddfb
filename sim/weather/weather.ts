import { type LabelName } from "../labels.ts";
import { frictionFactor, type GroundState } from "./friction.ts";

/** What falls or flies. */
export interface Precipitation {
  readonly kind: "rain" | "snow" | "dust";
  /** How thick it comes, `0..1` of the thickest that is drawn. */
  readonly amount: number;
  /** Metres per second downwards, in still air. */
  readonly fallSpeed: number;
}

/** What a weather does to sensors, as factors on what they do on a clear day. */
export interface Sensing {
  /** On the standard deviation of a satellite fix, 1 or more. */
  readonly gnssNoise: number;
  /** On the standard deviation of a camera's noise, 1 or more: drops on the glass, grey light. */
  readonly cameraNoise: number;
  /** On the range of a lidar, `0..1`. */
  readonly lidarRange: number;
  /** Share of a lidar's returns that drops and flakes swallow, `0..1`. */
  readonly lidarDropout: number;
}

/** A weather as its file describes it. */
export interface WeatherRow extends GroundState {
  readonly name: string;
  /** Share of the sky under cloud, `0..1`. */
  readonly cloudCover: number;
  /** Extinction of the air, per metre. */
  readonly fogDensity: number;
  /** Share of daylight that thick cloud keeps back, `0..1`. */
  readonly gloom: number;
  /** How much the air takes the colour of dust, `0..1`. */
  readonly dustiness: number;
  readonly precipitation: Precipitation | null;
  /** Velocity of the air, m/s along x and y. */
  readonly wind: readonly [x: number, y: number];
  readonly sensing: Sensing;
}

/** A weather: how it looks, what it leaves of friction, what it does to sensors. */
export interface Weather extends WeatherRow {
  /** Friction on a ground as a share of that on the same ground when dry, in `(0, 1]`. */
  friction(label: LabelName): number;
}

/** A weather of its row. */
export function createWeather<const Row extends WeatherRow>(row: Row): Row & Weather {
  return { ...row, friction: (label) => frictionFactor(row, label) };
}
