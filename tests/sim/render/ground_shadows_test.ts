import assert from "node:assert/strict";
import { ENTITY } from "../../../sim/entity_ids.ts";
import { fromYawPitchRoll } from "../../../sim/pose.ts";
import { Renderer } from "../../../sim/render/mod.ts";
import { backProject, mountCamera, ROVER_CAMERA } from "../../../sim/sensors/camera.ts";
import { lightAt } from "../../../sim/weather/weathers.ts";
import { plainDevice, readPictures } from "../../support/camera_pictures.ts";
import { boxGroup, castRay, cubes, type MovingBox } from "../../support/moving_boxes.ts";
import { plainLandscape } from "../../support/plain_landscape.ts";

const gpu = await plainDevice();
const renderer = await Renderer.create(gpu, { shapes: cubes });
const ALL = { ...ROVER_CAMERA, outputs: "all" } as const;

Deno.test("ground is dark where something that moves stands before the sun, and there alone", async () => {
  const boxes: MovingBox[] = [{
    id: ENTITY.firstActor,
    label: "car",
    half: [1.8, 0.9, 1.2],
    pose: { position: [9, 1, 1.2], orientation: fromYawPitchRoll(0.6) },
  }];
  const camera = renderer.createCamera(ALL);
  const bare = renderer.createScene(plainLandscape());
  const scene = renderer.createScene(plainLandscape(), [boxGroup(boxes)]);
  const eye = mountCamera([6, 1, 6], 0, 1.1);
  for (const hour of [9, 15]) {
    const light = lightAt({ weather: "clear", hour });
    renderer.render(bare, camera, eye, light);
    const open = await readPictures(gpu, camera);
    renderer.render(scene, camera, eye, light);
    const { colour, ids, depth } = await readPictures(gpu, camera);
    const shares: number[] = [];
    let far = 0;
    for (let at = 0; at < ids.length; at++) {
      if ((ids[at]! & 0xffffff) !== ENTITY.terrain || depth[at]! > 40) continue;
      const { width } = camera.intrinsics;
      const u = at % width;
      const point = backProject(camera.intrinsics, eye, u, (at - u) / width, depth[at]!);
      const green = (bytes: Uint8Array) => bytes[4 * at + 1]!;
      const towards = [-0.3, 0, 0.3].flatMap((dx) => [-0.3, 0, 0.3].map((dy) => [dx, dy] as const))
        .map(([dx, dy]) =>
          castRay(boxes, [point[0] + dx, point[1] + dy, 1e-3], light.sunDirection)
        );
      // Well inside the shadow, or well away from everything.
      if (towards.every((hit) => hit?.box)) shares.push(green(colour) / green(open.colour));
      else if (Math.hypot(point[0] - 9, point[1] - 1) > 5.5) {
        far++;
        assert.equal(green(colour), green(open.colour));
      }
    }
    assert.ok(shares.length > 60 && far > 200, `${shares.length} dark, ${far} far away`);
    const mean = shares.reduce((a, b) => a + b) / shares.length;
    assert.ok(mean < 0.75, `${mean} of the light is left at ${hour} h`);
  }
  renderer.render(bare, camera, eye, lightAt({ weather: "clear", hour: 9 }));
  const again = await readPictures(gpu, camera);
  assert.ok(again.ids.every((id) => (id & 0xffffff) !== ENTITY.firstActor));
  camera.dispose();
  bare.dispose();
  scene.dispose();
});
