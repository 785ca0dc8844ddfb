import assert from "node:assert/strict";
import { STEREO_RANGE } from "../../../agents/lagr/label_picture.ts";
import { LagrAgent } from "../../../agents/lagr/lagr_agent.ts";
import { LagrViews, lookState } from "../../../agents/lagr/lagr_views.ts";
import { decodeFrame, encodeFrame, type SessionState } from "../../../agents/session/protocol.ts";
import { FAR_EYE, madeUpReading } from "../../support/far_readings.ts";

const { width, height } = FAR_EYE;
const reading = madeUpReading({
  label: (ahead) => ahead > 30 ? [0, 0, 0.2, 0.4, 0.4] : [0.6, 0.4, 0, 0, 0],
});
const colour = () => new Uint8Array(4 * width * height).fill(90);

Deno.test("a look gives five pictures, which travel as they are", () => {
  const views = new LagrViews(FAR_EYE).views({ reading, colour: colour() }, new LagrAgent());
  assert.deepEqual(views.map((view) => [view.name, view.width, view.height]), [
    ["camera", width, height],
    ["stereo_labels", width, height],
    ["far_labels", width, height],
    ["map", 240, 240],
    ["plan", 240, 240],
  ]);
  for (const view of views) assert.equal(view.bytes.length, 4 * view.width * view.height);
  const state = { look: lookState(reading) } as unknown as SessionState;
  assert.deepEqual(decodeFrame(encodeFrame({ state, views })), { state, views });
});

Deno.test("without a look there are map and plan, and the camera where there is one", () => {
  const painter = new LagrViews(FAR_EYE);
  const agent = new LagrAgent();
  assert.deepEqual(painter.views(null, agent).map(({ name }) => name), ["map", "plan"]);
  const camera = { width: 2, height: 1, rgba: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) };
  const views = painter.views(null, agent, camera);
  assert.deepEqual(views.map(({ name }) => name), ["camera", "map", "plan"]);
  assert.deepEqual(views[0]!.bytes, camera.rgba);
  assert.throws(() => painter.views({ reading, colour: camera.rgba }, agent), RangeError);
});

Deno.test("labels change with the look alone; a new look is painted", () => {
  const painter = new LagrViews(FAR_EYE);
  const agent = new LagrAgent();
  const bytesOf = (look: Parameters<LagrViews["views"]>[0]) =>
    painter.views(look, agent).find(({ name }) => name === "far_labels")!.bytes.slice();
  const look = { reading, colour: colour() };
  const first = bytesOf(look);
  assert.deepEqual(bytesOf(look), first);
  const other = madeUpReading({ label: () => [0, 0, 1, 0, 0] });
  assert.notDeepEqual(bytesOf({ reading: other, colour: colour() }), first);
  assert.deepEqual(bytesOf({ reading, colour: colour() }), first);
});

Deno.test("a look in numbers counts windows beyond stereo's range, and how many of them stand", () => {
  const { judged, standing, labelled, learned } = lookState(reading);
  let [beyond, stand] = [0, 0];
  for (const { distances, probabilities } of reading.bands) {
    distances.forEach((distance, k) => {
      if (!(distance > STEREO_RANGE)) return;
      beyond++;
      // All is obstacle or all is ground.
      if (probabilities[5 * k] === 0) stand++;
    });
  }
  assert.equal(judged, beyond);
  assert.ok(beyond > 1000);
  assert.equal(standing, stand / beyond);
  assert.equal(labelled, reading.places.length);
  assert.equal(learned, reading.learned);
  assert.equal(lookState({ ...reading, bands: [] }).standing, null);
});
