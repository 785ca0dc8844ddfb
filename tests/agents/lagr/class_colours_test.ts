import assert from "node:assert/strict";
import fc from "fast-check";
import { CLASS_COLOURS, CLASS_LEGEND, classOf } from "../../../agents/lagr/class_colours.ts";
import { LAGR_CLASSES, standingShare } from "../../../models/lagr/lagr_classes.ts";

const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
  minLength: 5,
  maxLength: 5,
});

Deno.test("a class is of the half that has more, and the likeliest there", () => {
  fc.assert(fc.property(shares, (label) => {
    const standing = label[2]! + label[3]! + label[4]!;
    const chosen = classOf(label);
    assert.equal(chosen >= 2, standing > label[0]! + label[1]!);
    const half = chosen >= 2 ? label.slice(2) : label.slice(0, 2);
    assert.equal(label[chosen], Math.max(...half));
    assert.equal(standingShare(label), standing);
  }));
});

Deno.test("numbers of one among many are read from where they begin", () => {
  assert.equal(classOf([0, 0, 0, 0, 1, 0, 0, 1, 0, 0], 5), 2);
  assert.equal(standingShare([1, 0, 0, 0, 0, 0.5, 0, 0, 0.5, 0], 5), 0.5);
});

Deno.test("every class has a name and a colour of its own, told apart without hue too", () => {
  assert.deepEqual(CLASS_LEGEND.map(({ name }) => name), [...LAGR_CLASSES]);
  const lightness = CLASS_COLOURS.map(([r, g, b]) => 0.2126 * r + 0.7152 * g + 0.0722 * b);
  const sorted = [...lightness].sort((a, b) => a - b);
  for (let k = 1; k < 5; k++) assert.ok(sorted[k]! - sorted[k - 1]! > 15, `${sorted}`);
});
