import { deepEqual, equal, match, notEqual, ok } from "node:assert/strict";

interface Config {
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
    match(target, /^npm:\/?(?:@[\w-]+\/)?[\w.-]+@\d+\.\d+\.\d+(?:-[\w.]+)?\/?$/, name);
  }
});
