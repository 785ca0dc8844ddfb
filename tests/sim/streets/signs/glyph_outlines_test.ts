import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { OUTLINES_FILE, overpassOutlines } from "../../../support/overpass_outlines.ts";

Deno.test("GLYPH_OUTLINES are those of the font", async () => {
  assert.equal(await readFile(OUTLINES_FILE, "utf8"), await overpassOutlines());
});
