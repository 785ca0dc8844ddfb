/** How a body moves and how hard it is to move otherwise; world frame. */
export interface BodyMotion {
  /** Of the centre of mass, m/s. */
  readonly velocity: Float64Array;
  /** rad/s. */
  readonly spin: Float64Array;
  /** kg */
  readonly mass: number;
  /** Inverse of the moments, row by row, 1/(kg m^2). */
  readonly inverseMoments: ArrayLike<number>;
}

/** Where something acts, from the centre of mass, metres. */
export interface Arm {
  readonly rx: number;
  readonly ry: number;
  readonly rz: number;
}

/** The impulse along a unit direction, N s, after which the point at the arm has that speed along it. */
export function impulseFor(
  { velocity: v, spin: w, mass, inverseMoments: m }: BodyMotion,
  { rx, ry, rz }: Arm,
  dx: number,
  dy: number,
  dz: number,
  wanted: number,
): number {
  const tx = ry * dz - rz * dy, ty = rz * dx - rx * dz, tz = rx * dy - ry * dx;
  const ax = m[0]! * tx + m[1]! * ty + m[2]! * tz;
  const ay = m[3]! * tx + m[4]! * ty + m[5]! * tz;
  const az = m[6]! * tx + m[7]! * ty + m[8]! * tz;
  const give = 1 / mass + tx * ax + ty * ay + tz * az;
  const speed = v[0]! * dx + v[1]! * dy + v[2]! * dz + w[0]! * tx + w[1]! * ty + w[2]! * tz;
  return (wanted - speed) / give;
}

/** Gives the body an impulse along a unit direction at the arm, N s. */
export function applyImpulse(
  { velocity: v, spin: w, mass, inverseMoments: m }: BodyMotion,
  { rx, ry, rz }: Arm,
  dx: number,
  dy: number,
  dz: number,
  impulse: number,
): void {
  if (impulse === 0) return;
  const tx = ry * dz - rz * dy, ty = rz * dx - rx * dz, tz = rx * dy - ry * dx;
  const share = impulse / mass;
  v[0]! += share * dx;
  v[1]! += share * dy;
  v[2]! += share * dz;
  w[0]! += impulse * (m[0]! * tx + m[1]! * ty + m[2]! * tz);
  w[1]! += impulse * (m[3]! * tx + m[4]! * ty + m[5]! * tz);
  w[2]! += impulse * (m[6]! * tx + m[7]! * ty + m[8]! * tz);
}
