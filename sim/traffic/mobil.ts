/** How a driver weighs a change of lane; see {@link changeGain}. */
export interface MobilParameters {
  /** Weight of what others gain or lose, `0..1`. */
  readonly politeness: number;
  /** The least gain that is worth a change, m/s^2. */
  readonly threshold: number;
  /** The hardest that the new follower may have to brake, m/s^2, positive. */
  readonly safeBraking: number;
}

/** Accelerations before and after a change of lane, m/s^2. */
export interface ChangeOutlook {
  readonly own: number;
  readonly ownAfter: number;
  readonly newFollower: number;
  readonly newFollowerAfter: number;
  readonly oldFollower: number;
  readonly oldFollowerAfter: number;
}

/**
 * What a change of lane gains beyond what it must, m/s^2: change where it is positive (MOBIL: Kesting,
 * Treiber, Helbing, "General lane-changing model MOBIL for car-following models", Transportation
 * Research Record 1999, 2007).
 *
 * Incentive: `own' - own + p (new' - new + old' - old) > threshold`. Safety: `new' > -safeBraking`;
 * `-Infinity` where it is not met.
 *
 * @param bias Added to the gain: towards the right for a keep-right rule, large where a lane ends.
 */
export function changeGain(
  { politeness, threshold, safeBraking }: MobilParameters,
  outlook: ChangeOutlook,
  bias = 0,
): number {
  if (outlook.newFollowerAfter < -safeBraking) return -Infinity;
  const others = outlook.newFollowerAfter - outlook.newFollower +
    outlook.oldFollowerAfter - outlook.oldFollower;
  return outlook.ownAfter - outlook.own + politeness * others + bias - threshold;
}
