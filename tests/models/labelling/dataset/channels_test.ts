import assert from "node:assert/strict";
import { channelsOf } from "../../../../models/labelling/dataset/channels.ts";
import { IGNORE_LABEL, labelNamed, LABELS } from "../../../../sim/labels.ts";
import { LABEL_MODELS } from "../../../support/label_models.ts";

for (const { name, classes, channels: { ofLabel, labels, colours } } of LABEL_MODELS) {
  Deno.test(`channel and label tables of ${name} are inverse of each other`, () => {
    assert.equal(labels.length, classes.length);
    assert.equal(ofLabel.length, 256);
    classes.forEach((name, channel) => {
      const label = LABELS[labels[channel]!]!;
      assert.equal(label.name, name);
      assert.equal(ofLabel[label.id], channel);
      assert.deepEqual(colours[channel], label.colour);
    });
    const told = new Set<number>(labels);
    assert.equal(told.size, classes.length);
    for (let id = 0; id < 256; id++) {
      if (!told.has(id)) assert.equal(ofLabel[id], IGNORE_LABEL, `label ${id}`);
    }
    assert.equal(ofLabel[labelNamed("void").id], IGNORE_LABEL);
  });
}

Deno.test("channelsOf() ignores every label that is no class", () => {
  const { ofLabel, labels } = channelsOf(["water", "sky"]);
  const [water, sky] = [labelNamed("water").id, labelNamed("sky").id];
  assert.deepEqual([...labels], [water, sky]);
  assert.deepEqual([ofLabel[water], ofLabel[sky]], [0, 1]);
  assert.equal(ofLabel.filter((channel) => channel !== IGNORE_LABEL).length, 2);
});
