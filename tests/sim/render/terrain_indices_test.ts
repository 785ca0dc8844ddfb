import assert from "node:assert/strict";
import fc from "fast-check";
import { plainLandscape } from "../../support/plain_landscape.ts";
import {
  INNER_SIDE,
  RIM_REACH,
  RIM_SIDE,
  RIM_SPACING,
  RIM_START,
  sampleRelief,
} from "../../../sim/render/relief.ts";
import { MAX_TERRAIN_INDICES, selectTerrain } from "../../../sim/render/terrain_indices.ts";

const relief = sampleRelief(plainLandscape().terrain);
const everywhere = { sees: () => true };
const eyes = fc.record({
  x: fc.double({ min: -128, max: 128, noNaN: true }),
  y: fc.double({ min: -128, max: 128, noNaN: true }),
  z: fc.double({ min: 0.5, max: 60, noNaN: true }),
});

function placeOf(vertex: number): [number, number] {
  if (vertex < RIM_START) return [vertex % INNER_SIDE - 128, Math.floor(vertex / INNER_SIDE) - 128];
  const k = vertex - RIM_START;
  return [
    (k % RIM_SIDE) * RIM_SPACING - RIM_REACH,
    Math.floor(k / RIM_SIDE) * RIM_SPACING - RIM_REACH,
  ];
}

Deno.test("selectTerrain() covers the ground once, without cracks between levels", () => {
  const indices = new Uint32Array(MAX_TERRAIN_INDICES);
  fc.assert(
    fc.property(eyes, ({ x, y, z }) => {
      const count = selectTerrain(indices, relief, everywhere, [x, y, z]);
      assert.equal(count % 3, 0);
      let area = 0;
      const edges = new Map<string, number>();
      for (let i = 0; i < count; i += 3) {
        const corners = [indices[i]!, indices[i + 1]!, indices[i + 2]!].map(placeOf);
        const [[ax, ay], [bx, by], [cx, cy]] = corners as [
          [number, number],
          [number, number],
          [number, number],
        ];
        const twice = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
        assert.ok(twice > 0, "triangles turn counter-clockwise, none is flat");
        area += twice / 2;
        for (let side = 0; side < 3; side++) {
          const [p, q] = [corners[side]!, corners[(side + 1) % 3]!];
          const back = `${q}>${p}`;
          if (edges.get(back)) edges.delete(back);
          else edges.set(`${p}>${q}`, 1);
        }
      }
      assert.equal(area, (2 * RIM_REACH) ** 2);
      // Only the outer border has edges with a triangle on one side alone.
      for (const edge of edges.keys()) {
        const [px, py, qx, qy] = edge.split(/[,>]/).map(Number) as [number, number, number, number];
        const onBorder = (a: number, b: number) => a === b && Math.abs(a) === RIM_REACH;
        assert.ok(onBorder(px, qx) || onBorder(py, qy), `the ground is torn along ${edge}`);
      }
    }),
    { numRuns: 12 },
  );
});

Deno.test("selectTerrain() is finest around the eye and leaves out what is not seen", () => {
  const indices = new Uint32Array(MAX_TERRAIN_INDICES);
  const all = selectTerrain(indices, relief, everywhere, [0, 0, 1]);
  const chosen = indices.slice(0, all);
  assert.ok(chosen.includes(129 * INNER_SIDE + 129), "a vertex every metre near the eye");
  assert.ok(!chosen.includes(13 * INNER_SIDE + 13), "fewer far away");
  const right = selectTerrain(indices, relief, { sees: (x) => x > 0 }, [0, 0, 1]);
  assert.ok(right < 0.6 * all && right > 0.4 * all);
});
