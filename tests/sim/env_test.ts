import assert from "node:assert/strict";
import { Env } from "../../sim/env.ts";
import { type CheckedEnv, checkEnv } from "../../sim/env_checker.ts";
import { offroad } from "../../sim/scenarios/offroad.ts";
import { Box, Dict, Discrete } from "../../sim/spaces.ts";
import { car } from "../../sim/vehicles/car.ts";
import { type EpisodeOptions, World } from "../../sim/world.ts";
import { planeLandscape } from "../support/plane_landscape.ts";

Deno.test("Env passes the environment checker", () => {
  checkEnv(() => new Env(offroad));
  checkEnv(() => new Env(offroad, { ticksPerStep: 6 }));
});

Deno.test("checkEnv() finds breaches", () => {
  const breaches: [RegExp, (env: Env) => Partial<CheckedEnv>][] = [
    [/rewards are finite/, (env) => ({
      step: (action) => {
        const [observation, , ...rest] = env.step(action);
        return [observation, NaN, ...rest];
      },
    })],
    [/observations are in their space/, (env) => ({
      step: (action) => {
        const [observation, ...rest] = env.step(action);
        return [{ ...observation, heading: Float64Array.of(7) }, ...rest];
      },
    })],
    [/reset repeats its observation/, (env) => {
      let calls = 0;
      return { reset: () => env.reset({ seed: calls++ }) };
    }],
    [/before the first reset throws/, (env) => {
      env.reset({ seed: 0 });
      return {};
    }],
  ];
  for (const [message, breach] of breaches) {
    const make = (): CheckedEnv => {
      const env = new Env(offroad);
      return {
        actionSpace: env.actionSpace,
        observationSpace: env.observationSpace,
        reset: (options) => env.reset(options),
        step: (action) => env.step(action),
        close: () => env.close(),
        ...breach(env),
      };
    };
    assert.throws(() => checkEnv(make), message);
  }
});

Deno.test("Env.step() rejects actions outside its space", () => {
  const env = new Env(offroad);
  env.reset({ seed: 0 });
  assert.throws(() => env.step(Float64Array.of(9, 0)), RangeError);
  assert.throws(() => env.step(Float64Array.of(1)), RangeError);
  assert.throws(() => env.step(Float64Array.of(NaN, 0)), RangeError);
  assert.throws(() => new Env(offroad, { ticksPerStep: 0 }), RangeError);
  assert.throws(() => env.reset({ seed: -1 }), RangeError);
});

Deno.test("Env drives a car by steer, throttle and brake, and lets it sense its steering", () => {
  const street = { ...lane(60), name: "street", vehicle: car };
  const build = (_seed: number, episode?: EpisodeOptions) =>
    new World({
      ...episode,
      landscape: planeLandscape({ label: "road" }),
      start: { x: 0, y: 0, yaw: 0 },
      goal: { x: 60, y: 0, radius: 3 },
      vehicle: car,
    });
  const env = new Env({ ...street, build }, { ticksPerStep: 6 });
  assert.deepEqual(env.actionSpace.shape, [3]);
  const [first] = env.reset({ seed: 1 });
  assert.equal(first.steering?.[0], 0);
  let [observation] = env.step(Float64Array.of(1, 0.5, 0));
  for (let k = 0; k < 8; k++) [observation] = env.step(Float64Array.of(1, 0.5, 0));
  assert.ok(observation.steering![0]! > 0.4, "the wheels turn to the left");
  assert.ok(env.world.vehicle.yawRate > 0.1, "and so does the car");
  assert.ok(env.observationSpace.contains(observation));
  // An agent that knows only speeds and yaw rates drives it too.
  env.reset({ seed: 1 });
  let done = false, ticks = 0;
  while (!done) {
    const [, , terminated, truncated] = env.step(env.actionFor({ linear: 8, angular: 0 }));
    done = terminated || truncated;
    ticks++;
  }
  assert.equal(env.world.outcome, "goal");
  assert.ok(ticks < 130);
});

Deno.test("Env.reset() takes weather and hour, and refuses what is none", () => {
  const env = new Env(offroad);
  env.reset({ seed: 5, options: { weather: "rain", hour: 22 } });
  assert.equal(env.world.weather.name, "rain");
  assert.equal(env.world.hour, 22);
  const slips = (weather: string) => {
    env.reset({ seed: 5, options: { weather } });
    for (let k = 0; k < 240; k++) env.step(Float64Array.of(1.3, 0.8));
    return env.world.stateHash();
  };
  assert.equal(slips("clear"), slips("clear"));
  assert.notEqual(slips("clear"), slips("rain"));
  assert.throws(() => env.reset({ seed: 5, options: { weather: "frogs" } }), RangeError);
  assert.throws(() => env.reset({ seed: 5, options: { hour: 24 } }), RangeError);
});

Deno.test("Env refuses a scenario whose worlds hold another vehicle than it promises", () => {
  const env = new Env({ ...lane(60), vehicle: car });
  assert.throws(() => env.reset({ seed: 1 }), /builds a rover where it promises a car/);
});

const lane = (timeLimit: number) => ({
  name: "lane",
  description: "a straight drive over flat ground",
  tags: [],
  timeLimit,
  build: () =>
    new World({
      landscape: planeLandscape(),
      start: { x: 0, y: 0, yaw: 0 },
      goal: { x: 6, y: 0, radius: 2 },
    }),
});

Deno.test("Env terminates at the goal with the progress as reward", () => {
  const env = new Env(lane(60), { ticksPerStep: 6 });
  env.reset({ seed: 1 });
  let sum = 0;
  for (let k = 0; k < 200; k++) {
    const [, reward, terminated, truncated, info] = env.step(Float64Array.of(1, 0));
    sum += reward;
    assert.equal(truncated, false);
    if (!terminated) continue;
    assert.equal(info.outcome, "goal");
    // 4 m of progress, 10 for the goal, less the time.
    assert.ok(Math.abs(sum - 14) < 0.3, `the return is ${sum}`);
    assert.throws(() => env.step(Float64Array.of(1, 0)), TypeError);
    return;
  }
  assert.fail("the goal was never reached");
});

Deno.test("Env truncates at the time limit and not before", () => {
  const env = new Env(lane(1));
  env.reset({ seed: 1 });
  for (let k = 1; k <= 60; k++) {
    const [, , terminated, truncated] = env.step(Float64Array.of(0, 0));
    assert.equal(terminated, false);
    assert.equal(truncated, k === 60);
  }
  assert.equal(env.spec.maxEpisodeSteps, 60);
});

Deno.test("Env observations hold no truth: sensors differ from it, and only so far", () => {
  const env = new Env(offroad);
  const [observation, info] = env.reset({ seed: 9 });
  const error = Math.hypot(
    observation.gnss[0]! - info.position[0],
    observation.gnss[1]! - info.position[1],
  );
  assert.ok(error > 1e-3 && error < 3, `GNSS is ${error} m off`);
  assert.deepEqual(
    Object.keys(observation).sort(),
    ["bumper", "gnss", "goal", "heading", "inertial", "speed", "yawRate"],
  );
});

Deno.test("Box, Discrete and Dict contain what belongs and nothing else", () => {
  const space = new Dict<{ a: Float64Array; b: number }>({
    a: new Box([-1, 0], [1, 2]),
    b: new Discrete(3),
  });
  assert.ok(space.contains({ a: Float64Array.of(0, 2), b: 2 }));
  const strangers = [
    { a: Float64Array.of(0, 2.1), b: 2 },
    { a: Float64Array.of(0), b: 2 },
    { a: [0, 2], b: 2 },
    { a: Float64Array.of(0, NaN), b: 2 },
    { a: Float64Array.of(0, 2), b: 3 },
    { a: Float64Array.of(0, 2), b: 1, c: 0 },
    { a: Float64Array.of(0, 2) },
    null,
  ];
  for (const stranger of strangers) assert.ok(!space.contains(stranger));
  assert.throws(() => new Box([1], [0]), RangeError);
  assert.throws(() => new Box([0], [Infinity]), RangeError);
  assert.throws(() => new Discrete(0), RangeError);
});
