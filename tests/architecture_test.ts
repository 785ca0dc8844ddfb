import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";

const root = join(import.meta.dirname!, "..");

/** Rooms of product code, and the rooms each may import. Itself always. */
const allowed: Record<string, readonly string[]> = {
  sim: [],
  vision: [],
  models: ["vision"],
  agents: ["models", "vision", "sim"],
  components: ["agents"],
  islands: ["components", "agents", "models", "sim", "vision", "fresh"],
  routes: ["islands", "components", "agents", "models", "sim", "vision", "fresh"],
  fresh: [],
  host: ["routes", "islands", "agents", "models", "sim", "vision", "fresh"],
  bench: ["agents", "models", "sim", "vision", "host"],
  "main.ts": ["routes", "islands", "agents", "models", "sim", "vision", "fresh", "host", "bench"],
};

/** Rooms that also run in a browser tab. */
const tabRooms = ["sim", "vision", "models", "agents", "islands", "components"];

interface Import {
  readonly from: string;
  readonly to: string;
}

function sourceFiles(): string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => /\.tsx?$/.test(file))
    .filter((file) => !/^(tests|node_modules|coverage|runs|\.[^/]*)\//.test(file));
}

function localImports(file: string): Import[] {
  const text = readFileSync(join(root, file), "utf8").replaceAll(/^\s*(\/\/|\*).*$/gm, "");
  const specifiers = text.matchAll(
    /(?:\bfrom\s*|\bimport\s*\(?\s*|new URL\(\s*)["']([^"']+)["']/g,
  );
  const imports: Import[] = [];
  for (const [, specifier] of specifiers) {
    if (/^fresh(\/|$)/.test(specifier!)) imports.push({ from: file, to: "fresh/mod.ts" });
    if (!/^\..*\.tsx?$/.test(specifier!)) continue;
    const to = relative(root, normalize(join(root, dirname(file), specifier!)));
    imports.push({ from: file, to: to.replaceAll("\\", "/") });
  }
  return imports;
}

function roomOf(file: string): string {
  return file.includes("/") ? file.slice(0, file.indexOf("/")) : file;
}

/** Why an import may not stand, or null. */
function objection({ from, to }: Import): string | null {
  const [fromRoom, toRoom] = [roomOf(from), roomOf(to)];
  if (fromRoom === toRoom) return null;
  const isDataset = /^models\/[^/]+\/dataset\.ts$/.test(from);
  if (allowed[fromRoom]?.includes(toRoom) || (isDataset && toRoom === "sim")) return null;
  return `Cannot import "${to}" from "${from}": ${fromRoom} must not know ${toRoom}`;
}

Deno.test("the import graph has no forbidden edge", () => {
  const files = sourceFiles();
  assert.ok(files.length > 50, `only ${files.length} source files were found`);
  const objections = files.flatMap(localImports).map(objection).filter((o) => o !== null);
  assert.deepEqual(objections, []);
});

Deno.test("objection() names a forbidden edge and lets an allowed one pass", () => {
  assert.match(
    objection({ from: "vision/tensor.ts", to: "sim/world.ts" })!,
    /Cannot import "sim\/world.ts" from "vision\/tensor.ts"/,
  );
  assert.match(objection({ from: "models/x/model.ts", to: "sim/mod.ts" })!, /must not know sim/);
  assert.equal(objection({ from: "models/x/dataset.ts", to: "sim/mod.ts" }), null);
  assert.equal(objection({ from: "agents/agent.ts", to: "sim/mod.ts" }), null);
});

Deno.test("every room of the tree has its arrows", () => {
  const rooms = new Set(sourceFiles().map(roomOf));
  const unknown = [...rooms].filter((room) => !(room in allowed));
  assert.deepEqual(unknown, []);
});

Deno.test("what runs in a tab touches neither Deno nor Node, wall clock nor global random", () => {
  const forbidden = [
    /\bDeno\./,
    /["']node:/,
    /\bMath\.random\(/,
    /\bDate\.now\(|\bnew Date\(/,
    /\bperformance\.now\(/,
  ];
  const rooms = new Set(tabRooms);
  const found: string[] = [];
  for (const file of sourceFiles().filter((f) => rooms.has(roomOf(f)))) {
    // Pages may look at the clock: what they show is not part of a run. So may the root of a
    // worker, which has nobody to be handed a clock by.
    const page = /^(islands|components)\//.test(file) || file === "agents/session/worker.ts";
    const lines = readFileSync(join(root, file), "utf8").split("\n");
    lines.forEach((line, i) => {
      if (/^\s*(\/\/|\*|\/\*)/.test(line)) return;
      forbidden.forEach((pattern, k) => {
        if (pattern.test(line) && !(page && k >= 3)) found.push(`${file}:${i + 1}: ${line.trim()}`);
      });
    });
  }
  assert.deepEqual(found, []);
});
