import assert from "node:assert/strict";
import { createLandscape } from "../../sim/landscape.ts";
import fc from "fast-check";
import { createCannonPhysics } from "../../sim/physics/cannon_physics.ts";
import { randomClearPose } from "../../sim/clear_pose.ts";
import { compose, inverse, type Pose, rotate } from "../../sim/pose.ts";
import { randomStream } from "../../sim/random.ts";
import { offroad } from "../../sim/scenarios/offroad.ts";
import { boundaryOf } from "../../sim/vehicles/body_forces.ts";
import { type DriveCommand } from "../../sim/vehicles/command.ts";
import { ROVER } from "../../sim/vehicles/rover_design.ts";
import { TICK, World } from "../../sim/world.ts";
import { planeLandscape } from "../support/plane_landscape.ts";

/** A command that wanders: held for half a second, often forwards. */
function wanderer(seed: number): (tick: number) => DriveCommand {
  const random = randomStream(seed, "wander");
  let command: DriveCommand = { linear: 0, angular: 0 };
  return (tick) => {
    if (tick % 30 === 0) {
      command = {
        linear: random() < 0.2 ? -0.7 : 0.4 + 0.9 * random(),
        angular: 1.6 * (random() - 0.5),
        brake: random() < 0.05,
      };
    }
    return command;
  };
}

/** How deep a prop's trunk reaches into the chassis' outline, metres; negative where it is clear. */
function deepestOverlap({ landscape, vehicle }: World): number {
  const bodyFromWorld = inverse(vehicle.worldFromBody);
  const [x, y, z] = vehicle.worldFromBody.position;
  let deepest = -Infinity;
  landscape.propIndex.eachNear(x, y, 3, (prop) => {
    if (prop.radius === 0) return;
    const centre: Pose = { position: [prop.x, prop.y, z], orientation: [0, 0, 0, 1] };
    const at = compose(bodyFromWorld, centre).position;
    // Where the prop's upright axis pierces the chassis' own plane.
    const up = rotate(bodyFromWorld.orientation, [0, 0, 1]);
    const px = at[0] - at[2] * up[0] / up[2];
    const py = at[1] - at[2] * up[1] / up[2];
    const [ex, ey] = ROVER.halfExtents;
    const gap = Math.hypot(Math.max(0, Math.abs(px) - ex), Math.max(0, Math.abs(py) - ey));
    deepest = Math.max(deepest, prop.radius - gap);
  });
  return deepest;
}

Deno.test("World.step() keeps the rover whole over random drives", () => {
  let collisions = 0;
  for (let seed = 0; seed < 14; seed++) {
    const landscape = createLandscape(seed);
    const { goal } = offroad.build(seed);
    const { terrain } = landscape;
    const start = randomClearPose(landscape, randomStream(seed, "starts"));
    const world = new World({ landscape, start, goal });
    const wander = wanderer(seed);
    for (let tick = 0; tick < 1200; tick++) {
      world.step(wander(tick));
      const { position, orientation } = world.vehicle.worldFromBody;
      assert.ok(world.vehicle.dynamicState().every(Number.isFinite), `seed ${seed}, tick ${tick}`);
      const clearance = position[2] - terrain.height(position[0], position[1]);
      assert.ok(
        clearance > 0.1 && clearance < 0.6,
        `seed ${seed}, tick ${tick}: ${clearance} m above the ground`,
      );
      assert.ok(Math.abs(Math.hypot(...orientation) - 1) < 1e-6);
      assert.ok(world.vehicle.upright > 0.8, `seed ${seed}, tick ${tick}: tipped over`);
      assert.ok(Math.hypot(...world.vehicle.velocity) < 3);
      const sunk = deepestOverlap(world);
      assert.ok(sunk < 0.02, `seed ${seed}, tick ${tick}: ${sunk} m inside a prop`);
    }
    collisions += world.collisions;
    assert.equal(world.tick, 1200);
    assert.ok(Math.abs(world.simSeconds - 20) < 1e-9);
    assert.ok(world.distance > 1, `seed ${seed}: went ${world.distance} m`);
  }
  assert.ok(collisions > 10, `only ${collisions} collisions: nothing was put to the test`);
});

Deno.test("World repeats itself tick by tick for a seed and commands", () => {
  fc.assert(
    fc.property(fc.nat(0xffff_ffff), fc.nat(1000), (seed, commands) => {
      const [a, b] = [offroad.build(seed), offroad.build(seed)];
      const wander = [wanderer(commands), wanderer(commands)] as const;
      assert.equal(a.stateHash(), b.stateHash());
      for (let tick = 0; tick < 200; tick++) {
        a.step(wander[0](tick));
        b.step(wander[1](tick));
        assert.equal(a.stateHash(), b.stateHash(), `seed ${seed} diverges at tick ${tick}`);
      }
    }),
    { numRuns: 6 },
  );
});

Deno.test("World.stateHash() tells seeds, commands and ticks apart", () => {
  const hashes = new Set<string>();
  for (const seed of [0, 1, 2]) {
    for (const linear of [0, 1]) {
      const world = offroad.build(seed);
      hashes.add(world.stateHash());
      world.step({ linear, angular: 0 });
      hashes.add(world.stateHash());
      for (let k = 0; k < 30; k++) world.step({ linear, angular: 0 });
      hashes.add(world.stateHash());
    }
  }
  // Both worlds of a seed start alike, and a slewed drive needs no more than one tick to differ.
  assert.equal(hashes.size, 3 + 3 * 2 * 2);
  for (const hash of hashes) assert.match(hash, /^[0-9a-f]{16}$/);
  // Rain lets wheels slip, and by night drivers see less.
  for (const episode of [{ weather: "rain" }, { hour: 23 }]) {
    hashes.add(offroad.build(0, episode).stateHash());
  }
  assert.equal(hashes.size, 3 + 3 * 2 * 2 + 2);
});

Deno.test("World.distance and goalDistance follow the rover", () => {
  const world = new World({
    landscape: planeLandscape(),
    start: { x: 0, y: 0, yaw: Math.PI / 2 },
    goal: { x: 0, y: 10, radius: 2 },
  });
  assert.ok(Math.abs(world.goalDistance - 10) < 1e-9);
  for (let k = 0; k < 240; k++) world.step({ linear: 1, angular: 0 });
  assert.ok(Math.abs(world.distance - world.vehicle.worldFromBody.position[1]) < 0.02);
  assert.ok(Math.abs(world.goalDistance + world.distance - 10) < 0.02);
  assert.equal(world.outcome, "driving");
  for (let k = 0; k < 400; k++) world.step({ linear: 1, angular: 0 });
  assert.equal(world.outcome, "goal");
});

Deno.test("World holds the rover inside its boundary by a soft wall", () => {
  for (const [x, y, yaw] of [[118, 0, 0], [0, -118, -Math.PI / 2], [-117, 117, 2.36]] as const) {
    const landscape = planeLandscape({ label: "path" });
    const boundary = boundaryOf(landscape.terrain);
    assert.equal(boundary, 122);
    const world = new World({
      landscape,
      start: { x, y, yaw },
      goal: { x: 0, y: 0, radius: 1 },
    });
    for (let k = 0; k < 900; k++) world.step({ linear: 1.3, angular: 0 });
    const [px, py] = world.vehicle.worldFromBody.position;
    assert.ok(Math.max(Math.abs(px), Math.abs(py)) > boundary - 0.5);
    assert.ok(Math.max(Math.abs(px), Math.abs(py)) < boundary + 0.6, `at ${px}, ${py}`);
  }
});

Deno.test("World drowns a rover that is driven into a pond, and its motors stay off", () => {
  const { landscape } = offroad.build(3);
  const pond = landscape.ponds[0]!;
  const world = new World({
    landscape,
    start: { x: pond.x - pond.shore * 0.8, y: pond.y, yaw: 0 },
    goal: { x: 0, y: 0, radius: 1 },
  });
  for (let k = 0; k < 1200 && world.outcome === "driving"; k++) {
    world.step({ linear: 1.3, angular: 0 });
  }
  assert.equal(world.outcome, "drowned");
  for (let k = 0; k < 240; k++) world.step({ linear: 1.3, angular: 0 });
  assert.ok(Math.abs(world.vehicle.speed) < 0.05);
});

Deno.test("World takes another physics engine", () => {
  let steps = 0;
  const world = new World({
    landscape: planeLandscape(),
    start: { x: 1, y: 2, yaw: 0 },
    goal: { x: 9, y: 9, radius: 1 },
    physics: (shape, obstacles) => {
      assert.equal(shape.mass, ROVER.mass);
      const inner = createCannonPhysics(shape, obstacles);
      return {
        state: inner.state,
        get contacts() {
          return inner.contacts;
        },
        place: (...pose) => inner.place(...pose),
        lookAround: (seconds) => inner.lookAround(seconds),
        applyForce: (...force) => inner.applyForce(...force),
        dynamicState: () => inner.dynamicState(),
        step(dt) {
          steps++;
          inner.step(dt);
        },
      };
    },
  });
  world.step({ linear: 1, angular: 0 });
  assert.equal(steps, Math.round(TICK * 240));
});

Deno.test("World.groundLabelAt() knows tall grass", () => {
  const landscape = createLandscape(4);
  const world = offroad.build(4);
  const tuft = landscape.props.find((p) => p.kind === "tall_grass")!;
  assert.equal(world.groundLabelAt(tuft.x, tuft.y), 11);
  const { x, y } = landscape.path.point(0);
  assert.equal(world.groundLabelAt(x, y), landscape.ground.classAt(x, y));
});
