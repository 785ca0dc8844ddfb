import assert from "node:assert/strict";
import { biomeNamed } from "../../../sim/biomes/mod.ts";
import { randomClearPose } from "../../../sim/clear_pose.ts";
import { createLandscape } from "../../../sim/landscape.ts";
import { compose, fromYawPitchRoll } from "../../../sim/pose.ts";
import { randomStream } from "../../../sim/random.ts";
import { Renderer } from "../../../sim/render/mod.ts";
import { StereoCamera } from "../../../sim/render/stereo/stereo_camera.ts";
import { mountCamera } from "../../../sim/sensors/camera.ts";
import { MACHINE_VISION_NOISE } from "../../../sim/sensors/film.ts";
import { disparityOf, ROVER_STEREO, type StereoSpec } from "../../../sim/sensors/stereo.ts";
import { lightAt, weatherNamed } from "../../../sim/weather/weathers.ts";
import { matchStereo } from "../../../vision/image/stereo/mod.ts";
import { record } from "../../../vision/kernel/plan.ts";
import { readTensors } from "../../../vision/tensor.ts";
import { readTexture } from "../../support/camera_pictures.ts";
import { visionDevice } from "../../support/vision_device.ts";

const device = await visionDevice();
const renderer = await Renderer.create(device.gpu);

/** Distances along the optical axis, metres, between which errors are counted. */
const EDGES = [0, 4, 8, 12, 20, 40] as const;

const VIEWS = [
  { biome: "desert", weather: "clear", hour: 17.5 },
  { biome: "snow", weather: "overcast", hour: 13 },
  { biome: "autumn", weather: "clear", hour: 10 },
] as const;

/** A pixel that both eyes see: its true disparity, what was found (0 for nothing), and how sure it was. */
interface Sample {
  readonly truth: number;
  readonly found: number;
  readonly confidence: number;
}

/** Two views of a robot's pair in each biome, with the noise of its sensor, matched. */
async function matched(spec: StereoSpec): Promise<Sample[]> {
  const pair = new StereoCamera(renderer, device.gpu, spec, 11);
  const plan = record(device, () => matchStereo(device, pair.left.colour, pair.right.colour));
  const samples: Sample[] = [];
  for (const [index, { biome, weather, hour }] of VIEWS.entries()) {
    const landscape = createLandscape(61 + index, biomeNamed(biome));
    const scene = renderer.createScene(landscape);
    const random = randomStream(index, "views of a pair");
    for (let view = 0; view < 2; view++) {
      const { x, y, yaw } = randomClearPose(landscape, random);
      const pose = compose(
        { position: [x, y, landscape.terrain.height(x, y)], orientation: fromYawPitchRoll(yaw) },
        mountCamera([0, 0, 1], 0, 0.12),
      );
      const light = lightAt({ weather, hour });
      pair.expose(scene, pose, light, undefined, weatherNamed(weather).sensing);
      plan.run();
      const [[disparity, confidence], ...truths] = await Promise.all([
        readTensors([plan.outputs.disparity, plan.outputs.confidence]),
        readTexture(device.gpu, pair.disparity("left"), 4),
        readTexture(device.gpu, pair.seenByBoth("left"), 4),
      ]);
      const truth = new Float32Array(truths[0]!.buffer);
      const seen = new Uint32Array(truths[1]!.buffer);
      for (let i = 0; i < truth.length; i++) {
        if (seen[i] === 0 || truth[i] === 0) continue;
        samples.push({
          truth: truth[i]!,
          found: disparity![i]!,
          confidence: confidence![i]!,
        });
      }
    }
    scene.dispose();
  }
  plan.dispose();
  pair.dispose();
  return samples;
}

const middle = (numbers: readonly number[]) =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;

function badShare(samples: readonly Sample[]): number {
  const bad = samples.filter(({ truth, found }) => Math.abs(found - truth) > 1);
  return bad.length / samples.length;
}

const FILM = { noise: MACHINE_VISION_NOISE };
const SPEC: StereoSpec = { ...ROVER_STEREO, outputs: ["colour", "depth"], film: FILM };

for (const width of [320, 160]) {
  Deno.test(`rendered pairs ${width} px wide: matches are dense and right, and their range dies by itself`, async () => {
    const spec = { ...SPEC, width, height: width * 3 / 4 };
    const samples = await matched(spec);
    const scale = disparityOf(spec, 1);
    const lines: string[] = [];
    const blur: number[] = [];
    const quarters: number[] = [];
    EDGES.slice(1).forEach((to, k) => {
      const from = EDGES[k]!;
      const bin = samples.filter(({ truth }) => scale / truth >= from && scale / truth < to);
      const kept = bin.filter(({ confidence }) => confidence > 0);
      const density = kept.length / bin.length;
      const bad = badShare(kept);
      const off = middle(kept.map(({ truth, found }) => Math.abs(found - truth)));
      const metres = middle(
        kept.map(({ truth, found }) => Math.abs(scale / Math.max(found, 1e-3) - scale / truth)),
      );
      lines.push(
        `${from}-${to} m: ${bin.length} px, ${(100 * density).toFixed(1)} % kept, ` +
          `${(100 * bad).toFixed(2)} % bad, ${off.toFixed(3)} px and ${metres.toFixed(2)} m off`,
      );
      blur.push(metres);
      quarters.push(off);
      assert.ok(bin.length > 500 * (width / 320) ** 2 && density > 0.8, lines.at(-1)!);
      assert.ok(bad < 0.1 && off < 0.25, lines.at(-1)!);
    });
    assert.ok(
      badShare(samples.filter(({ confidence }) => confidence > 0)) < 0.05,
      lines.join("; "),
    );
    // Pixels off stay about the same; metres off grow with the square of the distance.
    assert.ok(Math.max(...quarters) < 3 * Math.min(...quarters), lines.join("; "));
    blur.forEach((metres, k) => {
      if (k > 0) assert.ok(metres > 1.5 * blur[k - 1]!, lines.join("; "));
    });
    const [near, far] = [blur[0]!, blur[3]!];
    assert.ok(far > 20 * near, lines.join("; "));
    // What says that it is sure is right far more often.
    const sure = samples.filter(({ confidence }) => confidence > 0.6);
    const unsure = samples.filter(({ confidence }) => confidence > 0 && confidence < 0.4);
    const shares = [badShare(sure), badShare(unsure)] as const;
    assert.ok(shares[0] < 0.02 && shares[1] > 4 * shares[0], `${shares} bad of sure and unsure`);
  });
}
