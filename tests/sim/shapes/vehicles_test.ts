import assert from "node:assert/strict";
import { FINISH } from "../../../sim/shapes/finish.ts";
import { shapeNamed } from "../../../sim/shapes/mod.ts";
import { type Shape } from "../../../sim/shapes/shape.ts";
import {
  axlesOf,
  DIMENSIONS,
  type VehicleDimensions,
} from "../../../sim/shapes/vehicles/dimensions.ts";
import { VEHICLE_SHAPES } from "../../../sim/shapes/vehicles/mod.ts";

const NAMES = Object.keys(VEHICLE_SHAPES);
const BODIES = Object.keys(DIMENSIONS).filter((name) => name !== "bicycle");
const LEVELS = [0, 1, 2] as const;

Deno.test("every vehicle's shapes are closed: each edge is walked as often one way as the other", () => {
  for (const name of NAMES) {
    for (const level of LEVELS) {
      const shape = shapeNamed(name, level);
      const balance = new Map<string, number>();
      const at = (k: number) =>
        [0, 1, 2].map((axis) => Math.round(1e5 * shape.positions[3 * k + axis]!)).join();
      for (let i = 0; i < shape.indices.length; i += 3) {
        for (let edge = 0; edge < 3; edge++) {
          const a = at(shape.indices[i + edge]!), b = at(shape.indices[i + (edge + 1) % 3]!);
          const key = a < b ? `${a}|${b}` : `${b}|${a}`;
          if (a !== b) balance.set(key, (balance.get(key) ?? 0) + (a < b ? 1 : -1));
        }
      }
      const open = [...balance.values()].filter((count) => count !== 0).length;
      assert.equal(open, 0, `${name} at level ${level} has ${open} open edges`);
    }
  }
});

Deno.test("faces of vehicles turn outwards, and normals are unit vectors on the faces' side", () => {
  for (const name of NAMES) {
    const shape = shapeNamed(name, 0);
    // The divergence theorem: a closed surface that faces outwards has a positive volume.
    assert.ok(volume(shape) > 0, `${name}: ${volume(shape)} m^3`);
    for (let i = 0; i < shape.indices.length; i += 3) {
      const normal = faceNormal(shape, i);
      for (let corner = 0; corner < 3; corner++) {
        const k = 3 * shape.indices[i + corner]!;
        const own = [0, 1, 2].map((axis) => shape.normals[k + axis]!);
        assert.ok(Math.abs(Math.hypot(...own) - 1) < 1e-9);
        if (Math.hypot(...normal) < 1e-8) continue;
        const facing = own.reduce((sum, c, axis) => sum + c * normal[axis]!, 0);
        assert.ok(facing > 0, `${name}: a normal points into the body`);
      }
    }
  }
});

Deno.test("bodies of vehicles have their measures, and stand clear of the ground", () => {
  for (const name of BODIES) {
    const size: VehicleDimensions = DIMENSIONS[name as keyof typeof DIMENSIONS];
    const low = [Infinity, Infinity, Infinity], high = [-Infinity, -Infinity, -Infinity];
    const { positions } = shapeNamed(name, 0);
    for (let i = 0; i < positions.length; i++) {
      low[i % 3] = Math.min(low[i % 3]!, positions[i]!);
      high[i % 3] = Math.max(high[i % 3]!, positions[i]!);
    }
    const front = size.wheelbase / 2 + size.frontOverhang;
    // Plates, bars and a spare wheel stand out a little, mirrors to the sides.
    assert.ok(Math.abs(high[0]! - front) < 0.12, `${name} ends ${high[0]} m in front`);
    assert.ok(Math.abs(low[0]! - (front - size.length)) < 0.05, `${name}: ${low[0]}`);
    assert.ok(Math.abs(high[2]! - size.height) < 0.02, `${name} is ${high[2]} m high`);
    assert.ok(low[2]! > 0.1 && low[2]! < 0.55, `${name} clears ${low[2]} m`);
    assert.ok(high[1]! >= size.width / 2 - 1e-9 && high[1]! < size.width / 2 + 0.26, name);
    assert.ok(Math.abs(high[1]! + low[1]!) < 1e-9, `${name} is not as wide on both sides`);
    for (const axle of axlesOf(size)) {
      assert.ok(axle - size.wheelRadius > low[0]! && axle + size.wheelRadius < high[0]!, name);
    }
  }
});

Deno.test("vehicles cost fewer triangles the farther they are drawn", () => {
  for (const name of BODIES) {
    const [fine, middle, coarse] = LEVELS.map((level) => shapeNamed(name, level).triangles);
    assert.ok(
      fine! > 1.5 * middle! && middle! > 1.5 * coarse!,
      `${name}: ${fine} ${middle} ${coarse}`,
    );
    assert.ok(fine! <= 1400 && coarse! <= 190, `${name}: ${fine} ${coarse}`);
    const wheels = LEVELS.map((level) => shapeNamed(`${name}_wheel`, level).triangles);
    assert.ok(wheels[0]! > wheels[1]! && wheels[1]! > wheels[2]!, `${wheels}`);
  }
});

Deno.test("every car has glass, paint and dark parts; its lamps shine in their own colour", () => {
  for (const name of BODIES) {
    const finishes = finishesOf(shapeNamed(name, 0));
    if (name !== "four_by_four") assert.ok(finishes.has(FINISH.glass), `${name} has no window`);
    for (const finish of [FINISH.paint, FINISH.dark, FINISH.plate]) {
      assert.ok(finishes.has(finish), name);
    }
    assert.deepEqual([...finishesOf(shapeNamed(`${name}_tail_lamps`, 0))], [FINISH.taillamp]);
    assert.deepEqual([...finishesOf(shapeNamed(`${name}_head_lamps`, 0))], [FINISH.headlamp]);
    assert.deepEqual([...finishesOf(shapeNamed(`${name}_left_indicators`, 0))], [FINISH.indicator]);
    const left = meanY(shapeNamed(`${name}_left_indicators`, 0));
    const right = meanY(shapeNamed(`${name}_right_indicators`, 0));
    assert.ok(left > 0.4 && Math.abs(left + right) < 1e-3, `${name}: ${left} ${right}`);
  }
});

Deno.test("no two vehicles have the same outline", () => {
  const outlines = new Set(BODIES.map((name) => {
    const { positions } = shapeNamed(name, 2);
    return positions.map((value) => value.toFixed(2)).join();
  }));
  assert.equal(outlines.size, BODIES.length);
});

function finishesOf(shape: Shape): Set<number> {
  return new Set(shape.tints.filter((_, k) => k % 2 === 1));
}

function meanY({ positions }: Shape): number {
  return positions.filter((_, k) => k % 3 === 1).reduce((sum, y) => sum + y, 0) * 3 /
    positions.length;
}

function corners(shape: Shape, i: number): number[][] {
  return [0, 1, 2].map((corner) =>
    [0, 1, 2].map((axis) => shape.positions[3 * shape.indices[i + corner]! + axis]!)
  );
}

function faceNormal(shape: Shape, i: number): number[] {
  const [a, b, c] = corners(shape, i) as [number[], number[], number[]];
  const u = b.map((value, axis) => value - a[axis]!), w = c.map((value, axis) => value - a[axis]!);
  return [
    u[1]! * w[2]! - u[2]! * w[1]!,
    u[2]! * w[0]! - u[0]! * w[2]!,
    u[0]! * w[1]! - u[1]! * w[0]!,
  ];
}

function volume(shape: Shape): number {
  let sum = 0;
  for (let i = 0; i < shape.indices.length; i += 3) {
    const [a] = corners(shape, i) as [number[]];
    sum += faceNormal(shape, i).reduce((dot, n, axis) => dot + n * a[axis]!, 0) / 6;
  }
  return sum;
}
