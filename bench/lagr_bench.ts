import { median } from "../agents/session/median.ts";
import { wallClock } from "../host/clock.ts";
import { coarserView } from "../models/lagr/camera_view.ts";
import { LAGR_MOUNT, LAGR_STEREO, lagrView, leftEyeOf } from "../models/lagr/dataset.ts";
import { NEAR_STEREO } from "../models/lagr/dataset/drive_loops.ts";
import { FarGround } from "../models/lagr/far_ground.ts";
import { mountedPlane } from "../models/lagr/ground_plane.ts";
import { seenBands } from "../models/lagr/bands.ts";
import { PastLooks } from "../models/lagr/hindsight/past_looks.ts";
import { LongRangeEye, tuneLongRangeEye } from "../models/lagr/long_range_eye.ts";
import { OnlineClassifier } from "../models/lagr/online/classifier.ts";
import { PairMatcher } from "../models/lagr/pair_matcher.ts";
import { DistancePyramid } from "../models/lagr/pyramid.ts";
import { ShortRangeDetector } from "../models/lagr/short_range.ts";
import { ShortRangeEye } from "../models/lagr/short_range_eye.ts";
import { farLoop, loopRates, NEAR_OF_FAR } from "../models/lagr/side_by_side.ts";
import { StereoLabeller } from "../models/lagr/stereo_labels.ts";
import { WindowFeet } from "../models/lagr/window_feet.ts";
import { labelWindows } from "../models/lagr/window_labels.ts";
import { WindowNet } from "../models/lagr/window_net.ts";
import { WindowRanges } from "../models/lagr/window_ranges.ts";
import { createLandscape } from "../sim/landscape.ts";
import { type Pose } from "../sim/pose.ts";
import { Renderer, type Scene, StereoCamera } from "../sim/render/mod.ts";
import { lightAt } from "../sim/weather/weathers.ts";
import {
  counterRandom,
  type Device,
  matchStereo,
  record,
  saveCheckpoint,
  type Tensor,
} from "../vision/mod.ts";
import { timePlans } from "./time_plans.ts";
import { pathPoses } from "./world_bench.ts";

/** A validation world. */
const SEED = 1_000_000;
const LIGHT = lightAt({ weather: "clear", hour: 10 });
const WARM_UP = 2;

/** How much is measured. */
export interface LagrEffort {
  /** Looks of the far eye. */
  readonly looks?: number;
  /** See `timePlans`. */
  readonly rounds?: number;
  readonly roundMs?: number;
}

/** A robot's two pairs in a world, and where it stands frame by frame. */
interface Eyes {
  readonly device: Device;
  readonly scene: Scene;
  readonly poses: readonly Pose[];
  readonly far: StereoCamera;
  readonly near: StereoCamera;
  readonly weights: Uint8Array<ArrayBuffer>;
}

const VIEW = lagrView();
const NEAR_VIEW = coarserView(VIEW, 2);
const GROUND = mountedPlane(LAGR_MOUNT.height, LAGR_MOUNT.pitch);

/**
 * What seeing near and far costs on that device, 60 m along a path.
 *
 * - `lagr_<part>_ms`: milliseconds of each part of a look alone. Those on the device without the wait for it:
 *   `far_stereo`, `pyramid`, `features`, `learning`, `classifying`, `near_stereo`; those on the CPU:
 *   `labels` (ground, labelled places, windows), `feet` (where windows stand), `far_ground` (its plane, and how far
 *   what windows show is away), `hindsight` (taking a look in and recalling others, the way behind known),
 *   `near_columns`.
 * - `lagr_draw_far_ms`, `lagr_draw_near_ms`: drawing a pair of 320x240, and one of 160x120.
 * - `lagr_far_look_ms`, `lagr_near_look_ms`: a look from its pictures to its reading, nothing else going on.
 * - {@link loopRates}, by both eyes side by side.
 *
 * Nets of any weights take equally long; these are random.
 */
export async function benchLagr(
  device: Device,
  { looks = 12, rounds = 5, roundMs = 60 }: LagrEffort = {},
): Promise<Record<string, number>> {
  const { gpu } = device;
  await tuneLongRangeEye(device, VIEW);
  const renderer = await Renderer.create(gpu);
  const landscape = createLandscape(SEED);
  const scene = renderer.createScene(landscape);
  const eyes: Eyes = {
    device,
    scene,
    poses: pathPoses(landscape, NEAR_OF_FAR * (looks + WARM_UP)),
    far: new StereoCamera(renderer, gpu, LAGR_STEREO),
    near: new StereoCamera(renderer, gpu, NEAR_STEREO),
    weights: await randomWeights(device),
  };
  try {
    return {
      ...await partFigures(eyes, { rounds, roundMs }),
      ...await drawFigures(eyes, rounds),
      ...await loopFigures(eyes, looks),
    };
  } finally {
    eyes.far.dispose();
    eyes.near.dispose();
    scene.dispose();
    renderer.dispose();
  }
}

const pairOf = ({ left, right }: StereoCamera) => ({ left: left.colour, right: right.colour });

async function randomWeights(device: Device): Promise<Uint8Array<ArrayBuffer>> {
  const net = new WindowNet(device, "random", counterRandom(1));
  const weights = await saveCheckpoint(net, { metadata: { net: "random" } });
  net.dispose();
  return weights;
}

async function partFigures(
  eyes: Eyes,
  effort: { readonly rounds: number; readonly roundMs: number },
): Promise<Record<string, number>> {
  const { device, scene, poses, far, near } = eyes;
  far.expose(scene, poses[0]!, LIGHT);
  near.expose(scene, poses[0]!, LIGHT);
  const [farMatcher, nearMatcher] = [far, near].map((pair) =>
    new PairMatcher(device, pairOf(pair))
  );
  const [farPicture, nearPicture] = [await farMatcher!.match(), await nearMatcher!.match()];
  farMatcher!.dispose();
  nearMatcher!.dispose();

  const labeller = new StereoLabeller(VIEW, GROUND);
  const detector = new ShortRangeDetector(NEAR_VIEW, GROUND);
  const { ground, places } = labeller.label(farPicture, counterRandom(1));
  const [farGround, ranges] = [new FarGround(VIEW), new WindowRanges(VIEW)];
  const plane = farGround.fit(farPicture, ground.plane);
  const pyramid = new DistancePyramid(device, far.left.colour, VIEW, seenBands(VIEW));
  pyramid.stand(plane);
  const net = new WindowNet(device, "random", counterRandom(1)).evaluate();
  const stereo = [far, near].map((pair) => {
    const { left, right } = pairOf(pair);
    return record(device, () => matchStereo(device, left, right));
  });
  const levelling = record(device, () => pyramid.apply());
  const features = record(
    device,
    () => device.noGrad(() => net.features.forward(levelling.outputs)),
  );
  const classifier = new OnlineClassifier(device, [features.outputs]);
  const classifying = record(device, () => classifier.regression.forward(features.outputs));
  const [farStereo, nearStereo, pyramidMs, featuresMs, classifyingMs] = await timePlans(
    device,
    [...stereo, levelling, features, classifying],
    effort,
  );
  const labelled = labelWindows(VIEW, pyramid.layout, plane, places);
  const feet = new WindowFeet(VIEW, pyramid.layout);
  const figures = {
    lagr_far_stereo_ms: farStereo!,
    lagr_labels_ms: cpuMs(effort.rounds, (k) => {
      const found = labeller.label(farPicture, counterRandom(k), ground.plane);
      labelWindows(VIEW, pyramid.layout, plane, found.places);
    }),
    lagr_far_ground_ms: cpuMs(effort.rounds, () => {
      const laid = farGround.fit(farPicture, ground.plane);
      for (const { u, v } of feet.stand(laid)) ranges.of(farPicture, laid, u, v);
    }),
    lagr_pyramid_ms: pyramidMs!,
    lagr_features_ms: featuresMs!,
    lagr_learning_ms: await manyMs(device, effort.rounds, 40, () => {
      classifier.learn(labelled.windows, labelled.labels);
    }),
    lagr_classifying_ms: classifyingMs!,
    lagr_hindsight_ms: await hindsightMs(eyes, features.outputs, effort.rounds),
    lagr_feet_ms: cpuMs(effort.rounds, () => feet.stand(plane)),
    lagr_near_stereo_ms: nearStereo!,
    lagr_near_columns_ms: cpuMs(effort.rounds, (k) => {
      detector.update(nearPicture, counterRandom(k));
    }),
  };
  for (const each of [...stereo, levelling, features, classifying, classifier, net, pyramid]) {
    each.dispose();
  }
  return figures;
}

/** Milliseconds of what hindsight is on the CPU in a look, once the robot knows its way. */
async function hindsightMs(
  { device, scene, poses, far }: Eyes,
  features: Tensor,
  rounds: number,
): Promise<number> {
  const matcher = new PairMatcher(device, pairOf(far));
  const past = new PastLooks(device, VIEW, seenBands(VIEW), features);
  const labeller = new StereoLabeller(VIEW, GROUND);
  const take = (pose: Pose) => past.take(labeller, GROUND, leftEyeOf(pose));
  try {
    for (const [k, pose] of poses.entries()) {
      far.expose(scene, pose, LIGHT);
      labeller.label(await matcher.match(), counterRandom(k));
      take(pose);
    }
    return cpuMs(rounds, (k) => {
      take(poses.at(-1)!);
      past.recall(counterRandom(k));
    });
  } finally {
    past.dispose();
    matcher.dispose();
  }
}

async function drawFigures(
  { device, scene, poses, far, near }: Eyes,
  rounds: number,
): Promise<Record<string, number>> {
  const drawMs = (pair: StereoCamera) =>
    manyMs(device, rounds, 10, (k) => {
      scene.takePoses();
      pair.expose(scene, poses[k % poses.length]!, LIGHT);
    });
  return { lagr_draw_far_ms: await drawMs(far), lagr_draw_near_ms: await drawMs(near) };
}

async function loopFigures(eyes: Eyes, looks: number): Promise<Record<string, number>> {
  const { device, far, near, weights } = eyes;
  const farEye = new LongRangeEye(device, pairOf(far), VIEW, GROUND, { weights });
  const nearEye = new ShortRangeEye(device, pairOf(near), NEAR_VIEW, GROUND);
  const draw = (pair: StereoCamera) => (k: number) => {
    eyes.scene.takePoses();
    pair.expose(eyes.scene, eyes.poses[k]!, LIGHT);
  };
  const loops = {
    near: { draw: draw(near), eye: nearEye },
    far: farLoop(draw(far), (k) => leftEyeOf(eyes.poses[k]!), farEye),
    now: wallClock.now,
  };
  try {
    const rates = await loopRates(loops, looks);
    const alone = { far: [] as number[], near: [] as number[] };
    for (let k = 0; k < looks; k++) {
      loops.near.draw(k);
      loops.far.draw(k);
      await device.gpu.queue.onSubmittedWorkDone();
      alone.near.push(await msOf(() => nearEye.look()));
      alone.far.push(await msOf(() => loops.far.eye.look()));
    }
    return {
      lagr_far_look_ms: median(alone.far),
      lagr_near_look_ms: median(alone.near),
      ...rates,
    };
  } finally {
    farEye.dispose();
    nearEye.dispose();
  }
}

/** Milliseconds until what `run` promises has come. */
async function msOf(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

/** Median milliseconds of work on the CPU, once it is warm. */
function cpuMs(rounds: number, run: (round: number) => void): number {
  const times: number[] = [];
  for (let round = 0; round < 2 * rounds; round++) {
    const start = performance.now();
    run(round);
    if (round >= rounds) times.push(performance.now() - start);
  }
  return median(times);
}

/** Milliseconds of `run` and what it submits, of many in a row with one wait for all. */
async function manyMs(
  { gpu }: Device,
  rounds: number,
  repeats: number,
  run: (repeat: number) => void,
): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    times.push(
      await msOf(async () => {
        for (let k = 0; k < repeats; k++) run(k);
        await gpu.queue.onSubmittedWorkDone();
      }) / repeats,
    );
  }
  return median(times);
}
