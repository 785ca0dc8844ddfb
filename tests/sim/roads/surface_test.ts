import assert from "node:assert/strict";
import fc from "fast-check";
import { labelNamed } from "../../../sim/labels.ts";
import { LAYOUTS } from "../../../sim/roads/layouts/mod.ts";
import { createRoadLandscape } from "../../../sim/roads/road_landscape.ts";
import { RoadSurface } from "../../../sim/roads/road_surface.ts";
import { PROFILES } from "../../../sim/roads/profiles.ts";

const landscapes = LAYOUTS.map(({ name }) => createRoadLandscape(4, name));
const town = landscapes.find(({ roads }) => roads.layout.kind === "town")!;
/** Kinds by number, so that a counterexample stays readable. */
const kind = fc.nat({ max: landscapes.length - 1 });
const anywhere = fc.record({
  kind,
  x: fc.double({ min: -255, max: 255, noNaN: true }),
  y: fc.double({ min: -255, max: 255, noNaN: true }),
});
/** A point of the world within 12 m of a lane: lanes go on for some metres beyond its edge, where roads are cut off. */
const nearRoad = fc.record({
  kind,
  lane: fc.nat(),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  aside: fc.double({ min: -12, max: 12, noNaN: true }),
}).map(({ kind, lane, share, aside }) => {
  const { lanes } = landscapes[kind]!.roads;
  const { id, length } = lanes.lanes[lane % lanes.lanes.length]!;
  const { x, y, yaw } = lanes.point(id, share * length, { x: 0, y: 0, yaw: 0, curvature: 0 });
  return { kind, x: x - aside * Math.sin(yaw), y: y + aside * Math.cos(yaw) };
}).filter(({ x, y }) => Math.abs(x) <= 255 && Math.abs(y) <= 255);

Deno.test("gradients are the derivative of heights, but on the edges of kerbs", () => {
  fc.assert(
    fc.property(fc.oneof(anywhere, nearRoad), ({ kind, x, y }) => {
      const { terrain } = landscapes[kind]!;
      const h = 1e-4;
      const { z, dx, dy } = terrain.surface(x, y, { z: 0, dx: 0, dy: 0 });
      assert.equal(z, terrain.height(x, y));
      const slopes = (ax: number, ay: number) => {
        const ahead = (terrain.height(x + h * ax, y + h * ay) - z) / h;
        const behind = (z - terrain.height(x - h * ax, y - h * ay)) / h;
        return { ahead, behind };
      };
      for (const [slope, { ahead, behind }] of [[dx, slopes(1, 0)], [dy, slopes(0, 1)]] as const) {
        // On a crease the slope is that of either side.
        const off = Math.min(Math.abs(ahead - slope), Math.abs(behind - slope));
        assert.ok(off < 1e-3, `${slope} against ${ahead} and ${behind} at ${x}, ${y}`);
      }
      const normal = terrain.normal(x, y);
      assert.ok(Math.abs(Math.hypot(...normal) - 1) < 1e-12);
      assert.ok(Math.abs(normal[0] + dx * normal[2]) < 1e-12);
    }),
    { numRuns: 800 },
  );
});

Deno.test("heights are continuous: no step is steeper than a kerb", () => {
  fc.assert(
    fc.property(nearRoad, fc.double({ min: 0, max: 6.28, noNaN: true }), (at, angle) => {
      const { terrain } = landscapes[at.kind]!;
      const step = 0.01;
      let z = terrain.height(at.x, at.y);
      for (let k = 1; k <= 60; k++) {
        const next = terrain.height(
          at.x + k * step * Math.cos(angle),
          at.y + k * step * Math.sin(angle),
        );
        // 0.12 m over 0.1 m, on a slope of up to a third.
        assert.ok(Math.abs(next - z) < 1.6 * step, `${next - z} m in 1 cm at ${at.x}, ${at.y}`);
        z = next;
      }
    }),
    { numRuns: 500 },
  );
});

Deno.test("pavements lie 0.12 m above the carriageway beside them", () => {
  const { roads: { layout, lanes }, terrain, ground } = town;
  const sidewalk = labelNamed("sidewalk").id;
  let checked = 0;
  for (const { x, y, yaw, kerbed, margin, road } of layout.edges) {
    if (!kerbed || road < 0) continue;
    for (let k = 20; k < x.length - 20; k += 9) {
      const at = (u: number) =>
        [x[k]! - u * Math.sin(yaw[k]!), y[k]! + u * Math.cos(yaw[k]!)] as const;
      const [px, py] = at(margin - 0.6), [cx, cy] = at(margin + 0.4);
      assert.equal(ground.classAt(px, py), sidewalk);
      const [dx, dy] = terrain.gradient(cx, cy);
      const base = terrain.height(cx, cy) + dx * (px - cx) + dy * (py - cy);
      assert.ok(Math.abs(terrain.height(px, py) - base - 0.12) < 2e-3);
      checked++;
    }
  }
  assert.ok(checked > 200);
  assert.ok(lanes.walks.every(({ x, y, kind }) => {
    const k = x.length >> 1;
    return kind === "crossing" || ground.classAt(x[k]!, y[k]!) === sidewalk;
  }));
});

Deno.test("the triangles of a road leave no gap and lie on the heights of the terrain", () => {
  for (const { roads: { mesh }, terrain } of landscapes) {
    const { positions, indices, rises } = mesh;
    for (let k = 0; k < rises.length; k += 7) {
      const [x, y, z] = [positions[3 * k]!, positions[3 * k + 1]!, positions[3 * k + 2]!];
      // Where bands overlap, the grass beneath lies lower than what covers it.
      assert.ok(z < terrain.height(x, y) + 0.13);
    }
    let off = 0;
    for (let t = 0; t < indices.length; t += 3) {
      const mean = (axis: number) =>
        [0, 1, 2].reduce((sum, k) => sum + positions[3 * indices[t + k]! + axis]!, 0) / 3;
      off = Math.max(off, terrain.height(mean(0), mean(1)) - mean(2));
    }
    assert.ok(off < 1, `${off}`);
    const heights = mesh.normals.filter((_, k) => k % 3 === 2);
    assert.ok(heights.every((nz) => nz > 0.5));
  }
});

Deno.test("locate() finds the triangle that a search of all finds", () => {
  const { mesh } = town.roads;
  const surface = new RoadSurface(mesh, 512);
  const { positions, indices, places } = mesh;
  const rank = (triangle: number) => {
    const profile = PROFILES[places[3 * indices[3 * triangle]! + 2]!]!;
    return profile.look === "grass" ? 2 : profile.name === "asphalt" ? 1 : 0;
  };
  const covers = (triangle: number, x: number, y: number, slack: number) => {
    const p = [0, 1, 2].map((k) => {
      const vertex = indices[3 * triangle + k]!;
      return [positions[3 * vertex]!, positions[3 * vertex + 1]!] as const;
    });
    return p.every(([ax, ay], k) => {
      const [bx, by] = p[(k + 1) % 3]!;
      return (bx - ax) * (y - ay) - (by - ay) * (x - ax) > -slack;
    });
  };
  fc.assert(
    fc.property(nearRoad, ({ x, y }) => {
      const found = surface.locate(x, y);
      const all = Array.from({ length: indices.length / 3 }, (_, k) => k);
      const best = Math.min(...all.filter((k) => covers(k, x, y, -1e-4)).map(rank), 9);
      if (found < 0) assert.equal(best, 9);
      else {
        assert.ok(covers(found, x, y, 1e-2));
        assert.ok(rank(found) <= best);
        const [u, v] = surface.place(found, x, y);
        assert.ok(Number.isFinite(u) && Number.isFinite(v));
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("distance() is that to the nearest triangle that is not grass", () => {
  const { mesh } = town.roads;
  const { positions, indices, places } = mesh;
  const segments: number[] = [];
  for (let t = 0; t < indices.length; t += 3) {
    if (PROFILES[places[3 * indices[t]! + 2]!]!.look === "grass") continue;
    for (let k = 0; k < 3; k++) {
      const a = indices[t + k]!, b = indices[t + (k + 1) % 3]!;
      segments.push(
        positions[3 * a]!,
        positions[3 * a + 1]!,
        positions[3 * b]!,
        positions[3 * b + 1]!,
      );
    }
  }
  const grass = labelNamed("grass").id;
  fc.assert(
    fc.property(anywhere, ({ x, y }) => {
      const found = town.roads.distance(x, y);
      let best = 40;
      for (let i = 0; i < segments.length; i += 4) {
        const ex = segments[i + 2]! - segments[i]!, ey = segments[i + 3]! - segments[i + 1]!;
        const dx = x - segments[i]!, dy = y - segments[i + 1]!;
        const t = Math.max(0, Math.min(1, (dx * ex + dy * ey) / (ex * ex + ey * ey)));
        best = Math.min(best, Math.hypot(dx - t * ex, dy - t * ey));
      }
      if (found === 0) assert.notEqual(town.ground.classAt(x, y), grass);
      else assert.ok(Math.abs(found - best) < 1e-6, `${found} against ${best}`);
    }),
    { numRuns: 60 },
  );
});

Deno.test("what is drawn of the ground lies under the road, and on the terrain away from it", () => {
  fc.assert(
    fc.property(fc.oneof(anywhere, nearRoad), ({ kind, x, y }) => {
      const { terrain, roads: { relief, distance, layout } } = landscapes[kind]!;
      const drop = terrain.height(x, y) - relief.height(x, y);
      assert.ok(drop > -1e-9 && drop < 1.2);
      const onIsland = layout.junctions.some((disc) =>
        Math.hypot(disc.x - x, disc.y - y) < disc.island
      );
      if (distance(x, y) > 1 && !onIsland) assert.ok(Math.abs(drop) < 0.13);
      if (distance(x, y) > 6 && !onIsland) assert.ok(Math.abs(drop) < 1e-9);
    }),
    { numRuns: 300 },
  );
  const { x, y } = town.roads.lanes.lanes[0]!;
  for (let k = 0; k < x.length; k += 4) {
    const drop = town.terrain.height(x[k]!, y[k]!) - town.roads.relief.height(x[k]!, y[k]!);
    assert.ok(Math.abs(drop - 0.07) < 1e-9);
  }
});

Deno.test("props stand off the road", () => {
  for (const { props, roads } of landscapes) {
    assert.ok(props.length > 50);
    // Street trees stand behind the pavement's edge, all others farther away.
    for (const { x, y, radius, id } of props) {
      assert.ok(roads.distance(x, y) > radius, `prop ${id} stands in the road at ${x}, ${y}`);
    }
  }
});
