import assert from "node:assert/strict";
import { GoalSeeker } from "../../../agents/goal_seeker/goal_seeker.ts";
import type { Observation } from "../../../sim/mod.ts";
import { randomStream } from "../../../sim/random.ts";
import {
  type Disc,
  FIELD_VIEW,
  FREE,
  labelsOfField,
  OBSTACLE,
  type Stand,
} from "../../support/flat_field.ts";

const drivable = Array.from({ length: 12 }, (_, id) => id === FREE);
const DT = 1 / 60;
const BODY_RADIUS = 0.4;

/** What a robot at the origin senses, but for what is given. */
function sensed(
  { gnss = [0, 0], heading = 0, speed = 0, bumper = false, goal = [30, 0] }: {
    gnss?: readonly number[];
    heading?: number;
    speed?: number;
    bumper?: boolean;
    goal?: readonly number[];
  },
): Observation {
  return {
    gnss: Float64Array.from(gnss),
    heading: Float64Array.of(heading),
    speed: Float64Array.of(speed),
    yawRate: Float64Array.of(0),
    inertial: new Float64Array(6),
    bumper: bumper ? 1 : 0,
    goal: Float64Array.from(goal),
  };
}

/**
 * Drives a unicycle over flat ground, by labels of which a share is wrong; bumps stop it as rocks
 * would.
 */
function driveField(
  discs: readonly Disc[],
  goal: readonly [number, number],
  seconds: number,
  wrongPixels = 0,
) {
  const random = randomStream(3, "wrong pixels");
  const agent = new GoalSeeker();
  agent.reset();
  const stand = { x: 0, y: 0, heading: 0 };
  let bumps = 0;
  let speed = 0;
  let bumper = false;
  const goalDistance = () => Math.hypot(goal[0] - stand.x, goal[1] - stand.y);
  for (let tick = 0; tick < seconds * 60 && goalDistance() > 2; tick++) {
    if (tick % 6 === 0) {
      const labels = labelsOfField(discs, stand as Stand, FIELD_VIEW).map((label) =>
        random() < wrongPixels ? (label === FREE ? OBSTACLE : FREE) : label
      );
      agent.see({ labels, view: FIELD_VIEW, drivable });
    }
    const action = agent.act(
      sensed({ gnss: [stand.x, stand.y], heading: stand.heading, speed, bumper, goal }),
    );
    stand.heading += action.angular * DT;
    const x = stand.x + action.linear * DT * Math.cos(stand.heading);
    const y = stand.y + action.linear * DT * Math.sin(stand.heading);
    const blocked = discs.some((d) => Math.hypot(x - d.x, y - d.y) < d.radius + BODY_RADIUS);
    if (blocked && !bumper) bumps++;
    bumper = blocked;
    speed = blocked ? 0 : action.linear;
    if (!blocked) Object.assign(stand, { x, y });
  }
  return { reached: goalDistance() <= 2, bumps, stand };
}

Deno.test("GoalSeeker drives straight to a goal over open ground", () => {
  const { reached } = driveField([], [30, 5], 40);
  assert.ok(reached);
});

Deno.test("GoalSeeker turns round for a goal behind it", () => {
  const { reached } = driveField([], [-20, 3], 60);
  assert.ok(reached);
});

Deno.test("GoalSeeker passes between obstacles without touching them", () => {
  const discs = [
    { x: 8, y: 0, radius: 1.5 },
    { x: 14, y: 3, radius: 1.5 },
    { x: 15, y: -4, radius: 2 },
    { x: 21, y: 0.5, radius: 1.5 },
  ];
  const { reached, bumps } = driveField(discs, [32, 0], 90);
  assert.ok(reached);
  assert.equal(bumps, 0);
});

Deno.test("GoalSeeker is neither stopped nor blinded by scattered wrong pixels", () => {
  const discs = [{ x: 8, y: 0.3, radius: 1.5 }, { x: 15, y: -2, radius: 1.5 }];
  const { reached, bumps } = driveField(discs, [24, 0], 32, 0.03);
  assert.ok(reached);
  assert.equal(bumps, 0);
});

Deno.test("GoalSeeker goes round a wall that is wider than its view", () => {
  const discs = Array.from({ length: 9 }, (_, k) => ({ x: 10, y: -6 + 1.5 * k, radius: 1 }));
  const { reached, bumps } = driveField(discs, [24, 0], 150);
  assert.ok(reached);
  assert.ok(bumps <= 1, `${bumps} bumps`);
});

Deno.test("GoalSeeker backs off from what it bumped into and does not label as an obstacle", () => {
  const agent = new GoalSeeker();
  agent.reset();
  const labels = new Uint8Array(FIELD_VIEW.width * FIELD_VIEW.height).fill(FREE);
  agent.see({ labels, view: FIELD_VIEW, drivable });
  assert.ok(agent.act(sensed({ speed: 1 })).linear > 0.8);
  assert.ok(agent.act(sensed({ speed: 1, bumper: true })).linear < 0);
  let turned = 0;
  let backed = 0;
  for (let tick = 0; tick < 170; tick++) {
    const action = agent.act(sensed({ speed: 0.5 }));
    turned += Math.abs(action.angular) / 60;
    backed -= Math.min(0, action.linear) / 60;
  }
  assert.ok(backed > 0.5, `backed ${backed} m`);
  assert.ok(turned > 0.7, `turned ${turned} rad`);
});

Deno.test("GoalSeeker backs off where its wheels roll and the GNSS stays, not where it moves", () => {
  const random = randomStream(1, "gnss");
  /** Seconds until it backs off, the wheels rolling at 1 m/s and the GNSS moving at that share. */
  const secondsUntilBack = (share: number) => {
    const agent = new GoalSeeker();
    agent.reset();
    const labels = new Uint8Array(FIELD_VIEW.width * FIELD_VIEW.height).fill(FREE);
    agent.see({ labels, view: FIELD_VIEW, drivable });
    for (let tick = 0; tick < 1200; tick++) {
      const gnss = [50 + share * tick * DT + 0.3 * (random() - 0.5), 0.3 * (random() - 0.5)];
      const { linear } = agent.act(sensed({ gnss, speed: 1, goal: [100, 0] }));
      if (linear < 0) return tick * DT;
    }
    return Infinity;
  };
  const caught = secondsUntilBack(0);
  assert.ok(caught > 2 && caught < 6, `backed off after ${caught} s`);
  assert.equal(secondsUntilBack(1), Infinity);
  assert.equal(secondsUntilBack(0.6), Infinity, "mud slows it, and lets it through");
});

Deno.test("GoalSeeker stands still until it has seen something", () => {
  const agent = new GoalSeeker();
  agent.reset();
  const action = agent.act(sensed({}));
  assert.deepEqual(action, { linear: 0, angular: 0 });
});

Deno.test("GoalSeeker tells water from grass by its labels alone", () => {
  const agent = new GoalSeeker();
  agent.reset();
  const labels = new Uint8Array(FIELD_VIEW.width * FIELD_VIEW.height).fill(OBSTACLE);
  agent.see({ labels, view: FIELD_VIEW, drivable });
  const action = agent.act(sensed({}));
  assert.equal(action.linear, 0);
  assert.notEqual(action.angular, 0);
});
