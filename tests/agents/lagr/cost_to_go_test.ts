import assert from "node:assert/strict";
import fc from "fast-check";
import { CostToGo } from "../../../agents/lagr/cost_to_go.ts";
import { PlanGrid } from "../../../agents/lagr/plan_grid.ts";

const robot = { x: 0, y: 0 };

/** A grid around robot and goal, and the cost of a metre in each of its cells. */
function ground(goal: { x: number; y: number }, rateAt: (x: number, y: number) => number) {
  const grid = new PlanGrid();
  grid.cover(robot, goal);
  const rates = Float32Array.from(
    { length: grid.cells },
    (_, cell) => rateAt(grid.xOf(cell), grid.yOf(cell)),
  );
  return { grid, rates, goal };
}

Deno.test("over open ground the cost to go is the distance, whatever the direction", () => {
  const field = new CostToGo();
  fc.assert(
    fc.property(
      fc.double({ min: 20, max: 230, noNaN: true }),
      fc.double({ min: -3.1, max: 3.1, noNaN: true }),
      (away, bearing) => {
        const goal = { x: away * Math.cos(bearing), y: away * Math.sin(bearing) };
        const { grid, rates } = ground(goal, () => 1);
        field.solve(grid, rates, goal, robot);
        for (const [x, y] of [[0.3, 0.1], [5, 0], [-4, 4], [0, -12]] as const) {
          const found = field.at(grid, x, y);
          const wanted = Math.hypot(goal.x - x, goal.y - y);
          assert.ok(Math.abs(found / wanted - 1) < 0.06, `${found} for ${wanted}`);
        }
      },
    ),
    { numRuns: 12, seed: 11 },
  );
});

Deno.test("of a goal beyond the grid the way to the edge that looks towards it is found", () => {
  const field = new CostToGo();
  const { grid, rates, goal } = ground({ x: 900, y: 0 }, () => 1.2);
  field.solve(grid, rates, goal, robot);
  assert.ok(field.at(grid, 10, 0) < field.at(grid, 0, 0) - 11);
  assert.ok(Math.abs(field.at(grid, 0, 0) / (1.2 * 900) - 1) < 0.02);
});

Deno.test("a wall is gone around by its nearer end, and one without an end is never passed", () => {
  const field = new CostToGo();
  // Across x = 10 from y = -20 to y = 8.
  const wall = ground(
    { x: 40, y: 0 },
    (x, y) => Math.abs(x - 10) < 0.8 && y > -20 && y < 8 ? Infinity : 1,
  );
  field.solve(wall.grid, wall.rates, wall.goal, robot);
  const around = Math.hypot(10, 8) + Math.hypot(30, 8);
  const found = field.at(wall.grid, 0, 0);
  assert.ok(Math.abs(found / around - 1) < 0.06, `${found} for ${around}`);
  assert.ok(field.at(wall.grid, 4, 4) < field.at(wall.grid, 4, -4) - 3);
  const closed = ground(
    { x: 40, y: 0 },
    (x, y) => Math.abs(Math.hypot(x, y) - 10) < 0.8 ? Infinity : 1,
  );
  field.solve(closed.grid, closed.rates, closed.goal, robot);
  assert.equal(field.at(closed.grid, 0.3, 0), Infinity);
  assert.ok(field.at(closed.grid, 15, 0) < Infinity);
});

Deno.test("no cell is dearer than a neighbour and the way there, and each has a cheaper neighbour", () => {
  const field = new CostToGo();
  const { grid, rates, goal } = ground(
    { x: -30, y: 20 },
    (x, y) => 1.2 + Math.sin(0.3 * x) * Math.cos(0.2 * y),
  );
  field.solve(grid, rates, goal, robot);
  const { columns, rows } = grid;
  for (let cell = 0; cell < grid.cells; cell++) {
    const [column, row] = [cell % columns, Math.floor(cell / columns)];
    const neighbours = [
      ...column > 0 ? [cell - 1] : [],
      ...column + 1 < columns ? [cell + 1] : [],
      ...row > 0 ? [cell - columns] : [],
      ...row + 1 < rows ? [cell + columns] : [],
    ];
    const value = field.values[cell]!;
    for (const other of neighbours) {
      assert.ok(value <= field.values[other]! + rates[cell]! + 1e-6);
    }
    if (value > 20) assert.ok(neighbours.some((other) => field.values[other]! < value));
  }
});

Deno.test("marching may stop once the ground around the robot is settled", () => {
  const [whole, near] = [new CostToGo(), new CostToGo()];
  const { grid, rates, goal } = ground({ x: 25, y: -10 }, (x) => x > 5 && x < 9 ? 4 : 1);
  whole.solve(grid, rates, goal, robot);
  near.solve(grid, rates, goal, robot, 6);
  grid.around(0, 0, 6, (cell) => assert.equal(near.values[cell], whole.values[cell]));
});
