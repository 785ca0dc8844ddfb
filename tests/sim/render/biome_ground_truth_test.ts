import assert from "node:assert/strict";
import { BIOMES } from "../../../sim/biomes/mod.ts";
import { randomClearPose } from "../../../sim/clear_pose.ts";
import { ENTITY } from "../../../sim/entity_ids.ts";
import { labelNamed, LABELS } from "../../../sim/labels.ts";
import { createLandscape } from "../../../sim/landscape.ts";
import { compose, fromYawPitchRoll } from "../../../sim/pose.ts";
import { randomStream } from "../../../sim/random.ts";
import { Renderer } from "../../../sim/render/mod.ts";
import { backProject, mountCamera, ROVER_CAMERA } from "../../../sim/sensors/camera.ts";
import { lightAt } from "../../../sim/weather/weathers.ts";
import { plainDevice, readPictures } from "../../support/camera_pictures.ts";

const gpu = await plainDevice();
const renderer = await Renderer.create(gpu);
const camera = renderer.createCamera({ ...ROVER_CAMERA, outputs: "all" });
const { width } = camera.intrinsics;
const clear = lightAt({ weather: "clear", hour: 10 });
const WATER = labelNamed("water").id;

Deno.test("class of ground pixels is that of the ground map in every biome", async () => {
  // All at once on the GPU, and drawn in turn: each must come with its own labels.
  const scenes = BIOMES.map((biome) => {
    const landscape = createLandscape(17, biome);
    return { biome, landscape, scene: renderer.createScene(landscape) };
  });
  const seen = new Map<string, Set<string>>();
  const agreeing = new Map(BIOMES.map(({ name }) => [name, { same: 0, all: 0, water: 0 }]));
  /** Sums of red, green, blue and pixels of the base near the eye. */
  const baseColours = new Map(BIOMES.map(({ name }) => [name, [0, 0, 0, 0]]));
  for (let k = 0; k < 4; k++) {
    for (const { biome, landscape, scene } of scenes) {
      const { river, terrain } = landscape;
      const random = randomStream(k, `views/${biome.name}`);
      let { x, y, yaw } = randomClearPose(landscape, random);
      if (river && k === 0) {
        // From the bank across the water.
        const point = river.point(12);
        const off = river.radius + 3;
        x = point.x - off * Math.sin(point.yaw);
        y = point.y + off * Math.cos(point.yaw);
        yaw = point.yaw - Math.PI / 2;
      }
      const pose = compose(
        { position: [x, y, terrain.height(x, y)], orientation: fromYawPitchRoll(yaw) },
        mountCamera([0, 0, 1.2], 0, 0.2),
      );
      camera.resetHistory();
      renderer.render(scene, camera, pose, clear);
      const { ids, depth, colour } = await readPictures(gpu, camera);
      const base = baseColours.get(biome.name)!;
      for (let at = 0; at < ids.length; at++) {
        const entity = ids[at]! & 0xffffff;
        if (entity !== ENTITY.terrain && entity !== ENTITY.water) continue;
        const u = at % width;
        const [px, py] = backProject(camera.intrinsics, pose, u, (at - u) / width, depth[at]!);
        if (Math.max(Math.abs(px), Math.abs(py)) > 127) continue;
        const label = ids[at]! >>> 24;
        assert.equal(entity === ENTITY.water, label === WATER);
        if (!seen.has(biome.name)) seen.set(biome.name, new Set());
        seen.get(biome.name)!.add(LABELS[label]!.name);
        if (label === labelNamed(biome.ground.base.label).id && depth[at]! < 12) {
          for (let channel = 0; channel < 3; channel++) base[channel]! += colour[4 * at + channel]!;
          base[3]!++;
        }
        const kept = agreeing.get(biome.name)!;
        const truth = landscape.ground.classAt(px, py);
        kept.all++;
        if (truth === label) kept.same++;
        else if (truth === WATER || label === WATER) kept.water++;
      }
    }
  }
  for (const { scene } of scenes) scene.dispose();
  for (const [name, { same, all, water }] of agreeing) {
    assert.ok(all > 25_000);
    // Not all: GPUs blend texels with 8 bits, and a shore follows the triangles of the mesh.
    const share = `${100 * same / all} % of ${all} pixels agree, ${water} at shores do not`;
    assert.ok((same + water) / all > 0.99 && same / all > 0.97, `${name}: ${share}`);
  }
  // Each landscape is drawn in its own colours; two are of grass.
  const means = BIOMES.map(({ name, ground: { base: { label } } }) => {
    const [red, green, blue, pixels] = baseColours.get(name) as [number, number, number, number];
    return { name, label, rgb: [red / pixels, green / pixels, blue / pixels] };
  });
  for (const [index, one] of means.entries()) {
    for (const other of means.slice(index + 1)) {
      const apart = Math.hypot(...one.rgb.map((value, i) => value - other.rgb[i]!));
      const least = one.label === other.label ? 0.5 : 14;
      assert.ok(apart > least, `${one.name} and ${other.name} differ by ${apart} of 255`);
    }
  }
  for (const { name, ground } of BIOMES) {
    assert.ok(seen.get(name)!.has(ground.base.label), `${name} shows no ${ground.base.label}`);
  }
  assert.ok(seen.get("river_bank")!.has("water"), "the river shows no water");
});
