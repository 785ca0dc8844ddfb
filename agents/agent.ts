import type { DriveCommand, Observation, World } from "../sim/mod.ts";
import type { Perception } from "./perception.ts";

/**
 * Something that drives: it is shown what the robot senses and what the nets label, and answers with a
 * command every tick.
 */
export interface Agent {
  readonly name: string;
  /** What it goes by: labels of what is seen, or the lanes of roads. */
  readonly drivesBy: "labels" | "lanes";
  /**
   * Forgets the last episode. The new one's world is shown, with all its truth, for an agent that says
   * it drives by that (`autopilot`); others leave it alone.
   */
  reset(world: World): void;
  /** Takes in newly labelled pixels; called when they arrive, a few ticks after the picture. */
  see(perception: Perception): void;
  /** The command for this tick. */
  act(sensed: Observation): DriveCommand;
  /** What it wants and why, for whoever watches. */
  explain(): { intent: string; steerTo: number; freeDistance: number[] };
}
