import type { DriveCommand, Observation } from "../sim/mod.ts";
import type { Perception } from "./perception.ts";

/**
 * Something that drives: it is shown what the robot senses and what the nets label, never ground
 * truth, and answers with an action every tick.
 */
export interface Agent {
  readonly name: string;
  /** Forgets the last episode. */
  reset(): void;
  /** Takes in newly labelled pixels; called when they arrive, a few ticks after the picture. */
  see(perception: Perception): void;
  /** The command for this tick. */
  act(sensed: Observation): DriveCommand;
  /** What it wants and why, for whoever watches. */
  explain(): { intent: string; steerTo: number; freeDistance: number[] };
}
