import assert from "node:assert/strict";
import fc from "fast-check";
import { ConfusionMatrix } from "../../../vision/metrics/confusion_matrix.ts";

Deno.test("ConfusionMatrix gives the figures of a case counted by hand", () => {
  const confusion = new ConfusionMatrix(3);
  confusion.add(Uint8Array.of(0, 0, 1, 1, 1, 2), Uint8Array.of(0, 0, 0, 1, 1, 255));
  assert.equal(confusion.total, 5);
  assert.equal(confusion.pixelAccuracy, 4 / 5);
  assert.equal(confusion.majorityAccuracy, 3 / 5);
  assert.equal(confusion.iou(0), 2 / 3);
  assert.equal(confusion.iou(1), 2 / 3);
  assert.ok(Number.isNaN(confusion.iou(2)));
  assert.equal(confusion.meanIoU, 2 / 3);
});

const images = fc.integer({ min: 1, max: 60 }).chain((length) =>
  fc.tuple(
    fc.uint8Array({ minLength: length, maxLength: length, max: 4 }),
    fc.uint8Array({ minLength: length, maxLength: length, max: 4 }),
  )
);

Deno.test("ConfusionMatrix scores 1 for truth itself, and no IoU exceeds its class's recall", () => {
  fc.assert(fc.property(images, ([predicted, truth]) => {
    const perfect = new ConfusionMatrix(5);
    perfect.add(truth, truth);
    assert.equal(perfect.pixelAccuracy, 1);
    assert.equal(perfect.meanIoU, 1);
    const confusion = new ConfusionMatrix(5);
    confusion.add(predicted, truth);
    for (let k = 0; k < 5; k++) {
      const pixels = truth.filter((t) => t === k).length;
      const hits = truth.filter((t, i) => t === k && predicted[i] === k).length;
      assert.equal(confusion.pixels(k), pixels);
      if (pixels > 0) assert.ok(confusion.iou(k) <= hits / pixels);
    }
  }));
});

Deno.test("ConfusionMatrix.merge() equals counting all images in one", () => {
  fc.assert(fc.property(images, images, (a, b) => {
    const one = new ConfusionMatrix(5);
    one.add(...a);
    one.add(...b);
    const parts = new ConfusionMatrix(5);
    const second = new ConfusionMatrix(5);
    parts.add(...a);
    second.add(...b);
    parts.merge(second);
    assert.deepEqual(parts.counts, one.counts);
  }));
});

Deno.test("ConfusionMatrix refuses images of different size and unknown classes", () => {
  const confusion = new ConfusionMatrix(2);
  assert.throws(() => confusion.add(new Uint8Array(3), new Uint8Array(4)), /3 .* 4/);
  assert.throws(() => confusion.add(Uint8Array.of(2), Uint8Array.of(0)), /class 2 is not below 2/);
});
