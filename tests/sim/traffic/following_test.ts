import assert from "node:assert/strict";
import fc from "fast-check";
import { ENTITY } from "../../../sim/entity_ids.ts";
import { StateHash } from "../../../sim/state_hash.ts";
import { createTraffic } from "../../../sim/traffic/traffic.ts";
import { driveTraffic, overlaps, present } from "../../support/drive_traffic.ts";
import { LaneGraphBuilder, ringRoad, straightRoad } from "../../support/lane_graphs.ts";
import { LATERAL_LIMIT } from "../../../sim/traffic/lane_tables.ts";

const flat = () => 0;
const MIX = { hatchback: 4, coupe: 2, delivery_van: 1, box_truck: 1, city_bus: 1 };

Deno.test("a string of vehicles behind one that stops for good never collides, whatever the seed", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
      const traffic = createTraffic(ringRoad(60), flat, { seed, count: 14, mix: MIX });
      const { state } = traffic;
      driveTraffic(traffic, 45, (tick) => {
        // Its brakes fail to let go from 8 s on.
        if (tick >= 480) state.speed[0] = Math.max(0, state.speed[0]! - 8 / 60);
        if (tick % 5 === 0) assert.deepEqual(overlaps(traffic), [], `tick ${tick}`);
      });
      for (const v of present(traffic)) assert.ok(state.speed[v]! < 1.5, `${state.speed[v]}`);
    }),
    { numRuns: 8 },
  );
});

Deno.test("nobody hits the ego vehicle from behind, however it stops", () => {
  for (const seed of [1, 2, 3]) {
    const traffic = createTraffic(straightRoad(600), flat, { seed, count: 8 });
    // It drives at 12 m/s, then brakes at 8 m/s^2 and stands.
    const at = (time: number) => {
      const braked = Math.min(1.5, Math.max(0, time - 3));
      return 150 + 12 * Math.min(time, 3) + 12 * braked - 4 * braked * braked;
    };
    const ego = {
      entity: ENTITY.ego,
      y: 0,
      z: 0,
      yaw: 0,
      vy: 0,
      halfLength: 2.3,
      halfWidth: 0.9,
      height: 1.5,
    };
    const egoAt = (time: number) => {
      const speed = Math.max(0, 12 - 8 * Math.max(0, time - 3));
      return { ...ego, x: at(time), vx: time < 4.5 ? speed : 0 };
    };
    for (const v of present(traffic)) {
      // Those ahead of it drive away; those just behind it start with a safe gap.
      if (traffic.state.s[v]! > 115) traffic.state.s[v]! += 120;
    }
    let nearest = Infinity;
    driveTraffic(traffic, 30, (tick) => {
      const x = egoAt(tick / 60).x - ego.halfLength;
      for (const v of present(traffic)) {
        const { x: place, halfLength } = traffic.footprint(v);
        if (place < x) nearest = Math.min(nearest, x - place - halfLength);
      }
    }, [egoAt]);
    assert.ok(nearest > 0.3 && nearest < 6, `seed ${seed}: ${nearest} m`);
  }
});

Deno.test("equal seeds give equal traffic bit for bit, other seeds another", () => {
  const hashOf = (seed: number) => {
    const traffic = createTraffic(ringRoad(80, 2), flat, { seed, count: 30 });
    driveTraffic(traffic, 20);
    const hash = new StateHash();
    traffic.hashInto(hash);
    return hash.digest();
  };
  assert.equal(hashOf(5), hashOf(5));
  assert.notEqual(hashOf(5), hashOf(6));
});

Deno.test("cars change lanes around a slow truck, and none overlaps on the way", () => {
  const traffic = createTraffic(ringRoad(160, 2, { speedLimit: 22 }), flat, {
    seed: 3,
    count: 12,
    mix: { hatchback: 1 },
  });
  const { state } = traffic;
  const slow = 0;
  state.topSpeed[slow] = 6;
  let changes = 0, past = 0;
  const lanes = Int32Array.from(state.lane);
  driveTraffic(traffic, 90, (tick) => {
    for (let v = 0; v < 12; v++) {
      if (state.lane[v] !== lanes[v] && state.ghost[v] === lanes[v]) changes++;
      lanes[v] = state.lane[v]!;
    }
    if (tick % 10 === 0) assert.deepEqual(overlaps(traffic), []);
  });
  for (let v = 1; v < 12; v++) if (state.odometer[v]! > state.odometer[slow]! + 200) past++;
  assert.ok(changes >= 3, `${changes} changes`);
  assert.ok(past >= 9, `${past} of 11 got past`);
});

Deno.test("a following pair settles at the model's equilibrium gap", () => {
  const traffic = createTraffic(ringRoad(150), flat, { seed: 9, count: 2, mix: { saloon: 1 } });
  const { state } = traffic;
  state.topSpeed[0] = 7;
  state.keepsRight.fill(0);
  driveTraffic(traffic, 240);
  const [leader, follower] = [traffic.footprint(0), { ...traffic.footprint(1) }];
  const turned = (a: { x: number; y: number }) => Math.atan2(a.y, a.x);
  const one = turned(traffic.footprint(0)), two = turned(follower);
  const behind = (one - two + 4 * Math.PI) % (2 * Math.PI);
  const speed = state.speed[0]!;
  const desired = Math.min(13.9 * state.speedFactor[1]!, Math.sqrt(LATERAL_LIMIT * 150));
  const wanted = (state.minimumGap[1]! + speed * state.timeGap[1]!) /
    Math.sqrt(1 - (speed / desired) ** 4);
  const gap = behind * 150 - leader.halfLength - follower.halfLength;
  assert.ok(Math.abs(speed - 7) < 0.1);
  assert.ok(Math.abs(gap - wanted) < 0.15, `${gap} m, wanted ${wanted}`);
});

Deno.test("curves are driven at no more than the lateral limit", () => {
  const traffic = createTraffic(ringRoad(25, 1, { speedLimit: 30 }), flat, {
    seed: 1,
    count: 2,
    mix: { coupe: 1 },
  });
  driveTraffic(traffic, 40);
  for (const v of present(traffic)) {
    const lateral = traffic.state.speed[v]! ** 2 / 25;
    assert.ok(lateral < 1.02 * LATERAL_LIMIT && lateral > 0.7 * LATERAL_LIMIT, `${lateral}`);
  }
});

Deno.test("whoever leaves at the edge comes back at an entry after at least a tick under the ground", () => {
  const traffic = createTraffic(straightRoad(220), flat, { seed: 4, count: 3 });
  const out = new Float64Array(3 * 8);
  let below = 0, returned = 0;
  const away = [false, false, false];
  driveTraffic(traffic, 60, () => {
    traffic.writeBodies(out, 0);
    for (let v = 0; v < 3; v++) {
      const gone = out[8 * v + 2]! < -500;
      if (gone) below++;
      if (away[v] && !gone) {
        returned++;
        assert.ok(out[8 * v]! < 12, `it came back at x = ${out[8 * v]}`);
      }
      away[v] = gone;
    }
  });
  assert.ok(below > 0 && returned >= 3, `${below} ticks away, ${returned} returns`);
});

Deno.test("createTraffic() tells what it cannot do", () => {
  const ring = ringRoad(20);
  assert.throws(() => createTraffic(ring, flat, { seed: 1, count: 200 }), /Cannot place vehicle/);
  assert.throws(() => createTraffic(ring, flat, { seed: 1, count: 1.5 }), /wanted an integer/);
  assert.throws(
    () => createTraffic(ring, flat, { seed: 1, count: 1, mix: { tank: 1 } }),
    /Cannot find vehicle "tank": wanted one of city_car/,
  );
});

Deno.test("nobody changes lanes before something that comes from the lane before", () => {
  const builder = new LaneGraphBuilder();
  const lanes = [[0, 300], [300, 900]].map(([from, to]) => {
    const left = builder.straight([from!, 3.5], [to!, 3.5], { speedLimit: 25 });
    const right = builder.straight([from!, 0], [to!, 0], { speedLimit: 25 });
    builder.beside(left, right);
    return { left, right };
  });
  builder.join(lanes[0]!.left, lanes[1]!.left);
  builder.join(lanes[0]!.right, lanes[1]!.right);
  const graph = builder.build();
  const changesAt = (ego: number | null) => {
    const traffic = createTraffic(graph, flat, { seed: 4, count: 2, mix: { hatchback: 1 } });
    const { state } = traffic;
    // A slow one, and right behind it one that would rather pass, just past the seam.
    [60, 22].forEach((s, v) => {
      state.lane[v] = lanes[1]!.right;
      state.s[v] = s;
      state.d[v] = state.theta[v] = 0;
      state.ghost[v] = -1;
      state.speed[v] = 10;
      state.topSpeed[v] = v === 0 ? 10 : 25;
    });
    let changed = Infinity;
    const passer = (time: number) => ({
      entity: ENTITY.ego,
      x: ego! + 24 * time,
      y: 3.5,
      z: 0,
      yaw: 0,
      vx: 24,
      vy: 0,
      halfLength: 2.3,
      halfWidth: 0.9,
      height: 1.5,
    });
    driveTraffic(traffic, 6, (tick) => {
      if (state.lane[1] === lanes[1]!.left) changed = Math.min(changed, tick / 60);
    }, ego === null ? [] : [passer]);
    return changed;
  };
  const alone = changesAt(null);
  assert.ok(alone < 4, `changes after ${alone} s`);
  // It is still on the lane before, 25 m behind, when the other would change.
  const later = changesAt(297 - 24 * alone);
  assert.ok(later > alone + 0.8, `changes after ${later} s, ${alone} s where nobody comes`);
});
