import assert from "node:assert/strict";
import { fromYawPitchRoll, inverse, rotate, wrapAngle } from "../../../sim/pose.ts";
import { weatherNamed } from "../../../sim/weather/weathers.ts";
import { createInertial } from "../../../sim/sensors/inertial.ts";
import { planeWorld } from "../../support/plane_landscape.ts";
import { randomStream } from "../../../sim/random.ts";
import { gaussian } from "../../../sim/sensors/gaussian.ts";
import { createGnss } from "../../../sim/sensors/gnss.ts";
import { createImu } from "../../../sim/sensors/imu.ts";
import { createSensors } from "../../../sim/sensors/mod.ts";
import { createOdometry } from "../../../sim/sensors/odometry.ts";
import { type Motion } from "../../../sim/sensors/sensor.ts";

const TICK = 1 / 60;
const still: Motion = {
  x: 10,
  y: -5,
  yaw: 3.1,
  yawRate: 0,
  orientation: fromYawPitchRoll(3.1),
  angularVelocity: [0, 0, 0],
  acceleration: [0, 0, 0],
  rimSpeed: 0,
  bumper: false,
};
const { sensing } = weatherNamed("clear");

function statistics(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) };
}

Deno.test("createSensors() honours every spec and repeats itself for a seed", () => {
  const make = (seed: number) => createSensors(seed, sensing);
  const [a, b, other] = [make(5), make(5), make(6)];
  for (const [name, sensor] of Object.entries(a)) {
    assert.equal(sensor.spec.name, name);
    assert.ok(sensor.spec.low < sensor.spec.high && sensor.spec.rateHz > 0);
  }
  for (let tick = 0; tick < 300; tick++) {
    const motion = { ...still, x: tick / 60, yaw: 0.1 * tick, bumper: tick % 7 === 0 };
    for (const sensors of [a, b, other]) {
      for (const sensor of Object.values(sensors)) sensor.update(motion, tick, TICK);
    }
    for (const [name, sensor] of Object.entries(a)) {
      const twin = b[name as keyof typeof b];
      assert.deepEqual(sensor.reading, twin.reading);
      assert.deepEqual(sensor.dynamicState(), twin.dynamicState());
      const values = typeof sensor.reading === "boolean"
        ? []
        : Object.values(sensor.reading).flat();
      for (const value of values) {
        assert.ok(value >= sensor.spec.low && value <= sensor.spec.high, `${name}: ${value}`);
      }
    }
    assert.equal(a.bumper.reading, motion.bumper);
  }
  assert.notDeepEqual(a.gnss.reading, other.gnss.reading);
  assert.notDeepEqual(a.imu.reading, other.imu.reading);
});

Deno.test("createGnss() measures 10 times a second with the stated errors", () => {
  const errors: number[] = [];
  for (let seed = 0; seed < 300; seed++) {
    const gnss = createGnss(seed);
    gnss.update(still, 0, TICK);
    const first = gnss.reading;
    for (let tick = 1; tick < 6; tick++) {
      gnss.update({ ...still, x: 99 }, tick, TICK);
      assert.equal(gnss.reading, first);
    }
    gnss.update(still, 6, TICK);
    assert.notEqual(gnss.reading, first);
    errors.push(first[0] - still.x, first[1] - still.y);
  }
  const { mean, deviation } = statistics(errors);
  const stated = Math.hypot(0.12, 0.4);
  assert.ok(Math.abs(mean) < 0.07, `mean error ${mean}`);
  assert.ok(Math.abs(deviation - stated) < 0.05, `deviation ${deviation}, stated ${stated}`);
});

Deno.test("createGnss() drifts slowly: the bias keeps its size over time", () => {
  const means: number[] = [];
  for (let seed = 0; seed < 60; seed++) {
    const gnss = createGnss(seed);
    let late = 0;
    for (let k = 0; k <= 3000; k++) {
      gnss.update(still, 6 * k, TICK);
      if (k > 2900) late += (gnss.reading[0] - still.x) / 100;
    }
    means.push(late);
  }
  const { deviation } = statistics(means);
  assert.ok(deviation > 0.28 && deviation < 0.52, `late bias ${deviation} m`);
});

Deno.test("createImu() wraps its heading and has the stated noise", () => {
  const headings: number[] = [];
  for (let seed = 0; seed < 400; seed++) {
    const imu = createImu(seed);
    imu.update({ ...still, yaw: Math.PI }, 0, TICK);
    const { heading } = imu.reading;
    assert.ok(heading > -Math.PI - 1e-12 && heading <= Math.PI);
    headings.push(wrapAngle(heading - Math.PI));
  }
  const { mean, deviation } = statistics(headings);
  assert.ok(Math.abs(mean) < 0.003);
  assert.ok(Math.abs(deviation - Math.hypot(0.006, 0.015)) < 0.002, `deviation ${deviation}`);
});

Deno.test("createOdometry() sums the rims' way, within its scale error", () => {
  const distances: number[] = [];
  for (let seed = 0; seed < 200; seed++) {
    const odometry = createOdometry(seed);
    for (let tick = 0; tick < 600; tick++) {
      odometry.update({ ...still, rimSpeed: 1 }, tick, TICK);
    }
    distances.push(odometry.reading.distance);
  }
  const { mean, deviation } = statistics(distances);
  assert.ok(Math.abs(mean - 10) < 0.03 && Math.abs(deviation - 0.1) < 0.02);
});

Deno.test("gaussian() has mean 0 and deviation 1", () => {
  const random = randomStream(2, "normal");
  const { mean, deviation } = statistics(Array.from({ length: 40_000 }, () => gaussian(random)));
  assert.ok(Math.abs(mean) < 0.02 && Math.abs(deviation - 1) < 0.02);
});

Deno.test("createGnss() errs as much more as the weather says", () => {
  const [plain, worse] = [createGnss(3), createGnss(3, 4)];
  for (let tick = 0; tick < 60; tick++) {
    for (const gnss of [plain, worse]) gnss.update(still, tick, TICK);
    for (const axis of [0, 1] as const) {
      const at = axis === 0 ? still.x : still.y;
      const errors = [plain, worse].map(({ reading }) => reading[axis] - at);
      assert.ok(Math.abs(errors[1]! - 4 * errors[0]!) < 1e-9);
    }
  }
});

Deno.test("createInertial() feels what holds it up and how it turns, about its own axes", () => {
  const orientation = fromYawPitchRoll(0.7, 0.3, -0.4);
  const motion: Motion = {
    ...still,
    orientation,
    acceleration: [1.5, -0.5, 0.25],
    angularVelocity: [0.3, 0.2, -0.6],
  };
  const back = inverse({ position: [0, 0, 0], orientation }).orientation;
  const wanted = [...rotate(back, [1.5, -0.5, 0.25 + 9.80665]), ...rotate(back, [0.3, 0.2, -0.6])];
  const errors: number[][] = wanted.map(() => []);
  for (let seed = 0; seed < 400; seed++) {
    const inertial = createInertial(seed);
    inertial.update(motion, 0, TICK);
    const { force, turning } = inertial.reading;
    [...force, ...turning].forEach((value, k) => errors[k]!.push(value - wanted[k]!));
  }
  errors.forEach((axis, k) => {
    const { mean, deviation } = statistics(axis);
    // White, switch-on, wandering and scale add up as variances.
    const [parts, scale] = k < 3 ? [[0.02, 0.05, 0.01], 0.002] : [[0.002, 0.004, 0.0005], 0.002];
    const expected = Math.hypot(...parts!, (scale as number) * wanted[k]!);
    assert.ok(Math.abs(mean) < 4 * expected / Math.sqrt(400), `axis ${k} is off by ${mean}`);
    assert.ok(Math.abs(deviation / expected - 1) < 0.15, `axis ${k} strays by ${deviation}`);
  });
  const falling = createInertial(1);
  falling.update({ ...still, acceleration: [0, 0, -9.80665] }, 0, TICK);
  assert.ok(Math.hypot(...falling.reading.force) < 0.4, "nothing is felt in free fall");
});

Deno.test("a rover at rest on a slope feels gravity along it", () => {
  const world = planeWorld({ slopeDeg: 15 });
  for (let k = 0; k < 120; k++) world.step({ linear: 0, angular: 0, brake: true });
  let x = 0, z = 0;
  for (let k = 0; k < 120; k++) {
    world.step({ linear: 0, angular: 0, brake: true });
    x += world.sensors.inertial.reading.force[0] / 120;
    z += world.sensors.inertial.reading.force[2] / 120;
  }
  const slope = 15 * Math.PI / 180;
  // Facing uphill; its springs tip it back by a little more.
  assert.ok(Math.abs(x - 9.80665 * Math.sin(slope)) < 0.5, `${x} m/s^2 along`);
  assert.ok(Math.abs(z - 9.80665 * Math.cos(slope)) < 0.3, `${z} m/s^2 across`);
});
