import { type World } from "../world.ts";

/** A kind of world and the task in it; a seed makes it one world. */
export interface Scenario {
  /** How it is called on the command line. */
  readonly name: string;
  /** One line for a person who chooses. */
  readonly description: string;
  readonly tags: readonly string[];
  /** Simulated seconds after which an episode is cut off. */
  readonly timeLimit: number;
  /**
   * A fresh world, the same for equal seeds.
   *
   * @throws {RangeError} If the seed is no unsigned 32-bit integer.
   */
  build(seed: number): World;
}
