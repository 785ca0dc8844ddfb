import assert from "node:assert/strict";
import { mountedPlane } from "../../../models/lagr/ground_plane.ts";
import { type DisparityPicture } from "../../../models/lagr/point_cloud.ts";
import { StereoLabeller } from "../../../models/lagr/stereo_labels.ts";
import { biomeNamed } from "../../../sim/biomes/mod.ts";
import { randomClearPose } from "../../../sim/clear_pose.ts";
import { LABELS } from "../../../sim/labels.ts";
import { createLandscape } from "../../../sim/landscape.ts";
import { compose, fromYawPitchRoll } from "../../../sim/pose.ts";
import { randomStream } from "../../../sim/random.ts";
import { Renderer } from "../../../sim/render/mod.ts";
import { StereoCamera } from "../../../sim/render/stereo/stereo_camera.ts";
import { mountCamera } from "../../../sim/sensors/camera.ts";
import { MACHINE_VISION_NOISE } from "../../../sim/sensors/film.ts";
import { ROVER_STEREO, stereoIntrinsics } from "../../../sim/sensors/stereo.ts";
import { lightAt, weatherNamed } from "../../../sim/weather/weathers.ts";
import { matchStereo } from "../../../vision/image/stereo/mod.ts";
import { record } from "../../../vision/kernel/plan.ts";
import { counterRandom } from "../../../vision/random.ts";
import { readTensors } from "../../../vision/tensor.ts";
import { readTexture } from "../../support/camera_pictures.ts";
import { stereoOf } from "../../support/stereo_scenes.ts";
import { visionDevice } from "../../support/vision_device.ts";
import { standingShare } from "../../../models/lagr/lagr_classes.ts";

const device = await visionDevice();
const renderer = await Renderer.create(device.gpu);

const SPEC = { ...ROVER_STEREO, film: { noise: MACHINE_VISION_NOISE } };
const EYE = { ...stereoIntrinsics(SPEC), baseline: SPEC.baseline };
const PITCH = 0.12;
const BIOMES = ["meadow", "snow", "scrub", "autumn"] as const;
const VIEWS = 2;
/** Distances along the ground between which places are counted, metres. */
const EDGES = [0, 4, 8, 12.1] as const;

/** A view: what stereo says of it, by matching and by errors put on the truth, and label ids of its pixels. */
interface View {
  readonly matched: DisparityPicture;
  readonly erring: DisparityPicture;
  readonly labels: Uint8Array;
}

async function views(): Promise<View[]> {
  const pair = new StereoCamera(renderer, device.gpu, SPEC, 5);
  const plan = record(device, () => matchStereo(device, pair.left.colour, pair.right.colour));
  const light = lightAt({ weather: "clear", hour: 10 });
  const found: View[] = [];
  for (const biome of BIOMES) {
    const landscape = createLandscape(1_000_020, biomeNamed(biome));
    const scene = renderer.createScene(landscape);
    for (let view = 0; view < VIEWS; view++) {
      const random = randomStream(view, "labelled views");
      const { x, y, yaw } = randomClearPose(landscape, random);
      const [dzdx, dzdy] = landscape.terrain.gradient(x, y);
      // Along the slope, and tipped by springs.
      const tipped = () => 0.05 * (random() - 0.5);
      const body = {
        position: [x, y, landscape.terrain.height(x, y)] as const,
        orientation: fromYawPitchRoll(
          yaw,
          -Math.atan(dzdx * Math.cos(yaw) + dzdy * Math.sin(yaw)) + tipped(),
          Math.atan(dzdy * Math.cos(yaw) - dzdx * Math.sin(yaw)) + tipped(),
        ),
      };
      const pose = compose(body, mountCamera([0.3, 0, 1], 0, PITCH));
      pair.expose(scene, pose, light, undefined, weatherNamed("clear").sensing);
      plan.run();
      const [[disparity, confidence], ids, truth, seen] = await Promise.all([
        readTensors([plan.outputs.disparity, plan.outputs.confidence]),
        readTexture(device.gpu, pair.left.picture("ids"), 4),
        readTexture(device.gpu, pair.disparity("left"), 4),
        readTexture(device.gpu, pair.seenByBoth("left"), 4),
      ]);
      const exact = new Float32Array(truth.buffer), both = new Uint32Array(seen.buffer);
      const erring = stereoOf(
        EYE,
        (u, v) => both[v * EYE.width + u] ? exact[v * EYE.width + u]! : 0,
        { noise: 0.2, quantum: 0.0625, outliers: 0.01, missing: 0.1 },
        counterRandom(view),
      );
      found.push({
        matched: { disparity: disparity as Float32Array, confidence: confidence as Float32Array },
        erring,
        labels: Uint8Array.from(new Uint32Array(ids.buffer), (id) => id >>> 24),
      });
    }
    scene.dispose();
  }
  pair.dispose();
  return found;
}

/** 0 ground, 1 obstacle; null where stereo cannot know (water is flat, tall grass is high) and at borders. */
function truthAt(labels: Uint8Array, u: number, v: number): 0 | 1 | null {
  const at = (x: number, y: number) => LABELS[labels[Math.round(y) * EYE.width + Math.round(x)]!];
  const row = at(u, v);
  if (!row || row.lagr === "none" || row.name === "water" || row.name === "tall_grass") return null;
  for (const [x, y] of [[0, 1], [0, -1], [1, 0], [-1, 0]] as const) {
    const beside = at(u + x, v + y);
    if (beside && beside.lagr !== row.lagr) return null;
  }
  return row.lagr === "ground" ? 0 : 1;
}

/** By range: share of ground and of obstacles that labels call so, and how many places of each there are. */
function score(labeller: StereoLabeller, seen: readonly View[], kind: "matched" | "erring") {
  const right = EDGES.slice(1).map(() => [0, 0]), all = EDGES.slice(1).map(() => [0, 0]);
  for (const view of seen) {
    for (const { u, v, distance, label } of labeller.label(view[kind], counterRandom(1)).places) {
      const truth = truthAt(view.labels, u, v);
      const range = EDGES.findIndex((edge) => distance < edge) - 1;
      if (truth === null || range < 0) continue;
      all[range]![truth]!++;
      if ((standingShare(label) > 0.5) === (truth === 1)) right[range]![truth]!++;
    }
  }
  return all.map((counts, range) => ({
    counts,
    balanced: (right[range]![0]! / counts[0]! + right[range]![1]! / counts[1]!) / 2,
  }));
}

Deno.test("labels of rendered pairs agree with what stands there, in four biomes", async () => {
  const seen = await views();
  const labeller = new StereoLabeller(EYE, mountedPlane(1, PITCH));
  for (const kind of ["matched", "erring"] as const) {
    const ranges = score(labeller, seen, kind);
    for (const [index, least] of [0.94, 0.93, 0.85].entries()) {
      const { counts, balanced } = ranges[index]!;
      const said = `${kind}, up to ${EDGES[index + 1]} m: ${balanced} of ${counts}`;
      assert.ok(counts[0]! > 500 && counts[1]! > 50, said);
      assert.ok(balanced > least, said);
    }
  }
});
