import assert from "node:assert/strict";
import type { Placement } from "../../../sim/props/prop.ts";
import { Renderer } from "../../../sim/render/mod.ts";
import { mountCamera, ROVER_CAMERA } from "../../../sim/sensors/camera.ts";
import { lightAt } from "../../../sim/weather/weathers.ts";
import { plainDevice } from "../../support/camera_pictures.ts";
import { trackLiveObjects } from "../../support/live_gpu_objects.ts";
import { plainLandscape } from "../../support/plain_landscape.ts";

const gpu = await plainDevice();
const objects = trackLiveObjects(gpu);
const clear = lightAt({ weather: "clear", hour: 10 });
const SMALL = { ...ROVER_CAMERA, width: 32, height: 24, outputs: "all" } as const;

/** A row of boulders of one shape, all before the camera. */
const boulders = (count: number): Placement[] =>
  Array.from({ length: count }, (_, k) => ({
    kind: "boulder",
    variant: 0,
    x: 4 + 0.01 * k,
    y: 0,
    yaw: 0,
    scale: 1,
  }));

Deno.test("scenes and cameras leave nothing on the GPU when they are disposed of", async () => {
  const renderer = await Renderer.create(gpu);
  const kept = renderer.createCamera(SMALL);
  const look = (scenes: number, props: number) => {
    const camera = renderer.createCamera({ ...SMALL, width: 40 });
    const made = Array.from(
      { length: scenes },
      () => renderer.createScene(plainLandscape(boulders(props))),
    );
    for (const scene of made) renderer.render(scene, camera, mountCamera([0, 0, 1]), clear);
    const during = objects.live;
    for (const scene of made) scene.dispose();
    camera.dispose();
    return during;
  };
  look(1, 3);
  const settled = objects.live;
  for (let round = 0; round < 3; round++) {
    assert.ok(look(1, 3) > settled, "a camera's pictures are counted");
    assert.equal(objects.live, settled);
  }
  // More landscapes, then more props of a shape, than there was room for: the old room is freed.
  look(9, 3);
  assert.equal(objects.live, settled);
  look(1, 700);
  // Shapes that did not come into view since then have no buffers at all yet.
  assert.ok(objects.live <= settled, `${objects.live} objects are left of ${settled}`);
  kept.dispose();
  renderer.dispose();
});

Deno.test("Renderer.dispose() leaves nothing on the GPU", async () => {
  const before = objects.live;
  for (let round = 0; round < 2; round++) {
    const renderer = await Renderer.create(gpu);
    const camera = renderer.createCamera(SMALL);
    const scene = renderer.createScene(plainLandscape(boulders(3)));
    renderer.render(scene, camera, mountCamera([0, 0, 1]), clear);
    assert.ok(objects.live > before + 20, `only ${objects.live} objects: they are not counted`);
    scene.dispose();
    camera.dispose();
    renderer.dispose();
    assert.equal(objects.live, before);
  }
});
