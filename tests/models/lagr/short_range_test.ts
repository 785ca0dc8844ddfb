import assert from "node:assert/strict";
import { coarserView } from "../../../models/lagr/camera_view.ts";
import { mountedPlane } from "../../../models/lagr/ground_plane.ts";
import { footPixelAhead, groundPoint } from "../../../models/lagr/horizon.ts";
import { ShortRangeDetector } from "../../../models/lagr/short_range.ts";
import { counterRandom } from "../../../vision/random.ts";
import { boxScene, castPixel, EYE, type StandingBox } from "../../support/stereo_scenes.ts";

const DEGREE = Math.PI / 180;
const VIEW = coarserView(EYE, 2);
const BOXES: readonly StandingBox[] = [
  { ahead: 2, deep: 0.4, from: -1.2, to: -0.5, top: 0.5 },
  { ahead: 3.5, deep: 0.5, from: 0.4, to: 1.4, top: 1 },
  { ahead: 6, deep: 0.5, from: -2, to: 0.2, top: 0.8 },
  { ahead: 9.5, deep: 0.5, from: 2, to: 5, top: 1.2 },
  // High enough to pass under.
  { ahead: 3, deep: 0.3, from: 1.6, to: 2.6, bottom: 1.7, top: 2.4 },
];

Deno.test("rays end at the nearest box of their column, where it stands, or where the ground is lost", () => {
  const detector = new ShortRangeDetector(VIEW, mountedPlane(1, 10 * DEGREE));
  for (const [roll, pitch, seed] of [[0, 10, 1], [8, 7, 2], [-6, 13, 3]] as const) {
    const plane = mountedPlane(1, pitch * DEGREE, roll * DEGREE);
    const random = counterRandom(seed);
    const faults = { noise: 0.1, outliers: 0.02, missing: 0.1 };
    detector.update(boxScene(VIEW, plane, BOXES, faults, random), random);
    let boxes = 0, wrong = 0, free = 0;
    for (let u = 4; u < VIEW.width - 4; u++) {
      // What the column shows, from the bottom up: the first foot within the range.
      const feet = BOXES.flatMap((box, index) => {
        if (box.bottom || box.ahead > 7) return [];
        const row = footPixelAhead(VIEW, plane, box.ahead, u)!;
        const shown = [-2, 0, 2].map((off) =>
          castPixel(VIEW, plane, BOXES, u + off, row - 2).hit === index
        );
        return shown.some((each) => each) ? [{ row, sure: shown.every((each) => each) }] : [];
      });
      if (feet.length === 0) {
        const outside = BOXES.slice(0, 3).some((_, index) =>
          [...Array(VIEW.height).keys()].some((v) =>
            castPixel(VIEW, plane, BOXES, u, v).hit === index
          )
        );
        if (outside) continue;
        free++;
        // Nothing stands in the column: the ground is seen to the end of the range.
        if (detector.blocked[u] !== 0 || detector.distances[u]! < 5.5) wrong++;
        continue;
      }
      const foot = feet.reduce((a, b) => a.row > b.row ? a : b);
      if (!feet.every(({ sure }) => sure)) continue;
      boxes++;
      const [x, y, z] = groundPoint(VIEW, plane, u, foot.row)!;
      const distance = Math.sqrt(x * x + y * y + z * z - plane.height ** 2);
      // To the left of the heading, in a level frame: axes by the plane's normal.
      const [nx, ny, nz] = plane.normal;
      const length = Math.hypot(nx, ny);
      const level = [-ny / length * x + nx / length * y, 0];
      // x along the ground: at right angles to the normal and to the optical axis.
      const bearing = -Math.asin(level[0]! / distance);
      const off = Math.abs(detector.distances[u]! - distance);
      const turned = Math.abs(detector.bearings[u]! - bearing);
      if (detector.blocked[u] !== 1 || off > 0.06 * distance + 0.05 || turned > 0.02) wrong++;
      assert.ok(nz < 0);
    }
    assert.ok(boxes > 45 && free > 20, `${boxes} columns of boxes, ${free} free`);
    assert.ok(wrong <= 0.04 * (boxes + free), `${wrong} of ${boxes + free} wrong, roll ${roll}`);
    // The picture begins where its lowest row meets the ground.
    const [x, y, z] = groundPoint(VIEW, plane, VIEW.cx, VIEW.height - 1)!;
    const nearest = Math.sqrt(x * x + y * y + z * z - 1);
    assert.ok(Math.abs(detector.nearest - nearest) < 0.05);
  }
});

Deno.test("without stereo no ray goes anywhere", () => {
  const detector = new ShortRangeDetector(VIEW, mountedPlane(1, 10 * DEGREE));
  const size = VIEW.width * VIEW.height;
  const blank = { disparity: new Float32Array(size), confidence: new Float32Array(size) };
  detector.update(blank, counterRandom(1));
  assert.ok(detector.distances.every((each) => each === 0));
  assert.ok(detector.blocked.every((each) => each === 0));
});
