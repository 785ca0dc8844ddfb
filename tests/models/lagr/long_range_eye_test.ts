import assert from "node:assert/strict";
import { bandLayout, windowNumbered } from "../../../models/lagr/bands.ts";
import { coarserView, type PinholeView } from "../../../models/lagr/camera_view.ts";
import { angleBetween, type GroundPlane, mountedPlane } from "../../../models/lagr/ground_plane.ts";
import { distanceAlong, footPixel, groundPoint } from "../../../models/lagr/horizon.ts";
import { type FarReading } from "../../../models/lagr/far_reading.ts";
import { LongRangeEye, type LongRangeEyeOptions } from "../../../models/lagr/long_range_eye.ts";
import { WindowNet } from "../../../models/lagr/window_net.ts";
import { CheckpointError, counterRandom, saveCheckpoint } from "../../../vision/mod.ts";
import { eyeAt } from "../../support/boxes_on_a_way.ts";
import { countGpuObjects } from "../../support/count_gpu_objects.ts";
import { trackLiveObjects } from "../../support/live_gpu_objects.ts";
import { PaintedPair } from "../../support/painted_pair.ts";
import { castPixel, EYE, type StandingBox } from "../../support/stereo_scenes.ts";
import { visionDevice } from "../../support/vision_device.ts";
import { LAGR_CLASSES } from "../../../models/lagr/lagr_classes.ts";

const device = await visionDevice();

/** A smaller view of the same eye, for what does not depend on how far it sees. */
const SMALL = coarserView(EYE, 2);
const PITCH = 0.15;
const GROUND = mountedPlane(1, PITCH);
const BOXES: readonly StandingBox[] = [
  { ahead: 5, deep: 1, from: -2.5, to: -1.9, top: 1 },
  { ahead: 7, deep: 1, from: 1.2, to: 2, top: 1.2 },
  { ahead: 9, deep: 2, from: -6, to: -5.2, top: 1.5 },
  { ahead: 10, deep: 2, from: 5.5, to: 6.5, top: 1.5 },
  { ahead: 22, deep: 4, from: -6, to: -4, top: 3 },
  { ahead: 26, deep: 4, from: 8, to: 11, top: 3 },
  { ahead: 40, deep: 4, from: -5, to: 0, top: 4 },
  { ahead: 52, deep: 6, from: 4, to: 8, top: 5 },
];

/** Random features, and a classifier on them that knows nothing. */
async function untaught(seed: number): Promise<Uint8Array<ArrayBuffer>> {
  const net = new WindowNet(device, "random", counterRandom(seed));
  const weights = await saveCheckpoint(net, { metadata: { model: "lagr", net: "random" } });
  net.dispose();
  return weights;
}

const WEIGHTS = await untaught(1);

function eyeOn(
  pair: PaintedPair,
  options: Partial<LongRangeEyeOptions> = {},
  view: PinholeView = SMALL,
): LongRangeEye {
  return new LongRangeEye(device, pair, view, GROUND, { weights: WEIGHTS, ...options });
}

/** Boxes as they stand after the robot has come so far. */
function after(metres: number): StandingBox[] {
  return BOXES.map((box) => ({ ...box, ahead: box.ahead - metres }))
    .filter(({ ahead }) => ahead > 0.5);
}

/** Readings of a short drive. */
async function drive(
  eye: LongRangeEye,
  pair: PaintedPair,
  disturb: (frame: number) => void = () => {},
): Promise<FarReading[]> {
  const readings: FarReading[] = [];
  for (let frame = 0; frame < 3; frame++) {
    pair.paint(GROUND, after(0.5 * frame), 0.5 * frame);
    const look = eye.look();
    disturb(frame);
    readings.push(await look);
  }
  return readings;
}

/** Chance that a window is no ground. */
function obstacleOf(probabilities: Float32Array, window: number): number {
  const [, , ...rest] = probabilities.subarray(5 * window, 5 * window + 5);
  return rest.reduce((a, b) => a + b, 0);
}

Deno.test("windows stand where geometry says, every band that the picture shows, to 100 m", async () => {
  const pair = new PaintedPair(device.gpu, EYE), eye = eyeOn(pair, {}, EYE);
  pair.paint(GROUND, BOXES);
  const { bands, ground, plane, horizon, places, learned } = await eye.look();
  const layout = bandLayout(EYE);
  assert.ok(ground.confidence > 0.5);
  assert.deepEqual(bands.map(({ distance }) => distance), [
    ...layout.bands.slice(0, -1).map(({ distance }) => distance),
  ]);
  assert.ok(places.length > 300 && learned > 50 && learned < places.length);
  let windows = 0;
  for (const band of bands) {
    const { u, v, bearings, distances, probabilities } = band;
    assert.equal(probabilities.length, LAGR_CLASSES.length * band.windows.length);
    for (const [k, number] of band.windows.entries()) {
      windows++;
      const place = windowNumbered(layout, number)!;
      assert.equal(layout.bands[place.band]!.distance, band.distance);
      assert.ok(u[k]! >= -0.5 && v[k]! >= -0.5 && u[k]! <= 319.5 && v[k]! <= 239.5);
      // The ground under the foot's pixel, by horizon.ts; by the true plane as well as stereo sees far ground.
      const point = groundPoint(EYE, plane, u[k]!, v[k]!)!;
      assert.ok(Math.abs(distanceAlong(plane, point) / distances[k]! - 1) < 2e-3);
      const [nx, ny, nz] = plane.normal;
      // The camera's right, along the ground.
      const right = [ny, -nx].map((x) => -x / Math.hypot(nx, ny));
      const aside = right[0]! * point[0] + right[1]! * point[1];
      assert.ok(Math.abs(Math.sin(bearings[k]!) + aside / distances[k]!) < 2e-3, `${nz}`);
      const row = footPixel(EYE, GROUND, distances[k]!, u[k]!)!;
      assert.ok(Math.abs(row - v[k]!) < 2.5, `${row}, ${v[k]} at ${distances[k]} m`);
      const sum = probabilities.subarray(5 * k, 5 * k + 5).reduce((a, b) => a + b, 0);
      assert.ok(Math.abs(sum - 1) < 1e-4);
    }
  }
  assert.ok(windows > 3000);
  assert.ok(bands.at(-1)!.windows.length > 500);
  // The horizon of the true plane, level.
  const middle = EYE.cy - EYE.fy * Math.tan(0.15);
  assert.ok(Math.abs(horizon.a * EYE.cx + horizon.b * middle + horizon.c) < 3);
  eye.dispose();
  pair.dispose();
});

Deno.test("learning tells boxes from ground three to six times as far as stereo sees", async () => {
  const pair = new PaintedPair(device.gpu, EYE);
  const eye = eyeOn(pair, { compare: true, learning: { passes: 16 } }, EYE);
  const fixed = eyeOn(pair, { adapt: false }, EYE);
  const right = { online: [0, 0], offline: [0, 0] }, all = [0, 0];
  const frames = 8;
  for (let frame = 0; frame < frames; frame++) {
    const driven = 0.4 * frame;
    const boxes = after(driven);
    pair.paint(GROUND, boxes, driven);
    const { bands, learned } = await eye.look();
    const untaught = await fixed.look();
    assert.ok(learned > 50);
    assert.equal(untaught.learned, 0);
    if (frame < frames / 2) continue;
    for (const [b, { windows, u, v, distances, probabilities, offline }] of bands.entries()) {
      // The classifier that learns not, and the one that is compared with, say the same.
      assert.deepEqual(untaught.bands[b]!.probabilities, offline);
      for (const k of windows.keys()) {
        if (distances[k]! < 16 || distances[k]! > 75) continue;
        const hit = (row: number) => castPixel(EYE, GROUND, boxes, u[k]!, row).hit;
        const isBox = hit(v[k]!) >= 0;
        if (hit(v[k]!) < -1 || hit(v[k]! + 1) >= 0 !== isBox || hit(v[k]! - 1) >= 0 !== isBox) {
          continue;
        }
        const kind = isBox ? 1 : 0;
        all[kind]!++;
        if (obstacleOf(probabilities, k) > 0.5 === isBox) right.online[kind]!++;
        if (obstacleOf(offline!, k) > 0.5 === isBox) right.offline[kind]!++;
      }
    }
  }
  const balanced = (counts: readonly number[]) => (counts[0]! / all[0]! + counts[1]! / all[1]!) / 2;
  const said = `${balanced(right.online)} online, ${balanced(right.offline)} offline, of ${all}`;
  assert.ok(all[0]! > 1000 && all[1]! > 500, said);
  assert.ok(balanced(right.online) > 0.88, said);
  assert.ok(1 - balanced(right.online) < (1 - balanced(right.offline)) / 2, said);
  eye.dispose();
  fixed.dispose();
  pair.dispose();
});

/** Looks along a way of so many metres, a metre each, of an eye that is told where it is. */
async function driveKnowing(eye: LongRangeEye, pair: PaintedPair, from: number, to: number) {
  const learned: number[] = [], readings: FarReading[] = [];
  for (let at = from; at <= to; at++) {
    pair.paint(GROUND, after(at), at);
    const reading = await eye.look(eyeAt(at, PITCH));
    learned.push(reading.learned);
    readings.push(reading);
  }
  return { learned, readings };
}

Deno.test("an eye that knows where it is learns in hindsight too, forgets its way when carried, and all when reset", async () => {
  const pair = new PaintedPair(device.gpu, SMALL);
  const [knowing, lost] = [eyeOn(pair), eyeOn(pair)];
  const { learned, readings } = await driveKnowing(knowing, pair, 0, 8);
  const near: number[] = [];
  for (let at = 0; at <= 8; at++) {
    pair.paint(GROUND, after(at), at);
    near.push((await lost.look()).learned);
  }
  // Nothing is known of places farther on before the robot has come nearer to them.
  assert.ok(learned[8]! > near[8]! + 20, `${learned} with poses, ${near} without`);
  await knowing.reset();
  const again = await driveKnowing(knowing, pair, 0, 8);
  assert.deepEqual(again.readings, readings);
  // Elsewhere, the classifier goes on as it is, and the first look knows no place yet but its own.
  const before = await knowing.classifier.save();
  knowing.carried();
  assert.deepEqual(await knowing.classifier.save(), before);
  const { learned: elsewhere } = await driveKnowing(knowing, pair, 0, 1);
  assert.ok(Math.abs(elsewhere[0]! - learned[0]!) < 8, `${elsewhere}, first ${learned[0]}`);
  pair.paint(GROUND, BOXES);
  const look = knowing.look(eyeAt(2, PITCH));
  assert.throws(() => knowing.carried(), /last look has not come/);
  await look;
  for (const eye of [knowing, lost]) eye.dispose();
  pair.dispose();
});

Deno.test("equal frames give equal numbers, however slow the device and whatever is drawn meanwhile", async () => {
  const pair = new PaintedPair(device.gpu, SMALL);
  const [calm, disturbed] = [eyeOn(pair), eyeOn(pair)];
  const wanted = await drive(calm, pair);
  const load = device.gpu.createBuffer({ size: 1 << 25, usage: 0x0c });
  const readings = await drive(disturbed, pair, () => {
    // Another exposure, and much else to do.
    pair.paint(GROUND, [{ ahead: 2, deep: 1, from: -5, to: 5, top: 3 }]);
    const encoder = device.gpu.createCommandEncoder();
    for (let k = 0; k < 20; k++) encoder.clearBuffer(load);
    device.gpu.queue.submit([encoder.finish()]);
  });
  assert.deepEqual(readings, wanted);
  // The frames do differ, and so does what another seed draws.
  assert.notDeepEqual(readings[0], readings[1]);
  const other = eyeOn(pair, { seed: 2 });
  assert.notDeepEqual(await drive(other, pair), wanted);
  load.destroy();
  for (const eye of [calm, disturbed, other]) eye.dispose();
  pair.dispose();
});

Deno.test("an eye that was reset is as new, and looks and resets one at a time", async () => {
  const pair = new PaintedPair(device.gpu, SMALL), eye = eyeOn(pair);
  const wanted = await drive(eye, pair);
  const again = eye.look();
  await assert.rejects(eye.look(), /Cannot look: the last look has not come/);
  await assert.rejects(eye.reset(), /Cannot reset: the last look has not come/);
  await again;
  await eye.reset();
  assert.deepEqual(await drive(eye, pair), wanted);
  eye.dispose();
  pair.dispose();
});

Deno.test("a frame whose ground is not sure teaches nothing", async () => {
  const pair = new PaintedPair(device.gpu, SMALL), eye = eyeOn(pair);
  await drive(eye, pair);
  const before = await eye.classifier.save();
  pair.blank();
  const { ground, places, learned, bands } = await eye.look();
  assert.equal(ground.confidence, 0);
  assert.deepEqual(ground.plane, { ...GROUND, inliers: 0 });
  assert.deepEqual([places.length, learned], [0, 0]);
  assert.ok(bands.some(({ windows }) => windows.length > 100));
  assert.deepEqual(await eye.classifier.save(), before);
  eye.dispose();
  pair.dispose();
});

Deno.test("broken weights and those of other features are refused, pictures of other sizes too", async () => {
  const pair = new PaintedPair(device.gpu, SMALL);
  assert.throws(() => eyeOn(pair, { weights: WEIGHTS.slice(0, 1000) }), CheckpointError);
  assert.throws(() => eyeOn(pair, { weights: new Uint8Array(3) }), CheckpointError);
  assert.throws(
    () => eyeOn(pair, { net: "rbf" }),
    (error) =>
      error instanceof CheckpointError && /"rbf": the weights are of "random"/.test(error.message),
  );
  const before = device.memoryBytes;
  assert.throws(() => eyeOn(pair, {}, EYE), /160 x 120: wanted 320 x 240/);
  assert.throws(() => eyeOn(pair, { learning: { batch: 0 } }), RangeError);
  assert.equal(device.memoryBytes, before);
  pair.dispose();
  await device.check();
});

Deno.test("looks make no object on the device, and an eye gives all its memory back", async () => {
  const pair = new PaintedPair(device.gpu, SMALL);
  eyeOn(pair, { compare: true }).dispose();
  const tracked = trackLiveObjects(device.gpu);
  const before = device.memoryBytes;
  const eye = eyeOn(pair, { compare: true });
  await drive(eye, pair);
  assert.ok(device.memoryBytes > before && tracked.live > 20);
  const counts = await countGpuObjects(device.gpu, async () => void await drive(eye, pair));
  assert.deepEqual(counts, {});
  eye.dispose();
  assert.equal(device.memoryBytes, before);
  assert.equal(tracked.live, 0);
  tracked.stop();
  pair.dispose();
});

Deno.test("the planes that a leaning camera sees are what labels and the pyramid stand on", async () => {
  const pair = new PaintedPair(device.gpu, EYE), eye = eyeOn(pair, {}, EYE);
  const nodding: GroundPlane = mountedPlane(1.05, 0.2);
  pair.paint(nodding, BOXES);
  const { bands, ground, plane } = await eye.look();
  assert.ok(Math.abs(ground.plane.height - 1.05) < 0.03);
  assert.ok(angleBetween(ground.plane, nodding) < 0.01);
  assert.ok(angleBetween(plane, nodding) < 0.02, `${angleBetween(plane, nodding)} rad`);
  for (const { u, v, distances } of bands) {
    for (const k of u.keys()) {
      assert.ok(Math.abs(footPixel(EYE, plane, distances[k]!, u[k]!)! - v[k]!) < 0.01);
      if (distances[k]! > 12) continue;
      const wanted = footPixel(EYE, nodding, distances[k]!, u[k]!)!;
      assert.ok(Math.abs(wanted - v[k]!) < 2.5, `${wanted}, ${v[k]} at ${distances[k]} m`);
    }
  }
  eye.dispose();
  pair.dispose();
});
