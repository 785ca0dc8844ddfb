/** A box that stands on the ground and stops vehicles: a building, a piece of guard rail. */
export interface Block {
  /** Entity id. */
  readonly id: number;
  /** Middle of its foot. */
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Of its length, radians. */
  readonly yaw: number;
  readonly halfLength: number;
  readonly halfWidth: number;
  readonly height: number;
}
