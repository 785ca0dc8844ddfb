import type { Agent } from "./agent.ts";
import { GoalSeeker } from "./goal_seeker/goal_seeker.ts";

export type { Agent } from "./agent.ts";
export type { GroundView, Perception } from "./perception.ts";

/** Every agent by name: one line each. */
export const agents: Readonly<Record<string, () => Agent>> = {
  goal_seeker: () => new GoalSeeker(),
};
