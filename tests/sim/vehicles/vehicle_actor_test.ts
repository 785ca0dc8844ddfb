import assert from "node:assert/strict";
import { POSE_NUMBERS } from "../../../sim/actors/actor.ts";
import { ENTITY } from "../../../sim/entity_ids.ts";
import { compose, type Pose, rotate, type Vec3 } from "../../../sim/pose.ts";
import { shapeNamed, shapeNames } from "../../../sim/shapes/mod.ts";
import { car } from "../../../sim/vehicles/car.ts";
import { vehicleNamed, VEHICLES } from "../../../sim/vehicles/mod.ts";
import { type Vehicle } from "../../../sim/vehicles/vehicle.ts";
import { planeWorld } from "../../support/plane_landscape.ts";

/** Pose and glow of each part, as it is drawn. */
function partsOf(vehicle: Vehicle): (Pose & { glow: number; shape: string })[] {
  const { parts } = vehicle.actor;
  const out = new Float32Array(parts.length * POSE_NUMBERS);
  vehicle.writeParts(out, 0);
  return parts.map(({ shape }, k) => {
    const [x, y, z, glow, qx, qy, qz, qw] = out.subarray(k * POSE_NUMBERS) as unknown as number[];
    return { shape, position: [x!, y!, z!], orientation: [qx!, qy!, qz!, qw!], glow: glow! };
  });
}

function wheelsOf(vehicle: Vehicle) {
  return partsOf(vehicle).slice(-vehicle.wheels.length);
}

Deno.test("vehicleNamed() finds each kind and lists them for a stranger", () => {
  for (const kind of VEHICLES) assert.equal(vehicleNamed(kind.name), kind);
  assert.throws(() => vehicleNamed("boat"), /there are rover, four_by_four, car/);
});

Deno.test("Vehicle parts stand on the ground, wheels with their radius above it", () => {
  for (const kind of VEHICLES) {
    const { vehicle } = planeWorld({ vehicle: kind, yaw: 0.7, label: "road" });
    assert.equal(vehicle.actor.id, ENTITY.ego);
    const [hull] = partsOf(vehicle);
    assert.ok(Math.abs(hull!.position[2]) < 1e-3, `${kind.name}'s hull floats`);
    const wheels = wheelsOf(vehicle);
    wheels.forEach(({ position }, k) => {
      assert.ok(Math.abs(position[2] - vehicle.wheels[k]!.design.radius) < 2e-3);
    });
    // The hull's origin is the middle of the wheels.
    for (const axis of [0, 1]) {
      const mean = wheels.reduce((sum, { position }) => sum + position[axis]! / 4, 0);
      assert.ok(Math.abs(mean - hull!.position[axis]!) < 1e-3);
    }
  }
});

Deno.test("Vehicle parts are shapes of the library, wheels as large as they roll", () => {
  for (const kind of VEHICLES) {
    const { vehicle } = planeWorld({ vehicle: kind });
    const { parts } = vehicle.actor;
    for (const { shape } of parts) assert.ok(shapeNames().includes(shape), shape);
    for (const [k, { shape }] of parts.slice(-vehicle.wheels.length).entries()) {
      const { positions } = shapeNamed(shape, 0);
      let radius = 0;
      for (let at = 0; at < positions.length; at += 3) {
        radius = Math.max(radius, Math.hypot(positions[at]!, positions[at + 2]!));
      }
      assert.ok(
        Math.abs(radius - vehicle.wheels[k]!.design.radius) < 0.01,
        `${shape}: ${radius} m`,
      );
    }
  }
});

Deno.test("Vehicle wheels roll as far as it goes, steer, and turn their outer sides outwards", () => {
  for (const kind of VEHICLES) {
    const { vehicle } = planeWorld({ vehicle: kind, label: "road" });
    const before = vehicle.worldFromBody.position[0];
    const turned = vehicle.wheels.map((wheel) => wheel.turned);
    for (let k = 0; k < 200; k++) vehicle.step({ linear: 1, angular: 0 }, 1 / 60);
    const gone = vehicle.worldFromBody.position[0] - before;
    vehicle.wheels.forEach((wheel, k) => {
      const rolled = (wheel.turned - turned[k]!) * wheel.design.radius;
      assert.ok(Math.abs(rolled - gone) < 0.03 * gone, `${kind.name}: ${rolled} and ${gone} m`);
    });
    wheelsOf(vehicle).forEach(({ orientation }, k) => {
      const outwards = rotate(orientation, [0, 1, 0]);
      assert.ok(outwards[1] * vehicle.wheels[k]!.hub[1] > 0);
    });
  }
  const { vehicle } = planeWorld({ vehicle: car, label: "road" });
  for (let k = 0; k < 90; k++) vehicle.step({ steer: 1, throttle: 0, brake: 1 }, 1 / 60);
  const [left, , rear] = wheelsOf(vehicle).map(({ orientation }) => {
    const [x, y] = rotate(orientation, [0, 1, 0]);
    return Math.atan2(-x, y);
  });
  assert.ok(left! > 0.5 && Math.abs(rear!) < 1e-6, `${left} and ${rear}`);
});

Deno.test("Vehicle lamps burn when it brakes, and by night", () => {
  const glow = (hour: number, brake: number) => {
    const world = planeWorld({ vehicle: car, label: "road", hour });
    world.step({ steer: 0, throttle: 0, brake });
    const parts = partsOf(world.vehicle);
    const of = (name: string) => parts.find(({ shape }) => shape.endsWith(name))!.glow;
    return { head: of("head_lamps"), tail: of("tail_lamps") };
  };
  assert.deepEqual(glow(12, 0), { head: 0, tail: 0 });
  assert.deepEqual(glow(12, 0.5), { head: 0, tail: 1 });
  const night = glow(1, 0);
  assert.ok(night.head === 1 && night.tail > 0.2 && night.tail < 0.6);
});

Deno.test("Vehicle.footprint() is its collision box seen from above", () => {
  for (const kind of VEHICLES) {
    const { vehicle } = planeWorld({ vehicle: kind, yaw: 2.1, label: "road" });
    const footprint = vehicle.footprint();
    const { halfExtents: [ex, ey], middle = [0, 0, 0] } = kind.shape;
    const centre = compose(vehicle.worldFromBody, { position: middle, orientation: [0, 0, 0, 1] });
    assert.ok(
      Math.hypot(footprint.x - centre.position[0], footprint.y - centre.position[1]) < 1e-9,
    );
    assert.deepEqual([footprint.halfLength, footprint.halfWidth], [ex, ey]);
    assert.ok(Math.abs(footprint.yaw - 2.1) < 1e-6 && footprint.entity === ENTITY.ego);
    // The drawn box holds it.
    const { box } = vehicle.actor;
    assert.ok(box.halfExtents[0] >= ex && box.halfExtents[1] >= ey);
    assert.ok(Math.abs(box.centre[2] - box.halfExtents[2] + kind.rideHeight) < 1e-9);
  }
});

Deno.test("Vehicle landmarks lie on what they name: wheels at their hubs, all near a vertex or a hub", () => {
  for (const kind of VEHICLES) {
    const { vehicle } = planeWorld({ vehicle: kind, yaw: -1.1, label: "road" });
    const { landmarks, box } = vehicle.actor;
    const parts = partsOf(vehicle);
    assert.ok(landmarks.length >= 10, `${kind.name} has ${landmarks.length}`);
    assert.equal(new Set(landmarks.map(({ name }) => name)).size, landmarks.length);
    const places = new Map(landmarks.map(({ name, part, at }) => {
      const identity = { position: at, orientation: [0, 0, 0, 1] } as const;
      const world = compose(parts[part]!, identity).position;
      // In the body's frame.
      const { position, orientation: [x, y, z, w] } = vehicle.worldFromBody;
      const back = world.map((value, axis) => value - position[axis]!) as unknown as Vec3;
      return [name, rotate([-x, -y, -z, w], back)] as const;
    }));
    const wheels = ["front_left", "front_right", "rear_left", "rear_right"];
    wheels.forEach((name, k) => {
      const [x, y] = places.get(`${name}_wheel`)!;
      const [hx, hy] = vehicle.wheels[k]!.hub;
      assert.ok(Math.hypot(x - hx, y - hy) < 1e-3, `${kind.name}: ${name}`);
    });
    for (const [name, place] of places) {
      place.forEach((value, axis) => {
        const out = Math.abs(value - box.centre[axis]!) - box.halfExtents[axis]!;
        // Mirrors stand out of what collides.
        assert.ok(out < 0.3, `${kind.name}'s ${name} lies ${out} m outside its box`);
      });
      const twin = name.endsWith("_left") ? places.get(name.replace("_left", "_right")) : undefined;
      if (!twin || name.endsWith("wheel")) continue;
      assert.ok(place[1] > 0 && Math.abs(place[1] + twin[1]) < 1e-3, `${kind.name}: ${name}`);
    }
    // Landmarks of the body lie on its surface: near one of its faces.
    const { positions, indices } = shapeNamed(vehicle.actor.parts[0]!.shape, 0);
    for (const { name, part, at } of landmarks) {
      if (part !== 0) continue;
      let nearest = Infinity;
      for (let i = 0; i < indices.length; i += 3) {
        const corners = [0, 1, 2].map((k) => {
          const v = 3 * indices[i + k]!;
          return [positions[v]!, positions[v + 1]!, positions[v + 2]!] as Vec3;
        });
        for (let u = 0; u <= 8; u++) {
          for (let v = 0; u + v <= 8; v++) {
            const point = [0, 1, 2].map((axis) =>
              (u * corners[0]![axis]! + v * corners[1]![axis]! + (8 - u - v) * corners[2]![axis]!) /
              8
            );
            nearest = Math.min(nearest, Math.hypot(...point.map((c, axis) => c - at[axis]!)));
          }
        }
      }
      assert.ok(nearest < 0.2, `${kind.name}'s ${name} hangs ${nearest} m in the air`);
    }
  }
});
