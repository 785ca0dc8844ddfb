import assert from "node:assert/strict";
import { addFarView, type FarView } from "../../../agents/lagr/far_view.ts";
import { PolarMap } from "../../../agents/lagr/polar_map.ts";

const GROUND = [0.4, 0.5, 0.1, 0, 0];
const WALL = [0, 0.05, 0.15, 0.5, 0.3];

/** A view in which the ground ends at `wall(bearing)` metres, over bands from 5 to 100 m. */
function view(wall: (bearing: number) => number, windows = 61): FarView {
  const bearings = Array.from({ length: windows }, (_, k) => 0.6 - 1.2 * k / (windows - 1));
  const distances = Array.from({ length: 27 }, (_, k) => 5 * 2 ** (k / 6));
  const bands = distances.map((distance) => ({
    bearings,
    distances: bearings.map(() => distance),
    ranges: bearings.map(() => distance),
    probabilities: bearings.flatMap((b) => wall(b) > distance ? GROUND : WALL),
  }));
  return { bands: bands.toReversed(), tick: 1 };
}

/** A view as stereo sees it at other distances than flat ground has: `range` metres where that says `distance`. */
function seenAt(flat: FarView, range: (distance: number) => number): FarView {
  const bands = flat.bands.map((band) => ({
    ...band,
    ranges: Array.from(band.distances, range),
  }));
  return { ...flat, bands };
}

/** Evidence for ground and for what stands, around a place seen from the eye. */
function at(map: PolarMap, distance: number, bearing: number) {
  const cell = map.grid.cellAt(distance * Math.cos(bearing), distance * Math.sin(bearing));
  return {
    ground: map.evidence(cell, 0) + map.evidence(cell, 1),
    stands: map.evidence(cell, 3) + map.evidence(cell, 4),
  };
}

Deno.test("ground before a wall is ground, the wall stands, and what lies behind is unknown", () => {
  const map = new PolarMap();
  addFarView(map, view((b) => Math.abs(b) < 0.2 ? 30 : 200), { x: 0, y: 0, yaw: 0 });
  for (const distance of [6, 10, 15, 20, 25]) {
    const { ground, stands } = at(map, distance, 0.1);
    assert.ok(ground > 0.3 && stands === 0, `${distance} m: ${ground} ${stands}`);
  }
  assert.ok(at(map, 32, 0.1).stands > 0.2);
  for (const distance of [45, 60, 90]) {
    const { ground, stands } = at(map, distance, 0.1);
    assert.equal(ground + stands, 0, `${distance} m`);
    assert.ok(at(map, distance, 0.4).ground > 0.1);
  }
});

Deno.test("no ring between two bands stays empty, and near looks count more than far ones", () => {
  const map = new PolarMap();
  addFarView(map, view(() => 200), { x: 0, y: 0, yaw: 0 });
  const mean = (from: number, to: number) => {
    const rings = [...map.grid.radius].filter((r) => r > from && r < to);
    const found = rings.map((r) => at(map, r, 0.3).ground);
    assert.ok(Math.min(...found) > 0.05);
    return found.reduce((a, b) => a + b, 0) / found.length;
  };
  const [near, middle, far] = [mean(6, 14), mean(25, 40), mean(55, 90)];
  assert.ok(near > middle && middle > 1.5 * far, `${near} ${middle} ${far}`);
});

Deno.test("a view lies where the eye was and looked", () => {
  const map = new PolarMap();
  addFarView(map, view((b) => Math.abs(b) < 0.1 ? 20 : 200), { x: 0.5, y: -0.4, yaw: 2 });
  assert.ok(at(map, 19.5, 2).stands > 0.3);
  assert.equal(at(map, 21, 0).ground, 0);
});

Deno.test("a wall seen slantwise has no holes", () => {
  const map = new PolarMap();
  // Along y = -4: at a bearing of -0.1 it is 40 m away, and 4 m farther in the next fan.
  addFarView(map, view((b) => b < 0 ? -4 / Math.sin(b) : 400), { x: 0, y: 0, yaw: 0 });
  const { sectors, rings, sectorAngle } = map.grid;
  let last: readonly [number, number] | null = null;
  // From -0.12 rad, where the wall is 33 m away, to -0.55 rad.
  for (
    let sector = sectors - Math.ceil(0.12 / sectorAngle);
    sector * sectorAngle > 5.73;
    sector--
  ) {
    const stands = Array.from({ length: rings }, (_, ring) => ring).filter((ring) => {
      const cell = ring * sectors + sector;
      return map.evidence(cell, 3) + map.evidence(cell, 4) > 0.05;
    });
    const ends = [Math.min(...stands), Math.max(...stands)] as const;
    // Cells of neighbouring sectors touch in a ring: no way from ring to ring leads between them.
    if (last) assert.ok(ends[0] <= last[1] && last[0] <= ends[1], `${last} and then ${ends}`);
    last = ends;
  }
});

Deno.test("where the classifier is in doubt, more is put down to what stands than to ground", () => {
  const doubt = [0.25, 0.25, 0.1, 0.25, 0.15];
  const seen = view(() => 200);
  const bands = seen.bands.map((band) => ({
    ...band,
    probabilities: Array.from(band.bearings).flatMap(() => doubt),
  }));
  const map = new PolarMap();
  addFarView(map, { ...seen, bands }, { x: 0, y: 0, yaw: 0 });
  const { ground, stands } = at(map, 5.2, 0.1);
  // 0.5 to 0.5, of the latter 0.1 footline: odds of 2.5 to 1, a fifth of it footline.
  assert.ok(Math.abs(stands / ground - 2.5 * 0.8) < 0.05, `${stands} to ${ground}`);
});

Deno.test("ground that rises, and the wall on it, lie where stereo sees them, not where flat ground would", () => {
  // From 10 m on the ground rises: what would be at 100 m on flat ground is a wall at 40 m.
  const rises = (distance: number) =>
    Math.min(40, distance < 10 ? distance : 10 + (distance - 10) / 3);
  const map = new PolarMap();
  addFarView(map, seenAt(view((b) => Math.abs(b) < 0.3 ? 99 : 200), rises), { x: 0, y: 0, yaw: 0 });
  for (const distance of [8, 20, 30]) {
    const { ground, stands } = at(map, distance, 0.1);
    assert.ok(ground > 0.1 && stands === 0, `${distance} m: ${ground} ${stands}`);
  }
  assert.ok(at(map, 40, 0.1).stands > 0.1);
  for (const distance of [60, 90]) {
    const { ground, stands } = at(map, distance, 0.1);
    assert.equal(ground + stands, 0, `${distance} m`);
  }
});

Deno.test("one band whose range is wrong moves no other", () => {
  const flat = view(() => 200);
  const clean = new PolarMap(), spoiled = new PolarMap();
  const eye = { x: 0, y: 0, yaw: 0 };
  addFarView(clean, flat, eye);
  const bad = (distance: number) => Math.abs(distance / 57 - 1) < 0.03 ? 2 : distance;
  addFarView(spoiled, seenAt(flat, bad), eye);
  for (const distance of [6, 12, 20, 30, 45, 80]) {
    const [was, is] = [at(clean, distance, 0.1).ground, at(spoiled, distance, 0.1).ground];
    assert.ok(is > 0.8 * was && is < 1.25 * was, `${distance} m: ${was} and ${is}`);
  }
});

Deno.test("a thing that fills several bands stands at its own distance, and ranges that waver keep their order", () => {
  const flat = view((b) => Math.abs(b) < 0.3 ? 20 : 400);
  // What is seen of the thing over its foot is no farther away than that; all of it wavers by a tenth.
  const wavers = (distance: number) =>
    Math.min(distance, 20) * (1 + 0.1 * Math.sin(9 * Math.log(distance)));
  const map = new PolarMap();
  addFarView(map, seenAt(flat, wavers), { x: 0, y: 0, yaw: 0 });
  const { rings, radius } = map.grid;
  const stands: number[] = [];
  for (let ring = 0; ring < rings; ring++) {
    if (at(map, radius[ring]!, 0.1).stands > 0.05) stands.push(radius[ring]!);
  }
  assert.ok(stands.length > 0 && Math.min(...stands) > 16 && Math.max(...stands) < 25, `${stands}`);
  assert.ok(at(map, 10, 0.1).ground > 0.3);
});
