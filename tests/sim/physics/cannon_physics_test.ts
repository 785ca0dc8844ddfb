import assert from "node:assert/strict";
import { createCannonPhysics } from "../../../sim/physics/cannon_physics.ts";
import { type BodyShape, GRAVITY, NO_OBSTACLES } from "../../../sim/physics/rigid_body.ts";
import { createProp, type Prop } from "../../../sim/props/prop.ts";

const shape: BodyShape = { mass: 50, inertia: [2, 4, 5], halfExtents: [0.5, 0.3, 0.1] };
const DT = 1 / 240;
const HEIGHT = 0.4;

function body(props: readonly Prop[] = []) {
  const physics = createCannonPhysics(shape, { ...NO_OBSTACLES, posts: () => props });
  physics.place([0, 0, HEIGHT], [0, 0, 0, 1]);
  return physics;
}

Deno.test("createCannonPhysics() falls as gravity says", () => {
  const physics = body();
  for (let k = 0; k < 240; k++) physics.step(DT);
  assert.ok(Math.abs(physics.state.velocity[2]! + GRAVITY) < 1e-9);
  // Semi-implicit Euler is ahead of the parabola by half a step's worth.
  const expected = HEIGHT - GRAVITY / 2 * (1 + DT);
  assert.ok(Math.abs(physics.state.position[2]! - expected) < 1e-9);
});

Deno.test("RigidBodyPhysics.applyForce() at an arm turns the body by its own moments", () => {
  const physics = body();
  // 8 N upwards, half a metre ahead: nose up, a torque of -4 N m about y.
  physics.applyForce(0, 0, 8, 0.5, 0, HEIGHT);
  physics.step(DT);
  const { velocity, angularVelocity } = physics.state;
  assert.ok(Math.abs(angularVelocity[1]! + 4 / shape.inertia[1] * DT) < 1e-12);
  assert.ok(Math.abs(velocity[2]! - (8 / shape.mass - GRAVITY) * DT) < 1e-12);
  const spin = angularVelocity[1]!;
  physics.step(DT);
  // A force lasts one step only.
  assert.ok(Math.abs(physics.state.angularVelocity[1]! - spin) < 1e-12);
});

Deno.test("RigidBodyPhysics stops the body at a prop and reports the touch", () => {
  const at = { kind: "boulder", variant: 0, x: 1.5, y: 0, yaw: 0, scale: 1 } as const;
  const boulder = createProp(at, 3, 0);
  const physics = body([boulder]);
  let touches = 0, fastest = 0;
  for (let k = 0; k < 480; k++) {
    // Held up against gravity, pushed on.
    physics.applyForce(40, 0, shape.mass * GRAVITY, ...positionOf(physics));
    physics.step(DT);
    for (const { entity, x, approach } of physics.contacts) {
      assert.equal(entity, boulder.id);
      assert.ok(Math.abs(x - 0.5) < 0.02);
      fastest = Math.max(fastest, approach);
      touches++;
    }
  }
  assert.ok(touches > 100);
  // The push makes sqrt(2 a s) of speed before the boulder's face.
  const reach = 1.5 - boulder.radius - 0.5;
  assert.ok(Math.abs(fastest - Math.sqrt(2 * 40 / shape.mass * reach)) < 0.05);
  assert.ok(Math.abs(physics.state.position[0]! - reach) < 0.01);
});

function positionOf(physics: ReturnType<typeof body>): [number, number, number] {
  const [x, y, z] = physics.state.position;
  return [x!, y!, z!];
}

Deno.test("RigidBodyPhysics.place() forgets motion", () => {
  const physics = body();
  physics.applyForce(100, 0, 0, 0, 0.2, HEIGHT);
  physics.step(DT);
  physics.place([3, 4, 5], [0, 0, 1, 0]);
  assert.deepEqual([...physics.state.position], [3, 4, 5]);
  assert.deepEqual([...physics.state.orientation], [0, 0, 1, 0]);
  assert.deepEqual([...physics.state.velocity, ...physics.state.angularVelocity], [
    0,
    0,
    0,
    0,
    0,
    0,
  ]);
});
