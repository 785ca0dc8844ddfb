import { deepEqual, equal, match, notEqual, ok } from "node:assert/strict";
import { readdirSync } from "node:fs";

interface Config {
  readonly tasks: Record<string, { readonly command: string }>;
  readonly imports: Record<string, string>;
  readonly compilerOptions: unknown;
  readonly lock: { readonly path: string };
}

const read = async (name: string) =>
  JSON.parse(await Deno.readTextFile(new URL(`../../${name}`, import.meta.url))) as Config;
const [own, jsr] = [await read("deno.json"), await read("deno.jsr.json")];

Deno.test("deno.jsr.json takes fresh from its registry and all else as deno.json does", () => {
  for (const [name, target] of Object.entries(jsr.imports)) {
    if (name === "fresh" || name.startsWith("fresh/")) {
      ok(target.startsWith("jsr:@fresh/core@^2.3.3"), `${name} -> ${target}`);
      ok(own.imports[name]?.startsWith("./fresh/"), `${name} -> ${own.imports[name]}`);
    } else {
      equal(target, own.imports[name], name);
    }
  }
  deepEqual(jsr.compilerOptions, own.compilerOptions);
  notEqual(jsr.lock.path, own.lock.path);
});

Deno.test("deno.json names one exact version of every package", () => {
  for (const [name, target] of Object.entries(own.imports)) {
    if (target.startsWith("./")) continue;
    match(target, /^npm:\/?(?:@[\w-]+\/)?[\w.-]+@\d+\.\d+\.\d+(?:-[\w.]+)?(?:\/[\w./-]*)?$/, name);
  }
});

/** Bare specifiers of everything that `file` reaches through relative imports. */
async function bareImports(file: URL, seen: Map<string, string[]>): Promise<void> {
  if (seen.has(file.href)) return;
  seen.set(file.href, []);
  const text = (await Deno.readTextFile(file)).replaceAll(/^\s*(\/\/|\*).*$/gm, "");
  const found = text.matchAll(
    /(?:\bfrom\s+|\bimport\s+|\bimport\(\s*|new URL\(\s*)"([^"]+)"/g,
  );
  for (const [, specifier] of found) {
    if (/^\.\.?\/.*\.tsx?$/.test(specifier!)) await bareImports(new URL(specifier!, file), seen);
    else if (/^[@a-z]/.test(specifier!) && !/^(?:node|npm|https?):/.test(specifier!)) {
      seen.get(file.href)!.push(specifier!);
    }
  }
}

Deno.test("deno.jsr.json maps whatever its own tests and the page import", async () => {
  const reached = new Map<string, string[]>();
  const root = new URL("../../", import.meta.url);
  const paths = Object.values(jsr.tasks).flatMap(({ command }) => command.split(" "))
    .filter((word) => /^(?:routes|islands|components|tests)(?:\/|$)/.test(word));
  ok(paths.length > 4, paths.join());
  const files = paths.flatMap((path) =>
    path.endsWith(".ts") ? [path] : readdirSync(new URL(path, root), {
      recursive: true,
      encoding: "utf8",
    }).filter((name) => /\.tsx?$/.test(name)).map((name) => `${path}/${name}`)
  );
  ok(files.length > 20, `only ${files.length} files`);
  for (const file of files) await bareImports(new URL(file, root), reached);
  const names = new Set([...reached.values()].flat());
  ok(names.has("playwright-core") && names.has("fresh"), [...names].join());
  const unmapped = [...names].filter((name) =>
    !(name in jsr.imports) &&
    !Object.keys(jsr.imports).some((key) => key.endsWith("/") && name.startsWith(key))
  );
  deepEqual(unmapped, []);
});
