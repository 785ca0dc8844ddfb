import { CYCLIST } from "../shapes/vehicles/cyclist_measures.ts";

/** Angles of a leg about y, radians, from hanging straight down; positive swings the foot forward. */
export interface LegAngles {
  thigh: number;
  shank: number;
  /** The knee, in the bicycle's x-z plane, metres. */
  kneeX: number;
  kneeZ: number;
}

/** Turn of the pedals after that way, radians: the left one points forward at 0 and goes down. */
export function crankAngle(odometer: number): number {
  return 2 * Math.PI * odometer / CYCLIST.development;
}

/**
 * The leg whose pedal stands at an angle of the crank: hip, knee and ankle form a triangle of known
 * sides, the knee in front (law of cosines).
 */
export function legAngles(crank: number, out: LegAngles): LegAngles {
  const { bottomBracket, crank: arm, hip, thigh, shank } = CYCLIST;
  // The ankle stands behind and above the pedal.
  const ankleX = bottomBracket[0] + arm * Math.cos(crank) - 0.05;
  const ankleZ = bottomBracket[2] - arm * Math.sin(crank) + 0.1;
  const dx = ankleX - hip[0], dz = ankleZ - hip[2];
  const reach = Math.min(Math.hypot(dx, dz), thigh + shank - 1e-6);
  const line = Math.atan2(dx, -dz);
  const atHip = Math.acos((thigh * thigh + reach * reach - shank * shank) / (2 * thigh * reach));
  out.thigh = line + atHip;
  out.kneeX = hip[0] + thigh * Math.sin(out.thigh);
  out.kneeZ = hip[2] - thigh * Math.cos(out.thigh);
  out.shank = Math.atan2(ankleX - out.kneeX, out.kneeZ - ankleZ);
  return out;
}
