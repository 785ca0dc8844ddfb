import assert from "node:assert/strict";
import { type LabelName, labelNamed } from "../../../sim/labels.ts";
import { GRAVITY } from "../../../sim/physics/rigid_body.ts";
import { compose, inverse } from "../../../sim/pose.ts";
import { createProp } from "../../../sim/props/prop.ts";
import { ROVER } from "../../../sim/vehicles/rover_design.ts";
import { Rover } from "../../../sim/vehicles/rover.ts";
import { TICK, type World } from "../../../sim/world.ts";
import { planeWorld } from "../../support/plane_landscape.ts";

const STOP = { linear: 0, angular: 0, brake: true } as const;

function roverIn(world: World): Rover {
  assert.ok(world.vehicle instanceof Rover);
  return world.vehicle;
}

function drive(world: World, linear: number, angular: number, seconds: number): void {
  for (let k = 0; k < Math.round(seconds / TICK); k++) world.step({ linear, angular });
}

function place(world: World): readonly [number, number, number] {
  return world.vehicle.worldFromBody.position;
}

Deno.test("Rover rests at its ride height with a quarter of its weight on each wheel", () => {
  const world = planeWorld();
  assert.ok(Math.abs(place(world)[2] - ROVER.rideHeight) < 1e-3);
  for (const wheel of world.vehicle.wheels) {
    assert.ok(Math.abs(wheel.load - ROVER.mass * GRAVITY / 4) < 1);
  }
});

Deno.test("Rover follows speed and yaw-rate commands", () => {
  for (const label of ["grass", "path", "gravel", "rock", "mud"] as const) {
    const world = planeWorld({ label });
    drive(world, 1.3, 0, 3);
    assert.ok(Math.abs(world.vehicle.speed - 1.3) < 0.05, `${label}: ${world.vehicle.speed} m/s`);
    drive(world, 0.6, 0.7, 3);
    assert.ok(
      Math.abs(world.vehicle.yawRate - 0.7) < 0.06,
      `${label}: ${world.vehicle.yawRate} rad/s`,
    );
    drive(world, 0, -1.2, 3);
    assert.ok(Math.abs(world.vehicle.yawRate + 1.2) < 0.15, `${label}: ${world.vehicle.yawRate}`);
    drive(world, -0.8, 0, 3);
    assert.ok(
      Math.abs(world.vehicle.speed + 0.8) < 0.05,
      `${label}: ${world.vehicle.speed} m/s back`,
    );
  }
});

Deno.test("Rover.drive limits commands to its fastest", () => {
  const world = planeWorld({ label: "path" });
  drive(world, 50, 0, 4);
  assert.ok(world.vehicle.speed < ROVER.drive.maxSpeed * 1.05);
  assert.throws(() => world.step({ linear: NaN, angular: 0 }), RangeError);
  assert.throws(() => world.step({ linear: 0, angular: Infinity }), RangeError);
});

Deno.test("Rover stops within v^2 / (2 mu g), to 10 %", () => {
  for (const label of ["grass", "path", "gravel", "rock", "mud"] as const) {
    const world = planeWorld({ label });
    drive(world, 1.3, 0, 4);
    const speed = world.vehicle.speed;
    const [before] = place(world);
    // Until it first stands; then it nods on its springs.
    for (let k = 0; k < 120 && world.vehicle.speed > 0; k++) world.step(STOP);
    const expected = speed ** 2 / (2 * labelNamed(label).friction * GRAVITY);
    const stopped = place(world)[0] - before;
    assert.ok(
      Math.abs(stopped - expected) < 0.1 * expected,
      `${label}: stopped in ${stopped} m, theory says ${expected} m`,
    );
  }
});

Deno.test("Rover coasts unpowered as rolling drag says", () => {
  for (const label of ["grass", "gravel", "mud"] as const) {
    const world = planeWorld({ label });
    drive(world, 1.3, 0, 4);
    const speed = world.vehicle.speed;
    const [before] = place(world);
    for (let k = 0; k < 900; k++) world.vehicle.step({ linear: 0, angular: 0 }, TICK, false);
    // The wheels' spin is energy too: the moving mass is larger by J / r^2 per side.
    const mass = ROVER.mass + 2 * ROVER.drive.sideInertia / ROVER.wheels.radius ** 2;
    const force = labelNamed(label).rollingDrag * ROVER.mass * GRAVITY;
    const expected = mass * speed ** 2 / (2 * force);
    const rolled = place(world)[0] - before;
    assert.ok(
      Math.abs(rolled - expected) < 0.1 * expected,
      `${label}: rolled ${rolled} m, theory says ${expected} m`,
    );
  }
});

Deno.test("Rover with its brakes on does not creep on a 12 degree slope", () => {
  for (const yaw of [0, Math.PI / 2, Math.PI, -0.7]) {
    const world = planeWorld({ slopeDeg: 12, yaw });
    const before = place(world);
    for (let k = 0; k < 300; k++) world.step(STOP);
    const after = place(world);
    const moved = Math.hypot(...after.map((v, i) => v - before[i]!));
    assert.ok(moved < 0.002, `heading ${yaw}: moved ${moved} m in 5 s`);
  }
});

Deno.test("Rover that is told to stand does not roll back on a 15 degree slope", () => {
  const world = planeWorld({ slopeDeg: 15 });
  drive(world, 0.8, 0, 2);
  drive(world, 0, 0, 1);
  const before = place(world)[0];
  drive(world, 0, 0, 5);
  assert.ok(Math.abs(place(world)[0] - before) < 0.02);
});

Deno.test("Rover slides down where the slope is steeper than the friction angle", () => {
  // atan(0.35) is 19.3 degrees: mud cannot hold at 24.
  const world = planeWorld({ slopeDeg: 24, label: "mud" });
  const before = place(world)[0];
  for (let k = 0; k < 120; k++) world.step(STOP);
  const angle = 24 * Math.PI / 180;
  const acceleration = GRAVITY * (Math.sin(angle) - 0.35 * Math.cos(angle));
  // It was sliding for a second already while it settled.
  const expected = acceleration * (3 ** 2 - 1 ** 2) / 2 * Math.cos(angle);
  const slid = before - place(world)[0];
  assert.ok(Math.abs(slid - expected) < 0.1 * expected, `slid ${slid} m, theory ${expected} m`);
});

Deno.test("Rover climbs a 10 degree slope faster than 0.8 m/s", () => {
  for (const label of ["grass", "path", "gravel"] as const) {
    const world = planeWorld({ slopeDeg: 10, label });
    drive(world, 1.3, 0, 4);
    assert.ok(world.vehicle.speed > 0.8, `${label}: ${world.vehicle.speed} m/s`);
  }
});

Deno.test("Rover slips on mud where it climbs on grass", () => {
  const climb = (label: LabelName) => {
    const world = planeWorld({ slopeDeg: 21, label });
    drive(world, 1, 0, 4);
    const rim = (roverIn(world).spin[0]! + roverIn(world).spin[1]!) / 2 * ROVER.wheels.radius;
    return { speed: world.vehicle.speed, slip: rim - world.vehicle.speed };
  };
  const [grass, mud] = [climb("grass"), climb("mud")];
  assert.ok(grass.slip < 0.1 && grass.speed > 0.8, `grass: ${JSON.stringify(grass)}`);
  assert.ok(mud.slip > 0.3 && mud.speed < 0.3, `mud: ${JSON.stringify(mud)}`);
});

/** Kinetic, potential and elastic energy, joules. */
function energyOf(rover: Rover): number {
  const [vx, vy, vz] = rover.velocity;
  const [wx, wy, wz] = rover.angularVelocity;
  const { position, orientation: [qx, qy, qz, qw] } = rover.worldFromBody;
  // Angular velocity in the body frame: the conjugate turns it back.
  const tx = 2 * (-qy * wz + qz * wy), ty = 2 * (-qz * wx + qx * wz), tz = 2 * (-qx * wy + qy * wx);
  const bx = wx + qw * tx - qy * tz + qz * ty;
  const by = wy + qw * ty - qz * tx + qx * tz;
  const bz = wz + qw * tz - qx * ty + qy * tx;
  const box = (a: number, b: number) => ROVER.mass * (a * a + b * b) / 12;
  const [ix, iy, iz] = [box(0.7, 0.5), box(1.1, 0.5), box(1.1, 0.7)];
  let energy = ROVER.mass * (vx * vx + vy * vy + vz * vz) / 2 +
    (ix * bx * bx + iy * by * by + iz * bz * bz) / 2 + ROVER.mass * GRAVITY * position[2];
  for (const spin of rover.spin) energy += ROVER.drive.sideInertia * spin * spin / 2;
  for (const { strut: { compression }, patch } of rover.wheels) {
    energy += ROVER.wheels.stiffness * compression ** 2 / 2;
    energy += ROVER.wheels.bumpStopStiffness *
      Math.max(0, compression - ROVER.wheels.travel) ** 2 / 2;
    energy += ROVER.tyres.lateral * (patch.shearX ** 2 + patch.shearY ** 2) / 2;
  }
  return energy;
}

Deno.test("Rover's energy does not grow while unpowered", () => {
  for (const [slopeDeg, yaw] of [[0, 0], [9, 2.5], [14, 1.2]] as const) {
    const world = planeWorld({ slopeDeg, yaw, label: "path" });
    drive(world, 1.2, 0.5, 2);
    const first = energyOf(roverIn(world));
    let least = first;
    for (let k = 0; k < 240; k++) {
      world.vehicle.step({ linear: 0, angular: 0 }, TICK, false);
      const now = energyOf(roverIn(world));
      // A discrete step may misjudge springs by a little; it must not add up.
      assert.ok(now < least + 0.35, `slope ${slopeDeg}: energy rose from ${least} to ${now} J`);
      least = Math.min(least, now);
    }
    assert.ok(least < first - 5, `slope ${slopeDeg}: nothing was dissipated`);
  }
});

Deno.test("Rover stops at a boulder with its bumper pressed, backs off, and hits it again", () => {
  for (const kind of ["boulder", "bush", "tree"] as const) {
    const at = { kind, variant: 0, x: 4, y: 0.1, yaw: 0, scale: 1 };
    const prop = createProp(at, 0, 0);
    const world = planeWorld({ props: [prop] });
    drive(world, 1, 0, 6);
    const centre = compose(inverse(world.vehicle.worldFromBody), {
      position: [prop.x, prop.y, place(world)[2]],
      orientation: [0, 0, 0, 1],
    });
    const gap = centre.position[0] - prop.radius - ROVER.halfExtents[0];
    assert.ok(Math.abs(gap) < 0.02, `${kind}: front ${gap} m from its face`);
    assert.ok(world.vehicle.bumper.pressed && world.sensors.bumper.reading);
    assert.equal(world.collisions, 1);
    drive(world, -0.5, 0, 2);
    assert.ok(!world.vehicle.bumper.pressed && !world.sensors.bumper.reading);
    drive(world, 1, 0, 4);
    assert.equal(world.collisions, 2);
    assert.ok(world.vehicle.upright > 0.98);
  }
});

Deno.test("Rover that backs into a tree stops without pressing the front bumper", () => {
  const at = { kind: "tree", variant: 1, x: -3, y: 0, yaw: 0, scale: 1 } as const;
  const world = planeWorld({ props: [createProp(at, 0, 0)] });
  drive(world, -1, 0, 6);
  assert.ok(place(world)[0] > -2.5);
  assert.equal(world.collisions, 0);
});
