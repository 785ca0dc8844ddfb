import assert from "node:assert/strict";
import { type LabelName, labelNamed } from "../../../sim/labels.ts";
import { createCannonPhysics } from "../../../sim/physics/cannon_physics.ts";
import { GRAVITY, type RigidBodyPhysics } from "../../../sim/physics/rigid_body.ts";
import { randomStream } from "../../../sim/random.ts";
import { CAR, car } from "../../../sim/vehicles/car.ts";
import { FOUR_BY_FOUR, fourByFour } from "../../../sim/vehicles/four_by_four.ts";
import { RoadVehicle, understeerOf } from "../../../sim/vehicles/road_vehicle.ts";
import { TICK, World } from "../../../sim/world.ts";
import {
  planeLandscape,
  planeWorld,
  type PlaneWorldOptions,
} from "../../support/plane_landscape.ts";
import { energyOf } from "../../support/vehicle_energy.ts";

const KINDS = [[car, CAR], [fourByFour, FOUR_BY_FOUR]] as const;
/** Room for a hundred metres of braking. */
const WIDE = 8000;

function pedals(steer: number, throttle: number, brake: number) {
  return { steer, throttle, brake };
}

/** A vehicle on a wide plane that goes straight ahead along +x at that speed. */
function running(speed: number, options: PlaneWorldOptions): World {
  const world = planeWorld({ size: WIDE, ...options });
  while (world.vehicle.speed < speed) {
    assert.ok(world.tick < 6000, `${world.vehicle.kind.name} stays at ${world.vehicle.speed} m/s`);
    world.step(pedals(0, 0.7, 0));
  }
  return world;
}

function near(value: number, expected: number, share: number, what: string): void {
  assert.ok(
    Math.abs(value - expected) <= share * Math.abs(expected),
    `${what}: ${value}, theory says ${expected}`,
  );
}

function travelled(world: World, from: readonly number[]): number {
  const to = world.vehicle.worldFromBody.position;
  return Math.hypot(...to.map((value, k) => value - from[k]!));
}

Deno.test("Cars rest at their ride height, each wheel under its share of the weight", () => {
  for (const [kind, { wheels, shape }] of KINDS) {
    const { vehicle } = planeWorld({ vehicle: kind });
    assert.ok(Math.abs(vehicle.worldFromBody.position[2] - kind.rideHeight) < 1e-4);
    vehicle.wheels.forEach(({ load, rise }, k) => {
      near(load, wheels[k]!.usualLoad, 1e-3, `load of wheel ${k}`);
      assert.ok(Math.abs(rise) < 1e-4);
    });
    const [front, rear] = [wheels[0]!, wheels[2]!];
    const sum = 2 * front.usualLoad + 2 * rear.usualLoad;
    near(sum, shape.mass * GRAVITY, 1e-12, "weight");
    near(front.usualLoad * front.hub[0], -rear.usualLoad * rear.hub[0], 1e-12, "moments");
  }
});

Deno.test("Cars stop within v^2 / (2 mu g) to 10 %, straight, on dry and wet ground", () => {
  const grounds: [LabelName, string][] = [
    ["road", "clear"],
    ["road", "rain"],
    ["road", "snow"],
    ["gravel", "clear"],
    ["snow", "clear"],
  ];
  for (const [vehicle] of KINDS) {
    for (const [label, weather] of grounds) {
      for (const wanted of [8, 15, 23]) {
        const world = running(wanted, { vehicle, label, weather });
        const { speed } = world.vehicle;
        const from = world.vehicle.worldFromBody.position;
        for (let k = 0; k < 1500 && world.vehicle.speed > 0; k++) world.step(pedals(0, 0, 1));
        const friction = labelNamed(label).friction * world.weather.friction(label);
        const what = `${vehicle.name} on ${label}, ${weather}, from ${speed} m/s`;
        near(travelled(world, from), speed ** 2 / (2 * friction * GRAVITY), 0.1, what);
        assert.ok(Math.abs(world.vehicle.worldFromBody.position[1] - from[1]) < 0.01, what);
      }
    }
  }
});

Deno.test("Cars that brake in a bend still turn: the circle of friction is shared", () => {
  for (const [vehicle] of KINDS) {
    const world = running(15, { vehicle, label: "road" });
    const from = world.vehicle.worldFromBody.position;
    for (let k = 0; k < 75; k++) world.step(pedals(0.25, 0, 1));
    const to = world.vehicle.worldFromBody.position;
    assert.ok(to[1] - from[1] > 0.3, `${vehicle.name} goes ${to[1] - from[1]} m to the left`);
    // Whatever the mixture, the tyres give no more than mu g.
    const least = 15 ** 2 / (2 * 0.9 * GRAVITY);
    for (let k = 0; k < 200; k++) world.step(pedals(0.25, 0, 1));
    assert.ok(travelled(world, from) > 0.85 * least);
  }
});

Deno.test("Cars corner at v angle / (L + K v^2) to 10 %, K by their tyres' stiffnesses", () => {
  for (const [vehicle, design] of KINDS) {
    const { base, lock } = design.steering;
    const understeer = understeerOf(design);
    for (const wanted of [5, 10, 18, 25]) {
      const across = 2;
      const angle = (base + understeer * wanted ** 2) * across / wanted ** 2;
      const world = running(wanted, { vehicle, label: "road" });
      let sum = 0, held = 0, rate = 0;
      for (let k = 0; k < 420; k++) {
        const error = wanted - world.vehicle.speed;
        sum += error * TICK;
        const throttle = Math.max(0, Math.min(1, 0.3 * error + 0.2 * sum));
        world.step(pedals(angle / lock, throttle, 0));
        if (k >= 300) held += world.vehicle.speed / 120, rate += world.vehicle.yawRate / 120;
      }
      near(held, wanted, 0.05, `${vehicle.name}'s speed in the bend`);
      const expected = held * angle / (base + understeer * held ** 2);
      near(rate, expected, 0.1, `${vehicle.name}'s yaw rate at ${wanted} m/s`);
    }
  }
});

Deno.test("Cars never go round a circle faster than v^2 / r = mu g", () => {
  for (const [vehicle] of KINDS) {
    for (const label of ["road", "snow"] as const) {
      const world = running(12, { vehicle, label });
      const friction = labelNamed(label).friction;
      let most = 0;
      let [vx, vy] = world.vehicle.velocity;
      for (let k = 0; k < 600; k++) {
        world.step(pedals(0.7, 0.3, 0));
        const [nx, ny] = world.vehicle.velocity;
        // Centripetal acceleration over a quarter of a second, from the turning of the velocity.
        if (k % 15 === 14) {
          const turned = Math.atan2(vx * ny - vy * nx, vx * nx + vy * ny);
          most = Math.max(most, Math.hypot(nx, ny) * Math.abs(turned) / (15 * TICK));
          [vx, vy] = [nx, ny];
        }
      }
      // Light loads grip a little better than usual ones.
      const limit = friction * GRAVITY;
      assert.ok(most < 1.05 * limit, `${vehicle.name} on ${label}: ${most} beyond ${limit} m/s^2`);
      assert.ok(most > 0.75 * limit, `${vehicle.name} on ${label}: only ${most} of ${limit} m/s^2`);
    }
  }
});

Deno.test("Cars coast down as rolling drag and air say", () => {
  for (const [kind, { shape, rotors, airDrag }] of KINDS) {
    for (const label of ["road", "gravel"] as const) {
      const { vehicle } = running(24, { vehicle: kind, label });
      const { speed } = vehicle;
      const from = vehicle.worldFromBody.position[0];
      for (let k = 0; k < 480; k++) vehicle.step(pedals(0, 0, 0), TICK, false);
      // The wheels' spin is energy too. m v v' = -(F + c v^2) v gives the way between two speeds.
      const spinning = rotors.reduce((sum, { inertia, radius }) => sum + inertia / radius ** 2, 0);
      const force = labelNamed(label).rollingDrag * shape.mass * GRAVITY;
      const expected = (shape.mass + spinning) / (2 * airDrag) *
        Math.log((force + airDrag * speed ** 2) / (force + airDrag * vehicle.speed ** 2));
      near(
        vehicle.worldFromBody.position[0] - from,
        expected,
        0.03,
        `${kind.name} on ${label} down to ${vehicle.speed} m/s`,
      );
    }
  }
});

Deno.test("Cars that coast through water are slowed by its drag, in proportion to depth and speed", () => {
  for (const [kind, design] of KINDS) {
    for (const flood of [0.1, 0.4]) {
      const { vehicle } = running(3, { vehicle: kind, label: "road", flood });
      const mass = design.shape.mass +
        design.rotors.reduce((sum, { inertia, radius }) => sum + inertia / radius ** 2, 0);
      const rolling = labelNamed("road").rollingDrag * design.shape.mass * GRAVITY;
      let expected = vehicle.speed;
      for (let k = 0; k < 120; k++) {
        vehicle.step(pedals(0, 0, 0), TICK, false);
        const force = rolling + design.waterDrag * flood * expected +
          design.airDrag * expected ** 2;
        expected -= force / mass * TICK;
      }
      near(vehicle.speed, expected, 0.02, `${kind.name} in ${flood} m of water`);
    }
  }
});

Deno.test("Cars hold still on a 14 degree slope with their brakes on, and roll back without", () => {
  for (const [vehicle] of KINDS) {
    for (const yaw of [0, Math.PI / 2, Math.PI, -0.7]) {
      const world = planeWorld({ slopeDeg: 14, yaw, vehicle, label: "road" });
      // The springs settle first.
      for (let k = 0; k < 120; k++) world.step(pedals(0, 0, 1));
      const from = world.vehicle.worldFromBody.position;
      for (let k = 0; k < 600; k++) world.step(pedals(0, 0, 1));
      const crept = travelled(world, from);
      assert.ok(crept < 1e-3, `${vehicle.name}, heading ${yaw}: crept ${crept} m in 10 s`);
    }
    const world = planeWorld({ slopeDeg: 14, vehicle, label: "road" });
    for (let k = 0; k < 60; k++) world.step(pedals(0, 0, 0));
    assert.ok(world.vehicle.speed < -1);
  }
});

Deno.test("The 4x4 climbs what the car cannot", () => {
  const climb = (vehicle: typeof car, slopeDeg: number, label: LabelName) => {
    const world = planeWorld({ slopeDeg, vehicle, label, size: WIDE });
    for (let k = 0; k < 360; k++) world.step(pedals(0, 1, 0));
    return world.vehicle.speed;
  };
  assert.ok(climb(fourByFour, 25, "dirt") > 3);
  assert.ok(climb(fourByFour, 20, "grass") > 3);
  assert.ok(climb(car, 12, "road") > 3);
  // Two driven wheels carry little more than half the weight, less uphill.
  assert.ok(climb(car, 25, "dirt") < 0);
});

Deno.test("Cars' energy does not grow while they are thrown about unpowered", () => {
  for (const [kind, design] of KINDS) {
    let kept = 0;
    for (let seed = 0; seed < 12; seed++) {
      const random = randomStream(seed, "tests/throws");
      const within = (limit: number) => limit * (2 * random() - 1);
      let physics: RigidBodyPhysics | undefined;
      const landscape = planeLandscape({ slopeDeg: 20 * random(), label: "road", size: WIDE });
      const { vehicle } = new World({
        landscape,
        start: { x: 0, y: 0, yaw: within(Math.PI) },
        goal: { x: 1000, y: 0, radius: 1 },
        vehicle: kind,
        physics: (shape, obstacles) => physics = createCannonPhysics(shape, obstacles),
      });
      assert.ok(vehicle instanceof RoadVehicle && physics);
      // Forces that act for one substep only: a kick of metres per second, and a twist.
      const kick = kind.shape.mass * 4 / TICK;
      const [x, y, z] = vehicle.worldFromBody.position;
      physics.applyForce(within(15) * kick, within(5) * kick, 4 * random() * kick, x, y, z);
      physics.applyForce(0, within(0.6) * kick, within(0.3) * kick, x + 1, y, z);
      physics.applyForce(0, 0, within(0.6) * kick, x, y + 1, z);
      const steer = within(0.5);
      let least = Infinity, first = 0;
      for (let k = 0; k < 300; k++) {
        vehicle.step(pedals(steer, 0, 0), TICK, false);
        // Once it lies on its side, wheels lose and find the ground at once.
        if (vehicle.upright < 0.6) break;
        const now = energyOf(vehicle, design, landscape.terrain.height);
        if (k === 0) first = now;
        // A discrete step misjudges springs by a little; it must not add up.
        assert.ok(now < least + 1e-4 * first, `${kind.name}, ${seed}: ${least} J, then ${now} J`);
        least = Math.min(least, now);
      }
      assert.ok(least < 0.99 * first, "nothing was dissipated");
      if (vehicle.upright > 0.6) kept++;
    }
    assert.ok(kept > 6, `only ${kept} throws kept the ${kind.name} on its wheels`);
  }
});

Deno.test("Cars that are steered alike to both sides go mirrored ways", () => {
  for (const [vehicle] of KINDS) {
    const pair = [1, -1].map((side) => ({ side, world: planeWorld({ vehicle, label: "path" }) }));
    for (let k = 0; k < 300; k++) {
      const steer = 0.5 * Math.sin(k / 25), throttle = k < 200 ? 0.8 : 0;
      for (const { side, world } of pair) {
        // Short of the anti-lock valves, whose switching magnifies the last bits.
        world.step(pedals(side * steer, throttle, k < 200 ? 0 : 0.3));
      }
    }
    const [left, right] = pair.map(({ world }) => world.vehicle.worldFromBody.position);
    assert.ok(Math.abs(left![1]) > 0.3, `${left}`);
    const apart = Math.hypot(left![0] - right![0], left![1] + right![1], left![2] - right![2]);
    assert.ok(apart < 1e-6, `${vehicle.name}: ${left} and ${right}`);
  }
});

Deno.test("Cars refuse commands that are none", () => {
  const world = planeWorld({ vehicle: car });
  for (const bad of [pedals(1.1, 0, 0), pedals(0, NaN, 0), pedals(0, 0, -0.1)]) {
    assert.throws(() => world.step(bad), RangeError);
  }
  assert.throws(() => world.step({ linear: NaN, angular: 0 }), RangeError);
});
