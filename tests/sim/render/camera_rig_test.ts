import assert from "node:assert/strict";
import { ENTITY } from "../../../sim/entity_ids.ts";
import { compose, fromYawPitchRoll } from "../../../sim/pose.ts";
import { CameraRig } from "../../../sim/render/film/camera_rig.ts";
import { Renderer } from "../../../sim/render/mod.ts";
import { type CameraSpec, mountCamera, ROVER_CAMERA } from "../../../sim/sensors/camera.ts";
import { MACHINE_VISION_NOISE } from "../../../sim/sensors/film.ts";
import { type MountedCamera, SURROUND_RIG, usualRig } from "../../../sim/sensors/rig.ts";
import { lensOf } from "../../../sim/sensors/lens.ts";
import { disparityOf, ROVER_STEREO } from "../../../sim/sensors/stereo.ts";
import { rover } from "../../../sim/vehicles/rover.ts";
import { lightAt } from "../../../sim/weather/weathers.ts";
import { plainDevice, readPictures, readTexture } from "../../support/camera_pictures.ts";
import { boxGroup, cubes, type MovingBox } from "../../support/moving_boxes.ts";
import { planeWorld } from "../../support/plane_landscape.ts";

const gpu = await plainDevice();
const renderer = await Renderer.create(gpu, { shapes: cubes });
const clear = lightAt({ weather: "clear", hour: 10 });
const SMALL: CameraSpec = { ...ROVER_CAMERA, width: 80, height: 60, outputs: "all" };
const RIG: readonly MountedCamera[] = [
  ...usualRig(rover, SMALL, 20),
  {
    name: "rear",
    spec: { ...SMALL, width: 64 },
    bodyFromCamera: mountCamera([-0.6, 0, 0.4], Math.PI),
    rateHz: 10,
  },
  {
    name: "noisy",
    spec: { ...SMALL, outputs: "colour", film: { noise: MACHINE_VISION_NOISE } },
    bodyFromCamera: mountCamera([0, 0.4, 0.6], Math.PI / 2),
    rateHz: 10,
  },
];

function world() {
  const box: MovingBox = {
    id: ENTITY.firstActor,
    label: "car",
    half: [0.4, 0.8, 0.7],
    pose: { position: [6, 0.3, 0.7], orientation: fromYawPitchRoll(0.4) },
  };
  return planeWorld({ actors: [boxGroup([box])] });
}

Deno.test("each camera of a rig sees what it sees alone, at its own rate, but not its vehicle", async () => {
  const here = world();
  const scene = renderer.createScene(here.landscape, here.movers);
  const rig = new CameraRig(renderer, gpu, RIG, 1);
  const alone = RIG.slice(0, 2).map(({ spec }) => renderer.createCamera(spec));
  const taken = new Map<string, number>();
  for (let k = 0; k < 12; k++) {
    here.step({ linear: 1, angular: 0.8 });
    const names = rig.expose(scene, here, clear);
    for (const name of names) taken.set(name, (taken.get(name) ?? 0) + 1);
    RIG.slice(0, 2).forEach(({ name, bodyFromCamera }, index) => {
      if (!names.includes(name)) return;
      const pose = compose(here.vehicle.worldFromBody, bodyFromCamera);
      const { simSeconds: time, vehicle: { velocity, actor } } = here;
      alone[index]!.hidden = actor.id;
      renderer.render(scene, alone[index]!, pose, clear, { time, velocity });
    });
  }
  assert.deepEqual(Object.fromEntries(taken), { front: 4, rear: 2, noisy: 2 });
  for (const [index, camera] of alone.entries()) {
    const seen = await readPictures(gpu, rig.camera(RIG[index]!.name));
    assert.deepEqual(seen, await readPictures(gpu, camera));
    assert.ok(seen.flow.some((value) => value !== 0));
    assert.ok(seen.ids.every((id) => (id & 0xffffff) !== here.vehicle.actor.id));
    camera.dispose();
  }
  assert.ok(
    (await readPictures(gpu, rig.camera("front"))).ids.some((id) =>
      (id & 0xffffff) === ENTITY.firstActor
    ),
  );
  rig.dispose();
  scene.dispose();
});

Deno.test("a rig gives the same bytes for the same seed, and noise of its own to each camera", async () => {
  const here = world();
  const scene = renderer.createScene(here.landscape, here.movers);
  const [, , noisy] = RIG;
  const pair = [{ ...noisy!, rateHz: 60 }, { ...noisy!, name: "other", rateHz: 60 }];
  const shot = async (seed: number) => {
    const rig = new CameraRig(renderer, gpu, pair, seed);
    rig.expose(scene, here, clear);
    const bytes = [];
    for (const { name } of pair) bytes.push(await readTexture(gpu, rig.camera(name).colour, 4));
    rig.dispose();
    return bytes;
  };
  const first = await shot(1);
  assert.deepEqual(await shot(1), first);
  assert.notDeepEqual(first[0], first[1]);
  assert.notDeepEqual((await shot(2))[0], first[0]);
  assert.notDeepEqual(...(await shot(0)) as [Uint8Array, Uint8Array]);
  // What else is mounted changes nothing: the stream is that of the name.
  pair.reverse();
  assert.deepEqual((await shot(1)).reverse(), first);
  scene.dispose();
});

Deno.test("a rig carries stereo pairs", async () => {
  const here = world();
  const scene = renderer.createScene(here.landscape, here.movers);
  const spec = { ...ROVER_STEREO, width: 80, height: 60 };
  const rig = new CameraRig(renderer, gpu, [...usualRig(rover, spec, 60), RIG[1]!], 1);
  assert.deepEqual(rig.expose(scene, here, clear), ["front", "rear"]);
  const { depth } = await readPictures(gpu, rig.camera("front"));
  const pair = rig.pair("front");
  const disparity = new Float32Array((await readTexture(gpu, pair.disparity("left"), 4)).buffer);
  assert.ok(
    depth.every((z, k) =>
      z === spec.far || Math.abs(disparity[k]! - disparityOf(spec, z)) < 1e-4 * disparity[k]!
    ),
  );
  assert.equal(pair.right.hidden, here.vehicle.actor.id);
  assert.throws(() => rig.pair("rear"), { name: "RangeError", message: /"rear"/ });
  rig.dispose();
  scene.dispose();
});

Deno.test("the fisheyes around a car see the whole horizon", () => {
  for (let turn = 0; turn < 360; turn++) {
    const angle = turn * Math.PI / 180;
    const seen = SURROUND_RIG.filter(({ spec, bodyFromCamera }) => {
      const lens = lensOf(spec);
      const far = [1e4 * Math.cos(angle), 1e4 * Math.sin(angle), 0] as const;
      const { orientation } = bodyFromCamera;
      const conjugate = [
        -orientation[0],
        -orientation[1],
        -orientation[2],
        orientation[3],
      ] as const;
      const local = compose({ position: [0, 0, 0], orientation: conjugate }, {
        position: far,
        orientation: [0, 0, 0, 1],
      }).position;
      const pixel = lens.project(local);
      return pixel && pixel[0] > -0.5 && pixel[0] < spec.width - 0.5 && pixel[1] > -0.5 &&
        pixel[1] < spec.height - 0.5;
    });
    assert.ok(seen.length >= 1, `nobody looks at ${turn} degrees`);
  }
});

Deno.test("a rig refuses names that come twice and rates that are none, and knows its cameras", () => {
  const [front] = RIG;
  const make = (rig: readonly MountedCamera[]) => () => new CameraRig(renderer, gpu, rig, 1);
  assert.throws(make([front!, front!]), { name: "RangeError", message: /"front"/ });
  assert.throws(make([{ ...front!, rateHz: 0 }]), { name: "RangeError", message: /0 frames/ });
  const rig = make([front!])();
  assert.throws(() => rig.camera("back"), { name: "RangeError", message: /"back".*front/ });
  rig.dispose();
});
