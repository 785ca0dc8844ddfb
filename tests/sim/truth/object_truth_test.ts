import assert from "node:assert/strict";
import { type ActorGroup, POSE_NUMBERS } from "../../../sim/actors/actor.ts";
import { ENTITY } from "../../../sim/entity_ids.ts";
import { compose, fromYawPitchRoll, inverse, type Pose } from "../../../sim/pose.ts";
import { Renderer, SensorCamera } from "../../../sim/render/mod.ts";
import { town } from "../../../sim/scenarios/town.ts";
import { backProject, mountCamera, ROVER_CAMERA } from "../../../sim/sensors/camera.ts";
import { lensOf } from "../../../sim/sensors/lens.ts";
import { snapshotOf } from "../../../sim/truth/actor_snapshot.ts";
import { type ObjectFrame, objectTruths } from "../../../sim/truth/object_truth.ts";
import { lightAt } from "../../../sim/weather/weathers.ts";
import { plainDevice, readPictures, readTexture } from "../../support/camera_pictures.ts";
import { plainLandscape } from "../../support/plain_landscape.ts";

const gpu = await plainDevice();
const renderer = await Renderer.create(gpu);
const camera = renderer.createCamera({ ...ROVER_CAMERA, width: 320, height: 240, outputs: "all" });
const { intrinsics } = camera;
const clear = lightAt({ weather: "clear", hour: 11 });

/** Renders and reads what object truth is made from. */
async function frameOf(
  scene: ReturnType<Renderer["createScene"]>,
  worldFromCamera: Pose,
): Promise<ObjectFrame> {
  scene.takePoses();
  camera.resetHistory();
  renderer.render(scene, camera, worldFromCamera, clear);
  const { ids, depth } = await readPictures(gpu, camera);
  const { near } = camera.spec;
  return { lens: lensOf(camera.spec), worldFromCamera, near, ids, depth, hidden: camera.hidden };
}

/** Actors of a world's groups, each at a pose of our own, all of its parts moved along. */
function posed(group: ActorGroup, index: number, worldFromBody: Pose): ActorGroup {
  const actor = group.actors[index]!;
  const before = snapshotOf([group]);
  const pose = (table: Float32Array | Float64Array, row: number): Pose => {
    const at = row * POSE_NUMBERS;
    return {
      position: [table[at]!, table[at + 1]!, table[at + 2]!],
      orientation: [table[at + 4]!, table[at + 5]!, table[at + 6]!, table[at + 7]!],
    };
  };
  const bodyFromWorld = inverse(pose(before.bodies, index));
  const parts = actor.parts.map((_, k) =>
    compose(
      worldFromBody,
      compose(bodyFromWorld, pose(before.parts, before.firstPart[index]! + k)),
    )
  );
  const write = (poses: readonly Pose[], out: Float32Array | Float64Array, at: number) =>
    poses.forEach(({ position, orientation }, k) =>
      out.set([...position, 0, ...orientation], at + k * POSE_NUMBERS)
    );
  return {
    name: actor.model,
    actors: [actor],
    step() {},
    writeBodies: (out, at) => write([worldFromBody], out, at),
    writeParts: (out, at) => write(parts, out, at),
    writeFootprints() {},
    hashInto() {},
  };
}

const world = town.build(2);
const [, traffic, people] = world.movers as [ActorGroup, ActorGroup, ActorGroup];

Deno.test("objectTruths() bounds in a town what pixels show: 3D boxes hold them, 2D boxes are theirs", async () => {
  const scene = renderer.createScene(world.landscape, world.movers);
  camera.hidden = ENTITY.ego;
  let seen = 0, pixels = 0, beyond = 0;
  const labels = new Set<string>();
  for (let look = 0; look < 8; look++) {
    for (let k = 0; k < 90; k++) world.step({ steer: 0, throttle: 0, brake: 1 });
    // From the kerb beside somebody, looking at him and whatever else is there.
    const snapshot = snapshotOf(world.movers);
    const group = look % 2 === 0 ? traffic : people;
    const target = snapshot.actors.indexOf(group.actors[(7 * look) % group.actors.length]!);
    const [x, y, z] = [0, 1, 2].map((i) => snapshot.bodies[target * POSE_NUMBERS + i]!);
    if (z! < -50) continue;
    const eye = mountCamera([x! - 8, y! - 5, z! + 1.6], Math.atan2(5, 8), 0.05);
    const frame = await frameOf(scene, eye);
    const truths = objectTruths(frame, snapshot);
    const known = new Map(truths.map((truth) => [truth.id, truth]));
    frame.ids.forEach((id, at) => {
      const entity = id & 0xffffff;
      if (entity < ENTITY.firstActor) return;
      const truth = known.get(entity);
      assert.ok(truth, `entity ${entity} is seen, and not told of`);
      const u = at % intrinsics.width;
      const v = (at - u) / intrinsics.width;
      const point = backProject(intrinsics, eye, u, v, frame.depth[at]!);
      const inBox = compose(inverse(truth.box.worldFromBox), {
        position: point,
        orientation: [0, 0, 0, 1],
      }).position;
      pixels++;
      if (inBox.some((value, axis) => Math.abs(value) > truth.box.size[axis]! / 2 + 0.05)) beyond++;
    });
    for (const truth of truths) {
      if (!truth.visibleBox) continue;
      seen++;
      labels.add(truth.label);
      const { visibleBox: own, fullBox: full } = truth;
      assert.ok(own.left >= full.left - 1 && own.right <= full.right + 1, truth.model);
      assert.ok(own.top >= full.top - 1 && own.bottom <= full.bottom + 1, truth.model);
      assert.ok(truth.visiblePixels <= 1.02 * truth.fullPixels + 3, truth.model);
    }
  }
  scene.dispose();
  camera.hidden = 0;
  assert.ok(seen > 15 && pixels > 4000, `${seen} objects, ${pixels} pixels`);
  assert.ok(labels.has("car") && labels.has("person"), [...labels].join());
  assert.ok(beyond < 0.001 * pixels, `${beyond} of ${pixels} pixels lie outside their box`);
});

Deno.test("objectTruths() of one thing alone hides nothing of it, near or far", async () => {
  for (const group of [traffic, people]) {
    for (const [index, distance] of [[0, 5], [3, 9], [5, 16], [8, 30]] as const) {
      const body: Pose = {
        position: [distance, 0.1 * distance, 0],
        orientation: fromYawPitchRoll(0.6 * index),
      };
      const alone = posed(group, index, body);
      const scene = renderer.createScene(plainLandscape(), [alone]);
      const frame = await frameOf(scene, mountCamera([0, 0, 1.4]));
      const [truth] = objectTruths(frame, snapshotOf([alone]));
      const { visiblePixels, fullPixels, visibleBox, fullBox, model } = truth!;
      // What lies under the ground is counted and not seen; an edge may fall either way.
      const slack = 3 + 0.03 * fullPixels;
      assert.ok(
        Math.abs(visiblePixels - fullPixels) <= slack,
        `${model} at ${distance} m shows ${visiblePixels} of ${fullPixels} pixels`,
      );
      for (const side of ["left", "right", "top", "bottom"] as const) {
        const inside = side === "left" || side === "top" ? 0 : side === "right" ? 319 : 239;
        const wanted = side === "left" || side === "top"
          ? Math.max(inside, fullBox[side])
          : Math.min(inside, fullBox[side]);
        // Far off, hands and shins are thinner than the spacing of pixels.
        const slip = distance > 12 ? 4.5 : 1.6;
        const off = visibleBox![side] - wanted;
        assert.ok(Math.abs(off) <= slip, `${model} at ${distance} m: ${side} is ${off} px off`);
      }
      scene.dispose();
    }
  }
});

Deno.test("objectTruths() tells the share that another hides: as many pixels as it loses", async () => {
  const behind = posed(traffic, 1, {
    position: [14, 0, 0],
    orientation: fromYawPitchRoll(1.2),
  });
  const before = posed(traffic, 2, {
    position: [9, 1.6, 0],
    orientation: fromYawPitchRoll(0.4),
  });
  const eye = mountCamera([0, 0, 1.5]);
  const bare = renderer.createScene(plainLandscape(), [behind]);
  const whole = await frameOf(bare, eye);
  const count = ({ ids }: ObjectFrame) =>
    ids.filter((id) => (id & 0xffffff) === behind.actors[0]!.id).length;
  const both = renderer.createScene(plainLandscape(), [behind, before]);
  const frame = await frameOf(both, eye);
  const truth = objectTruths(frame, snapshotOf([behind, before])).find(({ id }) =>
    id === behind.actors[0]!.id
  )!;
  const lost = 1 - count(frame) / count(whole);
  assert.ok(lost > 0.15 && lost < 0.95, `the test hides ${lost}`);
  assert.ok(Math.abs(truth.occludedShare - lost) < 0.03, `${truth.occludedShare}, not ${lost}`);
  bare.dispose();
  both.dispose();
});

Deno.test("joints are visible from the side that they are on, and hidden behind a car", async () => {
  const person = (yaw: number) =>
    posed(people, 4, { position: [5, 0, 0], orientation: fromYawPitchRoll(yaw) });
  const eye = mountCamera([0, 0, 1.2]);
  const states = async (groups: readonly ActorGroup[]) => {
    const scene = renderer.createScene(plainLandscape(), groups);
    const frame = await frameOf(scene, eye);
    const truths = objectTruths(frame, snapshotOf(groups));
    scene.dispose();
    const { landmarks } = truths.find(({ label }) => label === "person")!;
    return new Map(landmarks.map((mark) => [mark.name, mark]));
  };
  const [facing, away] = [await states([person(Math.PI)]), await states([person(0)])];
  assert.ok(facing.size >= 14, `${facing.size} landmarks`);
  assert.equal(facing.get("nose")!.state, "visible");
  assert.equal(away.get("nose")!.state, "hidden");
  // The left hand is on the right of the picture of somebody who looks at the camera.
  assert.ok(facing.get("left_shoulder")!.u > facing.get("right_shoulder")!.u);
  assert.ok(away.get("left_shoulder")!.u < away.get("right_shoulder")!.u);
  for (const { v, name } of facing.values()) assert.ok(v > 40 && v < 235, `${name} at row ${v}`);
  const car = posed(traffic, 1, { position: [3.4, 0, 0], orientation: fromYawPitchRoll(1.57) });
  const hidden = await states([person(Math.PI), car]);
  assert.equal(hidden.get("left_ankle")!.state, "hidden");
  assert.equal(hidden.get("right_ankle")!.state, "hidden");
});

Deno.test("objectTruths() goes through a fisheye: what stands beside it is boxed where it is seen", async () => {
  const spec = {
    ...ROVER_CAMERA,
    width: 240,
    height: 180,
    fovDeg: 180,
    outputs: ["ids", "depth"],
    lens: { model: "kannala_brandt" },
  } as const;
  const fisheye = new SensorCamera(renderer, gpu, spec, 1);
  const group = posed(traffic, 1, {
    position: [1.5, 4.2, 0],
    orientation: fromYawPitchRoll(0.3),
  });
  const scene = renderer.createScene(plainLandscape(), [group]);
  scene.takePoses();
  const worldFromCamera = mountCamera([0, 0, 1.2]);
  fisheye.expose(scene, worldFromCamera, clear);
  const [ids, depth] = await Promise.all(
    (["ids", "depth"] as const).map((name) => readTexture(gpu, fisheye.picture(name), 4)),
  );
  const [truth] = objectTruths({
    lens: fisheye.lens,
    worldFromCamera,
    near: spec.near,
    ids: new Uint32Array(ids!.buffer),
    depth: new Float32Array(depth!.buffer),
  }, snapshotOf([group]));
  const { visibleBox, fullBox, visiblePixels, fullPixels } = truth!;
  assert.ok(visiblePixels > 300, `${visiblePixels} pixels`);
  assert.ok(Math.abs(visiblePixels / fullPixels - 1) < 0.05, `${visiblePixels} of ${fullPixels}`);
  for (const side of ["left", "right", "top", "bottom"] as const) {
    const wanted = side === "left" || side === "top"
      ? Math.max(0, fullBox[side])
      : Math.min(fullBox[side], (side === "right" ? spec.width : spec.height) - 1);
    assert.ok(
      Math.abs(visibleBox![side] - wanted) <= 2.5,
      `${side} is ${visibleBox![side]}, not ${wanted}`,
    );
  }
  assert.ok(truth!.landmarks.some(({ state }) => state === "visible"));
  fisheye.dispose();
  scene.dispose();
});
