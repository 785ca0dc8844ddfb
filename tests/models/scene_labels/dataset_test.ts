import assert from "node:assert/strict";
import type { RenderedFrames } from "../../../models/labelling/dataset/rendered_frames.ts";
import { type FrameSetting, renderedFrames } from "../../../models/scene_labels/dataset.ts";
import type { FrameDraw } from "../../../models/scene_labels/frame_source.ts";
import type { FrameSource } from "../../../models/worlds.ts";
import { SCENARIO_SHARES } from "../../../models/scene_labels/scenario_shares.ts";
import { LABELS } from "../../../sim/labels.ts";
import { counterRandom, type Device } from "../../../vision/mod.ts";
import { readTexture } from "../../../vision/readback.ts";
import { visionDevice } from "../../support/vision_device.ts";

const SIZE = { width: 48, height: 36 };

/** Frame `k` of the list, with draws of its own. */
function listed(frames: readonly Omit<FrameDraw, "random">[]): FrameSource<FrameDraw> {
  return { draw: (k) => ({ ...frames[k]!, random: counterRandom(9, k) }) };
}

async function picturesOf(device: Device, frames: RenderedFrames<FrameSetting>, index: number) {
  const { scenario, light } = frames.render(index);
  const ids = await readTexture(device.gpu, frames.camera.picture("ids"), 4);
  return {
    scenario,
    light,
    colour: await readTexture(device.gpu, frames.camera.colour, 4),
    ids,
    labels: new Set(new Uint32Array(ids.buffer).map((id) => id >>> 24)),
  };
}

Deno.test("renderedFrames() gives a frame the same bytes for ever, wherever it has been meanwhile", async () => {
  const device = await visionDevice();
  const world = { scenario: "roundabout", world: 1_000_003 };
  const source = listed([
    { ...world, visit: 0 },
    { ...world, visit: 16 },
    { scenario: "snow", world: 1_000_004, visit: 0 },
  ]);
  const frames = await renderedFrames(device.gpu, source, SIZE);
  const first = await picturesOf(device, frames, 0);
  const later = await picturesOf(device, frames, 1);
  const elsewhere = await picturesOf(device, frames, 2);
  // Back to its start, and on again.
  assert.deepEqual(await picturesOf(device, frames, 0), first);
  assert.deepEqual(await picturesOf(device, frames, 1), later);
  frames.dispose();
  // As a run that is resumed comes to it: straight away.
  const fresh = await renderedFrames(device.gpu, source, SIZE);
  assert.deepEqual(await picturesOf(device, fresh, 1), later);
  assert.deepEqual(await picturesOf(device, fresh, 2), elsewhere);
  fresh.dispose();
  assert.notDeepEqual(later.ids, first.ids);
  assert.notDeepEqual(later.light, first.light);
});

Deno.test("renderedFrames(): what moves goes on between the visits of a world", async () => {
  const device = await visionDevice();
  // The same draws at different visits: the same viewpoint, if nobody stands in its way.
  const source: FrameSource<FrameDraw> = {
    draw: (visit) => ({ scenario: "town", world: 1_000_000, visit, random: counterRandom(4, 0) }),
  };
  const frames = await renderedFrames(device.gpu, source, SIZE);
  const [now, same, later] = [
    await picturesOf(device, frames, 0),
    await picturesOf(device, frames, 7),
    await picturesOf(device, frames, 80),
  ];
  assert.deepEqual(same, now);
  assert.deepEqual(later.light, now.light);
  assert.notDeepEqual(later.ids, now.ids);
  frames.dispose();
});

Deno.test("renderedFrames() shows every scenario of the table, with what belongs to it", async () => {
  const device = await visionDevice();
  const source = listed(
    SCENARIO_SHARES.map(({ scenario }) => ({ scenario, world: 1_000_021, visit: 0 })),
  );
  const frames = await renderedFrames(device.gpu, source, SIZE);
  for (const [row, { scenario, terrain }] of SCENARIO_SHARES.entries()) {
    const frame = await picturesOf(device, frames, row);
    assert.equal(frame.scenario, scenario);
    const seen = [...frame.labels].map((label) => LABELS[label]!.name as string);
    assert.ok(seen.length >= 3 && !seen.includes("void"), `${scenario} shows ${seen}`);
    const paved = seen.includes("road") || seen.includes("sidewalk");
    assert.equal(paved, terrain === "road", `${scenario} shows ${seen}`);
  }
  frames.dispose();
});
