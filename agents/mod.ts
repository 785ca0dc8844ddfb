import type { Scenario } from "../sim/mod.ts";
import type { Agent } from "./agent.ts";
import { Autopilot } from "./autopilot/autopilot.ts";
import { GoalSeeker } from "./goal_seeker/goal_seeker.ts";

export type { Agent } from "./agent.ts";
export type { GroundView, Perception } from "./perception.ts";

/** Every agent by name: one line each. */
export const agents: Readonly<Record<string, () => Agent>> = {
  goal_seeker: () => new GoalSeeker(),
  autopilot: () => new Autopilot(),
};

/** Who drives where nobody was named: what steers by labels off the road, the autopilot on roads. */
export function usualAgent({ tags }: Scenario): string {
  return tags.includes("road") ? "autopilot" : "goal_seeker";
}

/**
 * A fresh agent of that name.
 *
 * @throws {RangeError} If there is none; the message lists those there are.
 */
export function createAgent(name: string): Agent {
  const create = Object.hasOwn(agents, name) ? agents[name] : undefined;
  if (create) return create();
  throw new RangeError(`Cannot find agent "${name}": there are ${Object.keys(agents).join(", ")}`);
}
