import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as vision from "../../vision/mod.ts";
import * as initialisers from "../../vision/nn/initialiser.ts";
import * as optim from "../../vision/optim/mod.ts";

const root = join(import.meta.dirname!, "../../vision");
const readme = readFileSync(join(root, "README.md"), "utf8");

/** What makes operations, or what they take, and is none itself. */
const MAKERS = [
  "binaryOp",
  "broadcastShape",
  "fullTable",
  "gaussianWindow",
  "oneToOneTable",
  "pointwise",
  "pointwiseOp",
  "randomTable",
];

type Class = abstract new (...parameters: never[]) => object;

/** Classes that extend `base`, but none that is extended in turn. */
function leavesOf(base: Class): string[] {
  const made = Object.entries(vision as Record<string, unknown>).flatMap(([name, value]) =>
    typeof value === "function" && value.prototype instanceof base ? [{ name, value }] : []
  );
  return made
    .filter(({ value }) => !made.some((other) => other.value.prototype instanceof value))
    .map(({ name }) => name);
}

/** Functions of a module that `vision/mod.ts` hands on. */
function publicFunctions(module: object): string[] {
  const names = Object.keys(vision) as (keyof typeof vision)[];
  return names.filter((name) =>
    /^[a-z]/.test(name) && typeof vision[name] === "function" &&
    (module as Record<string, unknown>)[name] === vision[name]
  );
}

Deno.test("the tables of the lesson name every layer, operation, criterion and optimiser", async () => {
  const operations: string[] = [];
  for (const { name } of readdirSync(join(root, "ops"), { withFileTypes: true })) {
    if (name.includes(".")) continue;
    operations.push(...publicFunctions(await import(join(root, "ops", name, "mod.ts"))));
  }
  const wanted = {
    modules: leavesOf(vision.Module),
    optimisers: leavesOf(optim.ParameterUpdates),
    operations: operations.filter((name) => !MAKERS.includes(name)),
    rates: publicFunctions(optim),
    initialisers: publicFunctions(initialisers),
  };
  assert.ok(wanted.modules.length > 50 && wanted.operations.length > 70, JSON.stringify(wanted));
  assert.ok(wanted.optimisers.includes("Adam") && wanted.rates.includes("cosine"));
  const tables = readme.slice(readme.indexOf("## What there is"));
  const missing = Object.values(wanted).flat().filter((name) => !tables.includes(`\`${name}\``));
  assert.deepEqual(missing, []);
});

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
