import assert from "node:assert/strict";
import fc from "fast-check";
import { wrapAngle } from "../../../sim/pose.ts";
import { type Lane } from "../../../sim/roads/lane_graph.ts";
import { LAYOUTS } from "../../../sim/roads/layouts/mod.ts";
import { createRoadLandscape, type RoadLandscape } from "../../../sim/roads/road_landscape.ts";
import { labelNamed } from "../../../sim/labels.ts";

const SEEDS = [0, 1, 2, 3, 5, 8];
const landscapes = LAYOUTS.flatMap(({ name }) =>
  SEEDS.map((seed) => ({ title: `${name} ${seed}`, landscape: createRoadLandscape(seed, name) }))
);

function each(check: (landscape: RoadLandscape, title: string) => void): void {
  for (const { landscape, title } of landscapes) check(landscape, title);
}

function end({ x, y, yaw }: Lane, last: boolean) {
  const k = last ? x.length - 1 : 0;
  return { x: x[k]!, y: y[k]!, yaw: yaw[k]! };
}

Deno.test("lanes end where the next ones begin, in place and heading", () => {
  each(({ roads: { lanes: { lanes } } }, title) => {
    for (const lane of lanes) {
      for (const id of lane.next) {
        const a = end(lane, true), b = end(lanes[id]!, false);
        const gap = Math.hypot(a.x - b.x, a.y - b.y);
        assert.ok(gap < 1e-3, `${title}: ${lane.id} to ${id}: ${gap} m apart`);
        const turn = Math.abs(wrapAngle(a.yaw - b.yaw));
        assert.ok(turn < 1e-3, `${title}: ${lane.id} to ${id}: ${turn} rad apart`);
        assert.ok(lanes[id]!.previous.includes(lane.id));
      }
    }
  });
});

Deno.test("samples of a lane lie evenly and point where the lane goes", () => {
  each(({ roads: { lanes: { lanes } } }, title) => {
    for (const { x, y, yaw, spacing, length, id } of lanes) {
      assert.ok(Math.abs(spacing * (x.length - 1) - length) < 1e-6);
      for (let k = 1; k < x.length; k++) {
        const dx = x[k]! - x[k - 1]!, dy = y[k]! - y[k - 1]!;
        const chord = Math.hypot(dx, dy);
        // A chord is shorter than its arc by the share (k s)^2 / 24.
        assert.ok(Math.abs(chord - spacing) < 0.015 * spacing, `${title}: lane ${id} sample ${k}`);
        const middle = (yaw[k]! + yaw[k - 1]!) / 2;
        const off = Math.abs(wrapAngle(Math.atan2(dy, dx) - middle));
        assert.ok(off < 0.02, `${title}: lane ${id} heads ${off} rad off at sample ${k}`);
      }
    }
  });
});

Deno.test("outside of junctions no bend asks for more than 3.5 m/s^2 at the speed limit", () => {
  each(({ roads: { lanes: { lanes } } }, title) => {
    for (const { yaw, spacing, speedLimit, inJunction, id } of lanes) {
      for (let k = 1; k < yaw.length && !inJunction; k++) {
        const curvature = Math.abs(yaw[k]! - yaw[k - 1]!) / spacing;
        const pull = speedLimit ** 2 * curvature;
        assert.ok(pull < 3.5, `${title}: lane ${id} at sample ${k}: ${pull} m/s^2`);
      }
    }
  });
});

Deno.test("vehicles as wide as a car stay on carriageway all along every lane", () => {
  const driven = new Set(
    (["road", "lane_marking", "crosswalk"] as const).map((name) => labelNamed(name).id),
  );
  each(({ roads: { lanes: { lanes } }, ground }, title) => {
    for (const { id, x, y, yaw } of lanes) {
      for (let k = 0; k < x.length; k++) {
        // Roads are cut off at right angles just past the edge of the map.
        if (Math.max(Math.abs(x[k]!), Math.abs(y[k]!)) > 256) continue;
        for (const u of [-0.95, 0, 0.95]) {
          const px = x[k]! - u * Math.sin(yaw[k]!), py = y[k]! + u * Math.cos(yaw[k]!);
          const label = ground.classAt(px, py);
          assert.ok(
            driven.has(label),
            `${title}: lane ${id} leaves the road at ${px}, ${py}: ${label}`,
          );
        }
      }
    }
  });
});

function conflicts(a: Lane, b: Lane): boolean {
  if (a.previous[0] === b.previous[0]) return false;
  if (a.next[0] === b.next[0]) return true;
  for (let i = 0; i < a.x.length; i++) {
    for (let j = 0; j < b.x.length; j++) {
      if (Math.hypot(a.x[i]! - b.x[j]!, a.y[i]! - b.y[j]!) < 2) return true;
    }
  }
  return false;
}

Deno.test("conflicting movements are never green together, and people never with vehicles", () => {
  let pairs = 0;
  each(({ roads: { lanes: graph, layout } }, title) => {
    const { lanes, signals, walks } = graph;
    const moving = (group: number, time: number) =>
      ["green", "amber"].includes(graph.signalAt(group, time));
    for (const junction of layout.junctions.filter(({ kind }) => kind === "signal")) {
      const inside = junction.approaches
        .flatMap((k) => layout.approaches[k]!.lanes).flatMap((id) => lanes[id]!.next)
        .map((id) => lanes[id]!);
      const groupOf = (lane: Lane) => lanes[lane.previous[0]!]!.signal;
      for (const a of inside) {
        for (const b of inside) {
          if (a.id >= b.id || groupOf(a) === groupOf(b) || !conflicts(a, b)) continue;
          pairs++;
          for (let time = 0; time < signals[groupOf(a)]!.period; time += 0.25) {
            assert.ok(!(moving(groupOf(a), time) && moving(groupOf(b), time)), title);
          }
        }
        for (const { walk } of [...a.crossings, ...lanes[a.next[0]!]!.crossings]) {
          const people = walks[walk]!.signal;
          assert.ok(people >= 0);
          for (let time = 0; time < signals[people]!.period; time += 0.25) {
            assert.ok(!(moving(people, time) && moving(groupOf(a), time)), title);
          }
        }
      }
    }
  });
  assert.ok(pairs > 100);
});

Deno.test("where no signal parts them, one of two conflicting ways yields to the other", () => {
  each(({ roads: { lanes: graph, layout } }, title) => {
    for (const { kind, approaches } of layout.junctions) {
      if (kind === "signal" || kind === "roundabout" || kind === "ramp") continue;
      const inside = approaches.flatMap((k) => layout.approaches[k]!.lanes)
        .flatMap((id) => graph.lanes[id]!.next).map((id) => graph.lanes[id]!);
      for (const a of inside) {
        for (const b of inside) {
          if (a.id >= b.id || !conflicts(a, b)) continue;
          const yields = [a.yieldTo.includes(b.id), b.yieldTo.includes(a.id)];
          assert.equal(yields.filter(Boolean).length, 1, `${title}: ${a.id} and ${b.id}`);
          // Whoever stands at a sign yields to whom none holds up.
          const control = (lane: Lane) => graph.lanes[lane.previous[0]!]!.control;
          if (control(a) === "none" && control(b) !== "none") assert.ok(yields[1]);
          if (control(b) === "none" && control(a) !== "none") assert.ok(yields[0]);
        }
      }
    }
  });
});

Deno.test("a roundabout's entries yield to the ring that they join", () => {
  const rings = landscapes.filter(({ landscape }) => landscape.roads.layout.kind === "roundabout");
  for (const { landscape: { roads: { lanes: { lanes }, layout } } } of rings) {
    const disc = layout.junctions[0]!;
    assert.equal(disc.kind, "roundabout");
    for (const k of disc.approaches) {
      for (const id of layout.approaches[k]!.lanes) {
        const entry = lanes[lanes[id]!.next[0]!]!;
        const joined = lanes[entry.next[0]!]!;
        const rival = joined.previous.find((before) => before !== entry.id)!;
        assert.deepEqual([...entry.yieldTo], [rival]);
        // The ring runs counter-clockwise.
        const { x, y, yaw } = end(joined, false);
        const bearing = Math.atan2(y - disc.y, x - disc.x);
        assert.ok(Math.abs(wrapAngle(yaw - bearing - Math.PI / 2)) < 1e-6);
      }
    }
  }
});

Deno.test("every lane is reached from the map's edge or a cycle, and leads to one", () => {
  each(({ roads: { lanes: { lanes } } }, title) => {
    const atEdge = ({ x, y }: { x: number; y: number }) => Math.max(Math.abs(x), Math.abs(y)) > 255;
    for (const lane of lanes) {
      if (lane.next.length === 0) assert.ok(atEdge(end(lane, true)), `${title}: ${lane.id} ends`);
      if (lane.previous.length === 0) assert.ok(atEdge(end(lane, false)), `${title}: ${lane.id}`);
    }
    const spread = (seeds: readonly number[], step: (lane: Lane) => readonly number[]) => {
      const seen = new Set(seeds), queue = [...seeds];
      for (const id of queue) {
        for (const other of step(lanes[id]!)) {
          if (!seen.has(other)) seen.add(other), queue.push(other);
        }
      }
      return seen;
    };
    const entries = lanes.filter(({ previous }) => previous.length === 0).map(({ id }) => id);
    const exits = lanes.filter(({ next }) => next.length === 0).map(({ id }) => id);
    assert.equal(spread(entries, ({ next }) => next).size, lanes.length, title);
    assert.equal(spread(exits, ({ previous }) => previous).size, lanes.length, title);
  });
});

Deno.test("neighbours run side by side, one lane's width apart", () => {
  each(({ roads: { lanes: graph } }, title) => {
    for (const lane of graph.lanes) {
      if (lane.left < 0) continue;
      const left = graph.lanes[lane.left]!;
      assert.equal(left.right, lane.id);
      for (const last of [false, true]) {
        const a = end(lane, last), b = end(left, last);
        const across = (b.y - a.y) * Math.cos(a.yaw) - (b.x - a.x) * Math.sin(a.yaw);
        const along = (b.x - a.x) * Math.cos(a.yaw) + (b.y - a.y) * Math.sin(a.yaw);
        assert.ok(across > 2.5 && across < 4.2, `${title}: ${across} m across`);
        assert.ok(Math.abs(along) < 0.05, `${title}: ${along} m along`);
      }
    }
  });
});

Deno.test("walks join where they say, and crossings lead from pavement to pavement", () => {
  each(({ roads: { lanes: { walks }, layout } }, title) => {
    const point = (id: number, atEnd: boolean) => {
      const { x, y } = walks[id]!;
      const k = atEnd ? x.length - 1 : 0;
      return [x[k]!, y[k]!] as const;
    };
    for (const { id, kind, atStart, atEnd } of walks) {
      for (const [others, last] of [[atStart, false], [atEnd, true]] as const) {
        const [x, y] = point(id, last);
        for (const other of others) {
          const gaps = [false, true].map((far) => {
            const [ox, oy] = point(other, far);
            return Math.hypot(ox - x, oy - y);
          });
          assert.ok(Math.min(...gaps) < 0.02, `${title}: walk ${id} to ${other}: ${gaps}`);
        }
        if (kind === "crossing") {
          assert.ok(others.some((other) => walks[other]!.kind === "pavement"));
        }
      }
    }
    if (layout.kind !== "town") return;
    const seen = new Set([0]), queue = [0];
    for (const id of queue) {
      for (const other of [...walks[id]!.atStart, ...walks[id]!.atEnd]) {
        if (!seen.has(other)) seen.add(other), queue.push(other);
      }
    }
    assert.equal(seen.size, walks.length, `${title}: people can walk from anywhere to anywhere`);
  });
});

Deno.test("lanes know where crossings lie over them", () => {
  const zebra = labelNamed("crosswalk").id;
  let checked = 0;
  each(({ roads: { lanes: graph }, ground }, title) => {
    const point = { x: 0, y: 0, yaw: 0, curvature: 0 };
    for (const lane of graph.lanes) {
      for (const { walk, s } of lane.crossings) {
        assert.ok(graph.walks[walk]!.lanes.includes(lane.id));
        for (const [ds, on] of [[-0.15, false], [0.15, true]] as const) {
          if (s + ds < 0) continue;
          const { x, y } = graph.point(lane.id, s + ds, point);
          assert.equal(
            ground.classAt(x, y) === zebra,
            on,
            `${title}: lane ${lane.id} at ${s + ds}`,
          );
          checked++;
        }
      }
    }
  });
  assert.ok(checked > 500);
});

Deno.test("approaches stand at the ends of their lanes, their posts off the carriageway", () => {
  const road = labelNamed("road").id;
  each(({ roads: { lanes: graph, layout }, ground }, title) => {
    for (const { lanes, x, y, yaw, control, postX, postY, junction } of layout.approaches) {
      const ends = lanes.map((id) => end(graph.lanes[id]!, true));
      const mean = (f: (e: typeof ends[number]) => number) =>
        ends.reduce((sum, e) => sum + f(e), 0) / ends.length;
      assert.ok(Math.hypot(mean((e) => e.x) - x, mean((e) => e.y) - y) < 0.3, title);
      assert.ok(Math.abs(wrapAngle(ends[0]!.yaw - yaw)) < 1e-3);
      for (const id of lanes) assert.equal(graph.lanes[id]!.control, control);
      const right = (postX - x) * Math.sin(yaw) - (postY - y) * Math.cos(yaw);
      assert.ok(right > 1.5, `${title}: the post stands ${right} m to the right`);
      assert.notEqual(ground.classAt(postX, postY), road);
      const disc = layout.junctions[junction]!;
      assert.ok(Math.hypot(disc.x - x, disc.y - y) < 45);
    }
  });
});

Deno.test("edges have the road on the side they say, within their margin", () => {
  each(({ roads: { layout, distance } }, title) => {
    for (const { x, y, yaw, roadSide, length, spacing, road } of layout.edges) {
      // Where pavement ends at a corner without one, its end lies beside the corner's edge.
      const from = road < 0 ? Math.ceil(3 / spacing) : 0;
      assert.ok(length > 0);
      for (let k = from; k < x.length - from; k += 5) {
        const side = roadSide === "left" ? 1 : -1;
        const at = (u: number) =>
          distance(x[k]! - u * Math.sin(yaw[k]!), y[k]! + u * Math.cos(yaw[k]!));
        if (Math.max(Math.abs(x[k]!), Math.abs(y[k]!)) > 255) continue;
        assert.ok(at(0.15 * side) < 0.02, `${title}: no road beside its edge at ${x[k]}, ${y[k]}`);
        assert.ok(at(-0.4 * side) > 0.2, `${title}: road beyond its edge at ${x[k]}, ${y[k]}`);
      }
    }
  });
});

Deno.test("equal seeds lay equal roads, other seeds others; unknown layouts are refused", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      fc.constantFrom(...LAYOUTS.map(({ name }) => name)),
      (seed, name) => {
        const [a, b] = [createRoadLandscape(seed, name), createRoadLandscape(seed, name)];
        assert.deepEqual(a.roads.mesh, b.roads.mesh);
        assert.deepEqual(a.roads.lanes.lanes, b.roads.lanes.lanes);
        assert.deepEqual(a.props, b.props);
        const other = createRoadLandscape((seed + 1) % 2 ** 32, name);
        assert.notDeepEqual(a.roads.mesh.positions, other.roads.mesh.positions);
      },
    ),
    { numRuns: 6 },
  );
  assert.throws(() => createRoadLandscape(1, "canal"), { name: "RangeError", message: /canal/ });
  assert.throws(() => createRoadLandscape(-1, "town"), { name: "RangeError" });
});
