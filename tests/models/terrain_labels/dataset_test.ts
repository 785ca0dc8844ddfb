import assert from "node:assert/strict";
import { CLASSES } from "../../../models/terrain_labels/classes.ts";
import { renderedFrames, trainingFrames } from "../../../models/terrain_labels/dataset.ts";
import { LABELS } from "../../../sim/labels.ts";
import { readTexture } from "../../../vision/readback.ts";
import { visionDevice } from "../../support/vision_device.ts";

Deno.test("what the meadow shows is told apart, but for who walks through it", () => {
  const meadow = LABELS.slice(1, 12).map(({ name }) => name);
  assert.deepEqual([...CLASSES].sort(), meadow.sort());
});

Deno.test("renderedFrames() gives frame `index` the same bytes for ever; light and pose vary", async () => {
  const device = await visionDevice();
  const size = { width: 48, height: 36 };
  // Three frames of a world, so that frames 0 and 8 share one and the renderer drops worlds on the way.
  const source = trainingFrames(11, 3);
  const frames = await renderedFrames(device.gpu, source, size);
  const { colour } = frames.camera;
  const ids = frames.camera.picture("ids");
  const bytesOf = async (index: number) => {
    frames.render(index);
    return {
      colour: await readTexture(device.gpu, colour, 4),
      ids: await readTexture(device.gpu, ids, 4),
    };
  };
  const first = await bytesOf(0);
  const others = [];
  for (const index of [1, 2, 3, 8, 30, 31, 40, 41, 66]) others.push(await bytesOf(index));
  assert.deepEqual(await bytesOf(0), first);
  const fresh = await renderedFrames(device.gpu, trainingFrames(11, 3), size);
  fresh.render(0);
  const again = await readTexture(device.gpu, fresh.camera.colour, 4);
  assert.deepEqual(again, first.colour);
  fresh.dispose();
  for (const [i, other] of others.entries()) {
    assert.notDeepEqual(other.ids, first.ids, `frame ${i} is seen from where frame 0 is`);
  }
  // The sky's colour tells the light: no two frames have the same.
  const brightness = [first, ...others].map(({ colour }) =>
    colour.reduce((sum, value) => sum + value, 0) / colour.length
  );
  assert.equal(new Set(brightness).size, brightness.length);
  const spread = Math.max(...brightness) - Math.min(...brightness);
  assert.ok(spread > 15, `mean brightness varies by ${spread} of 255`);
  frames.dispose();
});
