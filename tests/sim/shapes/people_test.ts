import assert from "node:assert/strict";
import { drawPerson } from "../../../sim/people/person.ts";
import { randomStream } from "../../../sim/random.ts";
import { shapeNamed } from "../../../sim/shapes/mod.ts";
import { PEOPLE_SHAPES } from "../../../sim/shapes/people.ts";
import { assertClosed } from "./closed.ts";

Deno.test("pieces of people are closed, turn outwards and get coarser", () => {
  for (const name of Object.keys(PEOPLE_SHAPES)) {
    const counts = ([0, 1, 2] as const).map((level) => {
      const shape = shapeNamed(name, level);
      assertClosed(shape, `${name} at level ${level}`);
      return shape.triangles;
    });
    assert.ok(counts[0]! >= counts[1]! && counts[1]! >= counts[2]!, `${name}: ${counts}`);
  }
});

Deno.test("people are cheap far away and in the order of a thousand triangles near by", () => {
  for (let k = 0; k < 60; k++) {
    const { parts } = drawPerson(randomStream(k, "people/test"), { rain: k % 2 === 0 });
    const triangles = (level: 0 | 1 | 2) =>
      parts.reduce((sum, { shape }) => sum + shapeNamed(shape, level).triangles, 0);
    assert.ok(triangles(0) > 1000 && triangles(0) < 2200, `near ${triangles(0)}`);
    assert.ok(triangles(2) < 300, `far ${triangles(2)}`);
  }
});
