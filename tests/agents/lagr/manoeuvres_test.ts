import assert from "node:assert/strict";
import fc from "fast-check";
import {
  chooseManoeuvre,
  ManoeuvreDictionary,
  room,
  STEP,
} from "../../../agents/lagr/manoeuvres.ts";

fc.configureGlobal({ seed: 11 });

const dictionary = new ManoeuvreDictionary();
const still = { linear: 0, angular: 0 };
const open = () => Infinity;

Deno.test("manoeuvres are arcs of the speeds they command, reached as fast as the drive may", () => {
  for (const { command, poses } of dictionary.from(0.8, 0)) {
    for (let k = 0; k + 1 < poses.length / 3; k++) {
      const step = Math.hypot(
        poses[3 * k + 3]! - poses[3 * k]!,
        poses[3 * k + 4]! - poses[3 * k + 1]!,
      );
      assert.ok(step <= 1.11 * STEP);
      // After 0.7 s the speed is there: |dv| / 1.8 m/s^2.
      if (k * STEP > 0.8) assert.ok(Math.abs(step - Math.abs(command.linear) * STEP) < 0.02);
      const turned = Math.abs(poses[3 * k + 5]! - poses[3 * k + 2]!);
      assert.ok(turned <= 1.01 * STEP);
    }
  }
});

Deno.test("over open ground it drives at the target, and turns hard to one behind", () => {
  const pose = { x: 3, y: -2, yaw: 0.7 };
  fc.assert(fc.property(fc.double({ min: -3.1, max: 3.1, noNaN: true }), (bearing) => {
    const target = {
      x: pose.x + 6 * Math.cos(pose.yaw + bearing),
      y: pose.y + 6 * Math.sin(pose.yaw + bearing),
    };
    const { command } =
      chooseManoeuvre(dictionary.from(0, 0), pose, target, open, still)!.manoeuvre;
    assert.ok(command.linear >= 0);
    if (Math.abs(bearing) > 0.3) assert.equal(Math.sign(command.angular), Math.sign(bearing));
    if (Math.abs(bearing) < 0.2) assert.ok(command.linear > 1);
    if (Math.abs(bearing) > 1.8) assert.ok(Math.abs(command.angular) >= 0.7);
  }));
});

Deno.test("what it chooses sweeps nothing that stands, for as long as braking takes", () => {
  const disc = fc.record({
    x: fc.double({ min: -4, max: 6, noNaN: true }),
    y: fc.double({ min: -4, max: 4, noNaN: true }),
  }).filter(({ x, y }) => Math.hypot(x, y) > 1.2);
  fc.assert(fc.property(
    fc.array(disc, { maxLength: 12 }),
    fc.constantFrom(0, 0.4, 0.8, 1.2),
    (discs, speed) => {
      const clearance = (x: number, y: number) =>
        Math.min(...discs.map((d) => Math.hypot(d.x - x, d.y - y)));
      const pose = { x: 0, y: 0, yaw: 0 };
      const target = { x: 6, y: 0 };
      const chosen = chooseManoeuvre(dictionary.from(speed, 0), pose, target, clearance, still);
      if (!chosen) return;
      const { poses, command } = chosen.manoeuvre;
      assert.ok(chosen.freeSeconds >= Math.min(2.9, Math.abs(command.linear) / 1.8 + 0.6));
      const here = room(0, 0, 0, clearance);
      for (let k = 1; k <= Math.round(chosen.freeSeconds / STEP); k++) {
        const [x, y, yaw] = [poses[3 * k]!, poses[3 * k + 1]!, poses[3 * k + 2]!];
        const left = room(x, y, yaw, clearance);
        assert.ok(left >= 0.08 || left > here, `${left} m of room`);
        // The discs cover the chassis: none of its corners touches either.
        if (left < 0) continue;
        for (const [cx, cy] of [[0.55, 0.35], [0.55, -0.35], [-0.55, 0.35], [-0.55, -0.35]]) {
          const px = x + cx! * Math.cos(yaw) - cy! * Math.sin(yaw);
          const py = y + cx! * Math.sin(yaw) + cy! * Math.cos(yaw);
          assert.ok(clearance(px, py) > 0);
        }
      }
    },
  ));
});

Deno.test("it goes around a post in the way, and has nothing to offer inside a ring of them", () => {
  const post = (x: number, y: number) => Math.hypot(x - 2.5, y + 0.05);
  const around = chooseManoeuvre(
    dictionary.from(0.8, 0),
    { x: 0, y: 0, yaw: 0 },
    { x: 6, y: 0 },
    post,
    still,
  )!;
  assert.ok(around.manoeuvre.command.linear > 0 && around.manoeuvre.command.angular > 0);
  // A ring so tight that the corners hit it when turning.
  const ring = (x: number, y: number) => Math.max(0, 0.78 - Math.hypot(x, y));
  const boxed = chooseManoeuvre(
    dictionary.from(0, 0),
    { x: 0, y: 0, yaw: 0 },
    { x: 6, y: 0 },
    ring,
    still,
  );
  assert.ok(boxed === null || boxed.manoeuvre.command.linear === 0);
});

Deno.test("who turns on the spot does not turn back, whatever stands beside", () => {
  const pose = { x: 0, y: 0, yaw: 0 };
  const target = { x: -5, y: -1 };
  fc.assert(fc.property(
    fc.double({ min: -3.1, max: 3.1, noNaN: true }),
    fc.double({ min: 0.6, max: 1.2, noNaN: true }),
    fc.constantFrom(-0.9, -0.4, 0.4, 0.9),
    (bearing, away, angular) => {
      const [px, py] = [away * Math.cos(bearing), away * Math.sin(bearing)];
      const clearance = (x: number, y: number) => Math.hypot(x - px, y - py);
      const turning = { linear: 0, angular };
      const spins = dictionary.from(0, angular).filter(({ command }) => command.linear === 0);
      const chosen = chooseManoeuvre(spins, pose, target, clearance, turning);
      if (chosen) assert.ok(chosen.manoeuvre.command.angular * angular > 0);
    },
  ));
});
