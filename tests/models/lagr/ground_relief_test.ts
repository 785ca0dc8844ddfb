import assert from "node:assert/strict";
import { mountedPlane } from "../../../models/lagr/ground_plane.ts";
import { GroundRelief } from "../../../models/lagr/ground_relief.ts";
import { PointCloud } from "../../../models/lagr/point_cloud.ts";
import { counterRandom } from "../../../vision/random.ts";
import { EYE, stereoOf } from "../../support/stereo_scenes.ts";

const PITCH = 10 * Math.PI / 180;
const FIT = { plane: mountedPlane(1, PITCH), other: null, fold: null, confidence: 1 } as const;

/** What stereo says of country whose height hangs on the way ahead, seen from a metre over its start. */
function country(heightAt: (ahead: number) => number) {
  const [c, s] = [Math.cos(PITCH), Math.sin(PITCH)];
  return stereoOf(
    EYE,
    (_, v) => {
      const y = (v - EYE.cy) / EYE.fy;
      const [ahead, down] = [c - y * s, s + y * c];
      // The first place along the ray that lies in the ground.
      for (let z = 0.5; z < 14; z += 0.01) {
        if (1 - down * z <= heightAt(ahead * z)) return EYE.fx * EYE.baseline / z;
      }
      return 0;
    },
    { noise: 0.1 },
    counterRandom(4),
  );
}

function reliefOf(heightAt: (ahead: number) => number) {
  const cloud = new PointCloud(EYE);
  cloud.update(country(heightAt));
  return { cloud, relief: new GroundRelief(cloud).update(cloud, FIT) };
}

Deno.test("ground that rises gently is ground: its relief is its height, and points on it are none high", () => {
  const rising = (ahead: number) => Math.max(0, 0.03 * (ahead - 4));
  const { cloud, relief } = reliefOf(rising);
  for (const [u, ahead] of [[60, 3], [160, 5], [250, 7], [160, 9]] as const) {
    const found = relief.reliefAt(u, ahead);
    assert.ok(Math.abs(found - rising(ahead)) < 0.035, `${found} m at ${ahead} m`);
  }
  let low = 0, all = 0;
  for (let k = 0; k < cloud.z.length; k++) {
    if (cloud.disparity[k] === 0 || relief.distance[k]! > 9) continue;
    all++;
    if (Math.abs(relief.height[k]!) < 2.5 * relief.sigma[k]! + 0.03) low++;
  }
  assert.ok(all > 2000 && low > 0.95 * all, `${low} of ${all}`);
});

Deno.test("what rises steeply is none of the ground's relief: its points keep their heights", () => {
  const { cloud, relief } = reliefOf((ahead) => ahead > 6 && ahead < 7 ? 0.6 : 0);
  for (const u of [60, 160, 250]) {
    for (const ahead of [3, 5, 6.5]) {
      assert.ok(Math.abs(relief.reliefAt(u, ahead)) < 0.06, `${relief.reliefAt(u, ahead)} m`);
    }
  }
  const heights: number[] = [];
  for (let k = 0; k < cloud.z.length; k++) {
    const distance = relief.distance[k]!;
    if (distance > 5.7 && distance < 6.3 && relief.height[k]! > 0.45) {
      heights.push(relief.height[k]!);
    }
  }
  assert.ok(heights.length > 100, `${heights.length} points on top of it`);
  assert.ok(Math.max(...heights) < 0.75, `${Math.max(...heights)} m`);
});
