import assert from "node:assert/strict";
import fc from "fast-check";
import { wrapAngle } from "../../../sim/pose.ts";
import { linePixels } from "../../../sim/roads/lane_pixels.ts";
import { laneTruthAt } from "../../../sim/roads/lane_truth.ts";
import { LAYOUTS } from "../../../sim/roads/layouts/mod.ts";
import { createRoadLandscape } from "../../../sim/roads/road_landscape.ts";
import {
  backProject,
  intrinsicsOf,
  mountCamera,
  ROVER_CAMERA,
} from "../../../sim/sensors/camera.ts";

const graphs = LAYOUTS.map(({ name }) => createRoadLandscape(6, name).roads.lanes);
const point = () => ({ x: 0, y: 0, yaw: 0, curvature: 0 });

Deno.test("offset, heading error and the lines ahead follow from where the vehicle was put", () => {
  fc.assert(
    fc.property(
      fc.nat({ max: graphs.length - 1 }),
      fc.nat(),
      fc.double({ min: 0.05, max: 0.95, noNaN: true }),
      fc.double({ min: -1, max: 1, noNaN: true }),
      fc.double({ min: -0.2, max: 0.2, noNaN: true }),
      (kind, pick, share, aside, turn) => {
        const graph = graphs[kind]!;
        // Outside of junctions no other lane of that heading lies as near.
        const open = graph.lanes.filter((lane) =>
          !lane.inJunction && lane.width > 3 && lane.yieldTo.length === 0
        );
        const lane = open[pick % open.length]!;
        const at = graph.point(lane.id, share * lane.length, point());
        const place = {
          x: at.x - aside * Math.sin(at.yaw),
          y: at.y + aside * Math.cos(at.yaw),
          yaw: at.yaw + turn,
        };
        const truth = laneTruthAt(graph, place)!;
        if (truth.lane !== lane.id) {
          // A lane that runs within the same width: one that leaves or joins.
          const other = graph.point(truth.lane, truth.s, point());
          assert.ok(Math.abs(truth.offset) <= Math.abs(aside) + 0.6);
          assert.ok(Math.abs(wrapAngle(other.yaw - at.yaw)) < 0.4);
          return;
        }
        assert.ok(Math.abs(truth.offset - aside) < 0.02, `${truth.offset} for ${aside}`);
        assert.ok(Math.abs(truth.headingError - turn) < 0.01);
        assert.ok(Math.abs(truth.s - share * lane.length) < 0.1);
        // The line ahead begins at the foot of the perpendicular; left lies half a width from it.
        const [cx, cy] = [truth.centre.x[0]!, truth.centre.y[0]!];
        assert.ok(Math.abs(Math.hypot(cx, cy) - Math.abs(aside)) < 0.02);
        const half = Math.hypot(truth.left.x[0]! - cx, truth.left.y[0]! - cy);
        assert.ok(Math.abs(half - lane.width / 2) < 1e-6);
        assert.ok(truth.left.y[0]! > cy && truth.right.y[0]! < cy);
        for (let k = 1; k < truth.centre.x.length; k++) {
          const step = Math.hypot(
            truth.centre.x[k]! - truth.centre.x[k - 1]!,
            truth.centre.y[k]! - truth.centre.y[k - 1]!,
          );
          assert.ok(Math.abs(step - 1) < 0.03, `the line ahead jumps by ${step} m`);
        }
      },
    ),
    { numRuns: 400 },
  );
});

Deno.test("the next stop line is told with what its signal shows", () => {
  const graph = graphs.find(({ signals }) => signals.length > 0)!;
  for (const lane of graph.lanes) {
    if (lane.control === "none" || lane.length < 40) continue;
    const { x, y, yaw } = graph.point(lane.id, lane.length - 25, point());
    for (const time of [0, 13, 31]) {
      const { stop } = laneTruthAt(graph, { x, y, yaw }, { time })!;
      assert.ok(Math.abs(stop!.distance - 25) < 0.05);
      assert.equal(stop!.control, lane.control);
      assert.equal(stop!.signal, lane.signal < 0 ? null : graph.signalAt(lane.signal, time));
    }
  }
});

Deno.test("there is no lane far from the road, nor for who drives against it", () => {
  const graph = graphs[0]!;
  assert.equal(laneTruthAt(graph, { x: 1000, y: 0, yaw: 0 }), null);
  const lane = graph.lanes[0]!;
  const { x, y, yaw } = graph.point(0, lane.length / 2, point());
  assert.notEqual(laneTruthAt(graph, { x, y, yaw: yaw + Math.PI })?.lane, 0);
});

Deno.test("linePixels() lands on the points that it came from, and knows what hides them", () => {
  const camera = intrinsicsOf({ ...ROVER_CAMERA, width: 64, height: 48 });
  const pose = mountCamera([3, -2, 1.4], 0.4, 0.1);
  const line = { x: new Float64Array([5, 9, 14, 25]), y: new Float64Array([1, 1.2, 1.5, 2]) };
  const terrain = { height: (x: number, y: number) => 0.05 * Math.sin(x) + 0.02 * y };
  const place = { x: 3, y: -2, yaw: 0.4 };
  const open = new Float32Array(64 * 48).fill(600);
  const pixels = linePixels(line, place, terrain, camera, pose, open);
  assert.equal(pixels.length, 4);
  pixels.forEach(({ u, v, depth, visible }, k) => {
    assert.ok(visible);
    const [x, y, z] = backProject(camera, pose, u, v, depth);
    const [cos, sin] = [Math.cos(0.4), Math.sin(0.4)];
    assert.ok(Math.abs(x - (3 + cos * line.x[k]! - sin * line.y[k]!)) < 1e-9);
    assert.ok(Math.abs(y - (-2 + sin * line.x[k]! + cos * line.y[k]!)) < 1e-9);
    assert.ok(Math.abs(z - terrain.height(x, y)) < 1e-9);
  });
  // A wall 10 m away hides what lies beyond it.
  const wall = new Float32Array(64 * 48).fill(10);
  const hidden = linePixels(line, place, terrain, camera, pose, wall);
  assert.deepEqual(hidden.map(({ visible }) => visible), [true, true, false, false]);
  // What lies behind the camera is not in the picture.
  const behind = { x: new Float64Array([-5]), y: new Float64Array([0]) };
  assert.deepEqual(linePixels(behind, place, terrain, camera, pose, open), []);
});
