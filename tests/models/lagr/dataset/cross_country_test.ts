import assert from "node:assert/strict";
import { crossCountryWay } from "../../../../models/lagr/dataset/cross_country.ts";
import { Drive } from "../../../../models/lagr/dataset/drive.ts";
import { trainingDrive } from "../../../../models/lagr/dataset/training_drive.ts";
import { biomeNamed } from "../../../../sim/biomes/mod.ts";
import { isClear } from "../../../../sim/clear_pose.ts";
import { createLandscape } from "../../../../sim/landscape.ts";
import { randomStream } from "../../../../sim/random.ts";

Deno.test("a way across country has equal strides, looks where it goes and keeps clear of what stands", () => {
  for (const biome of ["meadow", "autumn", "river_bank"]) {
    const landscape = createLandscape(77, biomeNamed(biome));
    const way = crossCountryWay(landscape, 150, 0.65, randomStream(5, biome));
    assert.ok(way.length > 120, `${biome}: ${way.length} poses`);
    let clear = 0, beside = 0;
    way.forEach(({ x, y, yaw }, k) => {
      if (isClear(landscape, x, y)) clear++;
      if (landscape.path.distance(x, y) > 4) beside++;
      const next = way[k + 1];
      if (!next) return;
      const [dx, dy] = [next.x - x, next.y - y];
      assert.ok(Math.abs(Math.hypot(dx, dy) - 0.65) < 0.05, `${Math.hypot(dx, dy)} m`);
      assert.ok(Math.cos(Math.atan2(dy, dx) - yaw) > 0.9);
    });
    assert.ok(clear > 0.99 * way.length, `${biome}: ${clear} of ${way.length} clear`);
    assert.ok(beside > 0.3 * way.length, `${biome}: ${beside} beside the path`);
  }
});

Deno.test("a way through high grass leads through far more of it, and touches nothing solid", () => {
  const landscape = createLandscape(78, biomeNamed("meadow"));
  const tufts = landscape.props.filter(({ kind }) => kind === "tall_grass");
  const touched = (throughGrass: boolean) => {
    const met = new Set<number>();
    for (let k = 0; k < 3; k++) {
      const way = crossCountryWay(landscape, 150, 0.65, randomStream(k, "grass"), throughGrass);
      assert.ok(way.length > 120, `${way.length} poses`);
      const clear = way.filter(({ x, y }) => isClear(landscape, x, y)).length;
      assert.ok(clear > 0.99 * way.length, `${clear} of ${way.length} clear`);
      for (const { id, x, y } of tufts) {
        if (way.some((pose) => Math.hypot(pose.x - x, pose.y - y) < 0.4)) met.add(id);
      }
    }
    return met.size;
  };
  const [aimless, sought] = [touched(false), touched(true)];
  assert.ok(sought > 2 * aimless, `${sought} tufts, ${aimless} without looking for them`);
});

Deno.test("of training drives those through grass have it grow, and no others", () => {
  let through = 0;
  for (let index = 0; index < 12; index++) {
    const { highGrass, landscape } = trainingDrive(4, index, 20);
    const grown = landscape.props.some(({ kind }) => kind === "tall_grass");
    assert.equal(grown, highGrass);
    through += Number(highGrass);
  }
  assert.ok(through > 0 && through < 9, `${through} of 12`);
});

Deno.test("training drives: of a seed and number the same for ever, most of them in strange colours", () => {
  const [one, again] = [trainingDrive(1, 3, 40), trainingDrive(1, 3, 40)];
  assert.equal(one.looks, again.looks);
  for (const look of [0, one.looks - 1]) {
    assert.deepEqual(one.worldFromBody(look), again.worldFromBody(look));
  }
  assert.deepEqual(one.light, again.light);
  let strange = 0;
  const places = new Set<string>();
  for (let index = 0; index < 12; index++) {
    const drive = trainingDrive(2, index, 20);
    const { props } = drive.landscape;
    const plain = biomeNamed(["meadow", "autumn", "river_bank"][index % 3]!);
    const own = new Set([...plain.rocks.plants].flatMap(({ palettes }) => palettes ?? []));
    const stones = props.filter(({ kind }) => kind === "boulder");
    if (stones.some(({ palette }) => palette && !own.has(palette))) strange++;
    places.add(drive.worldFromBody(0).position.join());
  }
  assert.ok(strange > 6 && places.size === 12, `${strange} strange`);
});

Deno.test("what a drive tells of its way is off a little, and the same again", () => {
  const drive = new Drive("meadow", 11, 30);
  const [one, two] = [drive.reckoning(), drive.reckoning()];
  for (let look = 0; look < 5; look++) {
    const truth = drive.worldFromBody(look);
    const believed = one.next(truth);
    assert.deepEqual(two.next(truth), believed);
    assert.notDeepEqual(believed.orientation, truth.orientation);
  }
});
