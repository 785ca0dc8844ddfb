import { type VehicleKind } from "../vehicles/vehicle.ts";
import { type EpisodeOptions, type World } from "../world.ts";

/** A kind of world and the task in it; a seed makes it one world. */
export interface Scenario {
  /** How it is called on the command line. */
  readonly name: string;
  /** One line for a person who chooses. */
  readonly description: string;
  readonly tags: readonly string[];
  /** Simulated seconds after which an episode is cut off. */
  readonly timeLimit: number;
  /** The vehicle that its worlds are about; a rover where not given. */
  readonly vehicle?: VehicleKind;
  /** Side of its square landscapes, metres; 256 where not given. */
  readonly size?: number;
  /**
   * A fresh world, the same for equal seeds and options.
   *
   * @throws {RangeError} If the seed is no unsigned 32-bit integer, the weather unknown, or the hour none.
   */
  build(seed: number, episode?: EpisodeOptions): World;
}
