import assert from "node:assert/strict";
import { createLandscape } from "../../../sim/landscape.ts";
import { compose, fromYawPitchRoll, type Pose } from "../../../sim/pose.ts";
import { type Camera, Renderer } from "../../../sim/render/mod.ts";
import { mountCamera, ROVER_CAMERA } from "../../../sim/sensors/camera.ts";
import { lightAt } from "../../../sim/weather/weathers.ts";
import { plainDevice, readPictures, readTexture } from "../../support/camera_pictures.ts";
import { countGpuObjects } from "../../support/count_gpu_objects.ts";
import { plainLandscape } from "../../support/plain_landscape.ts";

const gpu = await plainDevice();
const renderer = await Renderer.create(gpu);
const landscape = createLandscape(41);
const scene = renderer.createScene(landscape);
const clear = lightAt({ weather: "clear", hour: 10 });
const ALL = { ...ROVER_CAMERA, outputs: "all" } as const;

/** A rover's view from a place on the path, metres along it. */
function poseAt(s: number, turn = 0): Pose {
  const { x, y, yaw } = landscape.path.point(s);
  return compose(
    {
      position: [x, y, landscape.terrain.height(x, y)],
      orientation: fromYawPitchRoll(yaw + turn),
    },
    mountCamera([0.35, 0, 1], 0, 0.17),
  );
}

async function assertSamePictures(a: Camera, b: Camera): Promise<void> {
  const [first, second] = [await readPictures(gpu, a), await readPictures(gpu, b)];
  for (const name of ["colour", "ids", "depth", "normal", "flow"] as const) {
    const [x, y] = [Array.from(first[name]), second[name]];
    const differing = x.filter((value, i) => value !== y[i]).length;
    assert.equal(differing, 0, `${differing} values of ${name} differ`);
  }
}

Deno.test("render() gives the same bytes for the same pose, whatever was drawn between", async () => {
  const a = renderer.createCamera(ALL);
  const b = renderer.createCamera(ALL);
  const other = renderer.createScene(plainLandscape());
  renderer.render(scene, a, poseAt(0), clear);
  renderer.render(other, b, poseAt(20, 1), lightAt({ weather: "fog", hour: 17 }));
  b.resetHistory();
  renderer.render(scene, b, poseAt(0), clear);
  await assertSamePictures(a, b);
  other.dispose();
  a.dispose();
  b.dispose();
});

Deno.test("render() for two cameras in one tick gives each what it sees alone", async () => {
  const left = renderer.createCamera(ALL);
  const right = renderer.createCamera(ALL);
  for (const s of [0, 0.3, 0.6]) {
    renderer.render(scene, left, poseAt(s), clear);
    renderer.render(scene, right, poseAt(s, 0.4), clear);
  }
  for (const [camera, turn] of [[left, 0], [right, 0.4]] as const) {
    const alone = renderer.createCamera(ALL);
    for (const s of [0, 0.3, 0.6]) renderer.render(scene, alone, poseAt(s, turn), clear);
    await assertSamePictures(camera, alone);
    alone.dispose();
  }
  left.dispose();
  right.dispose();
});

Deno.test("render() of a colour camera draws the colour that a camera with truth draws", async () => {
  const all = renderer.createCamera(ALL);
  const colour = renderer.createCamera(ROVER_CAMERA);
  renderer.render(scene, all, poseAt(5), clear);
  renderer.render(scene, colour, poseAt(5), clear);
  assert.deepEqual(await readTexture(gpu, colour.colour, 4), await readTexture(gpu, all.colour, 4));
  assert.equal(colour.colour.format, "rgba8unorm-srgb");
  assert.throws(() => colour.textures(), { name: "TypeError", message: /"colour".*"all"/ });
  all.dispose();
  colour.dispose();
});

Deno.test("render() makes no object on the GPU once it is warm", async () => {
  const all = renderer.createCamera(ALL);
  const colour = renderer.createCamera({ ...ROVER_CAMERA, width: 96, height: 64 });
  const other = renderer.createScene(createLandscape(42));
  const frame = (i: number) => {
    // Turning brings every kind of prop and every level of detail into view.
    renderer.render(scene, all, poseAt(-20 + i, i / 3), clear);
    renderer.render(i % 2 ? other : scene, colour, poseAt(20 - i, -i / 4), clear);
  };
  for (let i = 0; i < 2; i++) frame(i);
  const made = await countGpuObjects(gpu, () => {
    for (let i = 2; i < 40; i++) frame(i);
  });
  assert.deepEqual(made, {});
  await gpu.queue.onSubmittedWorkDone();
  other.dispose();
  all.dispose();
  colour.dispose();
});

Deno.test("createScene() makes no object on the GPU where there is room", async () => {
  const made = await countGpuObjects(gpu, () => renderer.createScene(plainLandscape()).dispose());
  assert.deepEqual(made, {});
});

Deno.test("Renderer.create() and createCamera() compile every pipeline beforehand", async () => {
  const made = await countGpuObjects(gpu, async () => {
    const another = await Renderer.create(gpu);
    another.createCamera(ALL).dispose();
    another.dispose();
  });
  assert.ok(made.createRenderPipeline! >= 7, JSON.stringify(made));
});

Deno.test("createScene() keeps many landscapes apart, and makes room as it goes", async () => {
  const camera = renderer.createCamera(ALL);
  const level = (height: number) => ({
    ...plainLandscape(),
    terrain: {
      size: 256,
      height: () => height,
      surface: (_x: number, _y: number, out: { z: number; dx: number; dy: number }) =>
        Object.assign(out, { z: height, dx: 0, dy: 0 }),
    },
  });
  const down: Pose = mountCamera([0, 0, 2], 0, Math.PI / 2);
  const made = await countGpuObjects(gpu, async () => {
    const scenes = Array.from({ length: 11 }, (_, i) => renderer.createScene(level(-i)));
    scenes[3]!.dispose();
    scenes[3] = renderer.createScene(level(-3));
    for (const [i, each] of scenes.entries()) {
      renderer.render(each, camera, down, clear);
      const { depth } = await readPictures(gpu, camera);
      const middle = depth[60 * 160 + 80]!;
      assert.ok(Math.abs(middle - (2 + i)) < 1e-4, `scene ${i} lies ${middle} m deep`);
    }
    for (const each of scenes) each.dispose();
  });
  assert.equal(made.createRenderPipeline, undefined, "a larger array is no other material");
  camera.dispose();
});

Deno.test("render() refuses a scene that was disposed of", () => {
  const gone = renderer.createScene(plainLandscape());
  const camera = renderer.createCamera(ALL);
  gone.dispose();
  assert.throws(() => renderer.render(gone, camera, poseAt(0), clear), { message: /disposed/ });
  camera.dispose();
});

Deno.test("createCamera() refuses what is no camera", () => {
  assert.throws(() => renderer.createCamera({ ...ALL, width: -4 }), { name: "RangeError" });
});

Deno.test("render() says that the device was lost", async () => {
  const fragile = await plainDevice();
  const doomed = await Renderer.create(fragile);
  const camera = doomed.createCamera({ ...ROVER_CAMERA, width: 8, height: 8 });
  const here = doomed.createScene(plainLandscape());
  doomed.render(here, camera, poseAt(0), clear);
  fragile.destroy();
  await fragile.lost;
  assert.throws(() => doomed.render(here, camera, poseAt(0), clear), {
    message: /device was lost .*destroyed/,
  });
});
