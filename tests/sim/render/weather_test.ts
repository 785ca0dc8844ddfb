import assert from "node:assert/strict";
import { createLandscape } from "../../../sim/landscape.ts";
import { compose, fromYawPitchRoll, type Pose } from "../../../sim/pose.ts";
import { type Camera, type Moment, Renderer } from "../../../sim/render/mod.ts";
import { mountCamera, ROVER_CAMERA } from "../../../sim/sensors/camera.ts";
import { visibility } from "../../../sim/weather/extinction.ts";
import { type Light } from "../../../sim/weather/light.ts";
import { lightAt } from "../../../sim/weather/weathers.ts";
import { plainDevice, readPictures, readTexture } from "../../support/camera_pictures.ts";
import { countGpuObjects } from "../../support/count_gpu_objects.ts";
import { linearColour, radianceOf } from "../../support/linear_colour.ts";
import { boxGroup, cubes } from "../../support/moving_boxes.ts";
import { plainLandscape } from "../../support/plain_landscape.ts";

const gpu = await plainDevice();
const renderer = await Renderer.create(gpu, { shapes: cubes });
const landscape = createLandscape(41);
const scene = renderer.createScene(landscape);
// One kind of camera and two kinds of air for all tests: shaders are compiled for each of them.
const CAMERA = { ...ROVER_CAMERA, outputs: "all" } as const;
const rain = lightAt({ weather: "heavy_rain", hour: 13 });
const snowyNight = lightAt({ weather: "snow", hour: 1 });

const view = onPath(0);

function onPath(s: number): Pose {
  const { x, y, yaw } = landscape.path.point(s);
  const position = [x, y, landscape.terrain.height(x, y)] as const;
  return compose({ position, orientation: fromYawPitchRoll(yaw) }, mountCamera([0.35, 0, 1]));
}

async function picture(camera: Camera, light: Light, moment?: Moment): Promise<Uint8Array> {
  renderer.render(scene, camera, view, light, moment);
  return await readTexture(gpu, camera.colour, 4);
}

/** Mean linear value of the colours of a picture. */
function meanOf(bytes: Uint8Array): number {
  const colours = linearColour(bytes).filter((_, i) => i % 4 < 3);
  return colours.reduce((sum, x) => sum + x, 0) / colours.length;
}

/** The same air and ground with nothing in flight. */
function still(light: Light): Light {
  return { ...light, precipitation: { ...light.precipitation!, amount: 0 } };
}

function differing(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((count, value, i) => count + (value === b[i] ? 0 : 1), 0);
}

Deno.test("the truth of a frame is the same bytes in every weather, by day and by night", async () => {
  const camera = renderer.createCamera(CAMERA);
  const truth = async (light: Light) => {
    camera.resetHistory();
    renderer.render(scene, camera, onPath(0), light, { time: 1 });
    renderer.render(scene, camera, onPath(0.3), light, { time: 1.1 });
    const { colour, ...rest } = await readPictures(gpu, camera);
    return { colour, rest };
  };
  const clear = await truth(lightAt({ weather: "clear", hour: 13 }));
  for (const light of [rain, snowyNight]) {
    const other = await truth(light);
    assert.ok(differing(clear.colour, other.colour) > 30000, "it looks like a clear day");
    for (const [name, values] of Object.entries(clear.rest)) {
      assert.deepEqual(other.rest[name as keyof typeof other.rest], values, name);
    }
  }
  camera.dispose();
});

Deno.test("light through fog falls as Beer and Lambert say, down to 2 % at the visibility", async () => {
  // A wall across the view at some distance, seen in air that is clear or foggy.
  const wall = {
    id: 1 << 20,
    label: "car",
    half: [0.1, 60, 60],
    pose: { position: [0, 0, 0], orientation: [0, 0, 0, 1] as const },
  } as const;
  const box = { ...wall, pose: wall.pose as Pose };
  const walled = renderer.createScene(plainLandscape(), [boxGroup([box])]);
  const camera = renderer.createCamera({ ...CAMERA, width: 31, height: 31, fovDeg: 20 });
  const middle = async (distance: number, light: Light) => {
    box.pose = { position: [distance + 0.1, 0, 20], orientation: [0, 0, 0, 1] };
    walled.takePoses();
    renderer.render(walled, camera, mountCamera([0, 0, 20], 0, 0), light);
    const bytes = await readTexture(gpu, camera.colour, 4);
    return radianceOf(bytes, 15 * 31 + 15, light);
  };
  const base = lightAt({ weather: "overcast", hour: 13 });
  for (const fogDensity of [0.005, 0.02, 0.06]) {
    const foggy = { ...base, fogDensity };
    for (const distance of [5, 20, 50, visibility(fogDensity)]) {
      if (distance > 500) continue;
      const bare = await middle(distance, { ...base, fogDensity: 1e-9 });
      const seen = await middle(distance, foggy);
      const through = Math.exp(-fogDensity * distance);
      for (let channel = 0; channel < 3; channel++) {
        const expected = base.fogColour[channel]! +
          (bare[channel]! - base.fogColour[channel]!) * through;
        assert.ok(
          Math.abs(seen[channel]! - expected) < 0.012,
          `at ${distance} m in ${fogDensity}/m: ${seen[channel]} is not ${expected}`,
        );
      }
    }
  }
  walled.dispose();
  camera.dispose();
});

Deno.test("rain is a function of time: equal moments give equal bytes, others do not", async () => {
  const camera = renderer.createCamera(CAMERA);
  const first = await picture(camera, rain, { time: 2.5 });
  const later = await picture(camera, rain, { time: 2.6 });
  const fast = await picture(camera, rain, { time: 2.5, velocity: [20, 0, 0] });
  assert.ok(differing(first, later) > 500);
  assert.ok(differing(first, fast) > 500);
  assert.deepEqual(await picture(camera, rain, { time: 2.5 }), first);
  // Hours later, the pattern has moved but is no other.
  const hours = await picture(camera, rain, { time: 4 * 3600 + 2.5 });
  assert.ok(Math.abs(meanOf(hours) / meanOf(first) - 1) < 0.02);
  camera.dispose();
});

Deno.test("what falls is seen before things only, the nearer they are the less of it", async () => {
  const camera = renderer.createCamera(CAMERA);
  const down = (height: number) => mountCamera([0, 0, height], 0, Math.PI / 2);
  const plain = renderer.createScene(plainLandscape());
  const shares: number[] = [];
  for (const height of [0.9, 3, 30]) {
    const shots: Uint8Array[] = [];
    for (const light of [rain, still(rain)]) {
      renderer.render(plain, camera, down(height), light, { time: 7 });
      shots.push(await readTexture(gpu, camera.colour, 4));
    }
    shares.push(differing(shots[0]!, shots[1]!) / (160 * 120 * 3));
  }
  // No drop is drawn nearer than 1.5 m.
  assert.equal(shares[0], 0);
  assert.ok(shares[1]! > 0.002 && shares[2]! > 1.3 * shares[1]!, `${shares}`);
  plain.dispose();
  camera.dispose();
});

Deno.test("dry weather costs nothing: a day without it has the shaders of a renderer without it", async () => {
  const camera = renderer.createCamera(CAMERA);
  const clear = lightAt({ weather: "clear", hour: 13 });
  const before = await picture(camera, clear, { time: 0 });
  assert.ok(differing(await picture(camera, rain, { time: 3 }), before) > 30000);
  assert.deepEqual(await picture(camera, clear, { time: 9, velocity: [5, 0, 0] }), before);
  camera.dispose();
});

Deno.test("pictures in weather make no object on the GPU once it was seen", async () => {
  const camera = renderer.createCamera(CAMERA);
  const lights = [rain, snowyNight, lightAt({ weather: "clear", hour: 13 })];
  for (const light of lights) renderer.render(scene, camera, onPath(0), light);
  const made = await countGpuObjects(gpu, () => {
    for (let k = 0; k < 12; k++) {
      renderer.render(scene, camera, onPath(-20 + 4 * k), lights[k % 3]!, { time: k });
    }
  });
  assert.deepEqual(made, {});
  camera.dispose();
});

Deno.test("snow whitens what faces up, rain darkens the path", async () => {
  const camera = renderer.createCamera(CAMERA);
  const ground = async (light: Light) =>
    meanOf((await picture(camera, still(light))).subarray(90 * 160 * 4));
  const [dry, wet] = [await ground({ ...rain, wetness: 1e-9 }), await ground(rain)];
  assert.ok(wet < 0.9 * dry, `wet ${wet}, dry ${dry}`);
  const [bare, snowed] = [
    await ground({ ...snowyNight, snowCover: 1e-9 }),
    await ground(snowyNight),
  ];
  assert.ok(snowed > 2 * bare, `snowed ${snowed}, bare ${bare}`);
  camera.dispose();
});
