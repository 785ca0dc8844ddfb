import assert from "node:assert/strict";
import { POSE_NUMBERS } from "../../../sim/actors/actor.ts";
import { Footprints } from "../../../sim/actors/footprints.ts";
import { createCrowd } from "../../../sim/people/crowd.ts";
import { createHikers } from "../../../sim/people/hikers.ts";
import { StateHash } from "../../../sim/state_hash.ts";
import { addTraffic, HALF_ROAD, PAVEMENT, testStreet } from "./street.ts";

const DT = 1 / 60;

Deno.test("ten minutes in a street: on walks only, over crossings in green or a gap, past each other", () => {
  const { graph, heightAt } = testStreet();
  const count = 24;
  const crowd = createCrowd(graph, heightAt, { seed: 4, count });
  const footprints = new Footprints();
  const bodies = new Float64Array(POSE_NUMBERS * count);
  const crossed = new Map<string, number>();
  const onRoad = new Set<number>();
  const waited = new Float64Array(count);
  let patient = 0;
  const moved = new Float64Array(count);
  const last = new Float64Array(2 * count);
  const radii = new Float64Array(count);
  for (let k = 0; k < 36_000; k++) {
    const time = k * DT;
    footprints.clear();
    const car = addTraffic(footprints, time);
    crowd.writeFootprints(footprints);
    crowd.step(DT, time, footprints);
    crowd.writeBodies(bodies, 0);
    if (k === 0) {
      crowd.actors.forEach(({ id }, i) => {
        footprints.eachNear(0, 0, 80, (found) => {
          if (found.entity === id) radii[i] = found.halfLength;
        });
      });
    }
    for (let i = 0; i < count; i++) {
      const x = bodies[POSE_NUMBERS * i]!, y = bodies[POSE_NUMBERS * i + 1]!;
      const step = k === 0 ? 0 : Math.hypot(x - last[2 * i]!, y - last[2 * i + 1]!);
      moved[i]! += step;
      last[2 * i] = x;
      last[2 * i + 1] = y;
      const place = `${i} at ${x.toFixed(2)}, ${y.toFixed(2)} after ${time.toFixed(1)} s`;
      const crossing = Math.abs(x + 30) <= 1.5 ? "signal" : Math.abs(x - 30) <= 1.5 ? "marked" : "";
      const pavement = Math.abs(Math.abs(y) - PAVEMENT) <= 1 && Math.abs(x) <= 61;
      assert.ok(pavement || (crossing && Math.abs(y) <= PAVEMENT), `off the walks: ${place}`);
      if (Math.abs(y) < HALF_ROAD) {
        if (!onRoad.has(i)) {
          crossed.set(crossing, (crossed.get(crossing) ?? 0) + 1);
          if (waited[i]! > 2) patient++;
        }
        onRoad.add(i);
        if (crossing === "signal") {
          assert.ok(!graph.signalAt(0, time).startsWith("red"), `on red: ${place}`);
        }
      } else onRoad.delete(i);
      const still = step < 0.1 * DT;
      waited[i] = still && crossing ? waited[i]! + DT : still ? 0 : Math.max(0, waited[i]! - DT);
      const inCar = Math.abs(x - car.x) < 2.2 && Math.abs(y - car.y) < 0.9;
      assert.ok(!inCar, `in a car: ${place}`);
      for (let j = 0; j < i; j++) {
        const apart = Math.hypot(
          x - bodies[POSE_NUMBERS * j]!,
          y - bodies[POSE_NUMBERS * j + 1]!,
        );
        assert.ok(apart > radii[i]! + radii[j]! - 0.06, `in ${j}, ${apart.toFixed(2)} m: ${place}`);
      }
    }
  }
  assert.ok((crossed.get("signal") ?? 0) >= 8, `over the signal: ${crossed.get("signal")}`);
  assert.ok((crossed.get("marked") ?? 0) >= 8, `over the marked: ${crossed.get("marked")}`);
  assert.ok(patient >= 8, `${patient} waited before they crossed`);
  assert.ok(Math.min(...moved) > 150, `one moved only ${Math.min(...moved).toFixed(0)} m`);
});

Deno.test("equal seeds give equal crowds, bit for bit; others do not", () => {
  const run = (seed: number) => {
    const { graph, heightAt } = testStreet();
    const crowd = createCrowd(graph, heightAt, { seed, count: 12 });
    const footprints = new Footprints();
    for (let k = 0; k < 900; k++) {
      footprints.clear();
      addTraffic(footprints, k * DT);
      crowd.writeFootprints(footprints);
      crowd.step(DT, k * DT, footprints);
    }
    const parts = crowd.actors.reduce((sum, actor) => sum + actor.parts.length, 0);
    const poses = new Float32Array(POSE_NUMBERS * parts);
    crowd.writeParts(poses, 0);
    const hash = new StateHash();
    crowd.hashInto(hash);
    return hash.addAll(poses).digest();
  };
  assert.equal(run(11), run(11));
  assert.notEqual(run(11), run(12));
});

Deno.test("a crowd that has no room says so", () => {
  const { graph, heightAt } = testStreet();
  assert.throws(() => createCrowd(graph, heightAt, { seed: 1, count: 900 }), /Cannot place 900/);
});

Deno.test("hikers stay by their way and make way for what comes along it", () => {
  const way = [{ x: -40, y: 0 }, { x: 0, y: 8 }, { x: 40, y: 0 }];
  const isFree = (x: number, y: number) => Math.hypot(x - 10, y - 6) > 0.6;
  const hikers = createHikers(way, () => 0, { seed: 2, count: 4, isFree });
  const footprints = new Footprints();
  const bodies = new Float64Array(POSE_NUMBERS * 4);
  for (let k = 0; k < 7200; k++) {
    footprints.clear();
    // A rover up and down the way.
    const t = (k * DT / 40) % 2;
    const along = t < 1 ? -40 + 80 * t : 120 - 80 * t;
    const y = 8 - 0.2 * Math.abs(along);
    const vx = t < 1 ? 2 : -2;
    footprints.add({
      entity: 4,
      x: along,
      y,
      z: 0,
      yaw: Math.atan2(-0.2 * Math.sign(along) * vx, vx),
      vx,
      vy: -0.2 * Math.sign(along) * vx,
      halfLength: 0.5,
      halfWidth: 0.35,
      height: 0.8,
    });
    hikers.writeFootprints(footprints);
    hikers.step(DT, k * DT, footprints);
    hikers.writeBodies(bodies, 0);
    for (let i = 0; i < 4; i++) {
      const x = bodies[POSE_NUMBERS * i]!, py = bodies[POSE_NUMBERS * i + 1]!;
      const aside = Math.abs(py - (8 - 0.2 * Math.abs(x))) * Math.cos(Math.atan(0.2));
      assert.ok(aside <= 1.6 && Math.abs(x) < 42, `strayed to ${x.toFixed(2)}, ${py.toFixed(2)}`);
      assert.ok(isFree(x, py), `stands in the tree`);
      const apart = Math.hypot(x - along, py - y);
      assert.ok(apart > 0.4, `under the rover: ${apart.toFixed(2)} m at ${(k * DT).toFixed(1)} s`);
    }
  }
});
