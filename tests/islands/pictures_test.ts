import { deepEqual } from "node:assert/strict";
import type { View } from "../../agents/session/protocol.ts";
import { paletteOf, pixelsOf } from "../../islands/pictures.ts";

const palette = paletteOf([
  { id: 0, name: "void", colour: [0, 0, 0] },
  { id: 3, name: "path", colour: [200, 100, 50] },
]);
const labels = (...ids: number[]): View => ({
  name: "labels",
  format: "class8",
  width: ids.length,
  height: 1,
  bytes: new Uint8Array(ids),
});

Deno.test("pixelsOf() gives each class its colour of the legend, opaque", () => {
  deepEqual([...pixelsOf(labels(3, 0), palette)], [200, 100, 50, 255, 0, 0, 0, 255]);
});

Deno.test("pixelsOf() shows an id that the legend lacks in a colour that no class has", () => {
  deepEqual([...pixelsOf(labels(77), palette)], [255, 0, 255, 255]);
});

Deno.test("pixelsOf() copies a camera picture, and lays labels over it half and half", () => {
  const camera: View = {
    name: "camera",
    format: "rgba8",
    width: 1,
    height: 1,
    bytes: new Uint8Array([100, 0, 250, 255]),
  };
  deepEqual([...pixelsOf(camera, palette)], [100, 0, 250, 255]);
  deepEqual([...pixelsOf(camera, palette, labels(3))], [150, 50, 150, 255]);
  deepEqual([...camera.bytes], [100, 0, 250, 255], "the frame itself stays as it is");
});

Deno.test("pixelsOf() ignores an overlay of another size", () => {
  deepEqual(pixelsOf(labels(3), palette, labels(0, 0)), pixelsOf(labels(3), palette));
});
