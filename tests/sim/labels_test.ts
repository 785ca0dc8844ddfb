import assert from "node:assert/strict";
import { IGNORE_LABEL, type LabelName, labelNamed, LABELS } from "../../sim/labels.ts";

Deno.test("LABELS is indexed by id, with names and colours of its own", () => {
  LABELS.forEach((label, id) => {
    assert.equal(label.id, id);
    assert.equal(labelNamed(label.name), label);
    for (const value of label.colour) assert.ok(value >= 0 && value <= 255);
  });
  assert.equal(new Set(LABELS.map(({ name }) => name)).size, LABELS.length);
  assert.equal(new Set(LABELS.map(({ colour }) => colour.join())).size, LABELS.length);
  assert.equal(LABELS[0].name, "void");
  assert.ok(LABELS.length <= IGNORE_LABEL);
});

Deno.test("LABELS gives friction and drag to all that a wheel may stand on", () => {
  for (const { name, lagr, friction, rollingDrag } of LABELS) {
    if (lagr !== "ground") continue;
    assert.ok(friction > 0.2 && friction <= 1, `${name}: friction ${friction}`);
    // Drag beyond friction would hold a wheel that no motor can turn.
    assert.ok(rollingDrag > 0 && rollingDrag < friction, `${name}: drag ${rollingDrag}`);
  }
});

Deno.test("labelNamed() refuses a name that is not in the table", () => {
  assert.throws(() => labelNamed("lava" as LabelName), /"lava"/);
});
