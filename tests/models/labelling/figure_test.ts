import assert from "node:assert/strict";
import { bestFrames, drawFigure } from "../../../models/labelling/figure.ts";
import type { LabelledFrame } from "../../../models/labelling/labelled_frames.ts";
import type { FigureOptions, Picture } from "../../../models/mod.ts";
import { makeFigure as sceneFigure } from "../../../models/scene_labels/figure.ts";
import { makeFigure as terrainFigure } from "../../../models/terrain_labels/figure.ts";
import { terrainModel } from "../../../models/terrain_labels/recipe.ts";
import { LABEL_MODELS, VALIDATION_WORLD, weightsOf } from "../../support/label_models.ts";
import { visionDevice } from "../../support/vision_device.ts";

/** How each model's sheet is laid out, and how much of it is labelled right at least. */
const SHEETS: Readonly<
  Record<string, {
    draw: (options: FigureOptions, candidates: number) => Promise<Picture>;
    candidates: number;
    columns: number;
    rows: number;
    right: number;
  }>
> = {
  terrain_labels: { draw: terrainFigure, candidates: 8, columns: 1, rows: 5, right: 0.7 },
  // Four worlds give more frames than are shown.
  scene_labels: { draw: sceneFigure, candidates: 14, columns: 2, rows: 5, right: 0.6 },
};

for (const model of LABEL_MODELS) {
  const { name, classes, channels } = model;
  const { draw, candidates, columns, rows, right } = SHEETS[name]!;
  Deno.test(`makeFigure() of ${name} shows pictures, labels and truth in the colours of the legend`, async () => {
    const device = await visionDevice();
    const options = { device, weights: await weightsOf(model), seed: VALIDATION_WORLD };
    const { width, height, rgba } = await draw(options, candidates);
    assert.equal(rgba.length, width * height * 4);
    assert.equal(width, 3 * columns * 326 - 6);
    assert.equal(Math.floor(height / 246), rows);
    const colourAt = (x: number, y: number) => {
      const at = (y * width + x) * 4;
      assert.equal(rgba[at + 3], 255);
      return rgba.slice(at, at + 3).join();
    };
    const known = channels.colours.map((colour) => colour.join());
    const legend = classes.map((_, i) =>
      colourAt(Math.round((i + 0.4) * width / classes.length), height - 8)
    );
    assert.deepEqual(legend, known);

    const seen = [new Set<string>(), new Set<string>(), new Set<string>()];
    let [same, pixels] = [0, 0];
    for (let row = 0; row < rows; row++) {
      for (let y = row * 246; y < row * 246 + 240; y += 2) {
        for (let k = 0; k < columns * 320; k += 2) {
          const x = k % 320 + 3 * 326 * Math.floor(k / 320);
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
      assert.deepEqual([...colours].filter((colour) => !known.includes(colour)), []);
      assert.ok(colours.size >= 7, `${colours.size} classes are shown`);
    }
    const share = same / pixels;
    assert.ok(share > right && share < 1, `labels are true at ${share} of the pixels`);
  });
}

Deno.test("bestFrames() takes the frame that fits best for each cost in turn, none twice", () => {
  const frames = [5, 1, 4, 2].map((setting): LabelledFrame<number> => ({
    setting,
    predicted: new Uint8Array(),
    truth: new Uint8Array(),
    colour: undefined,
  }));
  const near = (wanted: number) => ({ setting }: LabelledFrame<number>) =>
    Math.abs(setting - wanted);
  const settings = bestFrames(frames, [near(4), near(4), near(0)]).map(({ setting }) => setting);
  assert.deepEqual(settings, [4, 5, 1]);
});

Deno.test("drawFigure() shows the frames that were chosen, in their order", async () => {
  const device = await visionDevice();
  const options = { device, weights: await weightsOf(terrainModel), seed: VALIDATION_WORLD };
  const pictures: string[] = [];
  const { width, rgba } = await drawFigure(terrainModel, options, {
    candidates: 3,
    columns: 2,
    choose(frames) {
      assert.equal(frames.length, 3);
      const chosen = [frames[2]!, frames[0]!];
      for (const { colour } of chosen) pictures.push(colour!.slice(0, 3).join());
      return chosen;
    },
  });
  const corner = (x: number) => rgba.slice(4 * x, 4 * x + 3).join();
  assert.equal(width, 6 * 326 - 6);
  assert.deepEqual([corner(0), corner(3 * 326)], pictures);
});
