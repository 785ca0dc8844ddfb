import assert from "node:assert/strict";
import { ENTITY } from "../../../sim/entity_ids.ts";
import {
  compose,
  fromYawPitchRoll,
  inverse,
  type Pose,
  rotate,
  type Vec3,
} from "../../../sim/pose.ts";
import { SensorCamera } from "../../../sim/render/film/sensor_camera.ts";
import { Renderer } from "../../../sim/render/mod.ts";
import {
  type CameraSpec,
  mountCamera,
  project,
  ROVER_CAMERA,
} from "../../../sim/sensors/camera.ts";
import { type Lens } from "../../../sim/sensors/lens.ts";
import { lightAt } from "../../../sim/weather/weathers.ts";
import { plainDevice, readPictures } from "../../support/camera_pictures.ts";
import { countGpuObjects } from "../../support/count_gpu_objects.ts";
import { boxGroup, castRay, cubes, type MovingBox } from "../../support/moving_boxes.ts";
import { plainLandscape } from "../../support/plain_landscape.ts";

const gpu = await plainDevice();
const renderer = await Renderer.create(gpu, { shapes: cubes });
const clear = lightAt({ weather: "clear", hour: 10 });
const ALL: CameraSpec = { ...ROVER_CAMERA, outputs: "all" };
/** Hills rise beyond the landscape. */
const FARTHEST = 90;
const LENSES: Readonly<Record<string, CameraSpec>> = {
  "a barrel": {
    ...ALL,
    fovDeg: 90,
    lens: { model: "brown_conrady", k1: -0.16, k2: 0.02, p1: 2e-3, p2: -1e-3 },
  },
  "a pincushion with a calibration": {
    ...ALL,
    lens: {
      model: "brown_conrady",
      k1: 0.12,
      calibration: { fx: 95, fy: 90, cx: 83.2, cy: 55.1 },
    },
  },
  "a fisheye of 190 degrees": {
    ...ALL,
    fovDeg: 190,
    lens: { model: "kannala_brandt", k1: -0.02, k2: 1e-3, coverageDeg: 200 },
  },
};

const boxes: MovingBox[] = [
  { id: ENTITY.firstActor, label: "car", half: [1.6, 0.8, 0.6], pose: still() },
  { id: ENTITY.firstActor + 1, label: "person", half: [0.4, 0.4, 0.9], pose: still() },
  { id: ENTITY.firstActor + 2, label: "truck", half: [2.5, 1, 1.4], pose: still() },
];

function still(): Pose {
  return { position: [0, 0, 0], orientation: [0, 0, 0, 1] };
}

/** One crosses ahead, one passes on the left, one stands half behind on the right. */
function arrange(time: number): void {
  boxes[0]!.pose = {
    position: [6, -1.5 + 1.2 * time, 0.6],
    orientation: fromYawPitchRoll(0.5 + 0.3 * time),
  };
  boxes[1]!.pose = { position: [1.2 + 0.8 * time, 2, 0.9], orientation: fromYawPitchRoll(0.2) };
  boxes[2]!.pose = { position: [-0.6, -4, 1.4], orientation: fromYawPitchRoll(0.1) };
}

const eyeAt = (time: number) =>
  mountCamera([0.4 * time, 0.1, 1.2], 0.2 * time, 0.06 + 0.04 * time, 0.03);

/** What an f64 lens says of a pixel. */
function look(lens: Lens, eye: Pose, u: number, v: number) {
  const ray = lens.unproject(u, v);
  const hit = ray && castRay(boxes, eye.position, rotate(eye.orientation, ray));
  return hit && hit.t < FARTHEST ? { ...hit, ray } : null;
}

/** A world point in the axes of a camera. */
function inCamera(worldFromCamera: Pose, position: Vec3): Vec3 {
  return compose(inverse(worldFromCamera), { position, orientation: [0, 0, 0, 1] }).position;
}

for (const [name, spec] of Object.entries(LENSES)) {
  Deno.test(`through ${name} every pixel shows what its ray meets, and came from where it was`, async () => {
    arrange(0);
    const scene = renderer.createScene(plainLandscape(), [boxGroup(boxes)]);
    const camera = new SensorCamera(renderer, gpu, spec, 1);
    const { lens } = camera;
    for (const time of [0, 0.5]) {
      arrange(time);
      scene.takePoses();
      camera.expose(scene, eyeAt(time), clear);
    }
    const { ids, depth, normal, flow, occluded } = await readPictures(
      gpu,
      camera,
    );
    const { width, height } = spec;
    let all = 0, other = 0, wrongFlow = 0, hidden = 0, unlike = 0, dark = 0, movers = 0;
    const depths: number[] = [];
    const seen = new Set<number>();
    const cases: { pixel: number; u: number; v: number; at: Vec3; then: Vec3; distance: number }[] =
      [];
    const nowPoses = boxes.map(({ pose }) => pose);
    arrange(0);
    const thenPoses = boxes.map(({ pose }) => pose);
    arrange(0.5);
    for (let v = 0; v < height; v++) {
      for (let u = 0; u < width; u++) {
        const pixel = v * width + u;
        if (!lens.unproject(u, v)) {
          dark++;
          assert.equal(ids[pixel], 0);
          assert.equal(depth[pixel], Math.fround(spec.far));
          continue;
        }
        const hit = look(lens, eyeAt(0.5), u, v);
        if (!hit) continue;
        all++;
        if (ids[pixel] !== ((hit.label << 24) | hit.id) >>> 0) {
          other++;
          continue;
        }
        seen.add(hit.id);
        const wanted = lens.depth === "range" ? hit.t : hit.t * hit.ray[2];
        depths.push(Math.abs(depth[pixel]! / wanted - 1));
        const turned = hit.normal.some((value, axis) =>
          Math.abs(normal[4 * pixel + axis]! - 127.5 * (value + 1)) > 1.01
        );
        if (turned) other++;
        const index = hit.box ? boxes.indexOf(hit.box) : -1;
        const then = hit.box
          ? compose(thenPoses[index]!, {
            position: inCamera(nowPoses[index]!, hit.point),
            orientation: [0, 0, 0, 1],
          }).position
          : hit.point;
        if (hit.box) movers++;
        cases.push({ pixel, u, v, at: hit.point, then, distance: hit.t });
      }
    }
    arrange(0);
    for (const { pixel, u, v, then } of cases) {
      const local = inCamera(eyeAt(0), then);
      const from = lens.project(local);
      if (!from) continue;
      const [du, dv] = [u - from[0], v - from[1]];
      const off = Math.hypot(flow[2 * pixel]! - du, flow[2 * pixel + 1]! - dv);
      // A texel of a face lies up to half a pixel beside the pixel's own ray.
      if (off > 0.05 + 0.06 * Math.hypot(du, dv)) wrongFlow++;
      const outside = from[0] < -0.5 || from[0] > width - 0.5 || from[1] < -0.5 ||
        from[1] > height - 0.5;
      const met = look(lens, eyeAt(0), from[0], from[1]);
      const gone = outside || (met !== null && met.t < Math.hypot(...local) * (1 - 2e-3) - 2e-3);
      if (gone) hidden++;
      if (gone !== (occluded[pixel] === 1)) unlike++;
    }
    depths.sort((a, b) => a - b);
    const share = (q: number) => depths[Math.floor(q * (depths.length - 1))]!;
    assert.ok(all > 7000 && movers > 500 && hidden > 300, `${all} ${movers} ${hidden}`);
    assert.ok(seen.has(ENTITY.firstActor), "the car is seen");
    assert.ok(other < 0.012 * all, `${other} of ${all} pixels show something else`);
    assert.ok(share(0.5) < 1e-4 && share(0.98) < 5e-3, `depth: ${share(0.5)}, ${share(0.98)}`);
    assert.ok(wrongFlow < 0.01 * all, `${wrongFlow} of ${all} flows differ`);
    assert.ok(
      unlike < 0.012 * all && unlike < 0.2 * hidden,
      `${unlike} of ${hidden} hidden differ`,
    );
    assert.equal(dark > 0, lens.depth === "range");
    camera.dispose();
    scene.dispose();
  });
}

Deno.test("a fisheye shows in each direction the colours that a camera turned there shows", async () => {
  arrange(0);
  const scene = renderer.createScene(plainLandscape(), [boxGroup(boxes)]);
  const fisheye = new SensorCamera(renderer, gpu, LENSES["a fisheye of 190 degrees"]!, 1);
  fisheye.expose(scene, eyeAt(0), clear);
  const { colour, ids } = await readPictures(gpu, fisheye);
  const sharp = renderer.createCamera({ ...ALL, width: 240, height: 240, fovDeg: 70 });
  // Ahead, to the sides, down, up, and across where the pictures that it is made of meet.
  for (
    const [yaw, pitch] of [[0, 0], [1.3, 0], [-1.3, 0], [0, 0.7], [0, -0.7], [0.8, 0.5]] as const
  ) {
    const turned = compose(eyeAt(0), {
      position: [0, 0, 0],
      orientation: mountedAt(yaw, pitch),
    });
    renderer.render(scene, sharp, turned, clear);
    const wanted = await readPictures(gpu, sharp);
    let all = 0, off = 0, otherId = 0;
    for (let pixel = 0; pixel < ids.length; pixel++) {
      const ray = fisheye.lens.unproject(pixel % 160, Math.floor(pixel / 160));
      if (!ray) continue;
      const far = rotate(eyeAt(0).orientation, ray).map((value, k) =>
        value + eyeAt(0).position[k]!
      );
      const at = project(sharp.intrinsics, turned, far as unknown as Vec3);
      if (!at || at[0] < 0 || at[1] < 0 || at[0] > 239 || at[1] > 239) continue;
      const there = Math.round(at[1]) * 240 + Math.round(at[0]);
      all++;
      if (ids[pixel] !== wanted.ids[there]) otherId++;
      for (let k = 0; k < 3; k++) {
        off += Math.abs(colour[4 * pixel + k]! - wanted.colour[4 * there + k]!) / 3;
      }
    }
    assert.ok(all > 1200, `${all} pixels look there`);
    assert.ok(off / all < 4, `off by ${off / all} of 255 at ${yaw}, ${pitch}`);
    assert.ok(otherId < 0.03 * all, `${otherId} of ${all} show something else`);
  }
  fisheye.dispose();
  sharp.dispose();
  scene.dispose();
});

/** Turned to the left and downwards, in optical axes. */
function mountedAt(yaw: number, pitch: number) {
  const straight = mountCamera([0, 0, 0]);
  return compose(inverse(straight), mountCamera([0, 0, 0], yaw, pitch)).orientation;
}

Deno.test("through a lens the sky moves as turns of the camera move it", async () => {
  arrange(0);
  const scene = renderer.createScene(plainLandscape(), [boxGroup(boxes)]);
  const camera = new SensorCamera(renderer, gpu, LENSES["a fisheye of 190 degrees"]!, 1);
  for (const time of [0, 0.5]) camera.expose(scene, eyeAt(time), clear);
  const { ids, flow, depth } = await readPictures(gpu, camera);
  const [now, before] = [eyeAt(0.5), eyeAt(0)];
  let sky = 0, moved = 0;
  for (let pixel = 0; pixel < ids.length; pixel++) {
    if ((ids[pixel]! & 0xffffff) !== ENTITY.sky || ids[pixel] === 0) continue;
    assert.equal(depth[pixel], Math.fround(ALL.far));
    const [u, v] = [pixel % 160, Math.floor(pixel / 160)];
    const away = rotate(now.orientation, camera.lens.unproject(u, v)!);
    const from = camera.lens.project(inCamera({ ...before, position: [0, 0, 0] }, away));
    if (!from) continue;
    const [du, dv] = [u - from[0], v - from[1]];
    sky++;
    moved += Math.hypot(du, dv);
    const off = Math.hypot(flow[2 * pixel]! - du, flow[2 * pixel + 1]! - dv);
    assert.ok(off < 0.05 + 0.03 * Math.hypot(du, dv), `off by ${off} at ${[u, v]}`);
  }
  assert.ok(sky > 3000 && moved / sky > 1, `${sky} pixels move by ${moved / sky}`);
  camera.dispose();
  scene.dispose();
});

Deno.test("without lens and film the bytes are those of a plain camera", async () => {
  arrange(0);
  const scene = renderer.createScene(plainLandscape(), [boxGroup(boxes)]);
  const plain = renderer.createCamera(ALL);
  const sensor = new SensorCamera(renderer, gpu, ALL, 1);
  for (const time of [0, 0.2]) {
    arrange(time);
    scene.takePoses();
    renderer.render(scene, plain, eyeAt(time), clear);
    sensor.expose(scene, eyeAt(time), clear);
  }
  assert.deepEqual(
    await readPictures(gpu, sensor),
    await readPictures(gpu, plain),
  );
  assert.equal(sensor.colour.format, plain.colour.format);
  for (const camera of [plain, sensor]) camera.dispose();
  scene.dispose();
});

Deno.test("a lens without distortion shows what a plain camera shows", async () => {
  arrange(0);
  const scene = renderer.createScene(plainLandscape(), [boxGroup(boxes)]);
  const plain = renderer.createCamera(ALL);
  const through = new SensorCamera(renderer, gpu, { ...ALL, lens: { model: "pinhole" } }, 1);
  for (const time of [0, 0.2]) {
    renderer.render(scene, plain, eyeAt(time), clear);
    through.expose(scene, eyeAt(time), clear);
  }
  const [one, other] = [
    await readPictures(gpu, plain),
    await readPictures(gpu, through),
  ];
  for (const name of ["colour", "ids", "normal", "albedo", "flow", "height"] as const) {
    const [a, b] = [one[name], other[name]];
    const unlike = Array.from(a).filter((value, k) =>
      Math.abs(value - b[k]!) > (name === "flow" || name === "height" ? 0.02 : 2)
    ).length;
    assert.ok(unlike < 0.01 * a.length, `${unlike} values of ${name} differ`);
  }
  for (const camera of [plain, through]) camera.dispose();
  scene.dispose();
});

Deno.test("through a lens, frames make no object on the GPU once it is warm", async () => {
  arrange(0);
  const scene = renderer.createScene(plainLandscape(), [boxGroup(boxes)]);
  const camera = new SensorCamera(renderer, gpu, LENSES["a fisheye of 190 degrees"]!, 1);
  for (let k = 0; k < 2; k++) camera.expose(scene, eyeAt(k / 5), clear);
  const made = await countGpuObjects(gpu, () => {
    for (let k = 0; k < 3; k++) camera.expose(scene, eyeAt(k / 5), clear);
  });
  assert.deepEqual(made, {});
  camera.dispose();
  scene.dispose();
});

Deno.test("a camera behind a lens names the pictures that it has, and refuses rolling rows", () => {
  const [, spec] = Object.entries(LENSES)[0]!;
  const camera = new SensorCamera(renderer, gpu, { ...spec, outputs: ["depth"] }, 1);
  assert.ok(camera.picture("depth") && camera.picture("colour"));
  assert.throws(() => camera.picture("flow"), { name: "TypeError", message: /flow.*depth/ });
  assert.throws(() => camera.textures(), { name: "TypeError", message: /"all"/ });
  camera.dispose();
  assert.throws(() => new SensorCamera(renderer, gpu, { ...spec, readout: 0.5 }, 1), {
    name: "RangeError",
    message: /readout/,
  });
  assert.throws(() => renderer.createCamera(spec), { name: "TypeError", message: /lens/ });
});
