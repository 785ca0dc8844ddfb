import assert from "node:assert/strict";
import { coarserView } from "../../../models/lagr/camera_view.ts";
import { mountedPlane } from "../../../models/lagr/ground_plane.ts";
import { type NearReading, ShortRangeEye } from "../../../models/lagr/short_range_eye.ts";
import { countGpuObjects } from "../../support/count_gpu_objects.ts";
import { trackLiveObjects } from "../../support/live_gpu_objects.ts";
import { PaintedPair } from "../../support/painted_pair.ts";
import { castPixel, EYE, type StandingBox } from "../../support/stereo_scenes.ts";
import { visionDevice } from "../../support/vision_device.ts";

const device = await visionDevice();

const VIEW = coarserView(EYE, 2);
const GROUND = mountedPlane(1, 0.2);
const BOXES: readonly StandingBox[] = [
  { ahead: 2.5, deep: 0.1, from: -1.5, to: -0.7, top: 0.9 },
  { ahead: 4, deep: 0.1, from: 0.5, to: 1.6, top: 0.9 },
  { ahead: 4.8, deep: 0.1, from: 2.6, to: 3.6, top: 0.9 },
];

function eyeOn(pair: PaintedPair): ShortRangeEye {
  return new ShortRangeEye(device, pair, VIEW, GROUND);
}

/** Readings of a short drive. */
async function drive(
  eye: ShortRangeEye,
  pair: PaintedPair,
  disturb: () => void = () => {},
): Promise<NearReading[]> {
  const readings: NearReading[] = [];
  for (let frame = 0; frame < 3; frame++) {
    const driven = 0.2 * frame;
    const boxes = BOXES.map((box) => ({ ...box, ahead: box.ahead - driven }));
    pair.paint(GROUND, boxes, driven);
    const look = eye.look();
    disturb();
    readings.push(await look);
  }
  return readings;
}

Deno.test("what stands near is seen where it stands, from the pictures alone", async () => {
  const pair = new PaintedPair(device.gpu, VIEW), eye = eyeOn(pair);
  pair.paint(GROUND, BOXES);
  const { bearings, distances, blocked, nearest, ground } = await eye.look();
  assert.ok(ground.confidence > 0.8 && Math.abs(ground.plane.height - 1) < 0.03);
  // The lowest row of the middle shows the ground at 1 / tan(pitch + slope of the ray).
  const slope = Math.atan((VIEW.height - 1 - VIEW.cy) / VIEW.fy);
  assert.ok(Math.abs(nearest - 1 / Math.tan(0.2 + slope)) < 0.05);
  /** Where a column meets the nearest box, along the ground from below the eye; null where it meets none. */
  const met = (u: number): { distance: number; bearing: number } | null => {
    let nearest = null;
    for (let v = 0; v < VIEW.height; v++) {
      const { z, hit } = castPixel(VIEW, GROUND, BOXES, u, v);
      if (hit < 0) continue;
      const right = (u - VIEW.cx) / VIEW.fx * z, down = (v - VIEW.cy) / VIEW.fy * z;
      const ahead = z * Math.cos(0.2) - down * Math.sin(0.2);
      const distance = Math.hypot(ahead, right);
      if (nearest && nearest.distance <= distance) continue;
      nearest = { distance, bearing: -Math.atan2(right, ahead) };
    }
    return nearest;
  };
  let boxes = 0, free = 0, wrong = 0;
  for (let u = 6; u < VIEW.width - 6; u++) {
    const here = met(u), beside = [met(u - 5), met(u + 5)];
    // At the edges of boxes stereo sees the one or the other.
    if (beside.some((each) => (each === null) !== (here === null))) continue;
    if (!here) {
      free++;
      if (blocked[u] !== 0 || distances[u]! < 5.5) wrong++;
      continue;
    }
    boxes++;
    const off = Math.abs(distances[u]! / here.distance - 1);
    if (blocked[u] !== 1 || off > 0.15 || Math.abs(bearings[u]! - here.bearing) > 0.04) wrong++;
  }
  assert.ok(boxes > 40 && free > 30, `${boxes} ${free}`);
  assert.ok(wrong <= 0.05 * (boxes + free), `${wrong} of ${boxes + free}`);
  eye.dispose();
  pair.dispose();
});

Deno.test("equal frames give equal numbers, whatever is drawn meanwhile; readings are the reader's", async () => {
  const pair = new PaintedPair(device.gpu, VIEW);
  const [calm, disturbed] = [eyeOn(pair), eyeOn(pair)];
  const wanted = await drive(calm, pair);
  const kept = structuredClone(wanted);
  const readings = await drive(disturbed, pair, () => {
    pair.paint(GROUND, [{ ahead: 1.5, deep: 1, from: -5, to: 5, top: 3 }]);
  });
  assert.deepEqual(readings, kept);
  assert.deepEqual(wanted, kept);
  assert.notDeepEqual(readings[0], readings[1]);
  calm.dispose();
  disturbed.dispose();
  pair.dispose();
});

Deno.test("an eye that was reset is as new, and is not reset while it looks", async () => {
  const pair = new PaintedPair(device.gpu, VIEW), eye = eyeOn(pair);
  const first = await drive(eye, pair);
  assert.notDeepEqual(await drive(eye, pair), first);
  eye.reset();
  assert.deepEqual(await drive(eye, pair), first);
  const look = eye.look();
  assert.throws(() => eye.reset(), /Cannot reset: the last look has not come/);
  await look;
  eye.dispose();
  pair.dispose();
});

Deno.test("a picture that shows nothing has no ray, by the mounting's ground, and spoils no other", async () => {
  const pair = new PaintedPair(device.gpu, VIEW), eye = eyeOn(pair);
  const [first] = await drive(eye, pair);
  pair.blank();
  const { distances, blocked, ground } = await eye.look();
  assert.equal(ground.confidence, 0);
  assert.ok(distances.every((metres) => metres === 0) && blocked.every((each) => each === 0));
  const [again] = await drive(eye, pair);
  const off = again!.distances.filter((metres, u) => Math.abs(metres - first!.distances[u]!) > 0.2);
  assert.ok(off.length < 0.05 * VIEW.width, `${off.length}`);
  eye.dispose();
  pair.dispose();
});

Deno.test("looks come one at a time, make no object on the device, and leave no memory behind", async () => {
  const pair = new PaintedPair(device.gpu, VIEW);
  eyeOn(pair).dispose();
  const tracked = trackLiveObjects(device.gpu);
  const before = device.memoryBytes;
  const eye = eyeOn(pair);
  const look = eye.look();
  await assert.rejects(eye.look(), /Cannot look: the last look has not come/);
  await look;
  assert.ok(device.memoryBytes > before);
  const counts = await countGpuObjects(device.gpu, async () => void await drive(eye, pair));
  assert.deepEqual(counts, {});
  eye.dispose();
  assert.equal(device.memoryBytes, before);
  assert.equal(tracked.live, 0);
  tracked.stop();
  pair.dispose();
});
