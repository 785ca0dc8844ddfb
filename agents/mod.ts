import type { Scenario } from "../sim/mod.ts";
import type { Agent } from "./agent.ts";
import { Autopilot } from "./autopilot/autopilot.ts";
import { GoalSeeker } from "./goal_seeker/goal_seeker.ts";
import { LagrAgent } from "./lagr/lagr_agent.ts";

export type { Agent } from "./agent.ts";
export type { GroundView, Perception } from "./perception.ts";

/** Every agent by name: one line each. */
export const agents: Readonly<Record<string, () => Agent>> = {
  goal_seeker: () => new GoalSeeker(),
  autopilot: () => new Autopilot(),
  lagr: () => new LagrAgent(),
};

/**
 * Who drives where nobody was named: what steers by labels off the road, who sees far on courses made for
 * that, the autopilot on roads.
 */
export function usualAgent({ tags }: Scenario): string {
  if (tags.includes("road")) return "autopilot";
  return tags.includes("far_sight") ? "lagr" : "goal_seeker";
}

/** Why an agent cannot drive a scenario; null where it can. */
export function drivingObjection({ name, drivesBy }: Agent, scenario: Scenario): string | null {
  if (drivesBy === "labels" && !scenario.tags.includes("offroad")) {
    return `Cannot drive ${scenario.name} by ${name}: it knows no lanes; wanted an agent that goes by ` +
      "them, as autopilot";
  }
  if (drivesBy === "stereo") return stereoObjection(name, scenario);
  if (drivesBy === "lanes" && !scenario.tags.includes("road")) {
    return `Cannot drive ${scenario.name} by ${name}: there are no lanes; wanted an agent that goes by ` +
      "labels, as goal_seeker";
  }
  return null;
}

/** Who goes by stereo knows open country, and a rover's size. */
function stereoObjection(name: string, { name: place, tags, vehicle }: Scenario): string | null {
  if (!tags.includes("offroad")) {
    return `Cannot drive ${place} by ${name}: it knows no lanes; wanted an agent that goes by them, as autopilot`;
  }
  if (vehicle && vehicle.name !== "rover") {
    return `Cannot drive ${place} by ${name}: it is a rover's driver, not a ${vehicle.name}'s; ` +
      "wanted an agent that goes by labels, as goal_seeker";
  }
  return null;
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
