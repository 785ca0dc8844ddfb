/**
 * Exponent of the free road term: how late a driver eases off on the way to the speed it wants.
 */
export const FREE_EXPONENT = 4;

/** How a driver of a kind of vehicle keeps its distance; see {@link idmAcceleration}. */
export interface IdmParameters {
  /** Largest acceleration `a` from rest, m/s^2. */
  readonly acceleration: number;
  /** Comfortable deceleration `b`, m/s^2, positive. */
  readonly deceleration: number;
  /** Time gap `T` to the leader, seconds. */
  readonly timeGap: number;
  /** Gap `s0` bumper to bumper when all stand, metres. */
  readonly minimumGap: number;
}

/**
 * Acceleration of the Intelligent Driver Model, m/s^2 (Treiber, Hennecke, Helbing, "Congested traffic
 * states in empirical observations and microscopic simulations", Phys. Rev. E 62, 2000):
 *
 * `a [1 - (v / v0)^4 - (s* / s)^2]`, `s* = s0 + max(0, v T + v dv / (2 sqrt(a b)))`.
 *
 * Above the desired speed the free term is `-b [1 - (v0 / v)^(4 a / b)]`, which brakes no harder than
 * `b` (Treiber, Kesting, "Traffic Flow Dynamics", 2013, improved IDM).
 *
 * @param speed Own speed `v`, m/s.
 * @param desired Desired speed `v0`, m/s, above 0.
 * @param gap Bumper to bumper `s`, metres; `Infinity` on a free road.
 * @param approach Own speed less the leader's `dv`, m/s.
 *
 * @example
 * ```ts
 * import { idmAcceleration } from "./idm.ts";
 * const driver = { acceleration: 1.5, deceleration: 2, timeGap: 1.2, minimumGap: 2 };
 * idmAcceleration(driver, 0, 15, Infinity, 0); // 1.5: a free start
 * ```
 */
export function idmAcceleration(
  { acceleration, deceleration, timeGap, minimumGap }: IdmParameters,
  speed: number,
  desired: number,
  gap: number,
  approach: number,
): number {
  const share = desiredGap(
    speed,
    approach,
    timeGap,
    minimumGap,
    2 * Math.sqrt(acceleration * deceleration),
  ) / Math.max(gap, SMALLEST_GAP);
  return freeAcceleration(speed, desired, acceleration, deceleration) -
    acceleration * share * share;
}

/** Gaps below this are no gaps, metres: what divides by them stays finite. */
export const SMALLEST_GAP = 0.05;

/** The free road term of {@link idmAcceleration}, m/s^2. */
export function freeAcceleration(
  speed: number,
  desired: number,
  acceleration: number,
  deceleration: number,
): number {
  const ratio = speed / desired;
  if (ratio <= 1) {
    const squared = ratio * ratio;
    return acceleration * (1 - squared * squared);
  }
  return -deceleration * (1 - ratio ** (-FREE_EXPONENT * acceleration / deceleration));
}

/** The gap `s*` that a driver wants, metres; `twoRoot` is `2 sqrt(a b)`. */
export function desiredGap(
  speed: number,
  approach: number,
  timeGap: number,
  minimumGap: number,
  twoRoot: number,
): number {
  const dynamic = speed * timeGap + speed * approach / twoRoot;
  return dynamic > 0 ? minimumGap + dynamic : minimumGap;
}

/** Gap at which a driver follows at a steady speed below the desired one, metres. */
export function equilibriumGap(
  { timeGap, minimumGap }: IdmParameters,
  speed: number,
  desired: number,
): number {
  return (minimumGap + speed * timeGap) / Math.sqrt(1 - (speed / desired) ** FREE_EXPONENT);
}
