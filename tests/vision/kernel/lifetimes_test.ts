import assert from "node:assert/strict";
import fc from "fast-check";
import { shareSlots } from "../../../vision/kernel/lifetimes.ts";

const lifetimes = fc.array(
  fc.tuple(fc.integer({ min: 1, max: 64 }), fc.nat(20), fc.nat(8)).map((
    [blocks, first, length],
  ) => ({
    bytes: blocks * 16,
    first,
    last: first + length,
  })),
  { maxLength: 40 },
);

Deno.test("shareSlots() never lets two living temporaries share, nor one outgrow its slot", () => {
  fc.assert(fc.property(lifetimes, (lives) => {
    const { slotOf, slotBytes } = shareSlots(lives);
    lives.forEach((a, i) => {
      assert.ok(slotBytes[slotOf[i]!]! >= a.bytes);
      lives.forEach((b, j) => {
        const together = a.first <= b.last && b.first <= a.last;
        if (i < j && together) assert.notEqual(slotOf[i], slotOf[j]);
      });
    });
    // As many slots as the most that live at once: an interval graph is that easy to colour.
    const most = Math.max(
      0,
      ...lives.map((life) => {
        return lives.filter((other) => other.first <= life.first && life.first <= other.last)
          .length;
      }),
    );
    assert.equal(slotBytes.length, most);
  }));
});

Deno.test("shareSlots() runs a chain of equal layers in two slots", () => {
  const lives = Array.from({ length: 9 }, (_, i) => ({ bytes: 1024, first: i, last: i + 1 }));
  assert.deepEqual(shareSlots(lives).slotBytes, [1024, 1024]);
});
