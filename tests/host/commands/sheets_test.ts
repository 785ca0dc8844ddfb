import { equal, match, ok } from "node:assert/strict";
import { sheetObjection, SHEETS } from "../../../host/commands/sheets.ts";
import { models } from "../../../models/mod.ts";

Deno.test("a sheet takes the options that it heeds, and says of others which it takes", () => {
  equal(sheetObjection("world", {}), null);
  equal(sheetObjection("world", { out: "world.png" }), null);
  equal(sheetObjection("lagr_drive", { weights: "w.safetensors", seed: 7, out: "a.png" }), null);
  match(
    sheetObjection("world", { seed: 0 }) ?? "",
    /^Cannot use --seed with world: wanted .*--out$/,
  );
  match(
    sheetObjection("lagr_drive", { data: "digits" }) ?? "",
    /^Cannot use --data with lagr_drive: wanted .*--weights, --seed, --out$/,
  );
});

Deno.test("models are left alone, and no sheet is called as one", () => {
  for (const { name } of models) {
    equal(sheetObjection(name, { weights: "w", seed: 1, data: "d", net: "n" }), null);
    ok(!Object.hasOwn(SHEETS, name));
  }
});

Deno.test("the README shows each sheet, and names the command that draws it", async () => {
  const readme = await Deno.readTextFile(new URL("../../../README.md", import.meta.url));
  for (const [name, { path }] of Object.entries(SHEETS)) {
    ok(readme.includes(`](${path})`), path);
    ok(readme.includes(`deno task figures ${name}`), name);
    ok((await Deno.stat(new URL(`../../../${path}`, import.meta.url))).size > 100_000, path);
  }
});
