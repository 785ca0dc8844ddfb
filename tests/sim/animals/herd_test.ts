import assert from "node:assert/strict";
import { POSE_NUMBERS } from "../../../sim/actors/actor.ts";
import { Footprints } from "../../../sim/actors/footprints.ts";
import { createHerd } from "../../../sim/animals/herd.ts";
import { SPECIES, speciesNamed } from "../../../sim/animals/mod.ts";
import { StateHash } from "../../../sim/state_hash.ts";

const DT = 1 / 60;
const home = { x: 20, y: -10, radius: 30 };
const isPond = (x: number, y: number) => Math.hypot(x - 24, y + 4) < 5;
const isFree = (x: number, y: number) => !isPond(x, y);
const slope = (x: number, y: number) => 0.08 * x - 0.05 * y;

function addVehicle(out: Footprints, x: number, y: number, vx: number): void {
  out.add({
    entity: 4,
    x,
    y,
    z: 0,
    yaw: 0,
    vx,
    vy: 0,
    halfLength: 1,
    halfWidth: 0.6,
    height: 1,
  });
}

for (const { name, fleeingSpeed, halfWidth } of SPECIES) {
  Deno.test(`${name}: stays at home, out of the water and out of each other, and moves about`, () => {
    const count = 6;
    const herd = createHerd(isFree, slope, { seed: 5, species: name, count, home });
    const footprints = new Footprints();
    const bodies = new Float64Array(POSE_NUMBERS * count);
    const moved = new Float64Array(count);
    let last: Float64Array | null = null;
    for (let k = 0; k < 60 * 120; k++) {
      footprints.clear();
      herd.writeFootprints(footprints);
      herd.step(DT, k * DT, footprints);
      herd.writeBodies(bodies, 0);
      for (let i = 0; i < count; i++) {
        const [x, y] = [bodies[POSE_NUMBERS * i]!, bodies[POSE_NUMBERS * i + 1]!];
        assert.ok(Math.hypot(x - home.x, y - home.y) <= home.radius, "left its home");
        assert.ok(!isPond(x, y), "went into the pond");
        if (last) {
          moved[i]! += Math.hypot(x - last[POSE_NUMBERS * i]!, y - last[POSE_NUMBERS * i + 1]!);
        }
        for (let j = 0; j < i; j++) {
          const apart = Math.hypot(
            x - bodies[POSE_NUMBERS * j]!,
            y - bodies[POSE_NUMBERS * j + 1]!,
          );
          assert.ok(apart > 2 * 0.86 * halfWidth - 0.05, `${apart} m apart`);
        }
      }
      last = bodies.slice();
    }
    assert.ok(Math.max(...moved) > 5, "nobody moved");
  });

  Deno.test(`${name}: flees from what comes, within its home, and calms down`, () => {
    const herd = createHerd(isFree, () => 0, { seed: 2, species: name, count: 1, home });
    const { shyness } = speciesNamed(name);
    const footprints = new Footprints();
    const body = new Float64Array(POSE_NUMBERS);
    herd.writeBodies(body, 0);
    // From the side on which there is least room, so that it has where to run.
    const out = Math.hypot(body[0]! - home.x, body[1]! - home.y) || 1;
    const [ux, uy] = [(body[0]! - home.x) / out, (body[1]! - home.y) / out];
    const start = { x: body[0]!, y: body[1]! };
    let fastest = 0;
    let x = start.x + shyness * ux * 0.9, y = start.y + shyness * uy * 0.9;
    for (let k = 0; k < 60 * 5; k++) {
      footprints.clear();
      addVehicle(footprints, x, y, 2);
      herd.writeFootprints(footprints);
      herd.step(DT, k * DT, footprints);
      const before = [body[0]!, body[1]!] as const;
      herd.writeBodies(body, 0);
      fastest = Math.max(fastest, Math.hypot(body[0]! - before[0], body[1]! - before[1]) / DT);
      assert.ok(Math.hypot(body[0]! - home.x, body[1]! - home.y) <= home.radius);
      x -= ux * 2 * DT;
      y -= uy * 2 * DT;
    }
    assert.ok(fastest > 0.6 * fleeingSpeed, `ran at only ${fastest.toFixed(1)} m/s`);
    const away = Math.hypot(body[0]! - x, body[1]! - y);
    assert.ok(away > 0.9 * shyness - 0.1, `is ${away.toFixed(1)} m away`);
    for (let k = 0; k < 60 * 20; k++) {
      footprints.clear();
      herd.step(DT, 5 + k * DT, footprints);
    }
    const before = body.slice();
    herd.writeBodies(body, 0);
    herd.step(DT, 26, footprints);
    herd.writeBodies(body, 0);
    assert.ok(Math.hypot(body[0]! - before[0]!, body[1]! - before[1]!) < fleeingSpeed * 20);
    const now = body.slice();
    herd.step(DT, 27, footprints);
    herd.writeBodies(body, 0);
    const speed = Math.hypot(body[0]! - now[0]!, body[1]! - now[1]!) / DT;
    assert.ok(speed < 0.35 * fleeingSpeed, `still runs at ${speed.toFixed(1)} m/s`);
  });
}

Deno.test("a herd keeps together", () => {
  const count = 10;
  const herd = createHerd(() => true, () => 0, { seed: 8, species: "sheep", count, home });
  const bodies = new Float64Array(POSE_NUMBERS * count);
  const footprints = new Footprints();
  for (let k = 0; k < 60 * 120; k++) herd.step(DT, k * DT, footprints);
  herd.writeBodies(bodies, 0);
  const at = (axis: 0 | 1) =>
    Array.from({ length: count }, (_, i) => bodies[POSE_NUMBERS * i + axis]!);
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / count;
  const [mx, my] = [mean(at(0)), mean(at(1))];
  const { company } = speciesNamed("sheep");
  for (let i = 0; i < count; i++) {
    const out = Math.hypot(at(0)[i]! - mx, at(1)[i]! - my);
    assert.ok(out < 2.2 * company, `${out.toFixed(1)} m from the herd`);
  }
});

Deno.test("equal seeds give equal herds, bit for bit; unknown species and full homes are named", () => {
  const run = (seed: number) => {
    const herd = createHerd(isFree, slope, { seed, species: "deer", count: 4, home });
    const footprints = new Footprints();
    for (let k = 0; k < 600; k++) {
      footprints.clear();
      addVehicle(footprints, 60 - k * 0.1, -10, -6);
      herd.writeFootprints(footprints);
      herd.step(DT, k * DT, footprints);
    }
    const parts = herd.actors.reduce((sum, actor) => sum + actor.parts.length, 0);
    const poses = new Float32Array(POSE_NUMBERS * parts);
    herd.writeParts(poses, 0);
    const hash = new StateHash();
    herd.hashInto(hash);
    return hash.addAll(poses).digest();
  };
  assert.equal(run(3), run(3));
  assert.notEqual(run(3), run(4));
  assert.throws(
    () => createHerd(isFree, slope, { seed: 1, species: "yak", count: 1, home }),
    /Cannot find species "yak": wanted one of deer/,
  );
  assert.throws(
    () => createHerd(() => false, slope, { seed: 1, species: "fox", count: 1, home }),
    /Cannot place 1 fox/,
  );
});
