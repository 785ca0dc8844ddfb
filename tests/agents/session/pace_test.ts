import assert from "node:assert/strict";
import { Pace } from "../../../agents/session/pace.ts";

Deno.test("Pace tells simulated over wall seconds, and follows when that changes", () => {
  const pace = new Pace(0.1);
  pace.mark(5);
  assert.equal(pace.factor, 0);
  let now = 5;
  for (let k = 0; k < 10; k++) pace.mark(now += 0.05);
  assert.ok(Math.abs(pace.factor - 2) < 1e-9, `${pace.factor}`);
  for (let k = 0; k < 60; k++) pace.mark(now += 0.2);
  assert.ok(Math.abs(pace.factor - 0.5) < 0.01, `${pace.factor}`);
});
