import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as vision from "../../vision/mod.ts";

const readme = readFileSync(join(import.meta.dirname!, "../../vision/README.md"), "utf8");

Deno.test("the tables of the lesson name nothing that is not there", () => {
  const rows = readme.split("\n").filter((line) => line.startsWith("|"));
  const named = rows.flatMap((row) => {
    const cells = row.split("|").slice(1, -2).join(" ");
    return [...cells.matchAll(/`(\w+)`/g)].map(([, name]) => name!);
  });
  assert.ok(named.length > 100, `${named.length} names`);
  assert.deepEqual(named.filter((name) => !(name in vision)), []);
});

Deno.test("the lesson begins with the net of the lecture: ten lines say all of it", () => {
  const start = readme.split("\n").slice(0, 10).join("\n");
  const layers = [...start.matchAll(/new (\w+)\(/g)].map(([, name]) => name);
  assert.deepEqual(layers, [
    "Sequential",
    "Linear",
    "Threshold",
    "Linear",
    "LogSoftMax",
    "ClassNLLCriterion",
  ]);
});
