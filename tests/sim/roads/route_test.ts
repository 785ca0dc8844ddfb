import assert from "node:assert/strict";
import fc from "fast-check";
import { randomStream } from "../../../sim/random.ts";
import { type LaneGraph } from "../../../sim/roads/lane_graph.ts";
import { LAYOUTS } from "../../../sim/roads/layouts/mod.ts";
import { createRoadLandscape } from "../../../sim/roads/road_landscape.ts";
import {
  CHANGE_COST,
  CHANGE_LENGTH,
  planRoute,
  type Route,
  RouteLine,
  wander,
} from "../../../sim/roads/route.ts";
import { gridTown, LaneGraphBuilder, ringRoad } from "../../support/lane_graphs.ts";

const graphs = LAYOUTS.map(({ name }) => createRoadLandscape(6, name).roads.lanes);

/** What a route costs, and that its legs hang together. */
function costOf(graph: LaneGraph, { legs, length }: Route): number {
  let start = 0, changes = 0;
  legs.forEach((leg, k) => {
    const lane = graph.lanes[leg.lane]!;
    assert.ok(Math.abs(leg.start - start) < 1e-9 && leg.from <= leg.to + 1e-9);
    assert.ok(leg.from > -1e-9 - CHANGE_LENGTH && leg.to < lane.length + 1e-9);
    start += leg.to - leg.from;
    const before = legs[k - 1];
    if (!before) return assert.ok(!leg.changed);
    const from = graph.lanes[before.lane]!;
    if (leg.changed) {
      changes++;
      assert.ok(from.left === leg.lane || from.right === leg.lane);
    } else {
      assert.ok(from.next.includes(leg.lane) && leg.from === 0);
      assert.ok(Math.abs(before.to - from.length) < 1e-9);
    }
  });
  assert.ok(Math.abs(length - start) < 1e-9);
  return length + CHANGE_COST * changes;
}

/** The least cost from a place to another by trying every way of so many steps: not an algorithm to be wrong. */
function leastCost(
  graph: LaneGraph,
  from: { lane: number; s: number },
  to: { lane: number; s: number },
  steps: number,
): number {
  const { lane, s } = from;
  const { length, next, left, right } = graph.lanes[lane]!;
  let least = lane === to.lane && s <= to.s ? to.s - s : Infinity;
  if (steps === 0) return least;
  for (const then of next) {
    least = Math.min(least, length - s + leastCost(graph, { lane: then, s: 0 }, to, steps - 1));
  }
  for (const beside of [left, right]) {
    if (beside < 0) continue;
    const other = graph.lanes[beside]!;
    const at = s * other.length / length + CHANGE_LENGTH;
    if (at > other.length) continue;
    const rest = leastCost(graph, { lane: beside, s: at }, to, steps - 1);
    least = Math.min(least, CHANGE_LENGTH + CHANGE_COST + rest);
  }
  return least;
}

Deno.test("planRoute() costs as little as the best of all ways on small random graphs", () => {
  let found = 0, changed = 0;
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 20, max: 160 }), { minLength: 4, maxLength: 6 }),
      fc.array(fc.tuple(fc.nat(5), fc.nat(5)), { minLength: 3, maxLength: 9 }),
      fc.array(fc.nat(4), { maxLength: 2 }),
      fc.tuple(fc.nat(5), fc.double({ min: 0, max: 1, noNaN: true })),
      fc.tuple(fc.nat(5), fc.double({ min: 0, max: 1, noNaN: true })),
      (lengths, joins, neighbours, [startLane, startShare], [endLane, endShare]) => {
        const builder = new LaneGraphBuilder();
        const count = lengths.length;
        lengths.forEach((length, k) => builder.straight([0, 10 * k], [length, 10 * k]));
        for (const [a, b] of joins) if (a < count && b < count) builder.join(a, b);
        for (const left of neighbours) if (left + 1 < count) builder.beside(left, left + 1);
        const graph = builder.build();
        const place = (lane: number, share: number) => {
          const id = lane % count;
          return { lane: id, s: share * lengths[id]!, d: 0 };
        };
        const from = place(startLane, startShare), to = place(endLane, endShare);
        const route = planRoute(graph, from, to);
        // No cheapest way enters more lanes than this: it would come back to one.
        const least = leastCost(graph, from, to, 8);
        if (!route) return assert.equal(least, Infinity);
        found++;
        if (route.legs.some((leg) => leg.changed)) changed++;
        assert.ok(
          Math.abs(costOf(graph, route) - least) < 1e-6,
          `${costOf(graph, route)} ${least}`,
        );
        assert.equal(route.legs[0]!.from, from.s);
        assert.ok(Math.abs(route.legs.at(-1)!.to - to.s) < 1e-9);
      },
    ),
    { numRuns: 400 },
  );
  assert.ok(found > 100 && changed > 10, `${found} ways, ${changed} with changes`);
});

Deno.test("planRoute() goes once around where the goal lies behind, and nowhere where no way leads", () => {
  const ring = ringRoad(40);
  const route = planRoute(ring, { lane: 0, s: 50, d: 0 }, { lane: 0, s: 20, d: 0 })!;
  const around = ring.lanes[0]!.length + ring.lanes[1]!.length;
  assert.ok(Math.abs(route.length - (around - 30)) < 1e-9);
  const town = gridTown(1, 1, () => "none");
  const exit = town.lanes.findIndex(({ next }) => next.length === 0);
  const entry = town.lanes.findIndex(({ previous }) => previous.length === 0);
  assert.equal(planRoute(town, { lane: exit, s: 0, d: 0 }, { lane: entry, s: 5, d: 0 }), null);
});

Deno.test("wander() follows lanes as far as asked for, or to where roads end", () => {
  fc.assert(
    fc.property(fc.nat(graphs.length - 1), fc.nat(), fc.nat(1000), (kind, pick, seed) => {
      const graph = graphs[kind]!;
      const lane = pick % graph.lanes.length;
      const s = 0.4 * graph.lanes[lane]!.length;
      const route = wander(graph, { lane, s, d: 0 }, 300, randomStream(seed, "tests/wander"));
      costOf(graph, route);
      assert.equal(route.legs[0]!.from, s);
      const ended = graph.lanes[route.legs.at(-1)!.lane]!.next.length === 0;
      assert.ok(Math.abs(route.length - 300) < 1e-6 || (ended && route.length < 300));
    }),
    { numRuns: 60 },
  );
});

Deno.test("RouteLine is a sample per metre, without a jump or a kink, on the lanes it names", () => {
  graphs.forEach((graph, kind) => {
    const random = randomStream(kind, "tests/route_line");
    for (let trial = 0; trial < 8; trial++) {
      const lane = Math.floor(random() * graph.lanes.length);
      const route = wander(graph, { lane, s: 1, d: 0 }, 250, random);
      if (route.length < 20) continue;
      const line = new RouteLine(graph, route);
      assert.equal(line.length, Math.floor(route.length));
      for (let i = 0; i < line.x.length; i++) {
        const on = graph.placesNear(line.x[i]!, line.y[i]!, 1)
          .find((place) => place.lane === line.lane[i]);
        assert.ok(on && Math.abs(on.d) < 0.05, `sample ${i} lies ${on?.d} m beside its lane`);
        assert.equal(line.speedLimit[i], graph.lanes[line.lane[i]!]!.speedLimit);
        if (i === 0) continue;
        const step = Math.hypot(line.x[i]! - line.x[i - 1]!, line.y[i]! - line.y[i - 1]!);
        assert.ok(Math.abs(step - 1) < 0.06, `sample ${i} lies ${step} m on`);
        const turn = line.yaw[i]! - line.yaw[i - 1]!;
        assert.ok(Math.abs(Math.atan2(Math.sin(turn), Math.cos(turn))) < 0.35, `${turn} rad`);
      }
    }
  });
});

Deno.test("RouteLine of a ring has its curvature, and place() gives back what it is asked for", () => {
  const radius = 30, ring = ringRoad(radius);
  const line = new RouteLine(ring, wander(ring, { lane: 0, s: 0, d: 0 }, 180, () => 0));
  for (let i = 3; i < line.curvature.length - 3; i++) {
    assert.ok(Math.abs(line.curvature[i]! * radius - 1) < 0.02, `${i}: ${line.curvature[i]}`);
  }
  fc.assert(fc.property(
    fc.double({ min: 10, max: 160, noNaN: true }),
    fc.double({ min: -4, max: 4, noNaN: true }),
    (s, d) => {
      const angle = s / radius;
      const [x, y] = [(radius - d) * Math.cos(angle), (radius - d) * Math.sin(angle)];
      const place = line.place(x, y, s - 8, 16);
      assert.ok(Math.abs(place.s - s) < 0.1 && Math.abs(place.d - d) < 0.03, `${place.s} ${s}`);
    },
  ));
});

Deno.test("RouteLine changes lanes smoothly, over 30 m and from middle to middle", () => {
  const builder = new LaneGraphBuilder();
  const left = builder.straight([0, 3.5], [200, 3.5]);
  const right = builder.straight([0, 0], [200, 0]);
  builder.beside(left, right);
  const graph = builder.build();
  const route = planRoute(graph, { lane: right, s: 20, d: 0 }, { lane: left, s: 150, d: 0 })!;
  const line = new RouteLine(graph, route);
  assert.ok(Math.abs(line.y[0]!) < 1e-9 && Math.abs(line.y.at(-1)! - 3.5) < 1e-9);
  for (let i = 1; i < line.x.length; i++) {
    assert.ok(Math.abs(line.x[i]! - line.x[i - 1]! - 1) < 1e-9);
    assert.ok(line.y[i]! >= line.y[i - 1]! - 1e-9);
    if (i >= CHANGE_LENGTH) assert.ok(Math.abs(line.y[i]! - 3.5) < 1e-9, `${i}: ${line.y[i]}`);
    // The steepest slope of a smooth step is half as much again as its mean.
    assert.ok(Math.abs(line.yaw[i]!) < 1.5 * 3.5 / CHANGE_LENGTH + 0.005);
    // Its curvature is at most 6 h / l^2.
    assert.ok(Math.abs(line.curvature[i]!) < 6 * 3.5 / CHANGE_LENGTH ** 2 + 0.001);
  }
});
