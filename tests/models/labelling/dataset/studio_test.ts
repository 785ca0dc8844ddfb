import assert from "node:assert/strict";
import { Studio } from "../../../../models/labelling/dataset/studio.ts";
import type { Scene } from "../../../../sim/render/mod.ts";
import { trackLiveObjects } from "../../../support/live_gpu_objects.ts";
import { visionDevice } from "../../../support/vision_device.ts";

/** A world that writes down when its scene is given back. */
function fakeWorld(name: string, disposed: string[]) {
  const scene: Pick<Scene, "dispose"> = { dispose: () => disposed.push(name) };
  return { name, scene: scene as Scene };
}

Deno.test("Studio keeps the worlds that were shown last, and gives the others back", async () => {
  const { gpu } = await visionDevice();
  const disposed: string[] = [];
  const studio = await Studio.create<ReturnType<typeof fakeWorld>>(
    gpu,
    { width: 32, height: 24 },
    2,
  );
  const { width, height } = studio.camera.spec;
  assert.deepEqual([width, height], [32, 24]);
  const show = (name: string, fits?: () => boolean) =>
    studio.world(name, () => fakeWorld(name, disposed), fits);
  const a = show("a");
  show("b");
  assert.equal(show("a"), a);
  // The one not shown for longest makes room.
  show("c");
  assert.deepEqual(disposed, ["b"]);
  assert.equal(show("a"), a);
  // One that will not do is made anew, and no other has to go for it.
  const again = show("a", () => false);
  assert.notEqual(again, a);
  assert.deepEqual(disposed, ["b", "a"]);
  assert.equal(show("a"), again);
  studio.dispose();
  assert.deepEqual(disposed.slice(2).sort(), ["a", "c"]);
});

Deno.test("Studio gives its renderer back where no camera can be made", async () => {
  const { gpu } = await visionDevice();
  const alive = trackLiveObjects(gpu);
  try {
    const whole = await Studio.create(gpu, { width: 32, height: 24 }, 1);
    whole.dispose();
    const left = alive.live;
    await assert.rejects(Studio.create(gpu, { width: 0, height: 24 }, 1), RangeError);
    assert.equal(alive.live, left);
  } finally {
    alive.stop();
  }
});
