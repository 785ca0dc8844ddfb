import type { DriveCommand, Observation, World } from "../sim/mod.ts";
import type { Device } from "../vision/mod.ts";
import type { AgentEyes, EyesParts } from "./agent_eyes.ts";
import type { Perception } from "./perception.ts";

/**
 * Something that drives: it is shown what the robot senses and what the nets label, and answers with a
 * command every tick.
 */
export interface Agent {
  readonly name: string;
  /** What it goes by: labels of what is seen, the lanes of roads, or what its own eyes make of a stereo pair. */
  readonly drivesBy: "labels" | "lanes" | "stereo";
  /**
   * Forgets the last episode. The new one's world is shown, with all its truth, for an agent that says
   * it drives by that (`autopilot`); others leave it alone.
   */
  reset(world: World): void;
  /** Takes in newly labelled pixels; called when they arrive, a few ticks after the picture. */
  see(perception: Perception): void;
  /** Takes in what is sensed at a tick, before its pictures are taken and a command is asked for. */
  sense?(sensed: Observation): void;
  /** The command for this tick. */
  act(sensed: Observation): DriveCommand;
  /**
   * Opens eyes of its own, where it has any; they hand over what they see by themselves.
   *
   * @throws {CheckpointError} If weights are broken or another net's.
   */
  openEyes?(parts: EyesParts): Promise<AgentEyes>;
  /** Measures the kernels of those eyes on the device's adapter, where none was chosen yet. */
  tuneEyes?(device: Device): Promise<void>;
  /** What it measured since the start of the episode, if anything. */
  metrics?(): Readonly<Record<string, number>>;
  /** What it wants and why, for whoever watches. */
  explain(): { intent: string; steerTo: number; freeDistance: number[] };
}
