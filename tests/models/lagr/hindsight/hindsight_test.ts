import assert from "node:assert/strict";
import { seenBands, windowIndex } from "../../../../models/lagr/bands.ts";
import {
  HINDSIGHT,
  hindsightWindows,
  spanOf,
} from "../../../../models/lagr/hindsight/hindsight.ts";
import { Surroundings } from "../../../../models/lagr/hindsight/surroundings.ts";
import { standingShare } from "../../../../models/lagr/lagr_classes.ts";
import { footOf } from "../../../../models/lagr/levelling.ts";
import { counterRandom } from "../../../../vision/random.ts";
import {
  eyeAt,
  labelAlong,
  PITCH,
  PLANE,
  seenFrom,
  stops,
} from "../../../support/boxes_on_a_way.ts";
import { castPixel, EYE, type StandingBox } from "../../../support/stereo_scenes.ts";

/** Things along a way of 44 m, some hidden by others from where it begins. */
const BOXES: readonly StandingBox[] = [
  { ahead: 10, deep: 1, from: -3, to: -1.5, top: 1.5 },
  { ahead: 14, deep: 0.5, from: 1.5, to: 4, top: 0.5 },
  { ahead: 20, deep: 1, from: -6, to: -2.5, top: 2 },
  { ahead: 27, deep: 1, from: 1.5, to: 3, top: 2.5 },
  { ahead: 35, deep: 2, from: -4, to: -1.8, top: 2 },
  { ahead: 42, deep: 1, from: 2, to: 6, top: 3 },
  { ahead: 48, deep: 1, from: -5, to: 5, top: 3 },
];

const layout = seenBands(EYE);
const surroundings = new Surroundings();
labelAlong(BOXES, stops(0, 44, 0.8), (labeller, pose) => surroundings.add(labeller, pose));

/** Windows of a look from there, now that all of the way is known. */
function lookFrom(metres: number, seed = 1, most = 40) {
  const look = { plane: PLANE, pose: eyeAt(metres) };
  return hindsightWindows(EYE, layout, look, surroundings, most, counterRandom(seed));
}

Deno.test("windows of an early look are labelled as what geometry shows at their feet", () => {
  const right = [0, 0], all = [0, 0];
  const spans = new Set<number>();
  for (const start of [0, 3, 8]) {
    const boxes = seenFrom(start, BOXES);
    for (const { window, label, distance } of lookFrom(start)) {
      const [u, v] = footOf(EYE, layout, PLANE, window)!;
      assert.ok(Math.abs(label.reduce((sum, share) => sum + share, 0) - 1) < 1e-9);
      const stands = standingShare(label) > 0.5;
      // Within the window's own height in the picture.
      const band = layout.bands[window.band]!.distance;
      const half = EYE.fy / band * 0.1 + 0.5;
      const hits = [-half, 0, half].map((off) => castPixel(EYE, PLANE, boxes, u, v + off).hit);
      all[Number(stands)]!++;
      if (stands ? hits.some((hit) => hit >= 0) : hits[1] === -1) right[Number(stands)]!++;
      const { z } = castPixel(EYE, PLANE, boxes, u, v);
      const away = z * Math.hypot((u - EYE.cx) / EYE.fx, (v - EYE.cy) / EYE.fy, 1);
      if (!stands && hits[1] === -1) assert.ok(Math.abs(distance / away - 1) < 0.25);
      spans.add(spanOf(distance));
    }
  }
  assert.deepEqual([...spans].sort(), [0, 1, 2]);
  const [ground, standing] = right.map((count, kind) => count / all[kind]!);
  assert.ok(all[0]! > 100 && all[1]! > 60, `${all}`);
  assert.ok(ground! > 0.93 && standing! > 0.93, `${ground}, ${standing}`);
});

Deno.test("what a thing hid from the look is none of its windows'", () => {
  // From the start the third box is behind the first: its own windows begin where that is passed. Of what is seen of
  // it a few windows are taken.
  const behind = (metres: number) =>
    [1, 2, 3, 4].flatMap((seed) => lookFrom(metres, seed, 400)).filter(
      ({ window, label, distance }) => {
        const [u] = footOf(EYE, layout, PLANE, window)!;
        const aside = (u - EYE.cx) / EYE.fx * distance;
        const away = distance + metres;
        return standingShare(label) > 0.5 && away > 19 && away < 24 && aside > -5 && aside < -3;
      },
    ).length;
  assert.equal(behind(0), 0);
  assert.ok(behind(12) > 3, `${behind(12)}`);
});

Deno.test("of each span so many of either kind at most, no window twice, the same again for the same draws", () => {
  const found = lookFrom(0, 3, 5);
  const counts = new Map<string, number>();
  for (const { label, distance } of found) {
    const name = `${spanOf(distance)} ${standingShare(label) > 0.5}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
    assert.ok(distance >= HINDSIGHT.spans[0] && distance < HINDSIGHT.spans.at(-1)!);
  }
  assert.ok(counts.size >= 5 && Math.max(...counts.values()) === 5, `${[...counts]}`);
  const numbers = found.map(({ window }) => windowIndex(layout, window));
  assert.equal(new Set(numbers).size, numbers.length);
  assert.deepEqual(lookFrom(0, 3, 5), found);
  assert.notDeepEqual(lookFrom(0, 4, 5), found);
});

Deno.test("who knows nothing yet labels nothing", () => {
  const look = { plane: PLANE, pose: eyeAt(0) };
  assert.deepEqual(
    hindsightWindows(EYE, layout, look, new Surroundings(), 10, counterRandom(1)),
    [],
  );
});

Deno.test("grass that gave way is ground at all of its heights, and stands where nobody rolled over it", () => {
  const meadow: readonly StandingBox[] = [{ ahead: 20, deep: 0.3, from: -0.6, to: 0.6, top: 0.8 }];
  const [grass, wall] = [new Surroundings(), new Surroundings()];
  labelAlong(meadow, stops(0, 18, 0.5), (labeller, pose) => {
    for (const each of [grass, wall]) each.add(labeller, pose);
  });
  for (let at = 18; at <= 23; at += 0.5) grass.roll(eyeAt(at));
  const look = { plane: PLANE, pose: eyeAt(8) };
  const at = (surroundings: Surroundings, most: number) =>
    hindsightWindows(EYE, layout, look, surroundings, most, counterRandom(1)).filter((
      { distance },
    ) => Math.abs(distance - 12.1) < 0.5);
  const gave = at(grass, 100), stands = at(wall, 100);
  assert.ok(gave.length >= 3 && stands.length >= 3, `${gave.length}, ${stands.length}`);
  const still = gave.filter(({ label }) => standingShare(label) > 0);
  assert.deepEqual(still, []);
  assert.ok(stands.some(({ label }) => standingShare(label) === 1));
  const rows = gave.map(({ window }) => footOf(EYE, layout, PLANE, window)![1]);
  assert.ok(Math.max(...rows) - Math.min(...rows) > 3, `${rows}`);
});

Deno.test("of grass that gave way come half as many windows as of what stands", () => {
  const meadow: readonly StandingBox[] = [{ ahead: 10, deep: 0.3, from: -1.2, to: 1.2, top: 1.1 }];
  const grass = new Surroundings();
  labelAlong(meadow, stops(0, 8, 0.5), (labeller, pose) => grass.add(labeller, pose));
  for (let at = 8; at <= 12; at += 0.5) grass.roll(eyeAt(at));
  const boxes = seenFrom(4, meadow);
  const look = { plane: PLANE, pose: eyeAt(4) };
  const gave = (most: number, seed: number) =>
    hindsightWindows(EYE, layout, look, grass, most, counterRandom(seed)).filter(
      ({ window, label }) => {
        const [u, v] = footOf(EYE, layout, PLANE, window)!;
        const height = 1 - 6 * Math.tan(Math.atan((v - EYE.cy) / EYE.fy) + PITCH);
        return standingShare(label) === 0 && castPixel(EYE, PLANE, boxes, u, v).hit >= 0 &&
          height > 0.1;
      },
    ).length;
  assert.ok(gave(400, 1) > 4, `${gave(400, 1)} in all`);
  // Lower down there is bare ground among it, which has a quota of its own.
  const counts = [1, 2, 3, 4, 5, 6].map((seed) => gave(4, seed));
  assert.equal(Math.max(...counts), 2, `${counts}`);
});

Deno.test("what a look shows lower than twice the margin is too low to be said to stand", () => {
  const low: readonly StandingBox[] = [{ ahead: 46, deep: 0.5, from: 0.6, to: 3, top: 0.3 }];
  const known = new Surroundings();
  labelAlong(low, stops(0, 44, 0.8), (labeller, pose) => known.add(labeller, pose));
  const farthest = 0.3 * EYE.fy / (2 * HINDSIGHT.inside);
  const standing = (away: number) => {
    const look = { plane: PLANE, pose: eyeAt(46 - away) };
    return hindsightWindows(EYE, layout, look, known, 100, counterRandom(1)).filter(
      ({ label, distance }) => standingShare(label) > 0.5 && Math.abs(distance - away) < 1.5,
    ).length;
  };
  const [seen, lost] = [standing(0.8 * farthest), standing(1.2 * farthest)];
  assert.ok(seen > 0, `none at ${0.8 * farthest} m`);
  assert.equal(lost, 0);
});
