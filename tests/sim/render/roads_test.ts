import assert from "node:assert/strict";
import { ENTITY } from "../../../sim/entity_ids.ts";
import { LABELS } from "../../../sim/labels.ts";
import { type Pose } from "../../../sim/pose.ts";
import { type Camera, Renderer } from "../../../sim/render/mod.ts";
import { LAYOUTS } from "../../../sim/roads/layouts/mod.ts";
import { linePixels } from "../../../sim/roads/lane_pixels.ts";
import { laneTruthAt } from "../../../sim/roads/lane_truth.ts";
import { createRoadLandscape, type RoadLandscape } from "../../../sim/roads/road_landscape.ts";
import { backProject, mountCamera, ROVER_CAMERA } from "../../../sim/sensors/camera.ts";
import { lightAt } from "../../../sim/weather/weathers.ts";
import { plainDevice, readPictures } from "../../support/camera_pictures.ts";
import { countGpuObjects } from "../../support/count_gpu_objects.ts";

const gpu = await plainDevice();
const renderer = await Renderer.create(gpu);
const light = lightAt({ weather: "clear", hour: 11 });
const ALL = { ...ROVER_CAMERA, outputs: "all" } as const;
const landscapes = LAYOUTS.map(({ name }) => createRoadLandscape(3, name));

/** A driver's view, some way along a lane. */
function driverPose({ roads, terrain }: RoadLandscape, lane: number, share: number): Pose {
  const { length } = roads.lanes.lanes[lane]!;
  const { x, y, yaw } = roads.lanes.point(lane, share * length, {
    x: 0,
    y: 0,
    yaw: 0,
    curvature: 0,
  });
  return mountCamera([x, y, terrain.height(x, y) + 1.4], yaw, 0.12);
}

/** Straight down on a place. */
function abovePose({ terrain }: RoadLandscape, x: number, y: number, height: number): Pose {
  return mountCamera([x, y, terrain.height(x, y) + height], 0.3, Math.PI / 2 - 1e-3);
}

function views(landscape: RoadLandscape): Pose[] {
  const { layout, lanes } = landscape.roads;
  const middle = layout.junctions[0] ?? { x: 0, y: 0 };
  const approach = layout.approaches[0]?.lanes[0] ?? 0;
  return [
    abovePose(landscape, middle.x, middle.y, 22),
    abovePose(landscape, middle.x + 14, middle.y + 4, 14),
    driverPose(landscape, approach, 0.85),
    driverPose(landscape, lanes.lanes.length >> 1, 0.3),
  ];
}

Deno.test("labels of road pixels are what classAt() says of the ground they show", async () => {
  const camera = renderer.createCamera(ALL);
  const seen = new Set<number>();
  let compared = 0;
  for (const landscape of landscapes) {
    const scene = renderer.createScene(landscape);
    for (const pose of views(landscape)) {
      renderer.render(scene, camera, pose, light);
      const { ids, depth } = await readPictures(gpu, camera);
      for (let row = 0; row < ROVER_CAMERA.height; row++) {
        for (let column = 0; column < ROVER_CAMERA.width; column++) {
          const at = row * ROVER_CAMERA.width + column;
          if ((ids[at]! & 0xffffff) !== ENTITY.road || depth[at]! > 60) continue;
          const [x, y] = backProject(camera.intrinsics, pose, column, row, depth[at]!);
          const label = landscape.ground.classAt(x, y);
          // The edge of a mark may fall to either side, as the last bits of the depth will have it.
          const e = 2e-3 + 2e-4 * depth[at]!;
          const around = [[e, 0], [-e, 0], [0, e], [0, -e], [e, e], [-e, -e], [e, -e], [-e, e]];
          if (around.some(([dx, dy]) => landscape.ground.classAt(x + dx!, y + dy!) !== label)) {
            continue;
          }
          compared++;
          seen.add(label);
          assert.equal(
            LABELS[ids[at]! >>> 24]!.name,
            LABELS[label]!.name,
            `${landscape.roads.layout.kind} at ${x}, ${y}, pixel ${column}, ${row}`,
          );
        }
      }
    }
    scene.dispose();
  }
  camera.dispose();
  assert.ok(compared > 50_000, `${compared}`);
  const names = [...seen].map((id) => LABELS[id]!.name);
  for (const name of ["road", "lane_marking", "crosswalk", "sidewalk", "gravel", "kerb"]) {
    assert.ok(names.includes(name as typeof names[number]), `no pixel of ${name} was compared`);
  }
});

Deno.test("road pixels lie at the height of the terrain, and the relief nowhere shows through", async () => {
  const camera = renderer.createCamera(ALL);
  for (const landscape of landscapes) {
    const scene = renderer.createScene({ ...landscape, props: [], streets: null });
    for (const pose of views(landscape)) {
      renderer.render(scene, camera, pose, light);
      const { ids, depth } = await readPictures(gpu, camera);
      for (let at = 0; at < ids.length; at++) {
        const entity = ids[at]! & 0xffffff;
        if (depth[at]! > 120 || (entity !== ENTITY.road && entity !== ENTITY.terrain)) continue;
        const row = Math.floor(at / ROVER_CAMERA.width), column = at % ROVER_CAMERA.width;
        const [x, y, z] = backProject(camera.intrinsics, pose, column, row, depth[at]!);
        const off = Math.abs(landscape.terrain.height(x, y) - z);
        if (entity === ENTITY.road) {
          assert.ok(off < 0.06, `${landscape.roads.layout.kind}: ${off} m off at ${x}, ${y}`);
        } else if (Math.max(Math.abs(x), Math.abs(y)) < 250) {
          const e = 0.05 + 0.01 * depth[at]!;
          const inside = [[0, 0], [e, 0], [-e, 0], [0, e], [0, -e]].every(([dx, dy]) =>
            landscape.roads.distance(x + dx!, y + dy!) === 0
          );
          assert.ok(!inside, `ground shows through the road at ${x}, ${y}, ${depth[at]} m away`);
        }
      }
    }
    scene.dispose();
  }
  camera.dispose();
});

Deno.test("markings keep their share of light far away: they fade and do not flicker", async () => {
  const landscape = landscapes.find(({ roads }) => roads.layout.kind === "highway")!;
  const scene = renderer.createScene({ ...landscape, props: [], streets: null });
  const camera: Camera = renderer.createCamera(ALL);
  const brightness: number[] = [];
  // Moving by a twelfth of a dash's period at a time, 40 m above: dashes are about a pixel wide.
  for (let step = 0; step < 12; step++) {
    const { x, y, yaw } = landscape.roads.lanes.point(0, 60 + step, {
      x: 0,
      y: 0,
      yaw: 0,
      curvature: 0,
    });
    const z = landscape.terrain.height(x, y);
    renderer.render(scene, camera, mountCamera([x, y, z + 40], yaw, Math.PI / 2 - 1e-3), light);
    const { ids, colour } = await readPictures(gpu, camera);
    let sum = 0, count = 0;
    for (let at = 0; at < ids.length; at++) {
      if ((ids[at]! & 0xffffff) !== ENTITY.road) continue;
      sum += (colour[4 * at + 1]! / 255) ** 2.2;
      count++;
    }
    brightness.push(sum / count);
  }
  const mean = brightness.reduce((sum, value) => sum + value, 0) / brightness.length;
  for (const value of brightness) {
    assert.ok(Math.abs(value / mean - 1) < 0.03, `${value} against ${mean}`);
  }
  scene.dispose();
  camera.dispose();
});

Deno.test("lane boundaries in pixels lie on the road, and what hides them is known", async () => {
  const landscape = landscapes.find(({ roads }) => roads.layout.kind === "country")!;
  const scene = renderer.createScene({ ...landscape, props: [], streets: null });
  const camera = renderer.createCamera(ALL);
  const { lanes } = landscape.roads;
  const { x, y, yaw } = lanes.point(0, 40, { x: 0, y: 0, yaw: 0, curvature: 0 });
  const pose = driverPose(landscape, 0, 40 / lanes.lanes[0]!.length);
  renderer.render(scene, camera, pose, light);
  const { ids, depth } = await readPictures(gpu, camera);
  const truth = laneTruthAt(lanes, { x, y, yaw }, { ahead: 25 })!;
  for (const line of [truth.left, truth.right]) {
    const pixels = linePixels(
      line,
      { x, y, yaw },
      landscape.terrain,
      camera.intrinsics,
      pose,
      depth,
    );
    assert.ok(pixels.length > 8);
    for (const { u, v, visible } of pixels) {
      const entity = ids[Math.round(v) * ROVER_CAMERA.width + Math.round(u)]! & 0xffffff;
      assert.ok(visible && entity === ENTITY.road);
    }
    const nearer = depth.map((metres) => metres / 2);
    const hidden = linePixels(
      line,
      { x, y, yaw },
      landscape.terrain,
      camera.intrinsics,
      pose,
      nearer,
    );
    assert.ok(hidden.filter(({ visible }) => !visible).length > hidden.length / 2);
  }
  scene.dispose();
  camera.dispose();
});

Deno.test("drawing roads makes no object on the GPU once two landscapes are warm", async () => {
  const camera = renderer.createCamera(ALL);
  const scenes = landscapes.slice(0, 2).map((landscape) => renderer.createScene(landscape));
  const frame = (k: number) => {
    const landscape = landscapes[k % 2]!;
    renderer.render(scenes[k % 2]!, camera, driverPose(landscape, 0, (k % 9) / 9), light);
  };
  for (let k = 0; k < 4; k++) frame(k);
  const made = await countGpuObjects(gpu, () => {
    for (let k = 4; k < 24; k++) frame(k);
  });
  assert.deepEqual(made, {});
  await gpu.queue.onSubmittedWorkDone();
  for (const scene of scenes) scene.dispose();
  camera.dispose();
});
