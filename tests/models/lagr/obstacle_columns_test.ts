import assert from "node:assert/strict";
import { mountedPlane } from "../../../models/lagr/ground_plane.ts";
import { GroundRelief } from "../../../models/lagr/ground_relief.ts";
import { ObstacleColumns, POINT_CLASS } from "../../../models/lagr/obstacle_columns.ts";
import { PointCloud } from "../../../models/lagr/point_cloud.ts";
import { counterRandom } from "../../../vision/random.ts";
import { boxScene, EYE, type StandingBox } from "../../support/stereo_scenes.ts";

const PLANE = mountedPlane(1, 10 * Math.PI / 180);
const FIT = { plane: PLANE, other: null, fold: null, confidence: 1 } as const;
/** A box, a low one, one under which the ground is seen, and one that hangs higher than the robot is. */
const BOXES: readonly StandingBox[] = [
  { ahead: 5, deep: 0.6, from: -1.6, to: -0.4, top: 0.7 },
  { ahead: 3, deep: 0.4, from: 0.2, to: 0.9, top: 0.25 },
  { ahead: 6, deep: 0.5, from: 1.6, to: 2.6, bottom: 0.75, top: 1.3 },
  { ahead: 4.5, deep: 0.5, from: -3, to: -2.2, bottom: 1.5, top: 1.9 },
];

const cloud = new PointCloud(EYE);
const scene = boxScene(EYE, PLANE, BOXES, { noise: 0.1, missing: 0.1 }, counterRandom(2));
cloud.update(scene);
const relief = new GroundRelief(cloud).update(cloud, FIT);
const columns = new ObstacleColumns(cloud).update(cloud, FIT, relief);

/** Which box each point of the lattice shows; -1 the ground. */
function hitOf(k: number): number {
  const column = k % cloud.columns, row = Math.floor(k / cloud.columns);
  return scene
    .hits[Math.round(cloud.pixelOf(row)) * EYE.width + Math.round(cloud.pixelOf(column))]!;
}

Deno.test("points of what stands are told from the ground's, and from what is driven under", () => {
  const counts = BOXES.map(() => [0, 0, 0, 0]);
  const ground = [0, 0, 0, 0];
  for (let k = 0; k < cloud.z.length; k++) {
    const hit = hitOf(k);
    if (cloud.disparity[k] === 0 || hit < -1 || relief.distance[k]! > 9) continue;
    (hit < 0 ? ground : counts[hit]!)[columns.classes[k]!]!++;
  }
  const share = (all: number[], kind: number) => all[kind]! / all.reduce((sum, n) => sum + n, 0);
  assert.ok(share(ground, POINT_CLASS.ground) > 0.97, `${ground}`);
  for (const box of [0, 1]) {
    assert.ok(share(counts[box]!, POINT_CLASS.obstacle) > 0.85, `box ${box}: ${counts[box]}`);
  }
  for (const box of [2, 3]) {
    assert.ok(share(counts[box]!, POINT_CLASS.overhang) > 0.85, `box ${box}: ${counts[box]}`);
  }
});

Deno.test("runs are as far away and as high as what stands, and meet the ground where it does", () => {
  for (const [box, { ahead, deep, from, to, top }] of BOXES.slice(0, 2).entries()) {
    const left = EYE.cx + EYE.fx * from / ahead / Math.cos(0.1);
    const right = EYE.cx + EYE.fx * to / ahead / Math.cos(0.1);
    const runs = columns.runs.filter(({ column, distance }) => {
      const u = cloud.pixelOf(column);
      return u > left + 3 && u < right - 3 && Math.abs(distance - ahead) < 1;
    });
    assert.ok(runs.length > 5, `box ${box}: ${runs.length} runs`);
    for (const { column, distance, top: height, hangs, footRow } of runs) {
      assert.ok(!hangs);
      const aside = (cloud.pixelOf(column) - EYE.cx) / EYE.fx;
      // Of its face, or of its upper side behind it.
      const along = distance / Math.hypot(1, aside);
      assert.ok(along > 0.94 * ahead && along < 1.06 * (ahead + deep), `${along} m ahead`);
      assert.ok(Math.abs(height - top) < 0.12, `box ${box}: ${height} m high`);
      const row = EYE.cy + EYE.fy * Math.tan(Math.atan(1 / along) - 10 * Math.PI / 180);
      assert.ok(Math.abs(footRow - row) < 1.5, `foot at row ${footRow}, not ${row}`);
    }
  }
});

Deno.test("what hangs lower than the robot is in its way, what hangs higher is not", () => {
  const hanging = columns.runs.filter(({ hangs }) => hangs);
  assert.ok(hanging.length > 5, `${hanging.length}`);
  assert.ok(hanging.every(({ low, distance }) => low < 1.4 && Math.abs(distance - 6.3) < 0.8));
});

Deno.test("a threshold that is none is refused", () => {
  for (const options of [{ threshold: 0 }, { threshold: 2 }, { clearance: 0.1 }]) {
    assert.throws(() => new ObstacleColumns(cloud, options), RangeError);
  }
});
