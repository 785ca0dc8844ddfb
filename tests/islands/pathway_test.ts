import { deepEqual, equal, ok } from "node:assert/strict";
import { FREE_RANGE, freeDistances } from "../../agents/goal_seeker/free_distance.ts";
import { freeEdge, freeTowards, groundArrow } from "../../islands/pathway.ts";
import { FIELD_VIEW, FREE, labelsOfField, OBSTACLE } from "../support/flat_field.ts";

const { width, height } = FIELD_VIEW;
const drivable = Array.from({ length: 12 }, (_, id) => id === FREE);
const body = { x: 0, y: 0, heading: 0 };
const boulder = { x: 5, y: 1, radius: 1 };
const labels = labelsOfField([boulder], body, FIELD_VIEW);
const measured = freeDistances(labels, FIELD_VIEW, drivable).map(({ distance }) => distance);
const open = freeDistances(labelsOfField([], body, FIELD_VIEW), FIELD_VIEW, drivable)
  .map(({ distance }) => distance);

Deno.test("freeEdge() lies on the foot of an obstacle in the labels it was measured in", () => {
  const { feet } = freeEdge(measured, FIELD_VIEW);
  equal(feet.length, 1, "one boulder");
  ok(feet[0]!.length > 20);
  for (const [x, y] of feet[0]!) {
    const at = (row: number) => labels[Math.floor(row) * width + Math.floor(x)];
    deepEqual([at(y), at(y + 1)], [OBSTACLE, FREE], `column ${x}`);
  }
});

Deno.test("freeEdge() spans the picture, and has no foot where nothing stands in the way", () => {
  const { outline, feet } = freeEdge(open, FIELD_VIEW);
  deepEqual(feet, []);
  equal(outline.length, width + 2);
  deepEqual([outline[0]![0], outline.at(-1)![0]], [0, width]);
  const rows = new Set(outline.map(([, y]) => y.toFixed(3)));
  equal(rows.size, 1, "the range is one row of a level camera");
  ok(outline.every(([, y]) => y > height / 3 && y < height / 2), "a little below the horizon");
});

Deno.test("freeEdge() of fewer columns than pixels spreads them evenly", () => {
  const { outline } = freeEdge([3, 3], FIELD_VIEW);
  deepEqual(outline.map(([x]) => x), [0, width / 4, width * 3 / 4, width]);
  deepEqual(freeEdge([], FIELD_VIEW), { outline: [], feet: [] });
});

Deno.test("freeEdge() stays in the picture whatever the distances", () => {
  const { outline } = freeEdge([0, -3, 0.4, 1e9, FREE_RANGE], FIELD_VIEW);
  ok(outline.every(([x, y]) => x >= 0 && x <= width && y >= 0 && y <= height), outline.join(" "));
});

Deno.test("groundArrow() points up for straight on, to its side otherwise, and is small far off", () => {
  const tipOf = (heading: number, free = 5) =>
    groundArrow(heading, free, FIELD_VIEW).reduce((top, point) => point[1] < top[1] ? point : top);
  ok(Math.abs(tipOf(0)[0] - width / 2) < 1e-6);
  ok(tipOf(0.3)[0] < width / 2 - 10, "counter-clockwise is left");
  ok(Math.abs(tipOf(0.3)[0] + tipOf(-0.3)[0] - width) < 1e-6, "left mirrors right");
  ok(tipOf(0, 3)[1] > tipOf(0, 5)[1] + 3, "it ends where the ground is no longer free");
  deepEqual(tipOf(0, 5), tipOf(0, 50), "and at 5 m at the latest");
  deepEqual(groundArrow(Math.PI, 5, FIELD_VIEW), [], "behind the camera");
});

Deno.test("freeTowards() reads the column that looks along the heading", () => {
  const bearing = Math.atan2(boulder.y, boulder.x);
  ok(freeTowards(bearing, measured, FIELD_VIEW) < 5);
  ok(freeTowards(-0.4, measured, FIELD_VIEW) >= FREE_RANGE);
  equal(freeTowards(2, [1, 2, 3], FIELD_VIEW), 1, "left of the picture");
  equal(freeTowards(-2, [1, 2, 3], FIELD_VIEW), 3, "right of it");
  equal(freeTowards(0, [], FIELD_VIEW), 0);
});
