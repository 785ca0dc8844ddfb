import { type Env } from "./env.ts";
import { type Space } from "./spaces.ts";

/** The part of an environment that the checker looks at. */
export type CheckedEnv = Pick<Env, "actionSpace" | "observationSpace" | "reset" | "step" | "close">;

/**
 * Checks that an environment keeps Gymnasium's contract: spaces, types of what reset and step give,
 * repeatable resets and steps, and refusal of steps out of turn. Leaves it closed.
 *
 * @param makeEnv Makes a fresh environment.
 * @throws {TypeError} At the first breach; the message says which.
 */
export function checkEnv(makeEnv: () => CheckedEnv, { steps = 120 } = {}): void {
  const env = makeEnv();
  checkSpace("action space", env.actionSpace);
  checkSpace("observation space", env.observationSpace);
  insist(throws(() => env.step(env.actionSpace.sample())), "a step before the first reset throws");
  checkReset(env);
  checkEpisode(env, steps);
  checkRepeatable(env, makeEnv(), steps);
  env.close();
  env.close();
}

function checkSpace(name: string, space: Space<unknown>): void {
  space.seed(5);
  const first = Array.from({ length: 8 }, () => space.sample());
  space.seed(5);
  const again = Array.from({ length: 8 }, () => space.sample());
  space.seed(6);
  const other = Array.from({ length: 8 }, () => space.sample());
  insist(first.every((value) => space.contains(value)), `the ${name} contains its samples`);
  insist(textOf(first) === textOf(again), `the ${name} repeats its samples for a seed`);
  insist(textOf(first) !== textOf(other), `the ${name} draws other samples for another seed`);
  insist(!space.contains(undefined), `the ${name} does not contain undefined`);
}

function checkReset(env: CheckedEnv): void {
  const result = env.reset({ seed: 11 });
  insist(Array.isArray(result) && result.length === 2, "reset gives [observation, info]");
  const [observation, info] = result;
  insist(env.observationSpace.contains(observation), "the first observation is in its space");
  insist(typeof info === "object" && info !== null, "reset's info is an object");
  const [again] = env.reset({ seed: 11 });
  insist(textOf(observation) === textOf(again), "reset repeats its observation for a seed");
  const [other] = env.reset();
  insist(env.observationSpace.contains(other), "reset works without a seed");
  insist(textOf(observation) !== textOf(other), "reset differs for another seed");
}

function checkEpisode(env: CheckedEnv, steps: number): void {
  env.reset({ seed: 13 });
  env.actionSpace.seed(13);
  for (let k = 0; k < steps; k++) {
    const result = env.step(env.actionSpace.sample());
    insist(Array.isArray(result) && result.length === 5, "step gives five values");
    const [observation, reward, terminated, truncated, info] = result;
    insist(env.observationSpace.contains(observation), "observations are in their space");
    insist(Number.isFinite(reward), "rewards are finite numbers");
    insist(typeof terminated === "boolean", "terminated is a boolean");
    insist(typeof truncated === "boolean", "truncated is a boolean");
    insist(typeof info === "object" && info !== null, "step's info is an object");
    if (terminated || truncated) {
      insist(throws(() => env.step(env.actionSpace.sample())), "a step after the end throws");
      return;
    }
  }
}

function checkRepeatable(env: CheckedEnv, twin: CheckedEnv, steps: number): void {
  const first = env.reset({ seed: 14 });
  const second = twin.reset({ seed: 14 });
  insist(textOf(first) === textOf(second), "two environments reset alike for a seed");
  env.actionSpace.seed(14);
  for (let k = 0; k < steps; k++) {
    const action = env.actionSpace.sample();
    const one = env.step(action);
    insist(textOf(one) === textOf(twin.step(action)), "two environments step alike");
    if (one[2] || one[3]) break;
  }
  twin.close();
}

function insist(held: boolean, promise: string): void {
  if (!held) throw new TypeError(`Environment breaks its contract: ${promise}`);
}

function throws(act: () => unknown): boolean {
  try {
    act();
  } catch {
    return true;
  }
  return false;
}

function textOf(value: unknown): string {
  return JSON.stringify(value);
}
