import assert from "node:assert/strict";
import { type Shape } from "../../../sim/shapes/shape.ts";

type Triple = [number, number, number];

/**
 * Asserts that a shape is a set of closed surfaces that face outwards: each edge is used as often in
 * one direction as in the other (vertices at one place count as one), each piece encloses a positive
 * volume (divergence theorem), and each normal is of unit length and on the outer side of the faces
 * around its place.
 */
export function assertClosed(shape: Shape, what: string): void {
  const { positions, normals, indices } = shape;
  const triple = (values: readonly number[], i: number) => values.slice(3 * i, 3 * i + 3) as Triple;
  const places = new Map<string, number>();
  const place = Array.from({ length: positions.length / 3 }, (_, i) => {
    const key = triple(positions, i).map((value) => value.toFixed(6)).join(" ");
    if (!places.has(key)) places.set(key, places.size);
    return places.get(key)!;
  });
  // Pieces: places that triangles join.
  const joined = Array.from(places.values());
  const root = (at: number): number => joined[at] === at ? at : joined[at] = root(joined[at]!);
  const edges = new Map<string, number>();
  const outwards = joined.map((): Triple => [0, 0, 0]);
  const volumes = new Map<number, number>();
  const faces: { corners: number[]; volume: number }[] = [];
  for (let t = 0; t < indices.length; t += 3) {
    const corners = indices.slice(t, t + 3).map((i) => place[i]!);
    const [a, b, c] = indices.slice(t, t + 3).map((i) => triple(positions, i)) as [
      Triple,
      Triple,
      Triple,
    ];
    const face = cross(minus(b, a), minus(c, a));
    assert.ok(Math.hypot(...face) > 1e-12, `${what}: a triangle without area`);
    faces.push({ corners, volume: dot(a, cross(b, c)) / 6 });
    corners.forEach((from, k) => {
      const to = corners[(k + 1) % 3]!;
      joined[root(from)] = root(to);
      edges.set(`${from} ${to}`, (edges.get(`${from} ${to}`) ?? 0) + 1);
      for (const axis of [0, 1, 2] as const) outwards[from]![axis] += face[axis];
    });
  }
  for (const { corners, volume } of faces) {
    const piece = root(corners[0]!);
    volumes.set(piece, (volumes.get(piece) ?? 0) + volume);
  }
  for (const [edge, count] of edges) {
    const [from, to] = edge.split(" ");
    assert.equal(edges.get(`${to} ${from}`), count, `${what}: an open edge`);
  }
  for (const volume of volumes.values()) {
    assert.ok(volume > 0, `${what}: a piece encloses ${volume} m^3`);
  }
  place.forEach((at, i) => {
    const normal = triple(normals, i);
    assert.ok(
      Math.abs(Math.hypot(...normal) - 1) < 1e-6,
      `${what}: a normal is not of unit length`,
    );
    assert.ok(dot(normal, outwards[at]!) > 0, `${what}: a normal turns inwards`);
  });
}

function minus(a: Triple, b: Triple): Triple {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

function dot(a: Triple, b: Triple): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a: Triple, b: Triple): Triple {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
