import assert from "node:assert/strict";
import { ENTITY } from "../../../sim/entity_ids.ts";
import { createTraffic } from "../../../sim/traffic/traffic.ts";
import { driveTraffic, overlaps, person, present } from "../../support/drive_traffic.ts";
import { type GridControl, gridTown, LaneGraphBuilder } from "../../support/lane_graphs.ts";

const flat = () => 0;

Deno.test("twenty minutes of a town pass without overlap or deadlock", () => {
  const kinds: readonly GridControl[] = ["signal", "stop", "yield", "none"];
  const town = gridTown(2, 2, (column, row) => kinds[column + 2 * row]!);
  const traffic = createTraffic(town, flat, { seed: 11, count: 60 });
  const { state } = traffic;
  let passes = 0;
  const lanes = Int32Array.from(state.lane);
  driveTraffic(traffic, 20 * 60, (tick) => {
    for (let v = 0; v < state.count; v++) {
      if (state.lane[v] !== lanes[v]) passes++;
      lanes[v] = state.lane[v]!;
    }
    if (tick % 20 === 0) assert.deepEqual(overlaps(traffic), [], `second ${tick / 60}`);
    if (tick % 3600 === 3599) {
      assert.ok(passes > 60, `minute ${(tick + 1) / 3600}: ${passes} lanes begun`);
      passes = 0;
    }
  });
  for (const array of state.dynamic) {
    for (let k = 0; k < array.length; k++) assert.ok(Number.isFinite(array[k]));
  }
});

Deno.test("nobody crosses a stop line at red", () => {
  const town = gridTown(1, 1, () => "signal");
  const traffic = createTraffic(town, flat, { seed: 2, count: 24 });
  const { state } = traffic;
  const before = new Float64Array(24).fill(-1);
  let crossed = 0;
  driveTraffic(traffic, 180, (tick) => {
    for (let v = 0; v < 24; v++) {
      const lane = town.lanes[state.lane[v]!];
      const toLine = lane?.control === "signal" ? lane.length - state.s[v]! - state.front[v]! : -1;
      if (before[v]! >= 0 && toLine < 0 && lane?.control === "signal") {
        crossed++;
        const shown = town.signalAt(lane.signal, tick / 60);
        assert.notEqual(shown, "red", `vehicle ${v} at ${tick / 60} s`);
      }
      before[v] = toLine;
    }
  });
  assert.ok(crossed > 20, `${crossed} crossed`);
});

Deno.test("everybody stands still at a stop line before going on", () => {
  const town = gridTown(1, 1, () => "stop");
  const traffic = createTraffic(town, flat, { seed: 5, count: 12 });
  const { state } = traffic;
  const stood = new Uint8Array(12), lanes = Int32Array.from(state.lane);
  let passed = 0;
  driveTraffic(traffic, 120, () => {
    for (let v = 0; v < 12; v++) {
      const was = town.lanes[lanes[v]!];
      if (state.lane[v] !== lanes[v]) {
        if (was?.control === "stop") {
          passed++;
          assert.equal(stood[v], 1, `vehicle ${v} rolled through`);
        }
        stood[v] = 0;
        lanes[v] = state.lane[v]!;
      }
      if (state.speed[v]! < 0.1 && was && was.length - state.s[v]! - state.front[v]! < 3) {
        stood[v] = 1;
      }
    }
  });
  assert.ok(passed >= 6, `${passed} passed a stop line`);
});

Deno.test("somebody on a crossing is let pass, and traffic goes on behind", () => {
  const builder = new LaneGraphBuilder();
  const lane = builder.straight([0, 0], [300, 0]);
  builder.crossing(lane, 150);
  for (const seed of [1, 2, 3, 4]) {
    const traffic = createTraffic(builder.build(), flat, { seed, count: 6 });
    // From 4 s on they walk over from the right, at 1.3 m/s; before, they stand at the kerb.
    const walker = (time: number) => {
      const y = -2.6 + 1.3 * Math.max(0, time - 4);
      return y > 6 ? null : person(151.5, y, 0, time < 4 ? 0 : 1.3);
    };
    let nearest = Infinity, later = 0;
    driveTraffic(traffic, 40, (tick) => {
      const at = walker(tick / 60);
      for (const v of present(traffic)) {
        const { x, halfLength } = traffic.footprint(v);
        const gap = Math.abs(151.5 - x) - halfLength;
        if (at && Math.abs(at.y) < 1.6) nearest = Math.min(nearest, gap);
        if (tick > 900 && x > 160 && x < 200) later++;
      }
    }, [walker]);
    assert.ok(nearest > 1, `seed ${seed}: a vehicle came within ${nearest} m`);
    assert.ok(later > 0, `seed ${seed}: nobody came through later`);
  }
});

Deno.test("who must yield waits for the ego vehicle on the main road", () => {
  const town = gridTown(1, 1, () => "yield");
  const minor = town.lanes.find(({ control }) => control === "yield")!;
  const traffic = createTraffic(town, flat, { seed: 1, count: 1, mix: { hatchback: 1 } });
  const { state } = traffic;
  state.lane[0] = minor.id;
  state.s[0] = minor.length - 40;
  state.d[0] = state.aim[0] = state.theta[0] = 0;
  state.speed[0] = 10;
  state.next[0] = minor.next[1]!;
  state.afterNext[0] = town.lanes[minor.next[1]!]!.next[0]!;
  // Along the main road, through the middle of the junction 7 s from now.
  const ego = (time: number) => ({
    ...person(12 * (time - 7), -1.75, 12, 0),
    entity: ENTITY.ego,
    halfLength: 2.3,
    halfWidth: 0.9,
  });
  let nearest = Infinity;
  driveTraffic(traffic, 20, (tick) => {
    if (state.lane[0]! < 0) return;
    const { x, y } = traffic.footprint(0);
    const at = ego(tick / 60);
    nearest = Math.min(nearest, Math.hypot(x - at.x, y - at.y));
  }, [ego]);
  assert.ok(nearest > 4, `it came within ${nearest} m of the ego vehicle`);
  assert.ok(state.odometer[0]! > 60, "it went on afterwards");
});
