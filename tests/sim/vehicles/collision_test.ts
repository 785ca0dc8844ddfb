import assert from "node:assert/strict";
import { type ActorGroup } from "../../../sim/actors/actor.ts";
import { type Footprint } from "../../../sim/actors/footprints.ts";
import { type Block } from "../../../sim/block.ts";
import { compose, inverse } from "../../../sim/pose.ts";
import { createProp } from "../../../sim/props/prop.ts";
import { car } from "../../../sim/vehicles/car.ts";
import { fourByFour } from "../../../sim/vehicles/four_by_four.ts";
import { type VehicleKind } from "../../../sim/vehicles/vehicle.ts";
import { rover } from "../../../sim/vehicles/rover.ts";
import { TICK, World } from "../../../sim/world.ts";
import { planeLandscape, type PlaneOptions, planeWorld } from "../../support/plane_landscape.ts";
import { createCannonPhysics } from "../../../sim/physics/cannon_physics.ts";
import { type RigidBodyPhysics } from "../../../sim/physics/rigid_body.ts";

const ENTITY = 77;

function block(change: Partial<Block> = {}): Block {
  const upright = { id: ENTITY, x: 0, y: 0, z: 0, yaw: Math.PI / 2, halfLength: 12, height: 4 };
  return { ...upright, halfWidth: 0.2, ...change };
}

/** How far a vehicle reaches ahead of its origin, and behind it, metres. */
function frontOf({ shape: { halfExtents, middle = [0, 0, 0] } }: VehicleKind): number {
  return middle[0] + halfExtents[0];
}

function rearOf({ shape: { halfExtents, middle = [0, 0, 0] } }: VehicleKind): number {
  return halfExtents[0] - middle[0];
}

/** A vehicle that comes along +x at that speed, its front `gap` metres before x = 0. */
function hurled(kind: VehicleKind, speed: number, gap: number, options: PlaneOptions): World {
  let physics: RigidBodyPhysics | undefined;
  const world = new World({
    landscape: planeLandscape({ label: "road", ...options }),
    start: { x: -gap - frontOf(kind), y: 0, yaw: 0 },
    goal: { x: 100, y: 100, radius: 1 },
    vehicle: kind,
    physics: (shape, obstacles) => physics = createCannonPhysics(shape, obstacles),
  });
  assert.ok(physics);
  const { position: [x, y, z] } = world.vehicle.worldFromBody;
  physics.applyForce(kind.shape.mass * speed * 4 / TICK, 0, 0, x, y, z);
  return world;
}

/** The four corners of a vehicle's outline. */
function corners({ vehicle }: World): [number, number][] {
  const [front, rear] = [frontOf(vehicle.kind), rearOf(vehicle.kind)];
  const [, ey] = vehicle.kind.shape.halfExtents;
  return [[front, ey], [front, -ey], [-rear, ey], [-rear, -ey]].map(([x, y]) => {
    const at = { position: [x!, y!, 0], orientation: [0, 0, 0, 1] } as const;
    const { position } = compose(vehicle.worldFromBody, at);
    return [position[0], position[1]];
  });
}

Deno.test("Walls and thin rails stop cars at any speed, less than 5 cm deep", () => {
  const walls = [
    block({ x: 0.2 }),
    block({ x: 0.03, halfWidth: 0.03, height: 0.75 }),
    block({ x: 1.2, yaw: Math.PI / 4, halfLength: 30 }),
  ];
  for (const kind of [car, fourByFour]) {
    for (const speed of [1, 10, 25, 35]) {
      for (const [k, wall] of walls.entries()) {
        const world = hurled(kind, speed, 2 + speed * 0.013, { blocks: [wall] });
        const what = `${kind.name} at ${speed} m/s into wall ${k}`;
        let deepest = -Infinity;
        for (let tick = 0; tick < 240; tick++) {
          world.step({ steer: 0, throttle: 0.2, brake: 0 });
          for (const [x, y] of corners(world)) {
            const across = (x - wall.x) * -Math.sin(wall.yaw) + (y - wall.y) * Math.cos(wall.yaw);
            // Vehicles come from the side that has the larger coordinate across.
            deepest = Math.max(deepest, wall.halfWidth - across);
          }
          assert.ok(world.vehicle.upright > 0.9, what);
        }
        assert.ok(deepest > -0.05 && deepest < 0.05, `${what}: ${deepest} m deep`);
        assert.equal(world.vehicle.bumper.entity, ENTITY, what);
        assert.ok(world.collisions >= 1);
        // Straight ahead nothing bounces; along a slanting wall it slides on.
        if (k < 2) assert.ok(Math.abs(world.vehicle.speed) < 0.3, what);
      }
    }
  }
});

Deno.test("Trees stop cars at any speed", () => {
  for (const kind of [car, fourByFour]) {
    for (const speed of [2, 10, 35]) {
      const tree = createProp(
        { kind: "tree", variant: 1, x: 0.22, y: 0.3, yaw: 0, scale: 1 },
        4,
        0,
      );
      const world = hurled(kind, speed, 2 + speed * 0.013, { props: [tree] });
      for (let tick = 0; tick < 120; tick++) {
        world.step({ steer: 0, throttle: 0.2, brake: 0 });
        const { worldFromBody } = world.vehicle;
        const [, , z] = worldFromBody.position;
        const trunk = { position: [tree.x, tree.y, z], orientation: [0, 0, 0, 1] } as const;
        const [x, y] = compose(inverse(worldFromBody), trunk).position;
        const ahead = Math.max(0, x - frontOf(kind), -x - rearOf(kind));
        const gap = Math.hypot(ahead, Math.max(0, Math.abs(y) - kind.shape.halfExtents[1]));
        const sunk = tree.radius - gap;
        assert.ok(sunk < 0.05, `${kind.name} at ${speed} m/s: ${sunk} m inside the trunk`);
        assert.ok(Math.abs(z - kind.rideHeight) < 0.3);
      }
      assert.equal(world.vehicle.bumper.entity, tree.id);
    }
  }
});

/** One rectangle that keeps its course. */
function mover(footprint: Footprint): ActorGroup {
  return {
    name: "mover",
    actors: [],
    step(dt) {
      footprint.x += footprint.vx * dt;
      footprint.y += footprint.vy * dt;
    },
    writeBodies() {},
    writeParts() {},
    writeFootprints: (out) => out.add(footprint),
    hashInto: (hash) => void hash.add(footprint.x).add(footprint.y),
  };
}

const CAR_OUTLINE = { yaw: 0, halfLength: 2.2, halfWidth: 0.9, height: 1.4, z: 0, y: 0 } as const;

Deno.test("A car that drives into the rear takes the vehicle along at its own speed, and no faster", () => {
  for (const kind of [rover, car, fourByFour]) {
    const rear = rearOf(kind);
    const behind = { ...CAR_OUTLINE, entity: ENTITY, x: -rear - 2.2 - 3, vx: 4, vy: 0 };
    const world = planeWorld({ vehicle: kind, label: "road", actors: [mover(behind)], x: 3.8 });
    let fastest = 0, sunk = -Infinity;
    for (let k = 0; k < 150; k++) {
      world.step({ steer: 0, throttle: 0, brake: 0 });
      fastest = Math.max(fastest, world.vehicle.speed);
      sunk = Math.max(sunk, behind.x + 2.2 - (world.vehicle.worldFromBody.position[0] - rear));
    }
    assert.ok(fastest > 3.9 && fastest < 4.1, `${kind.name}: pushed to ${fastest} m/s`);
    assert.ok(sunk < 0.05, `${kind.name}: ${sunk} m inside`);
    assert.equal(world.vehicle.bumper.entity, kind === rover ? 0 : ENTITY);
  }
});

Deno.test("A car that comes head-on at speed does not pass through, and throws the vehicle back", () => {
  for (const kind of [car, fourByFour]) {
    const oncoming = { ...CAR_OUTLINE, entity: ENTITY, x: 12, vx: -25, vy: 0, yaw: Math.PI };
    let physics: RigidBodyPhysics | undefined;
    const world = new World({
      landscape: planeLandscape({ label: "road" }),
      start: { x: -frontOf(kind) - 6, y: 0, yaw: 0 },
      goal: { x: 100, y: 100, radius: 1 },
      vehicle: kind,
      actors: [mover(oncoming)],
      physics: (shape, obstacles) => physics = createCannonPhysics(shape, obstacles),
    });
    const { position: [x, y, z] } = world.vehicle.worldFromBody;
    physics!.applyForce(kind.shape.mass * 25 * 4 / TICK, 0, 0, x, y, z);
    for (let k = 0; k < 40; k++) {
      world.step({ steer: 0, throttle: 0, brake: 0 });
      const sunk = world.vehicle.worldFromBody.position[0] + frontOf(kind) - (oncoming.x - 2.2);
      assert.ok(sunk < 0.05, `${kind.name}: ${sunk} m inside`);
    }
    assert.equal(world.vehicle.bumper.entity, ENTITY);
    assert.ok(Math.abs(world.vehicle.speed + 25) < 1, `thrown to ${world.vehicle.speed} m/s`);
  }
});

Deno.test("Who is hit and light gives way after taking his share of the momentum", () => {
  // A person: 0.5 x 0.5 x 1.75 m, 50 kg by his volume.
  const person = { yaw: 0, halfLength: 0.25, halfWidth: 0.25, height: 1.75, z: 0, y: 0.2 };
  const mass = 115 * 0.5 * 0.5 * 1.75;
  let physics: RigidBodyPhysics | undefined;
  const world = new World({
    landscape: planeLandscape({ label: "road" }),
    start: { x: -6, y: 0, yaw: 0 },
    goal: { x: 100, y: 100, radius: 1 },
    vehicle: car,
    actors: [mover({ ...person, entity: ENTITY, x: 0, vx: 0, vy: 0 })],
    physics: (shape, obstacles) => physics = createCannonPhysics(shape, obstacles),
  });
  const { position: [x, y, z] } = world.vehicle.worldFromBody;
  physics!.applyForce(car.shape.mass * 10 * 4 / TICK, 0, 0, x, y, z);
  let before = 0;
  for (let k = 0; k < 60; k++) {
    world.vehicle.step({ steer: 0, throttle: 0, brake: 0 }, TICK, false);
    if (world.vehicle.bumper.entity !== ENTITY) before = world.vehicle.speed;
  }
  assert.equal(world.vehicle.bumper.entity, ENTITY);
  // m v = (m + M) v', as if both went on together.
  const after = before * car.shape.mass / (car.shape.mass + mass);
  const lost = before - world.vehicle.speed;
  assert.ok(lost > 0.9 * (before - after), `lost ${lost}, theory ${before - after}`);
  assert.ok(lost < 0.3 + (before - after), `lost ${lost}, theory ${before - after}`);
  // The rover is no heavier than he: it stops.
  const walker = { ...person, y: 0, entity: ENTITY, x: 1.5, vx: 0, vy: 0 };
  const slow = planeWorld({ label: "road", actors: [mover(walker)] });
  for (let k = 0; k < 240; k++) slow.step({ linear: 1, angular: 0 });
  const gap = 1.25 - slow.vehicle.worldFromBody.position[0] - rover.shape.halfExtents[0];
  assert.ok(Math.abs(gap) < 0.02, `front ${gap} m before him`);
  assert.equal(slow.vehicle.bumper.entity, ENTITY);
  assert.equal(slow.collisions, 1);
});

Deno.test("Worlds with walls and movers repeat themselves bit for bit", () => {
  const hashes = [0, 1].map(() => {
    const passing = { ...CAR_OUTLINE, entity: ENTITY, x: 9, y: 4, vx: -1, vy: -1 };
    const world = planeWorld({
      vehicle: car,
      actors: [mover(passing)],
      blocks: [block({ x: 14 })],
    });
    const seen: string[] = [];
    for (let k = 0; k < 400; k++) {
      world.step({ steer: 0.1 * Math.sin(k / 30), throttle: 0.6, brake: 0 });
      if (k % 20 === 0) seen.push(world.stateHash());
    }
    assert.ok(world.collisions > 0);
    return seen;
  });
  assert.deepEqual(hashes[0], hashes[1]);
  assert.equal(new Set(hashes[0]).size, hashes[0]!.length);
});
