import assert from "node:assert/strict";
import { labelNamed } from "../../../sim/labels.ts";
import {
  COUNTRY,
  markingAt,
  PROFILE_LINES,
  profileNamed,
  PROFILES,
  TEETH,
} from "../../../sim/roads/profiles.ts";

const ROAD = labelNamed("road").id;
const LINE = labelNamed("lane_marking").id;

/** Share of points of a grid over a piece that are painted. */
function painted(name: Parameters<typeof profileNamed>[0], u: number[], v: number[]): number {
  const profile = profileNamed(name);
  let count = 0;
  for (const a of u) for (const b of v) if (markingAt(profile, a, b) === LINE) count++;
  return count / (u.length * v.length);
}

const range = (from: number, to: number, count: number) =>
  Array.from({ length: count }, (_, k) => from + (to - from) * (k + 0.5) / count);

Deno.test("names of profiles are unique and their lines few enough for the shader", () => {
  assert.equal(new Set(PROFILES.map(({ name }) => name)).size, PROFILES.length);
  assert.ok(PROFILES.every(({ lines }) => lines.length <= PROFILE_LINES));
});

Deno.test("dashes are painted for their share of the way, edge lines all along", () => {
  const open = profileNamed("country");
  assert.equal(markingAt(open, COUNTRY.lane, 7), LINE);
  assert.equal(markingAt(open, 0, 3.9), LINE);
  assert.equal(markingAt(open, 0, 4.1), ROAD);
  assert.equal(markingAt(open, 0, -8.1), LINE, "dashes go on backwards");
  assert.equal(markingAt(open, 0.07, 1), ROAD);
  assert.ok(Math.abs(painted("country", [0], range(0, 120, 1200)) - 4 / 12) < 0.01);
});

Deno.test("a stop line covers the half of who comes, and give-way triangles half of their row", () => {
  assert.ok(painted("town stop right", range(-3, -0.2, 60), [0.2]) > 0.95);
  assert.ok(painted("town stop right", range(0.2, 3, 60), [0.2]) === 0);
  const row = range(0.2, 0.2 + 3 * TEETH.period, 540);
  // Triangles: bases of 0.6 m every 0.9 m, half of that on the mean.
  const share = painted("town yield left", row, range(0, TEETH.height, 70));
  assert.ok(Math.abs(share - TEETH.base / TEETH.period / 2) < 0.02, `${share}`);
  assert.ok(painted("town yield left", row, [0.02]) < painted("town yield left", row, [0.68]));
});

Deno.test("a crossing is a crossing between its bars as well, a kerb's top belongs to the kerb", () => {
  const zebra = profileNamed("zebra");
  for (const u of range(-3, 3, 40)) {
    assert.equal(markingAt(zebra, u, 1), labelNamed("crosswalk").id);
  }
  const pavement = profileNamed("pavement");
  assert.equal(markingAt(pavement, 0.1, 5), labelNamed("kerb").id);
  assert.equal(markingAt(pavement, 0.3, 5), labelNamed("sidewalk").id);
});
