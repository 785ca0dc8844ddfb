import assert from "node:assert/strict";
import { POSE_NUMBERS } from "../../../sim/actors/actor.ts";
import { labelNamed } from "../../../sim/labels.ts";
import { rotate } from "../../../sim/pose.ts";
import { shapeNamed } from "../../../sim/shapes/mod.ts";
import { CYCLIST } from "../../../sim/shapes/vehicles/cyclist_measures.ts";
import { crankAngle, legAngles } from "../../../sim/traffic/pedalling.ts";
import { createTraffic, type Traffic } from "../../../sim/traffic/traffic.ts";
import { VEHICLE_MODELS } from "../../../sim/traffic/vehicle_models.ts";
import { partsOf } from "../../../sim/traffic/vehicle_parts.ts";
import { driveTraffic } from "../../support/drive_traffic.ts";
import { ringRoad, straightRoad } from "../../support/lane_graphs.ts";

/** One vehicle of that model at the place where a straight road along +x has driven 50 m. */
function one(name: string, heightAt: (x: number, y: number) => number = () => 0): Traffic {
  const traffic = createTraffic(straightRoad(300), heightAt, {
    seed: 1,
    count: 1,
    mix: { [name]: 1 },
  });
  const { state } = traffic;
  state.lane[0] = 0;
  state.s[0] = 50;
  // In the middle: a cyclist who makes for the right would lean into the bend.
  state.keepsRight[0] = 0;
  return traffic;
}

function partPoses(traffic: Traffic): Float32Array {
  const parts = new Float32Array(POSE_NUMBERS * traffic.actors[0]!.parts.length);
  traffic.writeParts(parts, 0);
  return parts;
}

/** A place of a part in the world, from the table of its pose. */
function placed(poses: Float32Array, part: number, [x, y, z]: readonly number[]): number[] {
  const at = POSE_NUMBERS * part;
  const q = [poses[at + 4]!, poses[at + 5]!, poses[at + 6]!, poses[at + 7]!] as const;
  const turned = rotate(q, [x!, y!, z!]);
  return turned.map((value, axis) => value + poses[at + axis]!);
}

Deno.test("the box of every model is exact around its parts as they are placed", () => {
  for (const { name } of VEHICLE_MODELS) {
    const traffic = one(name);
    const { box, parts } = traffic.actors[0]!;
    const low = [Infinity, Infinity, Infinity], high = [-Infinity, -Infinity, -Infinity];
    // Over a whole turn of wheels and pedals.
    for (let k = 0; k < 24; k++) {
      traffic.state.odometer[0] = k * CYCLIST.development / 24;
      const poses = partPoses(traffic);
      parts.forEach(({ shape }, part) => {
        const { positions } = shapeNamed(shape, 0);
        for (let i = 0; i < positions.length; i += 3) {
          placed(poses, part, positions.slice(i, i + 3)).forEach((value, axis) => {
            low[axis] = Math.min(low[axis]!, value);
            high[axis] = Math.max(high[axis]!, value);
          });
        }
      });
    }
    for (let axis = 0; axis < 3; axis++) {
      const offset = axis === 0 ? 50 : 0;
      const from = box.centre[axis]! - box.halfExtents[axis]! + offset;
      const to = box.centre[axis]! + box.halfExtents[axis]! + offset;
      assert.ok(Math.abs(from - low[axis]!) < 0.012, `${name} axis ${axis}: ${from}, ${low[axis]}`);
      assert.ok(Math.abs(to - high[axis]!) < 0.012, `${name} axis ${axis}: ${to}, ${high[axis]}`);
    }
  }
});

Deno.test("wheels touch the ground and turn by the way over their radius", () => {
  for (const model of VEHICLE_MODELS) {
    const traffic = one(model.name);
    const wheels = partsOf(model).flatMap(({ role }, k) => role.endsWith("wheel") ? [k] : []);
    traffic.state.speed[0] = 5;
    const before = partPoses(traffic);
    driveTraffic(traffic, 0.4);
    const after = partPoses(traffic);
    const way = traffic.state.odometer[0]!;
    assert.ok(way > 1);
    for (const wheel of wheels) {
      const radius = model.size.wheelRadius;
      const height = after[POSE_NUMBERS * wheel + 2]!;
      assert.ok(Math.abs(height - radius) < 1e-6, `${model.name}: ${height} m`);
      // The hub moves as far as the tread rolls: a mark at the front of the rim goes down.
      const hub = (poses: Float32Array) => placed(poses, wheel, [0, 0, 0]);
      const mark = (poses: Float32Array) => placed(poses, wheel, [radius, 0, 0]);
      const angle = (poses: Float32Array) =>
        Math.atan2(mark(poses)[2]! - hub(poses)[2]!, mark(poses)[0]! - hub(poses)[0]!);
      const turned = (angle(before) - angle(after) + 20 * Math.PI) % (2 * Math.PI);
      const wanted = (way / radius) % (2 * Math.PI);
      const apart = Math.abs(turned - wanted);
      assert.ok(Math.min(apart, 2 * Math.PI - apart) < 1e-4, `${model.name}: ${turned}, ${wanted}`);
      assert.ok(Math.abs(hub(after)[0]! - hub(before)[0]! - way) < 1e-3);
    }
  }
});

Deno.test("bodies lean with the ground under their wheels", () => {
  const traffic = one("hatchback", (x, y) => 0.1 * x + 0.05 * y);
  const bodies = new Float64Array(POSE_NUMBERS);
  traffic.writeBodies(bodies, 0);
  const q = [bodies[4]!, bodies[5]!, bodies[6]!, bodies[7]!] as const;
  const [ux, uy, uz] = rotate(q, [0, 0, 1]);
  // The plane's normal.
  const norm = Math.hypot(0.1, 0.05, 1);
  assert.ok(Math.abs(ux + 0.1 / norm) < 2e-3 && Math.abs(uy + 0.05 / norm) < 2e-3 && uz > 0.99);
  assert.ok(Math.abs(bodies[2]! - 5) < 1e-6);
});

Deno.test("every model has at least 14 landmarks, each within its box and named once", () => {
  for (const { name } of VEHICLE_MODELS) {
    const traffic = one(name);
    const { landmarks, parts, box } = traffic.actors[0]!;
    const poses = partPoses(traffic);
    assert.ok(landmarks.length >= 14, `${name} has ${landmarks.length}`);
    assert.equal(new Set(landmarks.map((each) => each.name)).size, landmarks.length);
    for (const { name: point, part, at } of landmarks) {
      assert.ok(part < parts.length);
      placed(poses, part, at).forEach((value, axis) => {
        const inside = Math.abs(value - (axis === 0 ? 50 : 0) - box.centre[axis]!);
        assert.ok(inside <= box.halfExtents[axis]! + 1e-6, `${name}: ${point} lies outside`);
      });
    }
    const left = landmarks.find((each) => each.name.endsWith("_left"))!;
    const right = landmarks.find((each) => each.name === left.name.replace("left", "right"))!;
    assert.ok(placed(poses, left.part, left.at)[1]! > placed(poses, right.part, right.at)[1]!);
  }
});

Deno.test("a cyclist's ankles follow the pedals, thighs and shanks keep their length", () => {
  const leg = { thigh: 0, shank: 0, kneeX: 0, kneeZ: 0 };
  for (let k = 0; k < 36; k++) {
    const crank = 2 * Math.PI * k / 36;
    legAngles(crank, leg);
    const { hip, thigh, shank, bottomBracket, crank: arm } = CYCLIST;
    assert.ok(Math.abs(Math.hypot(leg.kneeX - hip[0], leg.kneeZ - hip[2]) - thigh) < 1e-9);
    const ankleX = leg.kneeX + shank * Math.sin(leg.shank);
    const ankleZ = leg.kneeZ - shank * Math.cos(leg.shank);
    const pedalX = bottomBracket[0] + arm * Math.cos(crank);
    const pedalZ = bottomBracket[2] - arm * Math.sin(crank);
    assert.ok(Math.hypot(ankleX - pedalX, ankleZ - pedalZ) < 0.13, `at ${crank}`);
    assert.ok(leg.thigh > leg.shank, "the knee bends forwards");
  }
  assert.ok(Math.abs(crankAngle(CYCLIST.development) - 2 * Math.PI) < 1e-12);
});

Deno.test("pedals, shoes and frame of a cyclist have their labels", () => {
  const { parts, label } = one("bicycle").actors[0]!;
  assert.equal(label, "bicycle");
  const riders = parts.filter((part) => part.label === "rider");
  assert.ok(riders.length >= 7 && parts.length - riders.length >= 5);
  assert.ok(riders.every(({ shape }) => shape.startsWith("rider_")));
  assert.notEqual(labelNamed("rider").id, labelNamed("person").id);
});

Deno.test("brake lamps burn while braking, headlamps by night", () => {
  const glowOf = (traffic: Traffic, role: string) => {
    const model = VEHICLE_MODELS[traffic.state.model[0]!]!;
    const part = partsOf(model).findIndex((each) => each.role === role);
    return partPoses(traffic)[POSE_NUMBERS * part + 3]!;
  };
  const day = one("saloon");
  day.state.speed[0] = 8;
  day.state.acceleration[0] = -2;
  assert.equal(glowOf(day, "tail_lamps"), 1);
  day.state.acceleration[0] = 0.5;
  assert.equal(glowOf(day, "tail_lamps"), 0);
  assert.equal(glowOf(day, "head_lamps"), 0);
  const byNight = (model: string) =>
    createTraffic(ringRoad(60), () => 0, { seed: 1, count: 1, mix: { [model]: 1 }, night: true });
  assert.equal(glowOf(byNight("saloon"), "head_lamps"), 1);
  // A bicycle has one lamp on its fork and one behind on its frame.
  for (const role of ["fork", "body"]) {
    assert.ok(glowOf(byNight("bicycle"), role) > 0.1, role);
    assert.equal(glowOf(one("bicycle"), role), 0);
  }
  assert.equal(glowOf(byNight("saloon"), "body"), 0);
});
