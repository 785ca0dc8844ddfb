import assert from "node:assert/strict";
import fc from "fast-check";
import { LAYOUTS } from "../../../sim/roads/layouts/mod.ts";
import { createRoadLandscape } from "../../../sim/roads/road_landscape.ts";

const graphs = LAYOUTS.map(({ name }) => createRoadLandscape(6, name).roads.lanes);

Deno.test("placesNear() finds every lane that a search of all segments finds, nearest first", () => {
  fc.assert(
    fc.property(
      fc.nat({ max: graphs.length - 1 }),
      fc.nat(),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: -9, max: 9, noNaN: true }),
      fc.double({ min: 1, max: 10, noNaN: true }),
      (kind, pick, share, aside, reach) => {
        const graph = graphs[kind]!;
        const from = graph.lanes[pick % graph.lanes.length]!;
        const at = graph.point(from.id, share * from.length, { x: 0, y: 0, yaw: 0, curvature: 0 });
        const px = at.x - aside * Math.sin(at.yaw), py = at.y + aside * Math.cos(at.yaw);
        const found = graph.placesNear(px, py, reach);
        for (let k = 1; k < found.length; k++) {
          assert.ok(Math.abs(found[k - 1]!.d) <= Math.abs(found[k]!.d));
        }
        for (const { id, x, y, spacing } of graph.lanes) {
          // The nearest of points 1 cm apart; the perpendicular's foot unless it is an end.
          let best = Infinity, s = 0;
          for (let k = 0; k + 1 < x.length; k++) {
            if (Math.hypot(px - x[k]!, py - y[k]!) > reach + 2) continue;
            for (let t = 0; t <= 1; t += 0.01 / spacing) {
              const qx = x[k]! + t * (x[k + 1]! - x[k]!), qy = y[k]! + t * (y[k + 1]! - y[k]!);
              const d = Math.hypot(px - qx, py - qy);
              if (d < best) best = d, s = (k + t) * spacing;
            }
          }
          const place = found.find(({ lane }) => lane === id);
          if (Math.abs(best - reach) < 0.05) continue;
          const atEnd = (along: number) => along < 0.05 || along > graph.lanes[id]!.length - 0.05;
          // A foot right at an end may count or not.
          if (best > reach || atEnd(s)) {
            assert.ok(!place || atEnd(s), `lane ${id} at ${place?.s}`);
          } else {
            assert.ok(place, `lane ${id} missed at ${s}`);
            assert.ok(Math.abs(Math.abs(place.d) - best) < 0.03, `${place.d} against ${best}`);
            assert.ok(Math.abs(place.s - s) < 0.7);
          }
        }
      },
    ),
    { numRuns: 120 },
  );
});

Deno.test("signalAt() repeats with its period and shows its states in order", () => {
  const graph = graphs.find(({ signals }) => signals.length > 0)!;
  const order = ["red", "red_amber", "green", "amber"];
  for (const { id, period } of graph.signals) {
    let before = graph.signalAt(id, 0);
    for (let time = 0.1; time < 2 * period; time += 0.1) {
      const now = graph.signalAt(id, time);
      assert.equal(now, graph.signalAt(id, time + 3 * period));
      assert.equal(now, graph.signalAt(id, time - 2 * period));
      if (now !== before) {
        assert.equal(order[(order.indexOf(before) + 1) % 4], now, `${before} to ${now} at ${time}`);
      }
      before = now;
    }
  }
});
