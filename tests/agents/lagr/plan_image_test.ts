import assert from "node:assert/strict";
import type { RgbaPicture } from "../../../agents/lagr/canvas.ts";
import { LagrAgent } from "../../../agents/lagr/lagr_agent.ts";
import { MAP_COLOURS } from "../../../agents/lagr/map_image.ts";
import { PlanPainter } from "../../../agents/lagr/plan_image.ts";

const SIZE = 240;
const bearings = Array.from({ length: 41 }, (_, k) => 0.6 - 1.2 * k / 40);

/** A robot that has stood for half a second with ground around, and has a plan. */
function planning(goal: readonly [number, number], heading = 0, wall = Infinity): LagrAgent {
  const agent = new LagrAgent();
  agent.reset();
  const distances = bearings.map((bearing) => Math.min(12, wall / Math.cos(bearing)));
  for (let k = 0; k < 30; k++) {
    agent.act({
      gnss: Float64Array.of(0, 0),
      heading: Float64Array.of(heading),
      speed: Float64Array.of(0),
      yawRate: Float64Array.of(0),
      inertial: new Float64Array(6),
      bumper: 0,
      goal: Float64Array.of(...goal),
    });
    const blocked = distances.map((distance) => distance < 12 ? 1 : 0);
    if (k % 6 === 0) agent.seeNear({ bearings, distances, blocked, nearest: 1 }, agent.tick);
  }
  assert.ok(agent.navigator.route);
  return agent;
}

const painted = (agent: LagrAgent) =>
  new PlanPainter(agent.navigator.map.grid, SIZE).paint(agent.navigator, agent.goal);

/** Pixels of a colour, within so much of it. */
function pixelsOf({ rgba }: RgbaPicture, colour: readonly number[], within = 2) {
  const found: [u: number, v: number][] = [];
  for (let at = 0; at < rgba.length; at += 4) {
    if (colour.some((value, c) => Math.abs(rgba[at + c]! - value) > within)) continue;
    found.push([at / 4 % SIZE, Math.floor(at / 4 / SIZE)]);
  }
  return found;
}

function middle(pixels: readonly (readonly [number, number])[]): [number, number] {
  const sum = pixels.reduce(([u, v], [x, y]) => [u + x + 0.5, v + y + 0.5], [0, 0]);
  return [sum[0]! / pixels.length, sum[1]! / pixels.length];
}

/** Pixels a metre, as the picture's scale bar tells: one of 5, 10, 20 or 40 m in the lower left corner. */
function scaleOf(picture: RgbaPicture): number[] {
  const bar = pixelsOf(picture, MAP_COLOURS.robot, 30)
    .filter(([u, v]) => v === SIZE - 9 && u < SIZE / 3).map(([u]) => u);
  const long = Math.max(...bar) - Math.min(...bar);
  return [5, 10, 20, 40].map((metres) => long / metres);
}

for (const [x, y, heading] of [[40, 0, 0], [70, -30, 0], [12, 20, 1], [-40, 10, 3]] as const) {
  Deno.test(`the goal ${x}, ${y} lies true to scale from the robot`, () => {
    const picture = painted(planning([x, y], heading));
    const [u, v] = middle(pixelsOf(picture, MAP_COLOURS.goal));
    // The robot's arrow is the one big patch of white that is no line: found by its full rows.
    const robot = robotOf(picture);
    const [right, up] = [u - robot[0], robot[1] - v];
    const bearing = Math.atan2(-right, up) - (Math.atan2(y, x) - heading);
    assert.ok(Math.abs(Math.atan2(Math.sin(bearing), Math.cos(bearing))) < 0.06, `${bearing}`);
    const scale = Math.hypot(right, up) / Math.hypot(x, y);
    const told = scaleOf(picture);
    assert.ok(told.some((one) => Math.abs(one / scale - 1) < 0.07), `${scale}, bar ${told}`);
  });
}

/** Where the robot is: the middle of the rose around it, drawn in its two colours. */
function robotOf(picture: RgbaPicture): [number, number] {
  const greenish = [];
  for (let at = 0; at < picture.rgba.length; at += 4) {
    const [r, g, b] = picture.rgba.subarray(at, at + 3);
    if (g! > r! + 60 && g! > b! + 30) {
      greenish.push([at / 4 % SIZE, Math.floor(at / 4 / SIZE)] as const);
    }
  }
  const [us, vs] = [greenish.map(([u]) => u), greenish.map(([, v]) => v)];
  return [(Math.min(...us) + Math.max(...us) + 1) / 2, (Math.min(...vs) + Math.max(...vs) + 1) / 2];
}

Deno.test("a goal that is far beyond the picture is drawn at its edge", () => {
  const picture = painted(planning([250, 0]));
  const [u, v] = middle(pixelsOf(picture, MAP_COLOURS.goal));
  assert.ok(v < 20 && Math.abs(u - robotOf(picture)[0]) < 3, `${u}, ${v}`);
});

Deno.test("what stereo saw to stand is drawn, and the picture has no holes", () => {
  const near = [255, 200, 40];
  const open = painted(planning([30, 0])), barred = painted(planning([30, 0], 0, 6));
  assert.equal(pixelsOf(open, near, 30).length, 0);
  const wall = pixelsOf(barred, near, 30);
  assert.ok(wall.length > 20, `${wall.length}`);
  const [, up] = middle(wall);
  assert.ok(up < robotOf(barred)[1] - 15, "ahead of the robot");
  for (let at = 3; at < barred.rgba.length; at += 4) assert.equal(barred.rgba[at], 255);
});

Deno.test("before the first plan it shows no ground", () => {
  const agent = new LagrAgent();
  agent.reset();
  const picture = painted(agent);
  const dark = pixelsOf(picture, MAP_COLOURS.unseen).length;
  assert.ok(dark > 0.97 * SIZE * SIZE, `${dark}`);
});
