import assert from "node:assert/strict";
import { classWeights } from "../../../models/scene_labels/class_weights.ts";
import { CLASSES } from "../../../models/scene_labels/classes.ts";

Deno.test("classWeights() counts rare classes for more, each by a bounded factor", () => {
  const weights = classWeights();
  const weightOf = (name: typeof CLASSES[number]) => weights[CLASSES.indexOf(name)]!;
  assert.equal(weights.length, CLASSES.length);
  assert.ok(weights.every((weight) => weight >= 0.5 && weight <= 6));
  assert.ok(weightOf("sky") < weightOf("tree"));
  assert.ok(weightOf("tree") < weightOf("kerb") && weightOf("kerb") < weightOf("bicycle"));
  // What is about four times as rare counts about twice.
  const ratio = weightOf("lane_marking") / weightOf("bush");
  assert.ok(ratio > 1.6 && ratio < 2.5, `${ratio}`);
});
