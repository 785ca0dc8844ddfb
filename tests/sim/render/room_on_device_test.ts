import assert from "node:assert/strict";
import { type WebGPURenderer } from "three/webgpu";
import { type Drawable } from "../../../sim/render/drawable.ts";
import { Renderer, SensorCamera, StereoCamera } from "../../../sim/render/mod.ts";
import { INNER_SIDE, RELIEF_ROWS } from "../../../sim/render/relief.ts";
import { Scene } from "../../../sim/render/scene.ts";
import { SceneLayers } from "../../../sim/render/scene_layers.ts";
import { SHADE_SIZE } from "../../../sim/render/shade_map.ts";
import { ROVER_CAMERA } from "../../../sim/sensors/camera.ts";
import { shapeNamed } from "../../../sim/shapes/mod.ts";
import { plainDevice } from "../../support/camera_pictures.ts";
import { countGpuObjects } from "../../support/count_gpu_objects.ts";
import { plainLandscape } from "../../support/plain_landscape.ts";

Deno.test("cameras that are too large for the device are refused before anything is made", async () => {
  const gpu = await plainDevice();
  const renderer = await Renderer.create(gpu);
  // 2^26 pixels of a word take 256 MiB; devices bind 128 MiB where no more was asked for.
  assert.equal(gpu.limits.maxStorageBufferBindingSize, 2 ** 27);
  const huge = { ...ROVER_CAMERA, width: 8192, height: 8192 };
  const says = { name: "RangeError", message: /8192 x 8192.*268435456 bytes.*134217728/ };
  const made = await countGpuObjects(gpu, () => {
    assert.throws(() => renderer.createCamera({ ...huge, outputs: ["ids"] }), says);
    assert.throws(() => renderer.createCameraArray({ ...huge, outputs: ["ids"] }, 2), says);
    assert.throws(
      () => new SensorCamera(renderer, gpu, { ...huge, film: { vignetting: 1 } }, 1),
      says,
    );
    const pair = { ...huge, height: 1024, baseline: 0.1 };
    assert.throws(() => new StereoCamera(renderer, gpu, { ...pair, height: 4097 }), {
      name: "RangeError",
      message: /8192 x 4097/,
    });
  });
  assert.deepEqual(made, {});
  renderer.dispose();
});

Deno.test("a camera of one pixel, and one of one row, are cameras", async () => {
  const gpu = await plainDevice();
  const renderer = await Renderer.create(gpu);
  for (const [width, height] of [[1, 1], [8192, 1]] as const) {
    const camera = renderer.createCamera({ ...ROVER_CAMERA, width, height, outputs: "all" });
    const { colour, flow } = camera.textures();
    assert.deepEqual([colour.width, colour.height, flow.width], [width, height, width]);
    camera.dispose();
  }
  renderer.dispose();
});

Deno.test("SceneLayers takes as many landscapes as the device has layers, and says so", () => {
  const gpu = {
    queue: { writeTexture() {} },
    limits: { maxTextureArrayLayers: 8 },
  } as unknown as GPUDevice;
  const three = { backend: { get: () => ({ texture: {} }) } } as unknown as WebGPURenderer;
  const layers = new SceneLayers(three, gpu);
  const content = {
    splat: new Uint8Array(512 * 512 * 4),
    shade: new Uint8Array(SHADE_SIZE * SHADE_SIZE * 2),
    relief: new Float32Array(INNER_SIDE * RELIEF_ROWS * 4),
  };
  const given = Array.from({ length: 8 }, () => layers.add(content));
  assert.deepEqual(given, [0, 1, 2, 3, 4, 5, 6, 7]);
  assert.throws(() => layers.add(content), {
    name: "RangeError",
    message: /9 landscapes.*holds 8/,
  });
  layers.remove(3);
  assert.equal(layers.add(content), 3);
});

Deno.test("a scene that cannot be made leaves nothing loaded", () => {
  const loaded = new Set<string>();
  const drawable = (name: string, fails = false) =>
    ({
      load() {
        if (fails) throw new RangeError(name);
        loaded.add(name);
        return name;
      },
      unload: (content: string) => loaded.delete(content),
    }) as unknown as Drawable<unknown>;
  const none = { load: () => null } as unknown as Drawable<unknown>;
  const drawables = [drawable("a"), none, drawable("b"), drawable("c", true), drawable("d")];
  assert.throws(() => new Scene(plainLandscape(), [], drawables, shapeNamed), { message: "c" });
  assert.deepEqual([...loaded], []);
  const scene = new Scene(plainLandscape(), [], [drawable("a"), none], shapeNamed);
  assert.deepEqual([...loaded], ["a"]);
  scene.dispose();
  scene.dispose();
  assert.deepEqual([...loaded], []);
});
