import assert from "node:assert/strict";
import { type FramePictures, tileOf } from "../../../host/world_sheet/tile.ts";
import { labelNamed } from "../../../sim/labels.ts";
import type { ObjectTruth } from "../../../sim/truth/object_truth.ts";

const SKY = labelNamed("sky");
const GRASS = labelNamed("grass");
const CAR = labelNamed("car");
const [WIDTH, HEIGHT] = [8, 6];
const PIXELS = WIDTH * HEIGHT;

/** A frame whose first pixel is sky, and all others grass one metre away. */
function frame(changes: Partial<FramePictures> = {}): FramePictures {
  return {
    width: WIDTH,
    height: HEIGHT,
    colour: new Uint8Array(4 * PIXELS).fill(7),
    ids: Uint32Array.from(
      { length: PIXELS },
      (_, at) => ((at === 0 ? SKY : GRASS).id << 24 | 3) >>> 0,
    ),
    depth: new Float32Array(PIXELS).fill(1),
    normal: new Uint8Array(4 * PIXELS).fill(128),
    flow: new Float32Array(2 * PIXELS),
    occluded: new Uint8Array(PIXELS),
    albedo: new Uint8Array(4 * PIXELS).fill(90),
    traversability: new Float32Array(PIXELS).fill(1),
    overGround: new Float32Array(PIXELS),
    objects: [],
    ...changes,
  };
}

const pixel = (rgba: Uint8Array, u: number, v: number) =>
  Array.from(rgba.subarray(4 * (v * WIDTH + u), 4 * (v * WIDTH + u) + 4));

Deno.test("classes have the colours of the label table, colour its own bytes", () => {
  const classes = tileOf(frame(), "classes");
  assert.deepEqual(pixel(classes, 0, 0), [...SKY.colour, 255]);
  assert.deepEqual(pixel(classes, 3, 2), [...GRASS.colour, 255]);
  assert.deepEqual(pixel(tileOf(frame(), "colour"), 3, 2), [7, 7, 7, 255]);
});

Deno.test("what is farther, higher or easier to climb is lighter; the sky is none of it", () => {
  const light = (rgba: Uint8Array, u: number) =>
    pixel(rgba, u, 0).slice(0, 3).reduce((sum, value) => sum + value);
  const rising = Float32Array.from({ length: PIXELS }, (_, at) => at);
  const far = tileOf(frame({ depth: rising.map((at) => 2 + 10 * at) }), "depth");
  const high = tileOf(frame({ overGround: rising }), "height");
  const easy = tileOf(frame({ traversability: rising.map((at) => at / 8) }), "traversability");
  for (const rgba of [far, high, easy]) {
    for (let u = 1; u < 7; u++) assert.ok(light(rgba, u) < light(rgba, u + 1));
  }
  assert.deepEqual(pixel(high, 0, 0), [0, 0, 0, 255]);
  assert.deepEqual(pixel(easy, 0, 0), [0, 0, 0, 255]);
});

Deno.test("flow to opposite sides has opposite hues, and none is white", () => {
  const flow = new Float32Array(2 * PIXELS);
  flow[0] = 12;
  flow[2] = -12;
  const rgba = tileOf(frame({ flow }), "flow");
  const [right, left] = [pixel(rgba, 0, 0), pixel(rgba, 1, 0)];
  assert.deepEqual(right, [255, 0, 0, 255]);
  assert.deepEqual(left, [0, 255, 255, 255]);
  assert.deepEqual(pixel(rgba, 2, 0), [255, 255, 255, 255]);
});

Deno.test("boxes are drawn around what is seen of a thing, in its class's colour", () => {
  const object = {
    label: "car",
    visibleBox: { left: 1, top: 1, right: 5, bottom: 4 },
    visiblePixels: 20,
    landmarks: [],
  } as unknown as ObjectTruth;
  const rgba = tileOf(frame({ objects: [object] }), "boxes");
  for (const [u, v] of [[1, 1], [5, 4], [3, 1], [1, 3]] as const) {
    assert.deepEqual(pixel(rgba, u, v), [...CAR.colour, 255]);
  }
  for (const [u, v] of [[3, 2], [0, 0], [6, 5]] as const) {
    assert.deepEqual(pixel(rgba, u, v), [7, 7, 7, 255]);
  }
});
