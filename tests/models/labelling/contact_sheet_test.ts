import assert from "node:assert/strict";
import fc from "fast-check";
import { contactSheet, shareOf } from "../../../models/labelling/contact_sheet.ts";
import type { LabelledFrame } from "../../../models/labelling/labelled_frames.ts";
import { integers } from "../../support/vision_arrays.ts";

const COLOURS = [[200, 10, 30], [20, 190, 40], [30, 50, 180]] as const;

/** A frame of any picture, labels and truth; some of the truth is of no class. */
function anyFrame(width: number, height: number, seed: number): LabelledFrame<null> {
  const pixels = width * height;
  const bytes = (values: Iterable<number>) => Uint8Array.from(values);
  return {
    setting: null,
    colour: bytes(integers([4 * pixels], 256, seed)),
    predicted: bytes(integers([pixels], COLOURS.length, seed + 1)),
    truth: bytes(integers([pixels], COLOURS.length + 1, seed + 2)).map((value) =>
      value === COLOURS.length ? 255 : value
    ),
  };
}

Deno.test("contactSheet() shows picture, labels and truth of each frame, twice as large, in its place", () => {
  const sizes = fc.integer({ min: 1, max: 5 });
  fc.assert(
    fc.property(sizes, sizes, sizes, sizes, (width, height, count, columns) => {
      const frames = Array.from({ length: count }, (_, k) => anyFrame(width, height, 10 * k));
      const sheet = contactSheet(frames, { width, height, columns, colours: COLOURS });
      const at = (x: number, y: number) => {
        const place = 4 * (y * sheet.width + x);
        assert.equal(sheet.rgba[place + 3], 255);
        return [...sheet.rgba.subarray(place, place + 3)];
      };
      assert.equal(sheet.width, columns * 3 * (2 * width + 6) - 6);
      assert.equal(sheet.height, Math.ceil(count / columns) * (2 * height + 6) + 24);
      assert.equal(sheet.rgba.length, 4 * sheet.width * sheet.height);
      frames.forEach(({ colour, predicted, truth }, k) => {
        const left = (k % columns) * 3 * (2 * width + 6);
        const top = Math.floor(k / columns) * (2 * height + 6);
        for (let y = 0; y < 2 * height; y++) {
          for (let x = 0; x < 2 * width; x++) {
            const pixel = (y >> 1) * width + (x >> 1);
            const wanted = [
              [...colour!.subarray(4 * pixel, 4 * pixel + 3)],
              COLOURS[predicted[pixel]!]!,
              COLOURS[truth[pixel]!] ?? [0, 0, 0],
            ];
            wanted.forEach((rgb, panel) => {
              assert.deepEqual(at(left + panel * (2 * width + 6) + x, top + y), [...rgb]);
            });
          }
        }
      });
    }),
    { numRuns: 20 },
  );
});

Deno.test("contactSheet() ends in the colours of all channels, in their order", () => {
  const sheet = contactSheet([anyFrame(8, 6, 1)], {
    width: 8,
    height: 6,
    columns: 1,
    colours: COLOURS,
  });
  const row = sheet.rgba.subarray(4 * sheet.width * (sheet.height - 1));
  const runs: string[] = [];
  for (let x = 0; x < sheet.width; x++) {
    const colour = [...row.subarray(4 * x, 4 * x + 3)].join();
    if (runs.at(-1) !== colour) runs.push(colour);
  }
  const paper = "255,255,255";
  const [a, b, c] = COLOURS.map((colour) => colour.join());
  assert.deepEqual(runs, [a, paper, b, paper, c]);
});

Deno.test("shareOf() is the share of pixels of a channel", () => {
  const truth = Uint8Array.of(0, 1, 1, 255);
  assert.deepEqual([0, 1, 2].map((channel) => shareOf(truth, channel)), [0.25, 0.5, 0]);
});
