import assert from "node:assert/strict";
import { PROP_SIZES, type PropKind } from "../../../sim/props/prop.ts";
import { LEVEL_REACHES, propShape } from "../../../sim/shapes/props.ts";
import { shapeGeometry } from "../../../sim/render/shape_geometry.ts";

const KINDS = Object.keys(PROP_SIZES) as PropKind[];

Deno.test("propShape() is as high as its prop says and reaches into the ground", () => {
  for (const kind of KINDS) {
    for (const [variant, { height, radius }] of PROP_SIZES[kind].entries()) {
      for (let level = 0; level < LEVEL_REACHES[kind].length; level++) {
        const shape = propShape(kind, variant, level);
        const name = `${kind} ${variant} level ${level}`;
        const extent = shape.extent();
        assert.ok(Math.abs(extent.top / height - 1) < 0.25, `${name} is ${extent.top} m high`);
        assert.ok(extent.bottom < 0.02, `${name} floats ${extent.bottom} m above the ground`);
        assert.ok(extent.radius > 0.9 * radius, `${name} is ${extent.radius} m wide`);
      }
    }
  }
});

Deno.test("propShape() costs fewer triangles the farther it is drawn", () => {
  for (const kind of KINDS) {
    assert.equal(LEVEL_REACHES[kind].length, 3);
    for (const [variant, { name }] of PROP_SIZES[kind].entries()) {
      const counts = [0, 1, 2].map((level) => propShape(kind, variant, level).triangles);
      const [near, middle, far] = counts as [number, number, number];
      assert.ok(near > 1.15 * middle && middle > 1.5 * far, `${kind} ${name}: ${counts}`);
      assert.ok(far <= 100, `${kind} ${name} takes ${far} triangles far away`);
      assert.ok(near <= 1700, `${kind} ${name} takes ${near} triangles`);
    }
  }
});

Deno.test("propShape() makes shapes that differ, at least twelve of trees, bushes and rocks", () => {
  // The outline from the side, over height and against the shape's own size: what one sees from afar.
  const outline = (kind: PropKind, variant: number) => {
    const shape = propShape(kind, variant, 0);
    const { height } = PROP_SIZES[kind][variant]!;
    const rows = new Float64Array(10);
    const { positions } = shape;
    for (let i = 0; i < positions.length; i += 3) {
      const z = positions[i + 2]! / height;
      if (z < 0) continue;
      const row = Math.min(9, Math.floor(10 * z));
      rows[row] = Math.max(rows[row]!, Math.hypot(positions[i]!, positions[i + 1]!) / height);
    }
    return rows;
  };
  const kinds: PropKind[] = ["tree", "bush", "boulder", "log"];
  const outlines = kinds.flatMap((kind) => PROP_SIZES[kind].map((_, v) => outline(kind, v)));
  const distinct: Float64Array[] = [];
  for (const mine of outlines) {
    const apart = (other: Float64Array) =>
      mine.reduce((sum, value, i) => sum + Math.abs(value - other[i]!), 0) / mine.length;
    if (distinct.every((other) => apart(other) > 0.08)) distinct.push(mine);
  }
  assert.ok(distinct.length >= 12, `only ${distinct.length} outlines of ${outlines.length}`);
});

Deno.test("propShape() is the same at every call", () => {
  for (const kind of KINDS) {
    const positions = () => propShape(kind, 1, 0).positions;
    assert.deepEqual(positions(), positions());
  }
});

Deno.test("propShape() has unit normals; those of closed shapes face outwards", () => {
  for (
    const [kind, variant] of KINDS.flatMap((k) => PROP_SIZES[k].map((_, v) => [k, v] as const))
  ) {
    const geometry = shapeGeometry(propShape(kind, variant, 0));
    const normals = geometry.getAttribute("normal");
    for (let i = 0; i < normals.count; i++) {
      const length = Math.hypot(normals.getX(i), normals.getY(i), normals.getZ(i));
      assert.ok(Math.abs(length - 1) < 1e-5);
    }
  }
  const boulder = shapeGeometry(propShape("boulder", 0, 0));
  const positions = boulder.getAttribute("position");
  const normals = boulder.getAttribute("normal");
  for (let i = 0; i < positions.count; i++) {
    const z = positions.getZ(i) - 0.34 * PROP_SIZES.boulder[0]!.height;
    const outwards = positions.getX(i) * normals.getX(i) + positions.getY(i) * normals.getY(i) +
      z * normals.getZ(i);
    assert.ok(outwards > 0);
  }
});
