import { type Vec3 } from "../pose.ts";

/** What a spinning lidar is asked to be. */
export interface LidarSpec {
  /** Beams one above the other, evenly between the two elevations. */
  readonly channels: number;
  /** Degrees above the horizon of the lowest and the highest beam. */
  readonly lowestDeg: number;
  readonly highestDeg: number;
  /** Directions around, evenly; the first points forward, and they go on to the left. */
  readonly steps: number;
  /** Metres between which it measures. */
  readonly nearest: number;
  readonly farthest: number;
  /** Standard deviation of a range, metres. */
  readonly rangeNoise: number;
  /** Share of returns that are lost, `0..1`. */
  readonly dropout: number;
}

/** A small unit for a robot's mast. */
export const ROVER_LIDAR: LidarSpec = {
  channels: 16,
  lowestDeg: -15,
  highestDeg: 15,
  steps: 900,
  nearest: 0.4,
  farthest: 100,
  rangeNoise: 0.02,
  dropout: 0.002,
};

/** A unit for a car's roof. */
export const CAR_LIDAR: LidarSpec = {
  channels: 32,
  lowestDeg: -25,
  highestDeg: 8,
  steps: 1080,
  nearest: 1,
  farthest: 150,
  rangeNoise: 0.02,
  dropout: 0.002,
};

/** Beams steeper than this would leave the four pictures that a scan is taken from, degrees. */
const STEEPEST_DEG = 35;

/**
 * Refuses a lidar that cannot be made.
 *
 * @throws {RangeError} If the spec is not that of a lidar.
 */
export function assertLidar(spec: LidarSpec): void {
  const { channels, steps, lowestDeg, highestDeg, nearest, farthest, rangeNoise, dropout } = spec;
  for (
    const [name, count, most] of [["channels", channels, 256], ["steps", steps, 8192]] as const
  ) {
    if (!Number.isInteger(count) || count < 1 || count > most) {
      throw new RangeError(
        `Cannot make a lidar of ${count} ${name}: wanted a whole number from 1 to ${most}`,
      );
    }
  }
  if (!(lowestDeg >= -STEEPEST_DEG && highestDeg <= STEEPEST_DEG && lowestDeg <= highestDeg)) {
    throw new RangeError(
      `Cannot aim beams from ${lowestDeg} to ${highestDeg} degrees: wanted from -${STEEPEST_DEG} ` +
        `up to ${STEEPEST_DEG}, the lowest first`,
    );
  }
  if (!(nearest > 0 && farthest > nearest && farthest < Infinity)) {
    throw new RangeError(
      `Cannot measure from ${nearest} m to ${farthest} m: wanted 0 < nearest < farthest, both finite`,
    );
  }
  if (!(rangeNoise >= 0 && rangeNoise < Infinity && dropout >= 0 && dropout <= 1)) {
    throw new RangeError(
      `Cannot disturb ranges by ${rangeNoise} m and lose ${dropout} of them: wanted 0 m or more, ` +
        "and a share from 0 to 1",
    );
  }
}

/**
 * Unit vector along a beam, in the lidar's frame: x forward, y left, z up.
 *
 * @param channel From 0, the lowest.
 * @param step From 0, forward; to the left.
 */
export function beamDirection(spec: LidarSpec, channel: number, step: number): Vec3 {
  const { channels, lowestDeg, highestDeg, steps } = spec;
  const share = channels === 1 ? 0.5 : channel / (channels - 1);
  const elevation = (lowestDeg + share * (highestDeg - lowestDeg)) * Math.PI / 180;
  const azimuth = 2 * Math.PI * step / steps;
  const level = Math.cos(elevation);
  return [level * Math.cos(azimuth), level * Math.sin(azimuth), Math.sin(elevation)];
}
