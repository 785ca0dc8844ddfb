import assert from "node:assert/strict";
import { CLASS_LEGEND, type Colour } from "../../agents/lagr/class_colours.ts";
import { LagrAgent } from "../../agents/lagr/lagr_agent.ts";
import { LagrViews } from "../../agents/lagr/lagr_views.ts";
import type { View } from "../../agents/session/protocol.ts";
import { driveSheet } from "../../host/drive_sheet.ts";
import type { Picture } from "../../models/model.ts";
import { FAR_EYE, madeUpReading } from "../support/far_readings.ts";

/** A look at a plain with a wall 30 m away. */
function lookAtWall(): View[] {
  const { width, height } = FAR_EYE;
  const reading = madeUpReading({
    label: (ahead) => ahead > 30 ? [0, 0, 0.2, 0.2, 0.6] : [0.6, 0.4, 0, 0, 0],
  });
  const colour = new Uint8Array(4 * width * height).map((_, k) => (k * 2_654_435_761) >>> 24);
  return new LagrViews(FAR_EYE).views({ reading, colour }, new LagrAgent());
}

const pixel = (
  { width, rgba }: Picture,
  x: number,
  y: number,
) => [...rgba.subarray(4 * (y * width + x), 4 * (y * width + x) + 4)];

/** Where a view lies on the sheet, twice as large, pixel for pixel; null if nowhere. */
function placeOf(view: View, sheet: Picture): [number, number] | null {
  const { width, height, bytes } = view;
  const same = (left: number, top: number) => {
    for (let y = 0; y < 2 * height; y++) {
      for (let x = 0; x < 2 * width; x++) {
        const from = 4 * ((y >> 1) * width + (x >> 1));
        if (bytes[from + 3] === 0) continue;
        const to = 4 * ((top + y) * sheet.width + left + x);
        for (let c = 0; c < 3; c++) if (bytes[from + c] !== sheet.rgba[to + c]) return false;
      }
    }
    return true;
  };
  for (let top = 0; top + 2 * height <= sheet.height; top++) {
    for (let left = 0; left + 2 * width <= sheet.width; left++) {
      if (same(left, top)) return [left, top];
    }
  }
  return null;
}

/** Pixels of that very colour. */
function count({ rgba }: Picture, [r, g, b]: Colour): number {
  let sum = 0;
  for (let k = 0; k < rgba.length; k += 4) {
    if (rgba[k] === r && rgba[k + 1] === g && rgba[k + 2] === b) sum++;
  }
  return sum;
}

Deno.test("the sheet shows five pictures pixel for pixel: what the eye sees above, map and plan below", () => {
  const views = lookAtWall();
  const sheet = driveSheet(views, ["a wall, 30 m away"]);
  assert.equal(sheet.rgba.length, 4 * sheet.width * sheet.height);
  const places = views.map((view) => placeOf(view, sheet));
  assert.ok(places.every((place) => place !== null), JSON.stringify(places));
  const [camera, stereo, far, map, plan] = places as [number, number][];
  assert.deepEqual([stereo![1], far![1]], [camera![1], camera![1]], "one row");
  assert.ok(stereo![0] >= camera![0] + 640 && far![0] >= stereo![0] + 640, "side by side");
  assert.equal(far![0] + 640 + camera![0], sheet.width, "as wide as the sheet");
  assert.equal(plan![1], map![1]);
  assert.ok(map![1] > camera![1] + 480 && plan![0] >= map![0] + 480);
});

Deno.test("every class stands in the legend with a swatch of its colour", () => {
  const without = lookAtWall().map((view): View => ({
    ...view,
    bytes: new Uint8Array(view.bytes.length).fill(255),
  }));
  const sheet = driveSheet(without, []);
  for (const { name, colour } of CLASS_LEGEND) {
    assert.ok(count(sheet, colour) >= 900, `${name}: ${count(sheet, colour)} pixels`);
  }
});

Deno.test("words stand on the sheet, however many there are, and nowhere but in their panel", () => {
  const views = lookAtWall();
  const plain = driveSheet(views, []);
  const worded = driveSheet(views, ["ill ".repeat(60), "below"]);
  assert.deepEqual([worded.width, worded.height], [plain.width, plain.height]);
  let [left, right, changed] = [Infinity, -Infinity, 0];
  for (let y = 0; y < plain.height; y++) {
    for (let x = 0; x < plain.width; x++) {
      if (pixel(plain, x, y).join() === pixel(worded, x, y).join()) continue;
      [left, right, changed] = [Math.min(left, x), Math.max(right, x), changed + 1];
    }
  }
  assert.ok(changed > 300, `${changed} pixels of letters`);
  const [planLeft] = placeOf(views.at(-1)!, plain)!;
  assert.ok(left > planLeft + 480 && right < plain.width - 24, `from ${left} to ${right}`);
});

Deno.test("a sheet without a look is refused, and says what is missing", () => {
  const views = lookAtWall().filter(({ name }) => name !== "far_labels");
  assert.throws(() => driveSheet(views, []), /Cannot draw a sheet without far_labels: wanted/);
});
