import assert from "node:assert/strict";
import { type Shape } from "../../../sim/shapes/shape.ts";

/**
 * Asserts that a shape is a set of closed surfaces that face outwards: each edge is used once in
 * either direction (vertices at one place count as one), the volume that the triangles enclose
 * (divergence theorem) is positive, and normals are of unit length and on the side of their triangles.
 */
export function assertClosed(shape: Shape, what: string): void {
  const { positions, normals, indices } = shape;
  const places = new Map<string, number>();
  const place = Array.from({ length: positions.length / 3 }, (_, i) => {
    const key = positions.slice(3 * i, 3 * i + 3).map((value) => value.toFixed(6)).join(" ");
    if (!places.has(key)) places.set(key, places.size);
    return places.get(key)!;
  });
  const edges = new Map<string, number>();
  let volume = 0;
  for (let t = 0; t < indices.length; t += 3) {
    const corners = indices.slice(t, t + 3);
    const [a, b, c] = corners.map((i) => positions.slice(3 * i, 3 * i + 3)) as [
      number[],
      number[],
      number[],
    ];
    volume += (a[0]! * (b[1]! * c[2]! - b[2]! * c[1]!) + a[1]! * (b[2]! * c[0]! - b[0]! * c[2]!) +
      a[2]! * (b[0]! * c[1]! - b[1]! * c[0]!)) / 6;
    const u = b.map((value, k) => value - a[k]!), v = c.map((value, k) => value - a[k]!);
    const face = [
      u[1]! * v[2]! - u[2]! * v[1]!,
      u[2]! * v[0]! - u[0]! * v[2]!,
      u[0]! * v[1]! - u[1]! * v[0]!,
    ];
    for (let k = 0; k < 3; k++) {
      const from = place[corners[k]!]!, to = place[corners[(k + 1) % 3]!]!;
      assert.notEqual(from, to, `${what}: a triangle without area`);
      edges.set(`${from} ${to}`, (edges.get(`${from} ${to}`) ?? 0) + 1);
      const n = normals.slice(3 * corners[k]!, 3 * corners[k]! + 3);
      assert.ok(Math.abs(Math.hypot(...n) - 1) < 1e-6, `${what}: a normal is not of unit length`);
      const along = n[0]! * face[0]! + n[1]! * face[1]! + n[2]! * face[2]!;
      assert.ok(along > -0.35 * Math.hypot(...face), `${what}: a normal turns inwards`);
    }
  }
  for (const [edge, count] of edges) {
    const [from, to] = edge.split(" ");
    assert.equal(edges.get(`${to} ${from}`), count, `${what}: an open edge`);
  }
  assert.ok(volume > 0, `${what}: encloses ${volume} m^3`);
}
