import assert from "node:assert/strict";
import fc from "fast-check";
import { type Block } from "../../sim/block.ts";
import { BlockIndex } from "../../sim/block_index.ts";

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const block = fc.tuple(
  number(-100, 100),
  number(-100, 100),
  number(0, 7),
  number(0.1, 40),
  number(0.05, 10),
);

Deno.test("BlockIndex.near() finds every block within reach, once, and no other", () => {
  fc.assert(fc.property(
    fc.array(block, { maxLength: 12 }),
    number(-100, 100),
    number(-100, 100),
    number(1, 20),
    (places, x, y, radius) => {
      const blocks = places.map(([bx, by, yaw, halfLength, halfWidth], id): Block => ({
        ...{ id, x: bx, y: by, z: 0, yaw, halfLength, halfWidth, height: 3 },
      }));
      const found = new BlockIndex(blocks).near(x, y, radius).map(({ id }) => id);
      assert.equal(new Set(found).size, found.length);
      // Brute force: points all over each block.
      for (const { id, yaw, halfLength, halfWidth, ...at } of blocks) {
        let nearest = Infinity;
        for (let i = -50; i <= 50; i++) {
          for (const j of [-1, 1]) {
            const [a, b] = [i / 50 * halfLength, j * halfWidth];
            const px = at.x + a * Math.cos(yaw) - b * Math.sin(yaw);
            const py = at.y + a * Math.sin(yaw) + b * Math.cos(yaw);
            nearest = Math.min(nearest, Math.hypot(px - x, py - y));
          }
        }
        if (nearest < radius) assert.ok(found.includes(id), `block ${id}, ${nearest} m away`);
        // Points lie closely enough that nothing found is farther than this.
        const slack = halfLength / 50 + 2 * halfWidth;
        if (found.includes(id)) assert.ok(nearest < radius + slack);
      }
    },
  ));
});
