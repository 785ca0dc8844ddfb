import { type Wheel } from "./wheel.ts";
import { type WheeledBody } from "./wheeled_body.ts";

/** Motor, differential and brakes of a vehicle whose wheels each have a rotor of their own. */
export interface DrivelineDesign {
  /** The motor gives force until it gives power: N at the rims, and W. */
  readonly force: number;
  readonly power: number;
  /** Share of the force that it gives backwards. */
  readonly reverse: number;
  /** It pushes no further beyond these speeds of the rims, forwards and backwards, m/s. */
  readonly topSpeed: number;
  readonly topReverse: number;
  /** Resistance of a motor that is carried along without throttle, N at the rims. */
  readonly engineDrag: number;
  /** Share of the torque that each wheel gets; their sum is 1. */
  readonly split: readonly number[];
  /**
   * Viscous coupling of the driven wheels: N m for each (rad/s)^2 that one spins faster than all do on
   * average, and the most, N m. Hardly felt in a bend, firm where a wheel spins.
   */
  readonly coupling: number;
  readonly couplingLimit: number;
  /** Brakes: greatest force of all at the rims, N, and the front axle's share. */
  readonly brakeForce: number;
  readonly brakeBalance: number;
}

/** Slower than this a braked wheel may stand still, m/s. */
const LOCKING_SPEED = 1;
/** From this slip on a brake lets go of its wheel, and at this it has let go: shares of the speed. */
const RELEASING = 0.1;
const RELEASED = 0.2;
/** Rim speed over which the motor's own resistance fades towards standstill, m/s. */
const FADE = 1;

/** What the motor can give at that rim speed, N; positive forwards whatever the throttle's sign. */
export function motorForce(design: DrivelineDesign, throttle: number, rimSpeed: number): number {
  const { force, power, reverse, topSpeed, topReverse } = design;
  const most = throttle < 0 ? reverse * force : force;
  const limit = throttle < 0 ? topReverse : topSpeed;
  // Within the last metre per second before the top speed it fades.
  const onwards = throttle < 0 ? -rimSpeed : rimSpeed;
  const room = Math.max(0, Math.min(1, limit - onwards));
  return throttle * room * Math.min(most, power / Math.max(1, Math.abs(rimSpeed)));
}

/**
 * Sets the torques of motor and brakes.
 *
 * @param throttle `-1..1`; @param brake `0..1`.
 */
export function drive(
  body: WheeledBody,
  design: DrivelineDesign,
  throttle: number,
  brake: number,
): void {
  const { wheels, spin } = body;
  let rim = 0, mean = 0, driven = 0;
  for (let k = 0; k < wheels.length; k++) {
    const share = design.split[k]!;
    if (share === 0) continue;
    rim += share * spin[k]! * wheels[k]!.design.radius;
    mean += spin[k]!;
    driven++;
  }
  mean /= driven;
  const force = motorForce(design, throttle, rim);
  const idle = design.engineDrag * Math.max(0, 1 - 10 * Math.abs(throttle)) *
    Math.min(1, Math.abs(rim) / FADE);
  for (let k = 0; k < wheels.length; k++) {
    const { radius } = wheels[k]!.design;
    const share = design.split[k]!;
    const balance = k < 2 ? design.brakeBalance : 1 - design.brakeBalance;
    const wanted = brake * design.brakeForce * balance / 2 * radius;
    body.motor[k] = share * force * radius + coupled(design, share, mean - spin[k]!);
    body.brake[k] = share * idle * radius + holding(wheels[k]!, wanted, spin[k]!);
  }
}

/** A limited-slip coupling pulls a driven wheel towards the mean of all; it makes no energy. */
function coupled({ coupling, couplingLimit }: DrivelineDesign, share: number, slower: number) {
  if (share === 0) return 0;
  return Math.max(
    -couplingLimit,
    Math.min(couplingLimit, coupling * Math.abs(slower) * slower),
  );
}

/** The brake's torque after its anti-lock valve: a wheel that slips much is let go until it rolls. */
function holding({ design, travelSpeed, load }: Wheel, wanted: number, spin: number): number {
  const speed = Math.abs(travelSpeed);
  if (wanted === 0 || speed < LOCKING_SPEED || load === 0) return wanted;
  const slip = 1 - spin * design.radius * Math.sign(travelSpeed) / speed;
  return wanted * Math.max(0, Math.min(1, (RELEASED - slip) / (RELEASED - RELEASING)));
}
