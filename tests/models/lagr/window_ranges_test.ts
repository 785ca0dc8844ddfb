import assert from "node:assert/strict";
import { LAGR_MOUNT, lagrView } from "../../../models/lagr/dataset.ts";
import { Drive, DriveFrames } from "../../../models/lagr/dataset/drive.ts";
import { FarGround, trueDisparity } from "../../../models/lagr/far_ground.ts";
import { type GroundPlane, mountedPlane } from "../../../models/lagr/ground_plane.ts";
import { distanceAlong, groundDistance } from "../../../models/lagr/horizon.ts";
import { PairMatcher } from "../../../models/lagr/pair_matcher.ts";
import { StereoLabeller } from "../../../models/lagr/stereo_labels.ts";
import { WindowRanges } from "../../../models/lagr/window_ranges.ts";
import { SEEN } from "../../../models/lagr/window_truth.ts";
import { counterRandom } from "../../../vision/random.ts";
import { visionDevice } from "../../support/vision_device.ts";

const device = await visionDevice();
const VIEW = lagrView();
const MOUNTING = mountedPlane(LAGR_MOUNT.height, LAGR_MOUNT.pitch);
const SPANS = [[12, 30], [30, 60]] as const;

/** How far a plane says that the ground at pixels is, along the ground; 150 m at most. */
function laid(plane: GroundPlane, u: number[], v: number[]): number[] {
  return u.map((x, k) => Math.min(150, groundDistance(VIEW, plane, x, v[k]!)));
}

const median = (all: number[]) => all.sort((a, b) => a - b)[all.length >> 1]!;

Deno.test("in hilly worlds ground is found where it is, by 0.25 octaves to 30 m and 0.5 to 60 m", async () => {
  const frames = await DriveFrames.create(device.gpu, { truth: true });
  const { left, right } = frames.pair;
  const matcher = new PairMatcher(device, { left: left.colour, right: right.colour });
  const labeller = new StereoLabeller(VIEW, MOUNTING);
  const [far, ranges] = [new FarGround(VIEW), new WindowRanges(VIEW)];
  const excess = { matched: [] as number[], left: [] as number[] };
  const octaves = SPANS.map(() => ({ seen: [] as number[], near: [] as number[] }));
  for (const biome of ["meadow", "desert"]) {
    const drive = new Drive(biome, 1_000_301, 100);
    for (let look = 0; look < drive.looks; look += 20) {
      frames.render(drive, look);
      const picture = await matcher.match();
      const { ground } = labeller.label(picture, counterRandom(look));
      const { kinds, depth } = await frames.seen();
      const u: number[] = [], v: number[] = [], truth: number[] = [];
      for (let y = 0; y < VIEW.height; y++) {
        for (let x = 0; x < VIEW.width; x += 3) {
          const k = y * VIEW.width + x;
          if (kinds[k] !== SEEN.ground) continue;
          u.push(x);
          v.push(y);
          const z = depth[k]!;
          if (z > 29 && z < 100 && picture.confidence[k]! > 0.3) {
            const d = VIEW.fx * VIEW.baseline / z;
            excess.matched.push(picture.disparity[k]! - d);
            excess.left.push(trueDisparity(picture.disparity[k]!) - d);
          }
          const point = [(x - VIEW.cx) / VIEW.fx * z, (y - VIEW.cy) / VIEW.fy * z, z] as const;
          truth.push(distanceAlong(ground.plane, point));
        }
      }
      const seen = ranges.of(picture, far.fit(picture, ground.plane), u, v);
      const near = laid(ground.plane, u, v);
      truth.forEach((metres, k) => {
        const span = SPANS.findIndex(([from, to]) => metres >= from && metres < to);
        if (span < 0) return;
        octaves[span]!.seen.push(Math.abs(Math.log2(seen[k]! / metres)));
        octaves[span]!.near.push(Math.abs(Math.log2(near[k]! / metres)));
      });
    }
  }
  // What is taken from far disparities is some of what the matcher has too much, never more.
  const [matched, rest] = [median(excess.matched), median(excess.left)];
  assert.ok(
    rest > -0.02 && Math.abs(rest) < 0.6 * matched,
    `${matched} pixels too large, then ${rest}`,
  );
  octaves.forEach(({ seen, near }, span) => {
    assert.ok(seen.length > 500, `${seen.length} pixels`);
    const [found, before] = [median(seen), median(near)];
    assert.ok(found < [0.25, 0.5][span]!, `${SPANS[span]} m: ${found} octaves off`);
    // What the near ground's plane is off by where it is not to be used any more.
    if (span === 1) assert.ok(before > Math.log2(1.7), `by the near plane ${before} octaves`);
    assert.ok(found < 0.75 * before, `${SPANS[span]} m: ${found} octaves, by the plane ${before}`);
  });
  matcher.dispose();
  frames.dispose();
});

Deno.test("where stereo sees nothing the plane tells, and nothing is beyond the farthest", () => {
  const nothing = new Float32Array(VIEW.width * VIEW.height);
  const picture = { disparity: nothing, confidence: nothing };
  const [u, v] = [[20, 160, 300, 160], [130, 130, 130, 220]];
  for (const plane of [MOUNTING, mountedPlane(1.1, 0.3), mountedPlane(0.9, 0.1, 0.2)]) {
    const found = new WindowRanges(VIEW).of(picture, plane, u, v);
    laid(plane, u, v).forEach((metres, k) => assert.ok(Math.abs(found[k]! / metres - 1) < 1e-5));
  }
  const [sky] = new WindowRanges(VIEW).of(picture, MOUNTING, [VIEW.cx], [0]);
  assert.ok(sky! > 100 && sky! <= 150);
});

Deno.test("a thing is as far away as its disparities say, whatever the plane behind it", () => {
  const disparity = new Float32Array(VIEW.width * VIEW.height);
  const d = VIEW.fx * VIEW.baseline / 8;
  disparity.fill(d);
  const confidence = new Float32Array(disparity.length).fill(1);
  const ranges = new WindowRanges(VIEW);
  // At 8 m, of a plane that is some 20 m away there: a fifth of the weight is the plane's.
  const [metres] = ranges.of({ disparity, confidence }, MOUNTING, [VIEW.cx], [110]);
  const nearness = 0.8 / 8 + 0.2 / laid(MOUNTING, [VIEW.cx], [110])[0]!;
  assert.ok(Math.abs(metres! * nearness - 1) < 0.01, `${metres} m`);
});
