import assert from "node:assert/strict";
import type { Observation } from "../../../sim/mod.ts";
import { LagrAgent } from "../../../agents/lagr/lagr_agent.ts";

function observation(values: Partial<Observation> = {}): Observation {
  return {
    gnss: Float64Array.of(10, 20),
    heading: Float64Array.of(Math.PI / 2),
    speed: Float64Array.of(0),
    yawRate: Float64Array.of(0),
    inertial: new Float64Array(6),
    bumper: 0,
    goal: Float64Array.of(10, 70),
    ...values,
  };
}
const bearings = Array.from({ length: 41 }, (_, k) => 0.6 - 1.2 * k / 40);
const openRays = {
  bearings,
  distances: bearings.map(() => 12),
  blocked: bearings.map(() => 0),
  nearest: 1,
};
const wallAhead = {
  bands: Array.from({ length: 24 }, (_, k) => {
    const distance = 5 * 2 ** (k / 6);
    const label = distance < 30 ? [0.4, 0.6, 0, 0, 0] : [0, 0, 0.2, 0.5, 0.3];
    return {
      bearings,
      distances: bearings.map(() => distance),
      ranges: bearings.map(() => distance),
      probabilities: bearings.flatMap(() => label),
    };
  }),
  tick: 1,
};

/** Drives a second with what stereo sees, and answers the last command. */
function drive(agent: LagrAgent, ticks = 60) {
  let command = agent.act(observation());
  for (let k = 1; k < ticks; k++) {
    if (k % 6 === 0) agent.seeNear(openRays, agent.tick);
    command = agent.act(observation());
  }
  return command;
}

Deno.test("it stands until it has seen, then drives at the goal", () => {
  const agent = new LagrAgent();
  agent.reset();
  assert.deepEqual(agent.act(observation()), { linear: 0, angular: 0 });
  assert.match(agent.explain().intent, /waiting/);
  const { linear, angular } = drive(agent);
  assert.ok(linear > 1 && Math.abs(angular) < 0.2);
  assert.ok(Math.abs(agent.explain().steerTo) < 0.1);
});

Deno.test("long-range frames change the way when they come", () => {
  const [far, near] = [new LagrAgent(), new LagrAgent()];
  for (const agent of [far, near]) {
    agent.reset();
    // Less than the two seconds after which it notices that its wheels stand.
    drive(agent, 30);
    const frames = agent === far ? 6 : 0;
    for (let k = 0; k < frames; k++) agent.seeFar({ ...wallAhead, tick: agent.tick - 20 });
    drive(agent, 60);
    assert.equal(agent.farFrames, frames);
  }
  assert.ok(Math.abs(far.explain().steerTo) > 0.3);
  assert.ok(Math.abs(near.explain().steerTo) < 0.1);
});

Deno.test("what it explains is the way, what is free and the goal in its own frame", () => {
  const agent = new LagrAgent();
  agent.reset();
  drive(agent);
  for (let k = 0; k < 4; k++) agent.seeFar(wallAhead);
  drive(agent, 30);
  const { intent, steerTo, freeDistance } = agent.explain();
  // Around the wall, and no more than that.
  const metres = Number(/(\d+) m to go$/.exec(intent)![1]);
  assert.ok(metres > 50 && metres < 80, intent);
  assert.ok(Math.abs(steerTo) > 0.3);
  assert.deepEqual(freeDistance, bearings.map(() => 12));
  // The goal is 50 m from where it stands, straight ahead.
  const { pose } = agent.navigator.frame;
  const [dx, dy] = [agent.goal.x - pose.x, agent.goal.y - pose.y];
  assert.ok(Math.abs(Math.hypot(dx, dy) - 50) < 0.5);
  assert.ok(Math.abs(Math.atan2(dy, dx) - pose.yaw) < 0.02);
});

Deno.test("a press of the bumper sends it back, and the place is remembered", () => {
  const agent = new LagrAgent();
  agent.reset();
  drive(agent);
  const back = agent.act(observation({ bumper: 1 }));
  assert.ok(back.linear < 0);
  assert.match(agent.explain().intent, /bumped/);
  // The nose, 0.6 m ahead along +y.
  const { pose } = agent.navigator.frame;
  assert.ok(agent.navigator.near.clearance(pose.x, pose.y + 0.6) < 0.2);
  agent.reset();
  assert.equal(agent.navigator.map.total(), 0);
  assert.equal(agent.navigator.standing.size, 0);
});
