import assert from "node:assert/strict";
import fc from "fast-check";
import {
  around,
  before,
  onLane,
  onWalk,
  type Way,
} from "../../../models/scene_labels/viewpoints.ts";
import { counterRandom } from "../../../vision/mod.ts";

const randoms = fc.integer({ min: 0, max: 0xffff_ffff }).map((seed) => counterRandom(seed));
const angleTo = (a: number, b: number) => Math.abs(Math.atan2(Math.sin(a - b), Math.cos(a - b)));

/** A straight way from a point, `length` metres at an angle. */
function straight(x: number, y: number, angle: number, length: number): Way {
  const at = (from: number, slope: number) =>
    Float64Array.from({ length: 11 }, (_, k) => from + slope * length * k / 10);
  return {
    x: at(x, Math.cos(angle)),
    y: at(y, Math.sin(angle)),
    spacing: length / 10,
    length,
    width: 3,
  };
}

Deno.test("around() is 0 on average, of the deviation asked for, within three of it", () => {
  const random = counterRandom(1);
  const draws = Array.from({ length: 4000 }, () => around(2, random));
  const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
  const deviation = Math.sqrt(draws.reduce((sum, x) => sum + x * x, 0) / draws.length);
  assert.ok(Math.abs(mean) < 0.15, `mean ${mean}`);
  assert.ok(Math.abs(deviation - 2) < 0.15, `deviation ${deviation}`);
  assert.ok(draws.every((x) => Math.abs(x) <= 6));
});

Deno.test("onLane() stands about the middle of a lane and looks about along it", () => {
  const angle = 0.7;
  fc.assert(fc.property(randoms, (random) => {
    const { x, y, yaw } = onLane([straight(5, -3, angle, 80)], random);
    const [dx, dy] = [x - 5, y + 3];
    const along = dx * Math.cos(angle) + dy * Math.sin(angle);
    const aside = dy * Math.cos(angle) - dx * Math.sin(angle);
    assert.ok(along >= -1e-9 && along <= 80 + 1e-9 && Math.abs(aside) <= 4.8);
    assert.ok(angleTo(yaw, angle) <= 1.5);
  }));
});

Deno.test("onLane() takes each metre of the lanes as often as another", () => {
  const random = counterRandom(2);
  const lanes = [straight(0, 0, 0, 30), straight(0, 500, 0, 90)];
  const far = Array.from({ length: 2000 }, () => onLane(lanes, random)).filter(({ y }) => y > 250);
  assert.ok(Math.abs(far.length / 2000 - 0.75) < 0.04, `${far.length} of 2000`);
});

Deno.test("onWalk() stays on the pavement and looks both ways", () => {
  const random = counterRandom(3);
  const places = Array.from({ length: 500 }, () => onWalk([straight(0, 0, 0, 50)], random));
  assert.ok(places.every(({ x, y }) => x >= 0 && x <= 50 && Math.abs(y) <= 1.05));
  const ahead = places.filter(({ yaw }) => angleTo(yaw, 0) < 0.9).length;
  const back = places.filter(({ yaw }) => angleTo(yaw, Math.PI) < 0.9).length;
  assert.ok(ahead > 150 && back > 150 && ahead + back < 480, `${ahead} ahead, ${back} back`);
});

Deno.test("before() keeps distance and angle", () => {
  fc.assert(fc.property(randoms, (random) => {
    const place = { x: 3, y: 4, yaw: 2 };
    const seen = before(place, 1, 9, random);
    const [dx, dy] = [seen.x - place.x, seen.y - place.y];
    assert.ok(Math.hypot(dx, dy) >= 1 - 1e-9 && Math.hypot(dx, dy) <= 10);
    assert.ok(angleTo(place.yaw, Math.atan2(dy, dx)) <= 0.5 + 1e-9);
  }));
});
