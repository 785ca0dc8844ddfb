import assert from "node:assert/strict";
import fc from "fast-check";
import { PolarGrid } from "../../../agents/lagr/polar_grid.ts";

fc.configureGlobal({ seed: 11 });

const grid = new PolarGrid();
const bearings = fc.double({ min: -7, max: 7, noNaN: true });
const radii = fc.double({ min: 0, max: 0.999, noNaN: true }).map((t) => t * t * grid.outer);

Deno.test("rings are equal up to 15 m, deepen beyond as 1 / u'(r), and reach past 200 m", () => {
  const depth = (ring: number) => grid.edge[ring + 1]! - grid.edge[ring]!;
  for (let ring = 0; ring < 30; ring++) assert.ok(Math.abs(depth(ring) - 0.5) < 1e-12);
  for (let ring = 30; ring < grid.rings; ring++) {
    const [near, far] = [grid.edge[ring]!, grid.edge[ring + 1]!];
    // dr/du = r^2 / r0^2, taken between the ring's ends: its geometric mean is exact for r0^2 / u.
    assert.ok(Math.abs(depth(ring) / (0.5 * near * far / 225) - 1) < 1e-9);
  }
  assert.ok(grid.edge.at(-2)! < 200 && grid.outer > 200);
});

Deno.test("u of r is smooth where the rings begin to deepen, and undone by r of u", () => {
  const slope = (r: number) => (grid.depthOf(r + 1e-6) - grid.depthOf(r - 1e-6)) / 2e-6;
  assert.ok(Math.abs(slope(14.999) - slope(15.001)) < 1e-3);
  fc.assert(fc.property(radii, (r) => {
    assert.ok(Math.abs(grid.radiusOf(grid.depthOf(r)) - r) < 1e-9 * (1 + r * r));
  }));
  assert.equal(grid.radiusOf(30), Infinity);
  assert.equal(grid.depthOf(Infinity), 30);
});

Deno.test("every point lies in its cell, and the middle of a cell in that cell", () => {
  for (let cell = 0; cell < grid.cells; cell += 7) {
    const [ring, sector] = [Math.floor(cell / grid.sectors), cell % grid.sectors];
    const r = grid.radius[ring]!;
    assert.equal(grid.cellAt(r * grid.cos[sector]!, r * grid.sin[sector]!), cell);
    const back = grid.sectorPlace(grid.bearingOf(sector) - 2 * Math.PI);
    assert.ok(Math.abs(back - sector - 0.5) < 1e-9);
  }
  fc.assert(fc.property(radii, bearings, (r, bearing) => {
    const cell = grid.cellAt(r * Math.cos(bearing), r * Math.sin(bearing));
    const [ring, sector] = [Math.floor(cell / grid.sectors), cell % grid.sectors];
    const slack = 1e-9 * (1 + r * r);
    assert.ok(grid.edge[ring]! <= r + slack && r <= grid.edge[ring + 1]! + slack);
    const off = grid.bearingOf(sector) - bearing;
    assert.ok(Math.cos(off) >= Math.cos(grid.sectorAngle / 2) - 1e-9 || r < 1e-6);
  }));
  assert.equal(grid.cellAt(grid.outer + 1, 0), -1);
});

Deno.test("the cells around a point share it, with their weighted middle at the point", () => {
  const [cells, shares] = [new Int32Array(4), new Float64Array(4)];
  fc.assert(fc.property(radii, bearings, (r, bearing) => {
    assert.ok(grid.spread(r * Math.cos(bearing), r * Math.sin(bearing), cells, shares));
    assert.ok(Math.abs(shares.reduce((a, b) => a + b, 0) - 1) < 1e-12);
    assert.ok(shares.every((share) => share >= 0));
    if (r < grid.radius[0]! || r > grid.radius.at(-1)!) return;
    let [u, turn] = [0, 0];
    cells.forEach((cell, k) => {
      u += shares[k]! * (Math.floor(cell / grid.sectors) + 0.5);
      turn += shares[k]! * Math.sin(grid.bearingOf(cell % grid.sectors) - bearing);
    });
    assert.ok(Math.abs(u - grid.ringPlace(r)) < 1e-6);
    assert.ok(Math.abs(turn) < 1e-5);
  }));
  assert.equal(grid.spread(300, 0, cells, shares), false);
});

Deno.test("a grid refuses sizes that give no map", () => {
  assert.throws(() => new PolarGrid({ sectors: 0 }), /sectors 0/);
  assert.throws(() => new PolarGrid({ range: Infinity }), /range Infinity/);
  assert.throws(() => new PolarGrid({ range: 5000 }), /the last would have no end/);
});
