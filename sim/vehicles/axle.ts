import { GRAVITY } from "../physics/rigid_body.ts";
import { type SuspensionDesign } from "./suspension.ts";
import { type TyreDesign } from "./tyre.ts";
import { type WheelDesign } from "./wheel.ts";

/** Two equal wheels side by side. */
export interface AxleDesign {
  /** Distance ahead of the centre of mass, metres. */
  readonly x: number;
  readonly track: number;
  readonly radius: number;
  readonly suspension: SuspensionDesign;
  readonly tyre: TyreDesign;
}

/**
 * The wheels of a vehicle with two axles, each on a rotor of its own: front left, front right, rear
 * left, rear right. Each axle carries what the lever of the centre of mass leaves it.
 */
export function wheelsOf(
  front: AxleDesign,
  rear: AxleDesign,
  mass: number,
  rideHeight: number,
): WheelDesign[] {
  const base = front.x - rear.x;
  return [front, rear].flatMap((axle, row) => {
    const lever = row === 0 ? -rear.x : front.x;
    return [1, -1].map((side, k) => ({
      hub: [axle.x, side * axle.track / 2, axle.radius - rideHeight] as const,
      radius: axle.radius,
      usualLoad: mass * GRAVITY * lever / base / 2,
      suspension: axle.suspension,
      tyre: axle.tyre,
      rotor: 2 * row + k,
    }));
  });
}
