import assert from "node:assert/strict";
import fc from "fast-check";
import { POSE_NUMBERS } from "../../../sim/actors/actor.ts";
import { drawPerson } from "../../../sim/people/person.ts";
import {
  COCO_KEYPOINTS,
  createSkeleton,
  HINGE_LIMITS,
  JOINT,
} from "../../../sim/people/skeleton.ts";
import { Troupe } from "../../../sim/people/troupe.ts";
import { rotate } from "../../../sim/pose.ts";
import { randomStream } from "../../../sim/random.ts";

const DT = 1 / 60;

/** Somebody who speeds up to a speed, walks on, and slows down to a stand; `visit` sees each tick. */
function walk(
  seed: number,
  speed: number,
  visit: (troupe: Troupe, moment: { x: number; steady: boolean; time: number }) => void,
  heightAt = (_x: number, _y: number) => 0,
): Troupe {
  const troupe = new Troupe([drawPerson(randomStream(seed, "walking"))], 1 << 20, heightAt);
  troupe.walkers.place(0, 0, 0, 0);
  let x = 0, now = 0;
  for (let k = 0; k < 60 * 12; k++) {
    const time = k * DT;
    const goal = time < 8 ? speed : 0;
    now += Math.max(-3 * DT, Math.min(1.6 * DT, goal - now));
    x += now * DT;
    troupe.time = time;
    troupe.walkers.step(0, DT, x, 0, 0, now);
    visit(troupe, { x, steady: time > 3.5 && time < 8, time });
  }
  return troupe;
}

/** Pitch of a joint's turn, its only one, radians. */
function hinge(turns: Float64Array, joint: number): number {
  return 2 * Math.atan2(turns[4 * joint + 1]!, turns[4 * joint + 3]!);
}

const people = fc.record({
  seed: fc.nat(1e6),
  speed: fc.double({ min: 0.6, max: 3, noNaN: true }),
});

Deno.test("bones keep their lengths, hinges their limits, at any speed", () => {
  fc.assert(
    fc.property(people, ({ seed, speed }) => {
      walk(seed, speed, (troupe) => {
        const { linkage, positions: p, turns } = troupe.postureOf(0);
        linkage.parents.forEach((parent, joint) => {
          if (parent < 0) return;
          const length = Math.hypot(...linkage.offsets.subarray(3 * joint, 3 * joint + 3));
          const now = Math.hypot(
            p[3 * joint]! - p[3 * parent]!,
            p[3 * joint + 1]! - p[3 * parent + 1]!,
            p[3 * joint + 2]! - p[3 * parent + 2]!,
          );
          assert.ok(Math.abs(now - length) < 1e-9, `${linkage.names[joint]} ${now} for ${length}`);
        });
        for (
          const [limits, joints, sign] of [
            [HINGE_LIMITS.knee, [JOINT.leftKnee, JOINT.rightKnee], 1],
            [HINGE_LIMITS.elbow, [JOINT.leftElbow, JOINT.rightElbow], -1],
          ] as const
        ) {
          for (const joint of joints) {
            const angle = sign * hinge(turns, joint);
            assert.ok(
              angle >= limits[0] - 1e-9 && angle <= limits[1],
              `${linkage.names[joint]} at ${angle.toFixed(2)} rad, ${speed.toFixed(2)} m/s`,
            );
          }
        }
      });
    }),
    { numRuns: 25, seed: 5 },
  );
});

Deno.test("a foot that carries stays where it is, and no foot goes into the ground", () => {
  fc.assert(
    fc.property(people, ({ seed, speed }) => {
      const point = new Float64Array(3);
      const anchors = [0, 1].map(() => ({ heel: NaN, ball: NaN, down: false }));
      walk(seed, speed, (troupe) => {
        const posture = troupe.postureOf(0);
        const { ankle, heel, ball } = troupe.persons[0]!.skeleton.measures;
        [JOINT.leftAnkle, JOINT.rightAnkle].forEach((joint, side) => {
          const anchor = anchors[side]!;
          posture.point(joint, -heel, 0, -ankle, point, 0);
          const [heelX, heelZ] = [point[0]!, point[2]!];
          posture.point(joint, ball, 0, -ankle, point, 0);
          const [ballX, ballZ] = [point[0]!, point[2]!];
          assert.ok(Math.min(heelZ, ballZ) > -0.03, `${Math.min(heelZ, ballZ)} m under the ground`);
          const down = troupe.walkers.feet.swing[side]! < 0;
          // On the ground is whatever of the sole is lowest: heel, then all of it, then the ball.
          if (down && anchor.down) {
            const slip = Math.min(
              heelZ < 0.02 ? Math.abs(heelX - anchor.heel) : Infinity,
              ballZ < 0.02 ? Math.abs(ballX - anchor.ball) : Infinity,
            );
            assert.ok(slip < 0.02, `slips ${slip.toFixed(3)} m at ${speed.toFixed(2)} m/s`);
          } else if (down) {
            // The whole sole touches where the foot was planted.
            const { x, yaw } = troupe.walkers.feet;
            anchor.heel = x[side]! - heel * Math.cos(yaw[side]!);
            anchor.ball = x[side]! + ball * Math.cos(yaw[side]!);
          }
          anchor.down = down;
        });
      });
    }),
    { numRuns: 25, seed: 6 },
  );
});

Deno.test("walkers lean on one leg at least, runners fly; both come to stand on two feet", () => {
  const share = (speed: number) => {
    let flight = 0, all = 0;
    const troupe = walk(3, speed, ({ walkers: { feet } }, { steady }) => {
      if (!steady) return;
      all++;
      if (feet.swing[0]! >= 0 && feet.swing[1]! >= 0) flight++;
    });
    const { feet, x, z } = troupe.walkers;
    assert.ok(feet.swing[0]! < 0 && feet.swing[1]! < 0, "one foot is in the air at the end");
    assert.ok(Math.abs(feet.x[0]! - x[0]!) < 0.13 && Math.abs(feet.x[1]! - x[0]!) < 0.13);
    assert.ok(Math.abs(z[0]!) < 1e-6);
    return flight / all;
  };
  assert.equal(share(1.3), 0);
  assert.ok(share(3) > 0.15);
});

Deno.test("cadence and step length are those of people", () => {
  // Natural walking of adults: 105 to 125 steps a minute near 1.35 m/s.
  let landings = 0, seconds = 0, wasUp = false;
  const person = walk(7, 1.35, ({ walkers: { feet } }, { steady }) => {
    if (!steady) return;
    seconds += DT;
    const up = feet.swing[0]! >= 0;
    if (wasUp && !up) landings++;
    wasUp = up;
  }).persons[0]!;
  assert.ok(person.physique.height > 1.5);
  const cadence = 2 * 60 * landings / seconds;
  assert.ok(cadence > 100 && cadence < 135, `${cadence.toFixed(0)} steps a minute`);
});

Deno.test("a kerb lifts the body smoothly and the foot in time", () => {
  const step = (x: number) => x > 4 ? 0.12 : 0;
  let last = NaN;
  const point = new Float64Array(3);
  const troupe = walk(5, 1.2, (now) => {
    const z = now.postureOf(0).positions[2]!;
    if (!Number.isNaN(last)) assert.ok(Math.abs(z - last) < 0.03, `jumps ${z - last} m in a tick`);
    last = z;
    const { ankle, ball } = now.persons[0]!.skeleton.measures;
    for (const joint of [JOINT.leftAnkle, JOINT.rightAnkle]) {
      now.postureOf(0).point(joint, ball, 0, -ankle, point, 0);
      assert.ok(point[2]! > step(point[0]!) - 0.07, `toe ${point[2]} m at ${point[0]} m`);
    }
  }, (x) => step(x));
  assert.ok(Math.abs(troupe.walkers.z[0]! - 0.12) < 1e-6);
});

Deno.test("keypoints on the parts are where forward kinematics has them", () => {
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const troupe = walk(seed, 0.2, () => {});
    const actor = troupe.actors[0]!;
    const poses = new Float32Array(POSE_NUMBERS * actor.parts.length);
    troupe.writeParts(poses, 0);
    const posture = troupe.postureOf(0);
    const { linkage, keypoints } = troupe.persons[0]!.skeleton;
    assert.deepEqual(actor.landmarks.slice(0, 17).map(({ name }) => name), [...COCO_KEYPOINTS]);
    assert.ok(actor.landmarks.length >= 28);
    const expected = new Float64Array(3);
    keypoints.forEach(({ name, joint, at }, k) => {
      const { part, at: local, name: landmark } = actor.landmarks[k]!;
      assert.equal(landmark, name);
      posture.point(linkage.index(joint), ...at, expected, 0);
      const pose = poses.subarray(POSE_NUMBERS * part, POSE_NUMBERS * (part + 1));
      const turned = rotate([pose[4]!, pose[5]!, pose[6]!, pose[7]!], local);
      for (const axis of [0, 1, 2]) {
        const found = pose[axis]! + turned[axis]!;
        assert.ok(Math.abs(found - expected[axis]!) < 1e-6, `${name}: ${found} ${expected[axis]}`);
      }
    });
  }
});

Deno.test("bodies have published proportions and stand as tall as they are", () => {
  const height = 1.8;
  const adult = createSkeleton({ height, age: 30, girth: 1, shoulders: 1, hips: 1 });
  const { linkage, measures } = adult;
  const length = (name: string) => -linkage.offsets[3 * linkage.index(name) + 2]!;
  // Drillis and Contini, of the height.
  for (
    const [name, share] of [["left_knee", 0.245], ["left_ankle", 0.246], ["left_elbow", 0.186], [
      "left_wrist",
      0.146,
    ]] as const
  ) assert.ok(Math.abs(length(name) / height - share) < 1e-9, name);
  assert.ok(Math.abs(measures.hipHeight / height - 0.53) < 1e-9);
  const child = createSkeleton({ height: 1.1, age: 5, girth: 1, shoulders: 1, hips: 1 });
  assert.ok(child.measures.head / 1.1 > 0.165 && measures.head / height < 0.135);
  for (const skeleton of [adult, child]) {
    const { offsets } = skeleton.linkage;
    let top = skeleton.measures.hipHeight;
    for (const joint of [JOINT.spine, JOINT.chest, JOINT.neck, JOINT.head]) {
      top += offsets[3 * joint + 2]!;
    }
    top += skeleton.keypoints.find(({ name }) => name === "head_top")!.at[2];
    assert.ok(Math.abs(top - skeleton.measures.height) < 1e-9);
  }
  assert.throws(
    () => createSkeleton({ height: 2.4, age: 30, girth: 1, shoulders: 1, hips: 1 }),
    /Cannot make a skeleton 2.4 m tall/,
  );
});
