import assert from "node:assert/strict";
import { CLASSES } from "../../../models/terrain_labels/classes.ts";
import { COLOUR_OF_CHANNEL } from "../../../models/terrain_labels/dataset.ts";
import { makeFigure } from "../../../models/terrain_labels/figure.ts";
import { terrainWeights, VALIDATION_WORLD } from "../../support/terrain_frames.ts";
import { visionDevice } from "../../support/vision_device.ts";

Deno.test("makeFigure() shows pictures, labels and truth in the colours of the legend", async () => {
  const device = await visionDevice();
  const weights = await terrainWeights();
  const { width, height, rgba } = await makeFigure({ device, weights, seed: VALIDATION_WORLD });
  assert.equal(rgba.length, width * height * 4);
  assert.equal(width, 3 * 320 + 2 * 6);
  const colourAt = (x: number, y: number) => {
    const at = (y * width + x) * 4;
    assert.equal(rgba[at + 3], 255);
    return rgba.slice(at, at + 3).join();
  };
  const classes = COLOUR_OF_CHANNEL.map((colour) => colour.join());
  const legend = CLASSES.map((_, i) =>
    colourAt(Math.round((i + 0.4) * width / CLASSES.length), height - 8)
  );
  assert.deepEqual(legend, classes);

  const rows = Math.floor(height / 246);
  assert.equal(rows, 5);
  const seen = [new Set<string>(), new Set<string>(), new Set<string>()];
  let [same, pixels] = [0, 0];
  for (let row = 0; row < rows; row++) {
    for (let y = row * 246; y < row * 246 + 240; y += 2) {
      for (let x = 0; x < 320; x += 2) {
        const [picture, labels, truth] = [0, 326, 652].map((left) => colourAt(left + x, y));
        seen[0]!.add(picture!);
        seen[1]!.add(labels!);
        seen[2]!.add(truth!);
        pixels++;
        if (labels === truth) same++;
      }
    }
  }
  assert.ok(seen[0]!.size > 1000, "the left column is a picture");
  for (const colours of seen.slice(1)) {
    assert.deepEqual([...colours].filter((colour) => !classes.includes(colour)), []);
    assert.ok(colours.size >= 8, `${colours.size} classes are shown`);
  }
  const share = same / pixels;
  assert.ok(share > 0.7 && share < 1, `labels are true at ${share} of the pixels`);
});
