import assert from "node:assert/strict";
import { ENTITY } from "../../../sim/entity_ids.ts";
import { labelNamed } from "../../../sim/labels.ts";
import { compose, fromYawPitchRoll, type Pose, rotate } from "../../../sim/pose.ts";
import { Lidar, readReturns } from "../../../sim/render/lidar/lidar.ts";
import { Renderer } from "../../../sim/render/mod.ts";
import { beamDirection, type LidarSpec, ROVER_LIDAR } from "../../../sim/sensors/lidar.ts";
import { lightAt, weatherNamed } from "../../../sim/weather/weathers.ts";
import { BufferUsage, MAP_MODE_READ } from "../../../vision/gpu_flags.ts";
import { plainDevice } from "../../support/camera_pictures.ts";
import { countGpuObjects } from "../../support/count_gpu_objects.ts";
import { boxGroup, castRay, cubes, type MovingBox } from "../../support/moving_boxes.ts";
import { plainLandscape } from "../../support/plain_landscape.ts";

const gpu = await plainDevice();
const renderer = await Renderer.create(gpu, { shapes: cubes });
const clear = lightAt({ weather: "clear", hour: 10 });
const EXACT: LidarSpec = { ...ROVER_LIDAR, rangeNoise: 0, dropout: 0, farthest: 60 };
const boxes: MovingBox[] = [
  { id: ENTITY.firstActor, label: "car", half: [2, 0.9, 0.8], pose: at(9, 2, 0.8, 0.4) },
  { id: ENTITY.firstActor + 1, label: "person", half: [0.3, 0.3, 0.9], pose: at(-5, -4, 0.9, 1) },
  { id: ENTITY.firstActor + 2, label: "truck", half: [3, 1.2, 1.6], pose: at(-2, 14, 1.6, -0.3) },
];
const pose: Pose = { position: [0.4, -0.3, 1.3], orientation: fromYawPitchRoll(0.7, 0.03, -0.02) };

function at(x: number, y: number, z: number, yaw: number): Pose {
  return { position: [x, y, z], orientation: fromYawPitchRoll(yaw) };
}

async function read(lidar: Lidar) {
  const staging = gpu.createBuffer({
    size: lidar.returns.size,
    usage: BufferUsage.mapRead | BufferUsage.copyDst,
  });
  const encoder = gpu.createCommandEncoder();
  encoder.copyBufferToBuffer(lidar.returns, 0, staging, 0, staging.size);
  gpu.queue.submit([encoder.finish()]);
  await staging.mapAsync(MAP_MODE_READ);
  const found = readReturns(new Uint8Array(staging.getMappedRange()));
  staging.unmap();
  staging.destroy();
  return found;
}

Deno.test("Lidar measures what rays meet: level ground and boxes, with their ids", async () => {
  const scene = renderer.createScene(plainLandscape(), [boxGroup(boxes)]);
  const lidar = new Lidar(renderer, gpu, EXACT, 1);
  lidar.scan(scene, pose, clear);
  const found = await read(lidar);
  const errors: number[] = [];
  const seen = new Map<number, number>();
  let other = 0, hits = 0;
  for (const { x, y, z, range, entity, label, channel, step, intensity } of found) {
    const away = rotate(pose.orientation, beamDirection(EXACT, channel, step));
    const hit = castRay(boxes, pose.position, away);
    if (!hit || hit.t > 55) continue;
    hits++;
    assert.ok(Math.abs(Math.hypot(x, y, z) - range) < 1e-3);
    assert.ok(intensity >= 0 && intensity <= 1);
    const wanted = hit.box?.id ?? ENTITY.terrain;
    // At the very edge of a thing a pixel is not a ray.
    if (entity !== wanted) {
      other++;
      continue;
    }
    seen.set(entity, (seen.get(entity) ?? 0) + 1);
    if (hit.box) assert.equal(label, labelNamed(hit.box.label).id);
    errors.push(Math.abs(range - hit.t) / hit.t);
  }
  assert.ok(hits > 6000, `only ${hits} returns`);
  assert.ok(other / hits < 0.01, `${other} of ${hits} hit something else`);
  for (const { id } of boxes) assert.ok(seen.get(id)! > 30, `entity ${id} was hardly seen`);
  errors.sort((a, b) => a - b);
  const quantile = (q: number) => errors[Math.floor(q * (errors.length - 1))]!;
  assert.ok(quantile(0.5) < 2e-4, `median error ${quantile(0.5)}`);
  assert.ok(quantile(0.99) < 0.01, `99 % within ${quantile(0.99)}`);
  const stray = found.filter(({ channel, step }) => {
    const away = rotate(pose.orientation, beamDirection(EXACT, channel, step));
    return !castRay(boxes, pose.position, away);
  });
  assert.ok(stray.length < 0.01 * hits, `${stray.length} beams into the sky came back`);
  lidar.dispose();
  scene.dispose();
});

Deno.test("Lidar is blind to what it is mounted on, and to what weather hides", async () => {
  const scene = renderer.createScene(plainLandscape(), [boxGroup(boxes)]);
  const lidar = new Lidar(renderer, gpu, EXACT, 1);
  lidar.hidden = boxes[0]!.id;
  const { sensing } = weatherNamed("fog");
  lidar.scan(scene, pose, clear, sensing);
  const found = await read(lidar);
  assert.ok(found.every(({ entity }) => entity !== boxes[0]!.id));
  assert.ok(found.some(({ entity }) => entity === boxes[2]!.id));
  const farthest = Math.max(...found.map(({ range }) => range));
  assert.ok(farthest <= EXACT.farthest * sensing.lidarRange && farthest > 15, `${farthest} m`);
  lidar.dispose();
  scene.dispose();
});

Deno.test("Lidar's noise has the stated size, goes on from scan to scan and repeats by seed", async () => {
  const scene = renderer.createScene(plainLandscape());
  const noisy: LidarSpec = { ...EXACT, farthest: 20, rangeNoise: 0.03, dropout: 0.1 };
  const scans = async (seed: number) => {
    const lidar = new Lidar(renderer, gpu, noisy, seed);
    const taken = [];
    for (let k = 0; k < 2; k++) {
      lidar.scan(scene, pose, clear);
      taken.push(await read(lidar));
    }
    lidar.dispose();
    return taken;
  };
  const [first, second] = await scans(5);
  assert.deepEqual(await scans(5), [first, second]);
  assert.notDeepEqual(first, second);
  assert.notDeepEqual((await scans(6))[0], first);
  const quiet = new Lidar(renderer, gpu, { ...noisy, rangeNoise: 0, dropout: 0 }, 5);
  quiet.scan(scene, pose, clear);
  const exact = await read(quiet);
  quiet.dispose();
  const truth = new Map(exact.map(({ channel, step, range }) => [channel * 10_000 + step, range]));
  const errors = first!.flatMap(({ channel, step, range }) => {
    const wanted = truth.get(channel * 10_000 + step);
    // Where noise may push a return out of reach, the rest would be biased.
    return wanted !== undefined && wanted < 19.8 ? [range - wanted] : [];
  });
  const mean = errors.reduce((a, b) => a + b, 0) / errors.length;
  const deviation = Math.sqrt(errors.reduce((a, b) => a + (b - mean) ** 2, 0) / errors.length);
  assert.ok(Math.abs(mean) < 0.002 && Math.abs(deviation - 0.03) < 0.002, `${mean}, ${deviation}`);
  const kept = errors.length / [...truth.values()].filter((range) => range < 19.8).length;
  assert.ok(Math.abs(kept - 0.9) < 0.015, `${kept} of the returns came back`);
  scene.dispose();
});

Deno.test("Lidar.scan() makes no object on the GPU once it is warm", async () => {
  const scene = renderer.createScene(plainLandscape(), [boxGroup(boxes)]);
  const lidar = new Lidar(renderer, gpu, { ...EXACT, channels: 4, steps: 90 }, 1);
  const moved = (k: number) => compose(pose, at(0.1 * k, 0, 0, 0.1 * k));
  for (let k = 0; k < 2; k++) lidar.scan(scene, moved(k), clear);
  const made = await countGpuObjects(gpu, () => {
    for (let k = 2; k < 8; k++) lidar.scan(scene, moved(k), clear);
  });
  assert.deepEqual(made, {});
  await gpu.queue.onSubmittedWorkDone();
  lidar.dispose();
  scene.dispose();
});

Deno.test("Lidar refuses what is no lidar", () => {
  for (
    const wrong of [
      { channels: 0 },
      { steps: 2.5 },
      { lowestDeg: -50 },
      { nearest: 0 },
      { farthest: Infinity },
      { dropout: 2 },
    ]
  ) {
    assert.throws(() => new Lidar(renderer, gpu, { ...EXACT, ...wrong }, 1), {
      name: "RangeError",
    });
  }
});
