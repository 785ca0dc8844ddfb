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
    const counts = [0, 1, 2].map((level) => propShape(kind, 0, level).triangles);
    assert.ok(counts[0]! > 1.5 * counts[1]! && counts[1]! > 1.5 * counts[2]!, `${kind}: ${counts}`);
    assert.ok(counts[2]! <= 80, `${kind} takes ${counts[2]} triangles far away`);
    assert.equal(LEVEL_REACHES[kind].length, 3);
  }
});

Deno.test("propShape() is the same at every call", () => {
  for (const kind of KINDS) {
    const positions = () => propShape(kind, 1, 0).positions;
    assert.deepEqual(positions(), positions());
  }
});

Deno.test("propShape() has unit normals; those of closed shapes face outwards", () => {
  for (const kind of KINDS) {
    const geometry = shapeGeometry(propShape(kind, 0, 0));
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
