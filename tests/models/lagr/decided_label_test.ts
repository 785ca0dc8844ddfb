import assert from "node:assert/strict";
import fc from "fast-check";
import { decided, DECISION } from "../../../models/lagr/decided_label.ts";
import { standingShare } from "../../../models/lagr/lagr_classes.ts";

fc.configureGlobal({ seed: 11 });

/** Ground and what stands by shares; `share` stands. */
const label = (share: number) =>
  [0.25 * (1 - share), 0.75 * (1 - share), 0.2 * share, 0.3 * share, 0.5 * share] as const;

Deno.test("a label at the decision's share is left in doubt, others are less so than they were", () => {
  assert.ok(Math.abs(standingShare(decided(label(DECISION.share))) - 0.5) < 1e-2);
  assert.ok(standingShare(decided(label(0.5))) > 0.9);
  assert.ok(standingShare(decided(label(0.2))) < 0.1);
  for (const sure of [[1, 0, 0, 0, 0], [0, 0, 0, 0.5, 0.5]] as const) {
    assert.deepEqual(decided(sure), sure);
  }
});

Deno.test("decided labels sum to 1, rise with the share, and keep shares within ground and what stands", () => {
  fc.assert(fc.property(
    fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }),
    fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }),
    (one, two) => {
      const [a, b] = [decided(label(one)), decided(label(two))];
      for (const each of [a, b]) {
        assert.ok(Math.abs(each.reduce((sum, p) => sum + p, 0) - 1) < 1e-12);
        assert.ok(each.every((p) => p >= 0));
        assert.ok(Math.abs(3 * each[0] - each[1]) < 1e-9);
        assert.ok(Math.abs(2.5 * each[2] - each[4]) < 1e-9);
      }
      if (one < two) assert.ok(standingShare(a) <= standingShare(b) + 1e-12);
    },
  ));
});
