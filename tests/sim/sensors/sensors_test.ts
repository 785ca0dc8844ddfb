import assert from "node:assert/strict";
import { wrapAngle } from "../../../sim/pose.ts";
import { randomStream } from "../../../sim/random.ts";
import { gaussian } from "../../../sim/sensors/gaussian.ts";
import { createGnss } from "../../../sim/sensors/gnss.ts";
import { createImu } from "../../../sim/sensors/imu.ts";
import { createSensors } from "../../../sim/sensors/mod.ts";
import { createOdometry } from "../../../sim/sensors/odometry.ts";
import { type Motion } from "../../../sim/sensors/sensor.ts";

const TICK = 1 / 60;
const still: Motion = { x: 10, y: -5, yaw: 3.1, yawRate: 0, rimSpeed: 0, bumper: false };

function statistics(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) };
}

Deno.test("createSensors() honours every spec and repeats itself for a seed", () => {
  const [a, b, other] = [createSensors(5), createSensors(5), createSensors(6)];
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
      const values = typeof sensor.reading === "boolean" ? [] : Object.values(sensor.reading);
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
