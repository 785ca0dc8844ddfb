import { deepEqual, equal, notDeepEqual, notEqual, ok, rejects } from "node:assert/strict";
import { GoalSeeker } from "../../../agents/goal_seeker/goal_seeker.ts";
import type { Perception } from "../../../agents/perception.ts";
import { decodeFrame, encodeFrame } from "../../../agents/session/protocol.ts";
import { Session } from "../../../agents/session/session.ts";
import { wallClock } from "../../../host/clock.ts";
import { shippedWeights } from "../../../models/mod.ts";
import { labelNamed, LABELS } from "../../../sim/labels.ts";
import type { Observation } from "../../../sim/mod.ts";
import { CheckpointError, DeviceError, requestDevice } from "../../../vision/mod.ts";
import { countGpuObjects } from "../../support/count_gpu_objects.ts";
import { trackLiveObjects } from "../../support/live_gpu_objects.ts";
import { hashesOf, openSession, runOptions } from "../../support/session_run.ts";
import { visionDevice } from "../../support/vision_device.ts";

const TWO_SECONDS = 20;
const SEED = 1_000_007;

/** What the issue asks a drive to measure. */
const METRICS = [
  "cameraFrames",
  "collisions",
  "distanceMetres",
  "frameAgeTicksMax",
  "goalDistanceMetres",
  "majorityAccuracy",
  "meanIoU",
  "netMsMedian",
  "pixelAccuracy",
  "renderMsMedian",
];

/** A driver that drives as ever, and keeps what it was shown. */
class Witness extends GoalSeeker {
  readonly seen: Perception[] = [];
  readonly sensed: Observation[] = [];

  override see(perception: Perception): void {
    this.seen.push(perception);
    super.see(perception);
  }

  override act(sensed: Observation) {
    this.sensed.push(sensed);
    return super.act(sensed);
  }
}

Deno.test("Session repeats itself: same seed, same hash at every camera period", async () => {
  const device = await visionDevice();
  const first = await openSession(device);
  const hashes = await hashesOf(first, TWO_SECONDS);
  const { metrics } = first.result();
  equal(new Set(hashes).size, TWO_SECONDS, "the world stood still");
  const timed = device.gpu.features.has("timestamp-query");
  for (const name of METRICS) {
    if (/Ms/.test(name) && !timed) continue;
    ok(Number.isFinite(metrics[name]), `${name} is ${metrics[name]}`);
  }
  equal(metrics.cameraFrames, TWO_SECONDS);
  // Twenty frames of one place: far above chance, and above naming the commonest class.
  ok(metrics.pixelAccuracy! > 0.75 && metrics.pixelAccuracy! <= 1);
  ok(metrics.pixelAccuracy! > metrics.majorityAccuracy! + 0.2);
  ok(metrics.meanIoU! > 0.4 && metrics.meanIoU! <= 1);
  equal(metrics.frameAgeTicksMax, 8, "labels come after 3 ticks and are replaced 6 later");
  first.dispose();

  const again = await openSession(device, {}, { watched: true });
  deepEqual(await hashesOf(again, TWO_SECONDS), hashes);

  // A reset is a fresh episode, whatever came before it.
  again.reset(SEED + 1);
  const other = await hashesOf(again, 3);
  other.forEach((hash, period) => notEqual(hash, hashes[period]));
  again.reset(SEED);
  deepEqual(await hashesOf(again, 5), hashes.slice(0, 5));
  equal(again.result().metrics.cameraFrames, 5);
  again.dispose();
});

Deno.test("Session.advance() makes no object on the device in steady state", async () => {
  const device = await requestDevice();
  let session!: Awaited<ReturnType<typeof openSession>>;
  // The counter sees both those who share the device: three's pipelines and the net's.
  const atStart = await countGpuObjects(device.gpu, async () => {
    session = await openSession(device, {}, { watched: true });
    for (let i = 0; i < 5; i++) await session.advance();
  });
  for (const name of ["createRenderPipeline", "createComputePipeline", "createBindGroup"]) {
    const async = atStart[`${name}Async`] ?? 0;
    ok((atStart[name] ?? 0) + async > 0, `${name} was never called: ${JSON.stringify(atStart)}`);
  }
  const made = await countGpuObjects(device.gpu, async () => {
    for (let i = 0; i < 15; i++) {
      await session.advance();
      ok(session.frame(false), "no frame was read back");
    }
  });
  deepEqual(made, {});
  session.dispose();
  device.gpu.destroy();
});

Deno.test("Session.reset() gives back all that the last world took", async () => {
  const device = await requestDevice();
  const objects = trackLiveObjects(device.gpu);
  const session = await openSession(device);
  const standing: [number, number][] = [];
  for (let i = 0; i < 4; i++) {
    session.reset(SEED + i);
    await session.advance();
    standing.push([device.memoryBytes, objects.live]);
  }
  ok(standing[0]![1] > 10, "nothing was tracked");
  deepEqual(standing.slice(1), [standing[0], standing[0], standing[0]]);
  // Two in a row, without a look between them.
  session.reset(1);
  session.reset(2);
  await session.advance();
  deepEqual([device.memoryBytes, objects.live], standing[0]);
  session.dispose();
  objects.stop();
  device.gpu.destroy();
});

Deno.test("Session shows its agent what the sensors and the net say, never the truth", async () => {
  const agent = new Witness();
  const session = await openSession(await visionDevice(), {}, { watched: true, agent });
  for (let i = 0; i < 5; i++) await session.advance();
  const frame = decodeFrame(encodeFrame(session.frame(false)!));
  equal(frame.state.timings.frameAgeTicks, 6, "the picture is as old as a camera period");
  session.dispose();
  const [camera, labels, truth] = frame.views;
  deepEqual(frame.views.map((view) => view.name), ["camera", "labels", "truth"]);
  equal(camera!.bytes.length, 160 * 120 * 4);
  ok(new Set(camera!.bytes).size > 50, "the camera's picture is flat");
  const ids = new Set<number>(LABELS.map((label) => label.id));
  for (const view of [labels!, truth!]) ok([...view.bytes].every((id) => ids.has(id)));

  equal(agent.seen.length, 5);
  deepEqual(agent.seen.at(-1)!.labels, new Uint8Array(labels!.bytes));
  notDeepEqual(agent.seen.at(-1)!.labels, new Uint8Array(truth!.bytes));
  equal(agent.sensed.length, 30);
  for (const seen of agent.seen) {
    deepEqual(Object.keys(seen).sort(), ["drivable", "labels", "view"]);
  }
  for (const sensed of agent.sensed) {
    deepEqual(Object.keys(sensed).sort(), [
      "bumper",
      "gnss",
      "goal",
      "heading",
      "inertial",
      "speed",
      "yawRate",
    ]);
  }
  // GNSS errs by metres; the truth would be exact.
  const { position } = frame.state;
  const [x, y] = agent.sensed.at(-1)!.gnss;
  ok(Math.hypot(x! - position[0], y! - position[1]) > 1e-3);
});

Deno.test("Session.create() refuses broken weights and unknown names, and leaves nothing", async () => {
  const device = await requestDevice();
  const cut = runOptions().weights.slice(0, 20_000);
  const objects = trackLiveObjects(device.gpu);
  await rejects(openSession(device, { weights: cut }), CheckpointError);
  await rejects(openSession(device, { weights: new Uint8Array() }), CheckpointError);
  equal(objects.live, 0);
  await rejects(openSession(device, { agent: "nobody" }), {
    name: "RangeError",
    message: /"nobody".*goal_seeker/,
  });
  const parts = { clock: wallClock, watched: false };
  const nowhere = { ...runOptions(), scenario: "nowhere" };
  await rejects(Session.create(device, nowhere, parts), RangeError);
  await rejects(openSession(device, { weather: "custard" }), RangeError);
  await rejects(openSession(device, { hour: 24 }), RangeError);
  equal(objects.live, 0);
  objects.stop();
  device.gpu.destroy();
});

Deno.test("Session.advance() rejects in words when the device is lost", async () => {
  const device = await requestDevice();
  const session = await openSession(device);
  await session.advance();
  const looking = session.advance();
  device.gpu.destroy();
  // The period under way may still have had its pictures; the next one cannot.
  await rejects(looking.then(() => session.advance()), {
    name: "DeviceError",
    message: /lost/,
  });
  await rejects(session.advance(), DeviceError);
  session.dispose();
});

Deno.test("Session on roads labels by the net of whole scenes, and needs a driver who knows lanes", async () => {
  const device = await requestDevice();
  await rejects(openSession(device, { scenario: "roundabout", agent: "goal_seeker" }), {
    name: "RangeError",
    message: /roundabout by goal_seeker.*autopilot/,
  });
  const roads = { scenario: "roundabout", agent: "autopilot" };
  const session = await openSession(device, roads, { watched: true });
  for (let k = 0; k < 5; k++) await session.advance();
  const { metrics } = session.result();
  const { views } = session.frame(false)!;
  deepEqual(views.map(({ name }) => name), ["camera", "labels", "truth"]);
  const road = labelNamed("road").id;
  ok(views[1]!.bytes.filter((label) => label === road).length > 1000, "there is a road before it");
  equal(metrics.cameraFrames, 5);
  ok(metrics.distanceMetres! > 0 && metrics.netMsMedian! > 0);
  ok(metrics.pixelAccuracy! > 0.6, `${metrics.pixelAccuracy} of the pixels`);
  session.dispose();
  device.gpu.destroy();
});

Deno.test("Session with an agent that brings eyes repeats itself, whatever was driven before; broken weights leave nothing", async () => {
  const device = await requestDevice();
  const longRange = { weights: await Deno.readFile(shippedWeights("lagr")), adapt: true };
  const course = { scenario: "lagr_course", agent: "lagr", seed: SEED, longRange };
  const fresh = await openSession(device, course);
  const wanted = await hashesOf(fresh, 12);
  ok(fresh.result().metrics.farFrames! > 0);
  fresh.dispose();
  const other = await openSession(device, { ...course, seed: SEED + 1 });
  notDeepEqual(await hashesOf(other, 12), wanted);
  other.reset(SEED);
  deepEqual(await hashesOf(other, 12), wanted);
  other.dispose();
  const objects = trackLiveObjects(device.gpu);
  const broken = { weights: longRange.weights.slice(0, 20_000), adapt: true };
  await rejects(openSession(device, { ...course, longRange: broken }), CheckpointError);
  equal(objects.live, 0);
  objects.stop();
  device.gpu.destroy();
});
