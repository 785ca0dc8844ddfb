/** The steering of a vehicle with two steered front wheels. */
export interface SteeringDesign {
  /** Distance between the axles and between the two front wheels, metres. */
  readonly base: number;
  readonly track: number;
  /** Greatest angle of the middle between the wheels, radians. */
  readonly lock: number;
  /** How fast that angle may change, rad/s. */
  readonly rate: number;
}

/** The angle of a front wheel `left` of the middle, so that all wheels roll about one point. */
export function ackermann({ base }: SteeringDesign, angle: number, left: number): number {
  if (angle === 0) return 0;
  // The point lies base / tan(angle) to the left of the rear axle's middle.
  const tangent = Math.tan(angle);
  return Math.atan(base * tangent / (base - left * tangent));
}
