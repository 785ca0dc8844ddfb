import assert from "node:assert/strict";
import fc from "fast-check";
import { emptyFourLegGait, fourLegGaitAt } from "../../../sim/animals/gaits.ts";
import { SPECIES } from "../../../sim/animals/mod.ts";
import { BONES, quadrupedLinkage, Quadrupeds } from "../../../sim/animals/quadruped.ts";
import { Posture } from "../../../sim/articulation/linkage.ts";
import { ANIMAL_SHAPES } from "../../../sim/shapes/animals.ts";
import { shapeNamed } from "../../../sim/shapes/mod.ts";
import { assertClosed } from "../shapes/closed.ts";

const DT = 1 / 60;

Deno.test("bones of animals keep their lengths; hooves on the ground stay where they are", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...SPECIES),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: -0.15, max: 0.15, noNaN: true }),
      (species, share, slope) => {
        const linkage = quadrupedLinkage(species, 1);
        const posture = new Posture(linkage);
        const animals = new Quadrupeds(species, [1], (x) => slope * x);
        animals.place(0, 0, 0, 0);
        const goal = 0.1 + share * (species.walkingSpeed - 0.1);
        const planted = [0, 1, 2, 3].map(() => ({ x: NaN, z: NaN }));
        let x = 0, speed = 0;
        for (let k = 0; k < 360; k++) {
          speed += Math.min(1.2 * DT, goal - speed);
          x += speed * DT;
          animals.step(0, DT, x, 0, 0, speed);
          animals.pose(0, posture, k * DT);
          const { positions: p } = posture;
          linkage.parents.forEach((parent, joint) => {
            if (parent < 0) return;
            const length = Math.hypot(...linkage.offsets.subarray(3 * joint, 3 * joint + 3));
            const now = Math.hypot(
              p[3 * joint]! - p[3 * parent]!,
              p[3 * joint + 1]! - p[3 * parent + 1]!,
              p[3 * joint + 2]! - p[3 * parent + 2]!,
            );
            assert.ok(Math.abs(now - length) < 1e-9, `${linkage.names[joint]}: ${now} m`);
          });
          planted.forEach((spot, leg) => {
            const hoof = BONES.legs + 4 * leg + 3;
            const [hx, hz] = [p[3 * hoof]!, p[3 * hoof + 2]!];
            assert.ok(hz > slope * hx - 0.03, `${species.name}: hoof ${hz - slope * hx} m deep`);
            if (animals.feet.swing[leg]! >= 0) spot.x = NaN;
            else if (Number.isNaN(spot.x)) {
              spot.x = animals.feet.x[leg]!;
              spot.z = animals.feet.z[leg]!;
            } else {
              const slip = Math.hypot(hx - spot.x, hz - spot.z);
              assert.ok(slip < 0.02, `${species.name} slips ${slip} m at ${speed} m/s`);
            }
          });
        }
      },
    ),
    { numRuns: 25, seed: 9 },
  );
});

Deno.test("walks go in lateral sequence, trots in diagonals, gallops hind before fore", () => {
  const order = (froude: number) => {
    const gait = emptyFourLegGait();
    fourLegGaitAt(Math.sqrt(froude * 9.81), 1, false, gait);
    return gait;
  };
  // Left hind, left fore, right hind, right fore, a quarter of the cycle apart.
  assert.deepEqual([...order(0.2).offsets], [0, 0.25, 0.5, 0.75]);
  assert.ok(order(0.2).duty > 0.5, "walkers have three feet down at times");
  const trot = order(1.2).offsets;
  assert.equal(trot[0]! % 1, trot[3]! % 1);
  assert.equal(trot[1], trot[2]);
  const gallop = order(5);
  assert.ok(gallop.duty < 0.5 && Math.abs(gallop.offsets[0]! - gallop.offsets[2]!) < 0.2);
  // Alexander and Jayes: a stride of 2.4 hip heights at a Froude number of one.
  const speed = Math.sqrt(9.81);
  assert.ok(Math.abs(speed / order(1).cadence - 2.4) < 1e-9);
});

Deno.test("pieces of animals are closed, turn outwards and get coarser", () => {
  for (const name of Object.keys(ANIMAL_SHAPES)) {
    const counts = ([0, 1, 2] as const).map((level) => {
      const shape = shapeNamed(name, level);
      assertClosed(shape, `${name} at level ${level}`);
      return shape.triangles;
    });
    assert.ok(counts[0]! >= counts[1]! && counts[1]! >= counts[2]!, `${name}: ${counts}`);
  }
});

Deno.test("animals change from gait to gait without a jolt", () => {
  for (const species of SPECIES) {
    const animals = new Quadrupeds(species, [1], () => 0);
    const posture = new Posture(quadrupedLinkage(species, 1));
    animals.place(0, 0, 0, 0);
    let x = 0, last = species.hipHeight, speed = 0;
    for (let k = 0; k < 60 * 30; k++) {
      // Off in fright, slower, to a walk, and again.
      const phase = (k / 60) % 10;
      const wanted = phase < 3
        ? species.fleeingSpeed
        : phase < 6
        ? 0.5 * species.fleeingSpeed
        : 0.4;
      speed += Math.max(-6 * DT, Math.min(5 * DT, wanted - speed));
      x += speed * DT;
      animals.step(0, DT, x, 0, 0, speed);
      animals.pose(0, posture, k * DT);
      const z = posture.positions[2]!;
      const what = `${species.name} at ${speed.toFixed(1)} m/s after ${(k * DT).toFixed(2)} s`;
      assert.ok(z > 0.85 * species.hipHeight, `${what}: the trunk is at ${z} m`);
      const most = Math.max(0.02, 0.12 * species.hipHeight);
      assert.ok(Math.abs(z - last) < most, `${what}: it jumps by ${z - last} m`);
      last = z;
    }
  }
});
