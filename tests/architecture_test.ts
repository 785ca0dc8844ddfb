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

/** Bare specifiers that each room may import; `three/` stands for all below it. Node is its own. */
const packages: Record<string, readonly string[]> = {
  sim: ["cannon-es", "pure-rand/", "three/"],
  vision: ["@bufbuild/protobuf", "onnx-buf"],
  models: [],
  agents: [],
  components: ["preact"],
  islands: ["preact", "preact/", "@preact/signals", "fresh/runtime"],
  routes: ["fresh", "fresh/dev"],
  fresh: ["preact", "preact/", "@preact/signals", "preact-render-to-string", "devalue", "mrmime"],
  host: ["cli-progress", "commander", "fastest-levenshtein", "pngjs"],
  bench: [],
  "bench/peers": [
    "@jax-js/jax",
    "@tensorflow/tfjs",
    "@tensorflow/tfjs-backend-webgpu",
    "onnxruntime-web/webgpu",
  ],
  "main.ts": ["commander"],
};

/** Files and rooms that also run in a browser tab. */
const inTab =
  /^(?:(?:sim|vision|models|agents|islands|components)\/|fresh\/(?:client|runtime|error|status_text)\.ts$)/;

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

/** What a file's code imports, as written. */
function specifiersIn(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8").replaceAll(/^\s*(\/\/|\*).*$/gm, "");
  const specifiers = text.matchAll(
    /(?:\bfrom\s+|\bimport\s*\(?\s*|new URL\(\s*)["']([^"']+)["']/g,
  );
  return [...specifiers].map(([, specifier]) => specifier!);
}

/** Why a file may not import a package, or null. */
function packageObjection(file: string, specifier: string): string | null {
  if (/^[./]/.test(specifier)) return null;
  if (specifier.startsWith("node:")) {
    return inTab.test(file)
      ? `Cannot import "${specifier}" from "${file}": it runs in a tab`
      : null;
  }
  // Peers that speed is compared with: of nothing else.
  const room = file.startsWith("bench/peers/") ? "bench/peers" : roomOf(file);
  const fits = (name: string) =>
    name.endsWith("/") ? specifier.startsWith(name) : specifier === name;
  if (packages[room]?.some(fits)) return null;
  return `Cannot import "${specifier}" from "${file}": it is no package of ${room}`;
}

function localImports(file: string): Import[] {
  const imports: Import[] = [];
  for (const specifier of specifiersIn(file)) {
    const door = /^fresh(?:\/(\w+))?$/.exec(specifier);
    if (door) imports.push({ from: file, to: `fresh/${door[1] ?? "mod"}.ts` });
    if (!/^\..*\.tsx?$/.test(specifier)) continue;
    const to = relative(root, normalize(join(root, dirname(file), specifier)));
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
  const isDataset = /^models\/[^/]+\/dataset(?:\.ts$|\/)/.test(from);
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
  assert.match(objection({ from: "models/x/datasets.ts", to: "sim/mod.ts" })!, /must not know sim/);
  assert.equal(objection({ from: "models/x/dataset.ts", to: "sim/mod.ts" }), null);
  assert.equal(objection({ from: "models/x/dataset/frames.ts", to: "sim/mod.ts" }), null);
  assert.equal(objection({ from: "agents/agent.ts", to: "sim/mod.ts" }), null);
});

Deno.test("no room imports a package that is not its own", () => {
  const seen = new Set<string>();
  const objections: string[] = [];
  for (const file of sourceFiles()) {
    for (const specifier of specifiersIn(file)) {
      seen.add(specifier);
      const objection = packageObjection(file, specifier);
      if (objection) objections.push(objection);
    }
  }
  assert.ok(seen.has("three/webgpu") && seen.has("commander"), [...seen].join(" "));
  assert.deepEqual(objections, []);
});

Deno.test("packageObjection() names a package of another room and lets a room's own pass", () => {
  assert.match(packageObjection("vision/tensor.ts", "three")!, /no package of vision/);
  assert.match(packageObjection("host/gpu.ts", "three/webgpu")!, /no package of host/);
  assert.match(packageObjection("sim/world.ts", "npm:three@0.1.2")!, /no package of sim/);
  assert.match(packageObjection("sim/world.ts", "node:path")!, /runs in a tab/);
  assert.match(packageObjection("fresh/client.ts", "node:path")!, /runs in a tab/);
  assert.match(packageObjection("bench/run.ts", "@jax-js/jax")!, /no package of bench/);
  assert.equal(packageObjection("bench/peers/jax.ts", "@jax-js/jax"), null);
  assert.equal(packageObjection("fresh/dev.ts", "node:path"), null);
  assert.equal(packageObjection("sim/render/tsl.ts", "three/tsl"), null);
  assert.equal(packageObjection("sim/world.ts", "./env.ts"), null);
});

Deno.test("what runs in a tab reaches nothing of fresh that does not", () => {
  const edges = sourceFiles().filter((file) => inTab.test(file)).flatMap(localImports)
    .filter(({ to }) => roomOf(to) === "fresh");
  assert.ok(edges.length > 0);
  assert.deepEqual(edges.filter(({ to }) => !inTab.test(to)), []);
});

Deno.test("every room of the tree has its arrows", () => {
  const rooms = new Set(sourceFiles().map(roomOf));
  const unknown = [...rooms].filter((room) => !(room in allowed && room in packages));
  assert.deepEqual(unknown, []);
});

Deno.test("what runs in a tab touches neither Deno nor Node, wall clock nor global random", () => {
  const forbidden = [
    /\bDeno\./,
    /["']node:/,
    /\bMath\.random\(/,
    /\bgetRandomValues\b|\brandomUUID\b/,
    /\bDate\.now\(|\bnew Date\(/,
    /\bperformance\.now\(/,
  ];
  const found: string[] = [];
  for (const file of sourceFiles().filter((file) => inTab.test(file))) {
    // Pages may look at the clock: what they show is not part of a run. So may the root of a
    // worker, which has nobody to be handed a clock by.
    const page = /^(islands|components)\//.test(file) || file === "agents/session/worker.ts";
    const lines = readFileSync(join(root, file), "utf8").split("\n");
    lines.forEach((line, i) => {
      if (/^\s*(\/\/|\*|\/\*)/.test(line)) return;
      forbidden.forEach((pattern, k) => {
        if (pattern.test(line) && !(page && k >= 4)) found.push(`${file}:${i + 1}: ${line.trim()}`);
      });
    });
  }
  assert.deepEqual(found, []);
});
