import assert from "node:assert/strict";
import fc from "fast-check";
import { CLASSES } from "../../../models/terrain_labels/classes.ts";
import {
  CHANNEL_OF_LABEL,
  COLOUR_OF_CHANNEL,
  FrameRenderer,
  LABEL_OF_CHANNEL,
  scoringFrames,
  trainingFrames,
} from "../../../models/terrain_labels/dataset.ts";
import { RECIPE } from "../../../models/terrain_labels/recipe.ts";
import { IGNORE_LABEL, LABELS } from "../../../sim/labels.ts";
import { readTexture } from "../../../vision/readback.ts";
import { visionDevice } from "../../support/vision_device.ts";

const seeds = fc.integer({ min: 0, max: 0xffff_ffff });

Deno.test("trainingFrames() draws worlds 0..999,999 whatever seed and index", () => {
  fc.assert(fc.property(
    seeds,
    fc.integer({ min: 0, max: 2 ** 31 }),
    fc.integer({ min: 1, max: 100 }),
    (seed, index, framesPerWorld) => {
      const { world } = trainingFrames(seed, framesPerWorld).draw(index);
      assert.ok(Number.isInteger(world) && world >= 0 && world <= 999_999, `world ${world}`);
    },
  ));
});

Deno.test("trainingFrames() draws a frame by its index alone, each with draws of its own", () => {
  fc.assert(fc.property(seeds, fc.integer({ min: 0, max: 1e6 }), (seed, index) => {
    const [source, other] = [trainingFrames(seed, 32), trainingFrames(seed, 32)];
    other.draw(index + 9);
    const [a, b] = [source.draw(index), other.draw(index)];
    assert.equal(a.world, b.world);
    const first = a.random();
    assert.equal(first, b.random());
    assert.notEqual(first, source.draw(index + 1).random());
  }));
});

Deno.test("trainingFrames() mixes worlds in a batch, and comes to new ones", () => {
  const { batch, framesPerWorld } = RECIPE;
  const source = trainingFrames(1, framesPerWorld);
  const worlds = (first: number, count: number) =>
    new Set(Array.from({ length: count }, (_, i) => source.draw(first + i).world));
  assert.equal(worlds(0, batch).size, batch);
  // A place keeps a world for `framesPerWorld` of its frames: 100 steps see about 25 each.
  const seen = worlds(0, 100 * batch).size;
  const wanted = 100 * batch / framesPerWorld;
  assert.ok(seen >= wanted && seen <= wanted + batch, `${seen} worlds for ${wanted}`);
});

Deno.test("scoringFrames() stays in the worlds that it is asked for", () => {
  fc.assert(fc.property(
    fc.integer({ min: 0, max: 2_099_999 }),
    fc.integer({ min: 1, max: 9 }),
    fc.integer({ min: 1, max: 5000 }),
    fc.nat(),
    (first, framesPerWorld, count, any) => {
      const index = any % count;
      const { world } = scoringFrames(first, framesPerWorld, count).draw(index);
      assert.ok(world >= first && world < first + Math.ceil(count / framesPerWorld));
      // More frames leave those of before as they were.
      assert.equal(scoringFrames(first, framesPerWorld, count + 100).draw(index).world, world);
    },
  ));
  const source = scoringFrames(7, 4, 10);
  assert.throws(() => source.draw(10), /Cannot draw frame 10: there are 10/);
  assert.throws(() => source.draw(-1), RangeError);
  assert.throws(() => scoringFrames(-1, 4, 10), RangeError);
  assert.equal(scoringFrames(0xffff_ffff, 4, 4).draw(3).world, 0xffff_ffff);
  assert.throws(
    () => scoringFrames(0xffff_ffff, 4, 5),
    /Cannot take 5 frames from world 4294967295 on: they need 2 worlds, the last world is/,
  );
});

Deno.test("channel and label tables are inverse of each other", () => {
  assert.equal(LABEL_OF_CHANNEL.length, CLASSES.length);
  CLASSES.forEach((name, channel) => {
    const label = LABELS[LABEL_OF_CHANNEL[channel]!]!;
    assert.equal(label.name, name);
    assert.equal(CHANNEL_OF_LABEL[label.id], channel);
    assert.deepEqual(COLOUR_OF_CHANNEL[channel], label.colour);
  });
  const told = new Set<number>(LABEL_OF_CHANNEL);
  assert.equal(told.size, CLASSES.length);
  for (let id = 0; id < 256; id++) {
    if (!told.has(id)) assert.equal(CHANNEL_OF_LABEL[id], IGNORE_LABEL, `label ${id}`);
  }
  // What the meadow shows is told apart, but for who walks through it.
  const meadow = LABELS.slice(1, 12).map(({ name }) => name);
  assert.deepEqual([...CLASSES].sort(), meadow.sort());
});

Deno.test("FrameRenderer gives frame `index` the same bytes for ever; light and pose vary", async () => {
  const device = await visionDevice();
  const size = { width: 48, height: 36 };
  // Three frames of a world, so that frames 0 and 8 share one and the renderer drops worlds on the way.
  const source = trainingFrames(11, 3);
  const frames = await FrameRenderer.create(device.gpu, source, size);
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
  const fresh = await FrameRenderer.create(device.gpu, trainingFrames(11, 3), size);
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
