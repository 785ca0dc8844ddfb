/** Something upright that stops vehicles at its foot: a trunk, a boulder, a lamp post. */
export interface Post {
  /** Entity id. */
  readonly id: number;
  readonly x: number;
  readonly y: number;
  /** Height of the ground under it, metres. */
  readonly z: number;
  readonly radius: number;
  readonly height: number;
}
